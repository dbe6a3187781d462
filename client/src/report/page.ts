/** The frame of the report's page. Its content is built by `client/view/report.ts` from the data it is sent. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** HTML that may load one script and one style sheet of the extension and nothing else. */
export function pageHtml(webview: vscode.Webview, root: vscode.Uri): string {
  const nonce = randomBytes(18).toString('base64url');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(root, 'report.js'));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(root, 'report.css'));
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>DAG Performance</title>
</head>
<body>
<main id="page"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
