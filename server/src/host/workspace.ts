/** One project on disk: its root, its configuration, its deployment. Shared by the command and the language server. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore from 'ignore';
import { type Configuration, defaultConfiguration } from '../engine/configuration.ts';
import {
  type ConfigurationProblem,
  hasConfigurationTable,
  mergeConfiguration,
  parseConfiguration,
} from '../engine/settings.ts';
import { isDeploymentFile, type LinkProblem, linkProject } from '../project/link.ts';
import type { Project } from '../project/project.ts';
import { positionsIn } from '../report/positions.ts';
import { loadParser } from '../syntax/load.ts';
import type { Parser } from '../syntax/parser.ts';
import { type ModuleFiles, openModules } from './modules.ts';
import { decode, readSource, reason, type TextFile } from './read.ts';
import { exists, findConfiguration } from './root.ts';
import { relativeTo, type WalkEntry, walk } from './walk.ts';

export interface WorkspaceProblem extends ConfigurationProblem {
  /**
   * `configuration`: dagperf's own is wrong; `deployment`: a file of the deployment could not be read; `broken`: one is
   * broken, and counts as far as it goes; `search`: a folder could not be looked through for such files. The last two say
   * nothing about the files that are checked.
   */
  readonly kind: 'configuration' | 'deployment' | 'broken' | 'search';
}

export interface Workspace {
  /** Absolute. */
  readonly root: string;
  readonly project: Project;
  readonly configuration: Configuration;
  readonly problems: readonly WorkspaceProblem[];
  /** What the project was made from: path relative to the root → file. */
  readonly deployment: ReadonlyMap<string, TextFile>;
  /** Its Python files, read when somebody needs them. */
  readonly modules: ModuleFiles;
  /** Whether `exclude` matches a path relative to the root, with `/`; for folders with `/` at the end. */
  isExcluded(relative: string): boolean;
}

export interface WorkspaceOptions {
  /** Instead of the file that is found; relative to the working directory or absolute. */
  readonly configurationFile?: string;
  /** Laid over the configuration of the file. */
  readonly override?: (base: Configuration) => Configuration;
  /** More patterns of what to leave out, relative to `folder`. */
  readonly exclude?: { readonly folder: string; readonly patterns: readonly string[] };
  /** See `ModuleFilesOptions`. */
  readonly keepsFacts?: boolean;
  /** Parses the Python files; loaded when first needed when absent. */
  readonly parser?: () => Promise<Parser>;
}

/** A project with more files than this is not looked through for its deployment to the end. */
const deploymentLimit = 300_000;

/** Reads the project around a root folder. Never rejects for what the files say: that is in `problems`. */
export async function loadWorkspace(root: string, options: WorkspaceOptions = {}): Promise<Workspace> {
  const problems: WorkspaceProblem[] = [];
  const { configurationFile } = options;
  const file =
    configurationFile === undefined ? await findConfiguration(root) : path.resolve(configurationFile);
  const base = await readConfigurationFile(file, configurationFile !== undefined, problems);
  const configuration = options.override ? options.override(base) : base;
  // Patterns of a file that was found are relative to it, those of one that was named and of an editor to the root.
  const found = file !== undefined && configurationFile === undefined ? path.dirname(file) : root;
  const matchers = [
    matcher(root, found, base.exclude),
    matcher(
      root,
      root,
      configuration.exclude.filter((pattern) => !base.exclude.includes(pattern)),
    ),
    matcher(root, options.exclude?.folder ?? root, options.exclude?.patterns ?? []),
  ];
  const isExcluded = (relative: string) => matchers.some((matches) => matches(relative));
  const { deployment, python } = await readProject(root, isExcluded, problems);
  const linked = link(deployment, configuration);
  // A broken pyproject.toml may have been told of already.
  const told = new Set(problems.map((problem) => path.resolve(root, problem.file)));
  for (const { file: at, message, range } of linked.problems) {
    if (told.has(path.resolve(root, at))) continue;
    const place = positionsIn(deployment.get(at)?.text ?? '').at(range?.start ?? 0);
    problems.push({ kind: 'broken', file: at, message, ...place });
  }
  const modules = openModules({
    root,
    files: python,
    project: linked.project,
    keepsFacts: options.keepsFacts ?? false,
    parser: options.parser ?? (async () => (await loadParser()).parser),
  });
  return { root, project: linked.project, configuration, problems, deployment, modules, isExcluded };
}

