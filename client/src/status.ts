/** The status bar item: is the server well, and how many findings has the active file. */
import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { type Status, statusNotification } from '../../server/src/protocol.ts';
import { skipText } from './skip-text.ts';

/** Shown while a Python file is active, and whenever something is wrong. */
export function createStatus(client: LanguageClient): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('dagperf.status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Dagperf';
  const documents = new Map<string, Status>();
  let problem: string | undefined;
  let busy = false;

  const show = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    item.backgroundColor = undefined;
    if (problem !== undefined || client.state === State.Stopped) showProblem(item, problem);
    else if (document?.languageId !== 'python') item.hide();
    else if (busy || client.state === State.Starting) showBusy(item, busy);
    else showFindings(item, documents.get(client.code2ProtocolConverter.asUri(document.uri)));
  };

  const subscriptions = [
    item,
    client.onNotification(statusNotification, (status: Status) => {
      if (status.state === 'error') problem = status.message ?? vscode.l10n.t('unknown error');
      else if (status.uri === undefined) busy = status.state === 'busy';
      else documents.set(status.uri, status);
      show();
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) {
        problem = undefined;
        busy = false;
        documents.clear();
      }
      show();
    }),
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      documents.delete(client.code2ProtocolConverter.asUri(uri));
    }),
  ];
  return vscode.Disposable.from(...subscriptions);
}

function showProblem(item: vscode.StatusBarItem, problem: string | undefined): void {
  item.text = '$(error) dagperf';
  item.tooltip = problem ?? vscode.l10n.t('The dagperf server is not running. Click to start it again.');
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
  item.command = problem === undefined ? 'dagperf.restartServer' : 'dagperf.showOutput';
  item.show();
}

function showBusy(item: vscode.StatusBarItem, analyzing: boolean): void {
  item.text = '$(loading~spin) dagperf';
  item.tooltip = analyzing
    ? vscode.l10n.t('dagperf is analyzing the workspace.')
    : vscode.l10n.t('The dagperf server is starting.');
  item.command = 'dagperf.showOutput';
  item.show();
}

function showFindings(item: vscode.StatusBarItem, status: Status | undefined): void {
  const { findings = 0, airflowVersion, skipped } = status ?? {};
  const lines = [skipped === undefined ? findingsText(findings) : skipText(skipped)];
  if (airflowVersion !== undefined) lines.push(vscode.l10n.t('Checked for Airflow {0}.', airflowVersion));
  item.text = findings === 0 ? '$(dashboard) dagperf' : `$(dashboard) dagperf: ${findings}`;
  item.tooltip = lines.join('\n');
  item.accessibilityInformation = { label: item.tooltip };
  item.command = findings === 0 ? 'dagperf.showOutput' : 'workbench.actions.view.problems';
  item.show();
}

function findingsText(count: number): string {
  if (count === 0) return vscode.l10n.t('dagperf: no findings in this file. Click to see the output.');
  if (count === 1) return vscode.l10n.t('dagperf: 1 finding in this file. Click to see the problems.');
  return vscode.l10n.t('dagperf: {0} findings in this file. Click to see the problems.', count);
}
