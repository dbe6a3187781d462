/** The Python files of a project as one thing: how they are linked, and which of them Airflow parses. Plain data. */
import { pythonPathIn } from '../configuration/python-path.ts';
import { isDagClass, isDagDecorator } from '../model/airflow.ts';
import type { DagFile } from '../model/facts.ts';
import { type DiscoverySettings, defaultDiscovery, discovery } from './discovery.ts';
import { linkModules, type ModuleGraph, updateModules } from './module-graph.ts';
import type { Project } from './project.ts';
import { atParse, codeCalledFrom, effectsOf } from './reach.ts';
import { defaultRoots, type RootSettings } from './roots.ts';
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

/** What the deployment, whose files have these texts, says about where imports are looked up. */
export function rootSettings({ settings }: Project, deployment: Iterable<string>): RootSettings {
  const dagsFolder = settings['core.dags_folder']?.value;
  const pluginsFolder = settings['core.plugins_folder']?.value;
  return {
    pythonPath: [...deployment].flatMap(pythonPathIn),
    ...(dagsFolder ? { dagsFolder } : {}),
    ...(pluginsFolder ? { pluginsFolder } : {}),
  };
}

/** What the deployment says about which files Airflow parses; `ignored` are the files that an `.airflowignore` leaves out. */
export function discoverySettings(
  { settings, target }: Project,
  ignored: ReadonlySet<string>,
): DiscoverySettings {
  const safeMode = settings['core.dag_discovery_safe_mode']?.value.trim();
  return {
    ...(target ? { version: target.version } : {}),
    safeMode: !/^(f|false|0)$/i.test(safeMode ?? ''),
    ignored,
  };
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
export function withFile(modules: ProjectModules, file: DagFile): ProjectModules {
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
