/** What the handlers of one connection share: the client, its folders and settings, the open files, the parser. */
import type { Connection, InitializeParams, WorkspaceFolder } from 'vscode-languageserver';
import type { Loaded } from '../syntax/load.ts';
import type { Parser } from '../syntax/parser.ts';
import { type ClientFeatures, clientFeatures, initializationOptions } from './client-features.ts';
import { type ConfigurationFindings, openConfigurationFindings } from './configuration-findings.ts';
import { openConfigurationProblems } from './configuration-problems.ts';
import { message, type OpenFiles, openFiles } from './open-files.ts';
import type { Problem, ServerParts } from './parts.ts';
import type { TextSource } from './project-texts.ts';
import { openPublisher, type Publisher } from './publish.ts';
import { readSettings, type Settings } from './settings.ts';
import { projectPath, uriToPath } from './uris.ts';
import { type Folder, openWorkspaces, type Workspaces } from './workspaces.ts';

/** How long to wait for more file events (a checkout brings many) before the project is read again. */
const settleMilliseconds = 200;

export interface Session {
  readonly connection: Connection;
  readonly parts: ServerParts;
  readonly files: OpenFiles;
  readonly texts: TextSource;
  readonly workspaces: Workspaces;
  readonly publisher: Publisher;
  readonly closedFindings: ConfigurationFindings;
  openUris(): readonly string[];
  configurationFindings: ConfigurationFindings['show'];
  /** Throws before `initialize`. */
  features(): ClientFeatures;
  initialize(params: InitializeParams): ClientFeatures;
  /** Undefined when no parser could be loaded, which is logged once. */
  loaded(): Promise<Loaded | undefined>;
  parser(): Promise<Parser | undefined>;
  changeFolders(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): void;
  /** Settings that the client sends by itself; undefined when it only says that they have changed. */
  changeSettings(section: unknown): void;
  /** Files of the project have changed on disk. */
  changeProject(): void;
  /** Python files have changed on disk, or are new or gone. */
  changeModules(uris: readonly string[]): void;
  log(line: string): void;
  dispose(): void;
}

export function openSession(connection: Connection, parts: ServerParts): Session {
  let client: ClientFeatures | undefined;
  let folders: readonly Folder[] = [];
  let sentSettings: unknown;
  let loading: Promise<Loaded | undefined> | undefined;
  let reloadTimer: NodeJS.Timeout | undefined;
  let isProjectStale = false;
  const changedModules = new Set<string>();

  const log = (line: string): void => connection.console.log(line);
  const features = (): ClientFeatures => {
    if (client === undefined) throw new Error('not initialized');
    return client;
  };
  const announce = (loaded: Loaded): Loaded => {
    if (loaded.fallbackReason !== undefined) {
      connection.console.info(
        `The WebAssembly parser is used, the native one does not load: ${loaded.fallbackReason}`,
      );
    }
    return loaded;
  };
  const giveUp = (error: unknown): undefined => {
    connection.console.error(`No parser could be loaded, nothing is analysed: ${message(error)}`);
    publisher.status({ state: 'error', message: message(error) });
    return undefined;
  };
  const loaded = (): Promise<Loaded | undefined> => {
    loading ??= parts.loadParser().then(announce, giveUp);
    return loading;
  };
  const parser = async () => (await loaded())?.parser;
  const settings = async (folder: Folder | undefined): Promise<Settings> => {
    const item = { section: 'dagperf', ...(folder?.uri === undefined ? {} : { scopeUri: folder.uri }) };
    const asked = client?.configuration === true;
    const read = readSettings(asked ? await connection.workspace.getConfiguration(item) : sentSettings);
    for (const problem of read.problems) connection.console.warn(problem);
    return read.settings;
  };

  const configurationProblems = openConfigurationProblems(connection);
  const problems = (folder: Folder | undefined, found: readonly Problem[]): void => {
    for (const problem of found) connection.console.warn(problemLine(problem));
    configurationProblems.show(folder?.root, found);
  };

  const workspaces = openWorkspaces({ loadWorkspace: parts.loadWorkspace, settings, problems, log });
  const closedFindings = openConfigurationFindings(connection, () => files.uris());
  const files: OpenFiles = openFiles({ parts, workspaces, parser, log, wholeOf: closedFindings.wholeOf });
  const texts = { parts, find: files.find };
  const publisher = openPublisher({ connection, files, texts, features, log });
  const reload = (): void => {
    workspaces.reload();
    // Not waited for, and not left to the next open document: what is wrong now is to be seen now.
    void workspaces.all();
    void closedFindings.refresh(workspaces);
    publisher.refresh();
  };
  /** The whole project is read again, or only the Python files that have changed. */
  const readAgain = async (): Promise<void> => {
    const paths = [...changedModules].flatMap((uri) => uriToPath(uri) ?? []);
    changedModules.clear();
    if (isProjectStale) {
      isProjectStale = false;
      reload();
      return;
    }
    for (const { folder, workspace } of await workspaces.all()) {
      const inside = paths.flatMap((one) => (folder && projectPath(folder.root, one)) ?? []);
      workspace.modules?.changed(inside.filter((one) => workspace.isDagCandidate(one)));
    }
    publisher.refresh();
  };
  const settle = (): void => {
    clearTimeout(reloadTimer);
    reloadTimer = setTimeout(() => void readAgain(), settleMilliseconds);
  };
  const useFolders = (next: readonly Folder[]): void => {
    folders = next;
    workspaces.setFolders(folders);
    configurationProblems.keep(folders.map(({ root }) => root));
  };

  return {
    connection,
    parts,
    files,
    texts,
    workspaces,
    publisher,
    closedFindings,
    openUris: files.uris,
    configurationFindings(state, reports, whole) {
      closedFindings.show(state, reports, whole);
      // Open files of the deployment now have the findings about the whole project, too.
      publisher.refresh();
    },
    features,
    loaded,
    parser,
    log,
    initialize(params) {
      client = clientFeatures(params);
      sentSettings = initializationOptions(params).settings;
      useFolders(foldersOf(params));
      return client;
    },
    changeFolders(added, removed) {
      const gone = new Set(removed.map(({ uri }) => uri));
      useFolders([...folders.filter(({ uri = '' }) => !gone.has(uri)), ...toFolders(added)]);
      publisher.refresh();
    },
    changeSettings(section) {
      if (section !== undefined && section !== null) sentSettings = section;
      reload();
    },
    changeProject() {
      isProjectStale = true;
      settle();
    },
    changeModules(uris) {
      if (uris.length === 0) return;
      for (const uri of uris) changedModules.add(uri);
      settle();
    },
    dispose() {
      clearTimeout(reloadTimer);
      publisher.dispose();
      files.closeAll();
    },
  };
}

function foldersOf(params: InitializeParams): Folder[] {
  if (params.workspaceFolders) return toFolders(params.workspaceFolders);
  return params.rootUri ? toFolders([{ uri: params.rootUri, name: '' }]) : [];
}

function toFolders(folders: readonly WorkspaceFolder[]): Folder[] {
  return folders.flatMap(({ uri }) => {
    const root = uriToPath(uri);
    return root === undefined ? [] : [{ root, uri }];
  });
}

function problemLine({ kind, file, line, message: text }: Problem): string {
  if (kind === 'settings') return text;
  return `${file}${line === undefined ? '' : `:${line}`}: ${text}`;
}
