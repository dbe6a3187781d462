/** The report of the workspace in a panel of its own. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { WorkspaceReport } from '../../../server/src/protocol.ts';
import { requestReport } from './analysis.ts';
import type { FromPage, ToPage } from './messages.ts';
import { pageHtml } from './page.ts';

export interface ReportPanel extends vscode.Disposable {
  /** Shows the panel and fills it. Settles when the analysis is done, cancelled or has failed. */
  analyze(): Promise<void>;
  lastReport(): WorkspaceReport | undefined;
}

export function createReportPanel(context: vscode.ExtensionContext, client: LanguageClient): ReportPanel {
  let panel: vscode.WebviewPanel | undefined;
  let last: WorkspaceReport | undefined;
  let current: ToPage = { type: 'analyzing' };
  let running: { readonly done: Promise<void>; readonly cancel: vscode.CancellationTokenSource } | undefined;

  const post = (message: ToPage): void => {
    void panel?.webview.postMessage(message);
  };
  const send = (message: ToPage): void => {
    if (message.type !== 'progress') current = message;
    post(message);
  };
  const run = async (cancel: vscode.CancellationTokenSource): Promise<void> => {
    send({ type: 'analyzing' });
    const outcome = await requestReport(client, cancel, (text) => send({ type: 'progress', text }));
    if ('report' in outcome) last = outcome.report;
    send('report' in outcome ? { type: 'report', report: outcome.report } : { type: 'stopped', ...outcome });
    running = undefined;
    cancel.dispose();
  };
  const analyze = async (): Promise<void> => {
    if (!vscode.workspace.workspaceFolders?.length) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder to analyze the DAGs in it.'));
      return;
    }
    reveal();
    if (running === undefined) {
      const cancel = new vscode.CancellationTokenSource();
      running = { cancel, done: run(cancel) };
    }
    await running.done;
  };
  const receive = (message: FromPage): void => {
    if (message.type === 'ready') {
      if (last !== undefined && current.type !== 'report') post({ type: 'report', report: last });
      post(current);
    }
    if (message.type === 'analyze') void analyze();
    if (message.type === 'cancel') running?.cancel.cancel();
    if (message.type === 'open') void openCode(client, message);
    if (message.type === 'showRule') {
      void vscode.commands.executeCommand('dagperf.showRule', { url: message.url });
    }
  };
  const reveal = (): void => {
    if (panel !== undefined) {
      panel.reveal(undefined, false);
      return;
    }
    const root = vscode.Uri.joinPath(context.extensionUri, 'dist');
    panel = vscode.window.createWebviewPanel(
      'dagperf.report',
      vscode.l10n.t('DAG Performance'),
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [root], enableFindWidget: true },
    );
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.svg');
    panel.onDidDispose(() => {
      panel = undefined;
      running?.cancel.cancel();
    });
    panel.webview.onDidReceiveMessage(receive);
    panel.webview.html = pageHtml(panel.webview, root);
  };
  return { analyze, lastReport: () => last, dispose: () => panel?.dispose() };
}

async function openCode(
  client: LanguageClient,
  { uri, range }: Extract<FromPage, { type: 'open' }>,
): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(client.protocol2CodeConverter.asUri(uri));
    const found = client.protocol2CodeConverter.asRange(range);
    const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
    // The cursor stays at the start: at the end of a long finding its beginning would scroll out of sight.
    editor.selection = new vscode.Selection(found.end, found.start);
    editor.revealRange(found, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } catch (error) {
    await vscode.window.showErrorMessage(
      vscode.l10n.t('The file cannot be opened: {0}', error instanceof Error ? error.message : String(error)),
    );
  }
}
