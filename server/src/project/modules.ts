/** The Python files of a project as one thing: how they are linked, and which of them Airflow parses. Plain data. */
import { ignoredBy, type PlacedIgnoreFile } from '../configuration/ignore-file.ts';
import { isDagClass, isDagDecorator } from '../model/airflow.ts';
import type { FileFacts } from '../model/facts.ts';
import { type DiscoverySettings, defaultDiscovery, discovery } from './discovery.ts';
import { linkModules, type ModuleGraph, updateModules } from './module-graph.ts';
import { folderOf, inFolder, type ModuleIndex } from './module-index.ts';
import type { Project } from './project.ts';
import { atParse, codeCalledFrom, effectsOf } from './reach.ts';
import { defaultRoots, inProject, type RootSettings } from './roots.ts';
import { moduleKey, summarize } from './summaries.ts';

export interface ProjectModules {
  readonly graph: ModuleGraph;
  readonly discovery: DiscoverySettings;
}

/** A project without Python files. */
export const noModules: ProjectModules = {
  graph: linkModules([], defaultRoots),
  discovery: defaultDiscovery,
};

/** What the deployment says about where imports are looked up. */
export function rootSettings({ settings, pythonPath }: Project): RootSettings {
  const dagsFolder = settings['core.dags_folder']?.value;
  const pluginsFolder = settings['core.plugins_folder']?.value;
  return {
    pythonPath,
    ...(dagsFolder ? { dagsFolder } : {}),
    ...(pluginsFolder ? { pluginsFolder } : {}),
  };
}

/** What the deployment says about which of these files Airflow parses. */
export function discoverySettings(project: Project, index: ModuleIndex): DiscoverySettings {
  const { settings, target } = project;
  const safeMode = settings['core.dag_discovery_safe_mode']?.value.trim();
  const dagsFolder = configuredDagsFolder(project, index);
  return {
    ...(target ? { version: target.version } : {}),
    ...(dagsFolder ? { dagsFolder } : {}),
    safeMode: !/^(f|false|0)$/i.test(safeMode ?? ''),
    ignored: ignoredFiles(project, index),
  };
}

function configuredDagsFolder({ settings }: Project, index: ModuleIndex): string | undefined {
  const configured = settings['core.dags_folder']?.value;
  return configured && inProject(index, configured);
}

/**
 * The Python files that `.airflowignore` files leave out. Their patterns are read from the Dags folder on: the configured
 * one, else the outermost folder of that name around an ignore file, else its own folder.
 */
function ignoredFiles(project: Project, index: ModuleIndex): ReadonlySet<string> {
  const found = new Set<string>();
  const configured = configuredDagsFolder(project, index);
  const byFolder = new Map<string, PlacedIgnoreFile[]>();
  for (const { file, patterns } of project.ignoreFiles) {
    const folder = folderOf(file);
    const outermost = /^(?:.*?\/)?dags(?=\/|$)/.exec(folder)?.[0];
    const base = configured !== undefined && inFolder(file, configured) ? configured : (outermost ?? folder);
    const placed = { folder: base === '' ? folder : folder.slice(base.length + 1), patterns };
    byFolder.set(base, [...(byFolder.get(base) ?? []), placed]);
  }
  for (const [base, files] of byFolder) {
    const { ignoreSyntax } = project;
    const syntaxes = ignoreSyntax === 'unknown' ? (['regexp', 'glob'] as const) : [ignoreSyntax];
    const matchers = syntaxes.map((syntax) => ignoredBy(files, syntax));
    for (const path of index.files) {
      if (!inFolder(path, base)) continue;
      const below = base === '' ? path : path.slice(base.length + 1);
      if (matchers.every((isIgnored) => isIgnored(below))) found.add(path);
    }
  }
  return found;
}

/** Of the files that these reach, those that have to be read: they exist, and have no summary yet. */
export function unreadBehind(
  { index, linked, summaries }: ModuleGraph,
  paths: Iterable<string>,
): Set<string> {
  const seen = new Set(paths);
  for (const path of seen) {
    const found = linked.get(path);
    for (const file of found?.files ?? []) seen.add(file);
    for (const { runs } of found?.imports ?? []) for (const file of runs) seen.add(file);
  }
  return new Set([...seen].filter((path) => index.files.has(path) && !summaries.has(path)));
}

/** The modules with the facts of one file as they are now, saved or not. */
export function withFile(modules: ProjectModules, file: FileFacts): ProjectModules {
  return { ...modules, graph: updateModules(modules.graph, { summaries: [summarize(file)] }) };
}

/** Files that Airflow parses and that build a Dag or tasks, themselves or through functions of other files; in order. */
export function dagFilesOf({ graph, discovery: settings }: ProjectModules): readonly string[] {
  return [...graph.summaries.values()]
    .filter((one) => discovery(one.path, one.mentions, settings).state !== 'not-parsed')
    .filter((one) => one.dags + one.tasks > 0 || callsForDag(graph, one.path))
    .map((one) => one.path)
    .sort();
}

/** Whether module code, or a function that it calls, makes a Dag: `dag = create_dag("orders")`. */
function callsForDag(graph: ModuleGraph, path: string): boolean {
  const called = codeCalledFrom(graph, { path, key: moduleKey });
  return effectsOf(graph, called).some(
    (one) => one.kind === 'call' && (isDagClass(one.name) || isDagDecorator(one.name)),
  );
}

/** For each file, the other Dag files that run its module code when they are parsed, in order. */
export function importedBy(modules: ProjectModules): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const dagFile of dagFilesOf(modules)) {
    for (const { path, key } of atParse(modules.graph, dagFile)) {
      if (key !== moduleKey || path === dagFile) continue;
      const known = found.get(path);
      if (known) known.push(dagFile);
      else found.set(path, [dagFile]);
    }
  }
  return found;
}
