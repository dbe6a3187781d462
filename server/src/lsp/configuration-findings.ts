/** Shows findings on files of the deployments that are not open, once the workspace has been analysed. */
import type { Connection, Diagnostic } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { noFile } from '../engine/analyze-project.ts';
import type { FileReport } from '../engine/report.ts';
import type { WholeFacts } from '../project/whole.ts';
import { toDiagnostic } from './diagnostics.ts';
import { absolutePath, pathToUri } from './uris.ts';
import type { FolderState, Workspaces } from './workspaces.ts';

export interface ConfigurationFindings {
  /** Replaces what was shown for a folder; `whole` is kept for when its project is read again. */
  show(state: FolderState, reports: readonly FileReport[], whole: WholeFacts): void;
  /** What the last analysis found all Python files of a folder to come to; undefined before the first one. */
  wholeOf(state: FolderState): WholeFacts | undefined;
  /** The documents that are open have changed: those show their own. */
  documentsChanged(): void;
  /** The projects have been read again. */
  refresh(workspaces: Workspaces): Promise<void>;
}

interface Shown {
  readonly whole: WholeFacts;
  readonly byUri: ReadonlyMap<string, readonly Diagnostic[]>;
}

export function openConfigurationFindings(
  connection: Connection,
  openUris: () => readonly string[],
): ConfigurationFindings {
  const folders = new Map<string, Shown>();
  /** What the client was sent last. */
  let sent: ReadonlyMap<string, readonly Diagnostic[]> = new Map();

  const send = (): void => {
    const open = new Set(openUris());
    const all = new Map(
      [...folders.values()].flatMap(({ byUri }) => [...byUri]).filter(([uri]) => !open.has(uri)),
    );
    for (const [uri, diagnostics] of all) {
      if (sent.get(uri) !== diagnostics)
        void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
    }
    for (const uri of sent.keys()) {
      if (!all.has(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
    }
    sent = all;
  };
  const shownOf = (state: FolderState, reports: readonly FileReport[], whole: WholeFacts): Shown => {
    return { whole, byUri: diagnosticsOf(state, rootOf(state), reports) };
  };
  return {
    show(state, reports, whole) {
      folders.set(rootOf(state), shownOf(state, reports, whole));
      send();
    },
    wholeOf: (state) => folders.get(rootOf(state))?.whole,
    documentsChanged: send,
    async refresh(workspaces) {
      if (folders.size === 0) return;
      const next = new Map<string, Shown>();
      for (const state of await workspaces.all()) {
        const whole = folders.get(rootOf(state))?.whole;
        if (!whole || !state.settings.enable) continue;
        const checked = state.workspace.checkConfiguration?.(new Map(), whole);
        if (checked) next.set(rootOf(state), shownOf(state, checked.reports, whole));
      }
      // Until here the old ones stand: open documents ask for them meanwhile.
      folders.clear();
      for (const [root, shown] of next) folders.set(root, shown);
      send();
    },
  };
}

function rootOf({ folder }: FolderState): string {
  return folder?.root ?? '.';
}

function diagnosticsOf(
  { workspace }: FolderState,
  root: string,
  reports: readonly FileReport[],
): Map<string, readonly Diagnostic[]> {
  const found = new Map<string, readonly Diagnostic[]>();
  for (const { file, findings } of reports) {
    const text = file === noFile ? undefined : workspace.textOf(file);
    if (text === undefined || findings.length === 0) continue;
    const uri = pathToUri(absolutePath(root, file));
    const texts = new Map([[file, TextDocument.create(uri, 'plaintext', 0, text)]]);
    found.set(
      uri,
      findings.map((finding) => toDiagnostic(finding, texts, true)),
    );
  }
  return found;
}
