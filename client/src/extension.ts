/** Starts the language server and connects it with the editor: commands, status, report. */
import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { type ServerInfo, serverInfoRequest, type WorkspaceReport } from '../../server/src/protocol.ts';
import { analyzeFile } from './analyze-file.ts';
import { createClient } from './language-client.ts';
import { createModelView } from './model-view.ts';
import { createReportPanel } from './report/panel.ts';
import { showRule } from './show-rule.ts';
import { createStatus } from './status.ts';

/** What `activate` gives to other extensions and to the tests. */
export interface DagperfApi {
  /** Settles when the server answers requests; rejects when it could not be started. */
  ready(): Promise<void>;
  /** The last finished analysis of the workspace. */
  lastReport(): WorkspaceReport | undefined;
  serverInfo(): Promise<ServerInfo>;
}

let running: LanguageClient | undefined;

export function activate(context: vscode.ExtensionContext): DagperfApi {
  const client = createClient(context);
  running = client;
  const status = createStatus(client);
  const panel = createReportPanel(context, client);
  const model = createModelView(client);
  let starting = start(client);

  const restart = async (): Promise<void> => {
    starting = client.state === State.Running ? client.restart() : start(client);
    await starting;
  };
  const guarded = (run: () => Promise<void>) => () =>
    run().catch((error: unknown) => void showFailure(client, error));
  /** A server that has crashed too often is started again: somebody asks for it. */
  const withServer = (run: () => Promise<void>) =>
    guarded(async () => {
      if (client.state === State.Stopped) await restart();
      await starting;
      await run();
    });
  const commands: Record<string, (...given: unknown[]) => unknown> = {
    'dagperf.analyzeWorkspace': withServer(() => panel.analyze()),
    'dagperf.analyzeFile': withServer(() => analyzeFile(client)),
    'dagperf.showModel': withServer(() => model.show()),
    'dagperf.restartServer': guarded(restart),
    'dagperf.showOutput': () => client.outputChannel.show(true),
    'dagperf.showRule': showRule,
  };
  context.subscriptions.push(status, panel, model);
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  }
  return {
    ready: () => starting,
    lastReport: () => panel.lastReport(),
    async serverInfo() {
      await starting;
      return client.sendRequest<ServerInfo>(serverInfoRequest);
    },
  };
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}

async function showFailure(client: LanguageClient, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  const output = vscode.l10n.t('Show Output');
  const chosen = await vscode.window.showErrorMessage(vscode.l10n.t('dagperf failed: {0}', text), output);
  if (chosen === output) client.outputChannel.show(true);
}

function start(client: LanguageClient): Promise<void> {
  const starting = client.start();
  // The client itself shows why; without a handler a failed start would also be an unhandled rejection.
  starting.catch((error: unknown) => client.outputChannel.error(String(error)));
  return starting;
}