/** The text of a file by its path in the project, as it lies on disk now; undefined when it cannot be read. */
export function textIn({ root, deployment }: Workspace, file: string): string | undefined {
  const known = deployment.get(file)?.text;
  if (known !== undefined) return known;
  try {
    const source = decode(readFileSync(path.join(root, file)));
    return source.kind === 'text' ? source.text : undefined;
  } catch {
    return undefined;
  }
}

/** The workspace as it is once some files of the deployment have changed; their paths are relative to the root. */
export function withDeployment(workspace: Workspace, changed: ReadonlyMap<string, TextFile>): Workspace {
  const deployment = new Map([...workspace.deployment, ...changed]);
  return { ...workspace, deployment, project: link(deployment, workspace.configuration).project };
}

function link(
  deployment: ReadonlyMap<string, TextFile>,
  { airflowVersion, heavyModules }: Configuration,
): { readonly project: Project; readonly problems: readonly LinkProblem[] } {
  const files = [...deployment].map(([relative, { text }]) => ({ path: relative, text }));
  const today = new Date().toISOString().slice(0, 10);
  return linkProject({ files, heavyModules, today, ...(airflowVersion ? { target: airflowVersion } : {}) });
}

/** Whether patterns, as in .gitignore and relative to `folder`, match a path relative to `root`. */
function matcher(root: string, folder: string, patterns: readonly string[]): (relative: string) => boolean {
  if (patterns.length === 0) return () => false;
  const matches = ignore().add([...patterns]);
  return (relative) => {
    const below = relativeTo(folder, path.resolve(root, relative));
    if (below === undefined || below === '') return false;
    return matches.ignores(relative.endsWith('/') ? `${below}/` : below);
  };
}

/** One walk through the project: its deployment is read, its Python files are only listed. */
async function readProject(
  root: string,
  isExcluded: Workspace['isExcluded'],
  problems: WorkspaceProblem[],
): Promise<{ readonly deployment: Map<string, TextFile>; readonly python: string[] }> {
  const files = new Map<string, TextFile>();
  const python: string[] = [];
  // An editor's folder may be gone, or never have been on this disk.
  if (!(await exists(root))) return { deployment: files, python };
  const wanted = (relative: string, isFolder: boolean) => {
    if (isFolder) return !isExcluded(`${relative}/`);
    return (isPython(relative) || isDeploymentFile(relative)) && !isExcluded(relative);
  };
  for await (const entry of walk(root, wanted, { limit: deploymentLimit })) {
    if (entry.kind === 'skipped') continue;
    const relative = relativeTo(root, entry.path) || '.';
    if (entry.kind === 'failure') {
      const message = `deployment files in it may be missed: ${entry.message}`;
      problems.push({ kind: 'search', file: relative, message });
      continue;
    }
    if (isPython(relative)) {
      python.push(relative);
      continue;
    }
    const source = await readSource(entry.path);
    if (source.kind === 'text') files.set(relative, source);
    else problems.push({ kind: 'deployment', file: relative, message: source.message });
  }
  return { deployment: files, python };
}

function isPython(path: string): boolean {
  return path.endsWith('.py');
}

async function readConfigurationFile(
  file: string | undefined,
  isNamed: boolean,
  problems: WorkspaceProblem[],
): Promise<Configuration> {
  if (file === undefined) return defaultConfiguration;
  try {
    const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
    const parsed = parseConfiguration(text, file);
    problems.push(...parsed.problems.map((problem) => ({ kind: 'configuration' as const, ...problem })));
    const hasNoTable = path.basename(file) === 'pyproject.toml' && !hasConfigurationTable(text);
    if (isNamed && hasNoTable && parsed.problems.length === 0)
      problems.push({ kind: 'configuration', file, message: 'has no table [tool.dagperf]' });
    return mergeConfiguration(defaultConfiguration, parsed.configuration);
  } catch (error) {
    problems.push({ kind: 'configuration', file, message: reason(error) });
    return defaultConfiguration;
  }
}

/** The Python files below a folder of the workspace that are not excluded; failures of folders among them. */
export function pythonFiles(
  workspace: Workspace,
  folder: string = workspace.root,
): AsyncGenerator<WalkEntry> {
  const prefix = relativeTo(workspace.root, folder) ?? '';
  const wanted = (relative: string, isFolder: boolean): boolean => {
    const inRoot = prefix === '' ? relative : `${prefix}/${relative}`;
    if (isFolder) return !workspace.isExcluded(`${inRoot}/`);
    return isPython(relative) && !workspace.isExcluded(inRoot);
  };
  return walk(folder, wanted, { within: workspace.root });
}
