/** The command that says in one sentence what is wrong with the active file. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { analyzeFileRequest, type FileSummary, type SkipReason } from '../../server/src/protocol.ts';

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
  if (findings === 0) return vscode.l10n.t('No findings in {0} DAGs of this file.', dags);
  return vscode.l10n.t('{0} findings in {1} DAGs of this file, {2} with a fix.', findings, dags, fixable);
}

function skipText(reason: SkipReason): string {
  switch (reason) {
    case 'disabled':
      return vscode.l10n.t('Dagperf is switched off by the setting dagperf.enable.');
    case 'excluded':
      return vscode.l10n.t('This file is excluded from the analysis.');
    case 'no-airflow':
      return vscode.l10n.t('This file does not use Airflow.');
  }
}
