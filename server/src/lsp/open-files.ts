/** The open documents, each with its incrementally parsed tree and one result per version. */
import {
  type DidChangeTextDocumentParams,
  type DidCloseTextDocumentParams,
  type DidOpenTextDocumentParams,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Checked } from '../engine/check.ts';
import type { FileReport } from '../engine/report.ts';
import type { Importer } from '../model/build/machine.ts';
import { isDeploymentFile } from '../project/link.ts';
import type { ProjectModules } from '../project/modules.ts';
import type { ConfigurationFile } from '../project/project.ts';
import type { WholeFacts } from '../project/whole.ts';
import type { SkipReason } from '../protocol.ts';
import type { OpenDocument, Parser } from '../syntax/parser.ts';
import type { Tree } from '../syntax/tree.ts';
import type { ServerParts } from './parts.ts';
import { uriToPath } from './uris.ts';
import type { FolderState, Workspaces } from './workspaces.ts';

/** What is known about one version of one document. */
export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly document: TextDocument;
  readonly path: string;
  readonly state: FolderState;
  /** The files of the project that this one reaches, as they are on disk. */
  readonly modules?: ProjectModules;
  /** Differs whenever anything that the result depends on differs. */
  readonly resultId: string;
  /** Absent when the file is none of ours, or could not be analysed. */
  readonly report?: FileReport;
  /** Of a Python file. */
  readonly checked?: Checked;
  /** The document itself, where it is a file of the deployment. */
  readonly configuration?: ConfigurationFile;
  /** Of such a file: what the Python files come to, as far as they have been analysed. */
  readonly whole?: WholeFacts;
  readonly tree?: Tree;
  readonly skipped?: SkipReason;
}

export interface OpenFiles {
  open(params: DidOpenTextDocumentParams): void;
  change(params: DidChangeTextDocumentParams): void;
  save(uri: string): void;
  close(params: DidCloseTextDocumentParams): void;
  uris(): readonly string[];
  /** The text of an open document by its path on disk. */
  find(path: string): TextDocument | undefined;
  version(uri: string): number | undefined;
  /** True when the text differs from what was opened or saved last. */
  edited(uri: string): boolean;
  /** The settings and project that hold for a document now. */
  state(uri: string): Promise<FolderState>;
  /** The result for the current version; undefined when the document is not open. Never throws because of a file's content. */
  snapshot(uri: string): Promise<Snapshot | undefined>;
  /** Throws `ServerCancelled` when the document has changed, closed or been configured otherwise since. */
  assertCurrent(snapshot: Snapshot): void;
  closeAll(): void;
}

interface OpenFile {
  document: TextDocument;
  parsed?: OpenDocument;
  settledVersion: number;
  last?: Snapshot;
}

export interface OpenFilesHost {
  readonly parts: ServerParts;
  readonly workspaces: Workspaces;
  /** Undefined when none could be loaded; that is logged elsewhere. */
  parser(): Promise<Parser | undefined>;
  log(line: string): void;
  wholeOf?(state: FolderState): WholeFacts | undefined;
}

/** What a result depends on beside the document. */
interface Around {
  readonly state: FolderState;
  readonly modules?: ProjectModules;
  readonly importer?: Importer;
}

