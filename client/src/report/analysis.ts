/** Asks the server for the report of the workspace, with progress and a way to stop. */
import * as vscode from 'vscode';
import { type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node';
import { analyzeWorkspaceRequest, type WorkspaceReport } from '../../../server/src/protocol.ts';

export type Outcome =
  | { readonly report: WorkspaceReport }
  | { readonly reason: 'cancelled' | 'failed'; readonly text: string };

let requests = 0;

/** Never rejects. `cancel` stops the server's work; so does the notification's own button. */
export async function requestReport(
  client: LanguageClient,
  cancel: vscode.CancellationTokenSource,
  progressed: (text: string) => void,
): Promise<Outcome> {
  const workDoneToken = `dagperf-report-${++requests}`;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Analyzing DAG performance'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stop = token.onCancellationRequested(() => cancel.cancel());
    const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind === 'end' || value.message === undefined) return;
      progress.report({ message: value.message });
      progressed(value.message);
    });
    try {
      const params = { workDoneToken };
      return {
        report: await client.sendRequest<WorkspaceReport>(analyzeWorkspaceRequest, params, cancel.token),
      };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (cancel.token.isCancellationRequested) return { reason: 'cancelled', text };
      client.outputChannel.error(`The analysis of the workspace failed: ${text}`);
      return { reason: 'failed', text };
    } finally {
      listener.dispose();
      stop.dispose();
    }
  });
}
