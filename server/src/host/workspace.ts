/** One project on disk: its root, its configuration, its deployment. Shared by the command and the language server. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import ignore from 'ignore';
import { type Configuration, defaultConfiguration } from '../engine/configuration.ts';
import { type ConfigurationProblem, mergeConfiguration, parseConfiguration } from '../engine/settings.ts';
import { isDeploymentFile, linkProject } from '../project/link.ts';
import type { Project } from '../project/project.ts';
import { readSource, reason } from './read.ts';
import { walk } from './walk.ts';

export interface WorkspaceProblem extends ConfigurationProblem {
  /** `configuration`: dagperf's own is wrong; `deployment`: some other file could not be read. */
  readonly kind: 'configuration' | 'deployment';
}

export interface Workspace {
  /** Absolute. */
  readonly root: string;
  readonly project: Project;
  readonly configuration: Configuration;
  readonly problems: readonly WorkspaceProblem[];
  /** Whether `exclude` matches a path relative to the root, with `/`; for folders with `/` at the end. */
  isExcluded(relative: string): boolean;
}

/** Files that mark the root of a project, beside a pyproject.toml with `[tool.dagperf]`. */
const markers = [
  'dagperf.toml',
  'airflow.cfg',
  'airflow_settings.yaml',
  'docker-compose.yaml',
  'docker-compose.yml',
  '.git',
];

/** The nearest folder at or above `start` that looks like the root of a project; `start` itself when there is none. */
export async function findRoot(start: string): Promise<string> {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (await isRoot(folder)) return folder;
    if (folder === path.dirname(folder)) return path.resolve(start);
  }
}

async function isRoot(folder: string): Promise<boolean> {
  for (const marker of markers) if (await exists(path.join(folder, marker))) return true;
  return (await configurationIn(folder)) !== undefined;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** The configuration file of a folder: dagperf.toml, or a pyproject.toml that has the table. */
async function configurationIn(folder: string): Promise<string | undefined> {
  const own = path.join(folder, 'dagperf.toml');
  if (await exists(own)) return own;
  const shared = path.join(folder, 'pyproject.toml');
  const text = await readFile(shared, 'utf8').catch(() => '');
  return /^\s*\[tool\.dagperf[.\]]/m.test(text) ? shared : undefined;
}

/** The configuration file that holds in a folder: the nearest at or above it. */
async function findConfiguration(root: string): Promise<string | undefined> {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const found = await configurationIn(folder);
    if (found || folder === path.dirname(folder)) return found;
    // Beyond the repository other people's settings begin.
    if (await exists(path.join(folder, '.git'))) return undefined;
  }
}

export interface WorkspaceOptions {
  /** Instead of the file that is found. */
  readonly configurationFile?: string;
  /** Laid over the configuration of the file. */
  readonly override?: (base: Configuration) => Configuration;
}

/** Reads the project around a root folder. Never rejects for what the files say: that is in `problems`. */
export async function loadWorkspace(root: string, options: WorkspaceOptions = {}): Promise<Workspace> {
  const problems: WorkspaceProblem[] = [];
  const base = await readConfigurationFile(
    options.configurationFile ?? (await findConfiguration(root)),
    problems,
  );
  const configuration = options.override ? options.override(base) : base;
  const excluded = ignore({ allowRelativePaths: true }).add([...configuration.exclude]);
  const isExcluded = (relative: string) => configuration.exclude.length > 0 && excluded.ignores(relative);
  const files: { path: string; text: string }[] = [];
  const wanted = (relative: string, isFolder: boolean) => isFolder || isDeploymentFile(relative);
  for await (const entry of walk(root, wanted)) {
    if (entry.kind === 'failure') continue;
    const source = await readSource(entry.path);
    const relative = path.relative(root, entry.path).replaceAll(path.sep, '/');
    if (source.kind === 'text') files.push({ path: relative, text: source.text });
    else problems.push({ kind: 'deployment', file: relative, message: source.message });
  }
  const { airflowVersion, heavyModules } = configuration;
  const linked = linkProject({ files, heavyModules, ...(airflowVersion ? { target: airflowVersion } : {}) });
  for (const { file, message } of linked.problems) problems.push({ kind: 'deployment', file, message });
  return { root, project: linked.project, configuration, problems, isExcluded };
}

async function readConfigurationFile(
  file: string | undefined,
  problems: WorkspaceProblem[],
): Promise<Configuration> {
  if (file === undefined) return defaultConfiguration;
  try {
    const parsed = parseConfiguration(await readFile(file, 'utf8'), file);
    problems.push(...parsed.problems.map((problem) => ({ kind: 'configuration' as const, ...problem })));
    return mergeConfiguration(defaultConfiguration, parsed.configuration);
  } catch (error) {
    problems.push({ kind: 'configuration', file, message: reason(error) });
    return defaultConfiguration;
  }
}

/** The Python files below a folder of the workspace that are not excluded; failures of folders among them. */
export async function* pythonFiles(workspace: Workspace, folder: string = workspace.root) {
  const prefix = path.relative(workspace.root, folder).replaceAll(path.sep, '/');
  const relativeToRoot = (relative: string) => (prefix === '' ? relative : `${prefix}/${relative}`);
  yield* walk(folder, (relative, isFolder) => {
    const inRoot = relativeToRoot(relative);
    if (inRoot.startsWith('../')) return isFolder || relative.endsWith('.py');
    if (isFolder) return !workspace.isExcluded(`${inRoot}/`);
    return relative.endsWith('.py') && !workspace.isExcluded(inRoot);
  });
}