export function openFiles(host: OpenFilesHost): OpenFiles {
  const files = new Map<string, OpenFile>();
  let results = 0;

  const around = async (uri: string, state: FolderState): Promise<Around> => {
    const path = host.workspaces.pathOf(uri, state);
    const files = state.workspace.modules;
    try {
      return files
        ? { state, modules: await files.with([path]), importer: await files.importer() }
        : { state };
    } catch (error) {
      host.log(failureLine({ file: path, message: message(error) }));
      return { state };
    }
  };

  const compute = (
    uri: string,
    file: OpenFile,
    { state, modules, importer }: Around,
    parser: Parser | undefined,
  ): Snapshot => {
    const { document } = file;
    const { version } = document;
    const path = host.workspaces.pathOf(uri, state);
    const known = modules ? { modules } : {};
    const base = { uri, version, document, path, state, ...known, resultId: String(++results) };
    const text = document.getText();
    if (isDeploymentFile(path)) {
      const whole = host.wholeOf?.(state);
      return configurationSnapshot({ ...base, ...(whole ? { whole } : {}) }, text, host.log);
    }
    const skipped = skipReason(path, text, state);
    if (skipped !== undefined) return { ...base, skipped };
    if (parser === undefined) return base;
    try {
      const tree = parse(file, text, parser);
      const checked = host.parts.check(path, tree, {
        project: { ...state.workspace.project, ...known },
        configuration: state.workspace.configuration,
        ...(importer ? { importer } : {}),
      });
      for (const failure of checked.report.failures) host.log(failureLine(failure));
      return { ...base, report: checked.report, checked, tree };
    } catch (error) {
      file.parsed?.close();
      delete file.parsed;
      host.log(failureLine({ file: path, message: message(error) }));
      return base;
    }
  };

  return {
    open({ textDocument: { uri, languageId, version, text } }) {
      files.get(uri)?.parsed?.close();
      files.set(uri, {
        document: TextDocument.create(uri, languageId, version, text),
        settledVersion: version,
      });
    },
    change({ textDocument: { uri, version }, contentChanges }) {
      const file = files.get(uri);
      if (file === undefined) return;
      file.document = TextDocument.update(file.document, contentChanges, version);
    },
    save(uri) {
      const file = files.get(uri);
      if (file !== undefined) file.settledVersion = file.document.version;
    },
    close({ textDocument: { uri } }) {
      files.get(uri)?.parsed?.close();
      files.delete(uri);
    },
    uris: () => [...files.keys()],
    find(path) {
      for (const [uri, { document }] of files) if (uriToPath(uri) === path) return document;
      return undefined;
    },
    version: (uri) => files.get(uri)?.document.version,
    edited(uri) {
      const file = files.get(uri);
      return file !== undefined && file.document.version !== file.settledVersion;
    },
    state: (uri) => host.workspaces.of(uri),
    async snapshot(uri) {
      if (!files.has(uri)) return undefined;
      const [state, parser] = await Promise.all([host.workspaces.of(uri), host.parser()]);
      const surroundings = await around(uri, state);
      // Nothing below waits: what is computed belongs to the version that is current now.
      const file = files.get(uri);
      if (file === undefined) return undefined;
      const { last } = file;
      const isCurrent =
        last?.version === file.document.version &&
        last.state === state &&
        last.modules === surroundings.modules &&
        (last.configuration === undefined || last.whole === host.wholeOf?.(state));
      if (!isCurrent) file.last = compute(uri, file, surroundings, parser);
      return file.last;
    },
    assertCurrent(snapshot) {
      const file = files.get(snapshot.uri);
      if (file?.last === snapshot && file.document.version === snapshot.version) return;
      throw stale();
    },
    closeAll() {
      for (const file of files.values()) file.parsed?.close();
      files.clear();
    },
  };
}

/** A file of the deployment that the project on disk has. */
function configurationSnapshot(base: Snapshot, text: string, log: (line: string) => void): Snapshot {
  const { path, state } = base;
  if (!state.settings.enable) return { ...base, skipped: 'disabled' };
  if (!state.workspace.isDagCandidate(path)) return { ...base, skipped: 'excluded' };
  try {
    const checked = state.workspace.checkConfiguration?.(new Map([[path, text]]), base.whole);
    for (const failure of checked?.reports.flatMap((one) => one.failures) ?? []) log(failureLine(failure));
    const configuration = checked?.project.configurationFiles.find((one) => one.path === path);
    if (!checked || !configuration) return base;
    const report = checked.reports.find((one) => one.file === path);
    return { ...base, configuration, report: report ?? { file: path, findings: [], failures: [], dags: 0 } };
  } catch (error) {
    log(failureLine({ file: path, message: message(error) }));
    return base;
  }
}

function parse(file: OpenFile, text: string, parser: Parser): Tree {
  if (file.parsed !== undefined) return file.parsed.update(text);
  file.parsed = parser.open(text);
  return file.parsed.tree;
}

/** Why a file is not analysed; undefined when it is. Costs one search through the text. */
export function skipReason(path: string, text: string, state: FolderState): SkipReason | undefined {
  if (!state.settings.enable) return 'disabled';
  if (!state.workspace.isDagCandidate(path)) return 'excluded';
  return text.includes('airflow') ? undefined : 'no-airflow';
}

/** One line for the log. */
export function failureLine(failure: {
  readonly file: string;
  readonly message: string;
  readonly rule?: string;
}): string {
  const rule = failure.rule === undefined ? '' : ` [${failure.rule}]`;
  return `${failure.file}${rule}: ${failure.message}`;
}

/** The answer to a request about a version that is no longer current; the client asks again. */
export function stale(): ResponseError<{ retriggerRequest: boolean }> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'The document has changed', {
    retriggerRequest: true,
  });
}

/** The text of anything that was thrown. */
export function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
