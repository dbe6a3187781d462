/** What the server is built from; tests hand in their own. */
import { readFile } from 'node:fs/promises';
import { check } from '../engine/check.ts';
import { type Configuration, defaultConfiguration } from '../engine/configuration.ts';
import { emptyProject, type Project } from '../project/project.ts';
import { type RegisteredRule, rules } from '../rules/registry.ts';
import { type Loaded, loadParser } from '../syntax/load.ts';
import { withEditorSettings } from './editor-configuration.ts';
import type { Settings } from './settings.ts';

export interface Workspace {
  readonly project: Project;
  readonly configuration: Configuration;
  readonly problems: readonly { readonly file: string; readonly message: string }[];
  /** Whether a file of the project is to be checked. */
  isDagCandidate(path: string): boolean;
  dagFiles(): AsyncIterable<string>;
}

/** `root` is undefined for documents that lie nowhere. */
export type LoadWorkspace = (root: string | undefined, settings: Settings) => Promise<Workspace>;

export interface ServerParts {
  loadParser(): Promise<Loaded>;
  readonly check: typeof check;
  readonly loadWorkspace: LoadWorkspace;
  /** The text of a file on disk, without byte order mark; undefined when it cannot be read. */
  readText(path: string): Promise<string | undefined>;
  readonly rules: readonly RegisteredRule[];
}

export const realParts: ServerParts = {
  loadParser: () => loadParser(),
  check,
  loadWorkspace: async (_root, settings) => loadNowhere(settings),
  readText: async (path) => {
    try {
      return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
    } catch {
      return undefined;
    }
  },
  rules,
};

/** A workspace of which only the editor's settings are known. */
function loadNowhere(settings: Settings): Workspace {
  const problems: { file: string; message: string }[] = [];
  const problem = (message: string): void => void problems.push({ file: 'settings', message });
  return {
    project: emptyProject,
    configuration: withEditorSettings(defaultConfiguration, settings, problem),
    problems,
    isDagCandidate: () => true,
    async *dagFiles() {},
  };
}
