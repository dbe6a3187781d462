/** The workspace folders with their settings and projects, loaded on first use and again when something changes. */
import { dirname } from 'node:path';
import type { LoadWorkspace, Problem, Workspace } from './parts.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { projectPath, uriToPath } from './uris.ts';

export interface Folder {
  /** Absolute path. */
  readonly root: string;
  /** As the client wrote it; undefined for a folder that was made up for a single file. */
  readonly uri?: string;
}

/** One folder's settings and project at one moment. A change makes a new object: identity tells what is current. */
export interface FolderState {
  readonly folder: Folder | undefined;
  readonly settings: Settings;
  readonly workspace: Workspace;
}

export interface Workspaces {
  setFolders(folders: readonly Folder[]): void;
  /** The state for a document; files outside of every folder get one for the directory they lie in. */
  of(uri: string): Promise<FolderState>;
  /** The nearest of the client's folders around a document, or the directory it lies in. */
  folderOf(uri: string): Folder | undefined;
  /** The states of the client's folders. */
  all(): Promise<readonly FolderState[]>;
  /** The path by which the engine knows a document. */
  pathOf(uri: string, state: FolderState): string;
  /** Forgets what was loaded; the next use loads again. */
  reload(): void;
}

export interface WorkspacesHost {
  readonly loadWorkspace: LoadWorkspace;
  /** The settings that hold in a folder. */
  settings(folder: Folder | undefined): Promise<Settings>;
  /** Gets what is wrong with a project, and nothing once it is well again, whenever it was loaded. */
  problems(folder: Folder | undefined, problems: readonly Problem[]): void;
  log(line: string): void;
}

export function openWorkspaces(host: WorkspacesHost): Workspaces {
  let folders: readonly Folder[] = [];
  let states = new Map<string, Promise<FolderState>>();

  const load = async (folder: Folder | undefined): Promise<FolderState> => {
    const settings = await host.settings(folder).catch((error: unknown) => {
      host.log(`Settings could not be read, the defaults are used: ${text(error)}`);
      return defaultSettings;
    });
    try {
      const workspace = await host.loadWorkspace(folder?.root, settings);
      return { folder, settings, workspace };
    } catch (error) {
      host.log(`${folder?.root ?? 'untitled'}: the project could not be read: ${text(error)}`);
      return { folder, settings, workspace: await host.loadWorkspace(undefined, settings) };
    }
  };
  const state = (folder: Folder | undefined): Promise<FolderState> => {
    const key = folder?.root ?? '';
    const known = states.get(key);
    if (known !== undefined) return known;
    const loading = load(folder);
    states.set(key, loading);
    void loading.then(({ workspace }) => {
      // A project that was read again meanwhile has nothing more to say.
      if (states.get(key) === loading) host.problems(folder, workspace.problems);
    });
    return loading;
  };
  const folderOf = (uri: string): Folder | undefined => {
    const path = uriToPath(uri);
    if (path === undefined) return folders[0];
    const around = folders.filter(({ root }) => projectPath(root, path) !== undefined);
    const nearest = around.sort((a, b) => b.root.length - a.root.length)[0];
    return nearest ?? { root: dirname(path) };
  };

  return {
    setFolders(next) {
      folders = next;
      states = new Map();
    },
    of: (uri) => state(folderOf(uri)),
    folderOf,
    all: () => Promise.all(folders.map(state)),
    pathOf(uri, { folder }) {
      const path = uriToPath(uri);
      if (path === undefined) return 'untitled.py';
      return (folder && projectPath(folder.root, path)) ?? path;
    },
    reload() {
      states = new Map();
    },
  };
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
