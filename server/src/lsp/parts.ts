/** What the server is built from; tests hand in their own. */
import { readFile } from 'node:fs/promises';
import { analyzeConfiguration } from '../engine/analyze-project.ts';
import { check } from '../engine/check.ts';
import { type Configuration, defaultConfiguration } from '../engine/configuration.ts';
import type { FileReport } from '../engine/report.ts';
import type { ConfigurationProblem } from '../engine/settings.ts';
import type { ModuleFiles } from '../host/modules.ts';
import {
  loadWorkspace as loadWorkspaceFrom,
  pythonFiles,
  textIn,
  type WorkspaceProblem,
  withDeployment,
} from '../host/workspace.ts';
import { emptyProject, type Project } from '../project/project.ts';
import type { WholeFacts } from '../project/whole.ts';
import { type RegisteredRule, rules } from '../rules/registry.ts';
import { type Loaded, loadParser } from '../syntax/load.ts';
import { withEditorSettings } from './editor-configuration.ts';
import type { Settings } from './settings.ts';

/** Something that was read for a project and is wrong; the rest of it holds. */
export interface Problem extends ConfigurationProblem {
  /** `configuration`: dagperf's own file. `settings`: the editor's, `file` says nothing then. */
  readonly kind: WorkspaceProblem['kind'] | 'settings';
}

export interface Workspace {
  readonly project: Project;
  readonly configuration: Configuration;
  readonly problems: readonly Problem[];
  /** The project's Python files; undefined where there is no project. */
  readonly modules?: ModuleFiles;
  /** The text of another file of the project on disk, by its project path. */
  textOf(path: string): string | undefined;
  /** Whether a file of the project is to be checked. */
  isDagCandidate(path: string): boolean;
  /**
   * Findings on the files of the deployments, as they are once these texts stand in the place of those on disk; with
   * `whole`, those about the whole project, too.
   */
  checkConfiguration?(texts: ReadonlyMap<string, string>, whole?: WholeFacts): ConfigurationCheck;
  /** Paths of the files to check; `failed` gets what cannot be listed. */
  dagFiles(failed: (path: string, message: string) => void): AsyncIterable<string>;
}

export interface ConfigurationCheck {
  readonly project: Project;
  /** Of the files that have findings or failures. */
  readonly reports: readonly FileReport[];
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
  loadWorkspace: (root, settings) =>
    root === undefined ? Promise.resolve(loadNowhere(settings)) : loadProject(root, settings),
  readText: async (path) => {
    try {
      return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
    } catch {
      return undefined;
    }
  },
  rules,
};

/** The project on disk around a folder, the editor's settings over its own configuration. */
async function loadProject(root: string, settings: Settings): Promise<Workspace> {
  const problems: Problem[] = [];
  const workspace = await loadWorkspaceFrom(root, {
    override: (base) => withEditorSettings(base, settings, settingsProblem(problems)),
  });
  return {
    project: workspace.project,
    configuration: workspace.configuration,
    modules: workspace.modules,
    problems: [...workspace.problems, ...problems],
    textOf: (path) => textIn(workspace, path),
    isDagCandidate: (path) => !workspace.isExcluded(path),
    checkConfiguration(texts, whole) {
      const changed = new Map(
        [...texts].flatMap(([path, text]) => {
          const known = workspace.deployment.get(path);
          return known && known.text !== text ? [[path, { ...known, text }] as const] : [];
        }),
      );
      const { project, configuration } = changed.size > 0 ? withDeployment(workspace, changed) : workspace;
      return { project, reports: analyzeConfiguration(project, configuration, whole) };
    },
    async *dagFiles(failed) {
      for await (const entry of pythonFiles(workspace)) {
        if (entry.kind === 'file') yield entry.path;
        else failed(entry.path, entry.message);
      }
    },
  };
}

/** A workspace of which only the editor's settings are known. */
function loadNowhere(settings: Settings): Workspace {
  const problems: Problem[] = [];
  return {
    project: emptyProject,
    configuration: withEditorSettings(defaultConfiguration, settings, settingsProblem(problems)),
    problems,
    textOf: () => undefined,
    isDagCandidate: () => true,
    async *dagFiles() {},
  };
}

function settingsProblem(problems: Problem[]): (message: string) => void {
  return (message) => void problems.push({ kind: 'settings', file: '', message });
}
