/** The command that says in one sentence what is wrong with the active file. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { analyzeFileRequest, type FileSummary } from '../../server/src/protocol.ts';
import { skipText } from './skip-text.ts';

/** Asks the server about the active file, reveals the Problems view and shows a summary. */
export async function analyzeFile(client: LanguageClient): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'python') {
    await vscode.window.showInformationMessage(vscode.l10n.t('Open a Python file to analyze it.'));
    return;
  }
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const summary = await client.sendRequest<FileSummary | null>(analyzeFileRequest, { uri });
  if (summary === null) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('This file is not one that dagperf can analyze. Save it to disk first.'),
    );
    return;
  }
  if (summary.findings > 0) await vscode.commands.executeCommand('workbench.actions.view.problems');
  // Not awaited: the command is done when the summary is on the screen, not when it is dismissed.
  void vscode.window.showInformationMessage(summaryText(summary));
}

function summaryText({ skipped, findings, dags, fixable }: FileSummary): string {
  if (skipped !== undefined) return skipText(skipped);
  if (dags === 0 && findings === 0) return vscode.l10n.t('This file defines no DAG.');
  if (findings === 0) return vscode.l10n.t('No findings in this file.');
  if (findings === 1) return vscode.l10n.t('1 finding in this file, {0} with a fix.', fixable);
  return vscode.l10n.t('{0} findings in this file, {1} with a fix.', findings, fixable);
}
