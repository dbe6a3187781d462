/** The command that shows, beside a file, what dagperf knows of it. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type ModelParams, modelRequest } from '../../server/src/protocol.ts';

const scheme = 'dagperf-model';
/** How long typing has to pause before the text is made again. */
const quietMilliseconds = 200;

export interface ModelView extends vscode.Disposable {
  /** Shows the model of the active file. It follows the file, saved or not, for as long as both are open. */
  show(): Promise<void>;
}

export function createModelView(client: LanguageClient): ModelView {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** The last text by URI of the model. */
  const texts = new Map<string, string>();
  const timers = new Map<string, NodeJS.Timeout>();

  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(model, token) {
      const params: ModelParams = { uri: client.code2ProtocolConverter.asUri(vscode.Uri.parse(model.query)) };
      const text = await client.sendRequest<string | null>(modelRequest, params, token);
      if (text !== null) texts.set(model.toString(), text);
      return texts.get(model.toString()) ?? vscode.l10n.t('This file is not one that dagperf can analyze.');
    },
  };
  const follow = (source: vscode.Uri): void => {
    const model = modelOf(source);
    const key = model.toString();
    if (!texts.has(key)) return;
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => changed.fire(model), quietMilliseconds),
    );
  };
  const forget = ({ uri }: vscode.TextDocument): void => {
    clearTimeout(timers.get(uri.toString()));
    timers.delete(uri.toString());
    texts.delete(uri.toString());
  };
  const subscriptions = [
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    vscode.workspace.onDidChangeTextDocument(({ document }) => follow(document.uri)),
    // New findings: the settings or the project have changed.
    vscode.languages.onDidChangeDiagnostics(({ uris }) => uris.forEach(follow)),
    vscode.workspace.onDidCloseTextDocument(forget),
  ];
  return {
    async show() {
      const document = vscode.window.activeTextEditor?.document;
      if (document?.languageId !== 'python') {
        void vscode.window.showInformationMessage(vscode.l10n.t('Open a Python file to see its DAG model.'));
        return;
      }
      const model = await vscode.workspace.openTextDocument(modelOf(document.uri));
      const viewColumn = vscode.ViewColumn.Beside;
      await vscode.window.showTextDocument(model, { viewColumn, preserveFocus: true });
    },
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer);
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}

/** The name of the tab does not end in `.py`, so that nobody takes the text for Python. */
function modelOf(source: vscode.Uri): vscode.Uri {
  const name = source.path.slice(source.path.lastIndexOf('/') + 1);
  return vscode.Uri.from({ scheme, path: `${name} (DAG model)`, query: source.toString() });
}
