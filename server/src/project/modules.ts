/** The Python files of a project as one thing: how they are linked, and which of them Airflow parses. Plain data. */
import { isDagClass, isDagDecorator } from '../model/airflow.ts';
import { type DiscoverySettings, defaultDiscovery, discovery } from './discovery.ts';
import { linkModules, type ModuleGraph } from './module-graph.ts';
import { atParse, codeCalledFrom, effectsOf } from './reach.ts';
import { defaultRoots } from './roots.ts';
import { moduleKey } from './summaries.ts';

export interface ProjectModules {
  readonly graph: ModuleGraph;
  readonly discovery: DiscoverySettings;
}

/** A project without Python files. */
export const noModules: ProjectModules = {
  graph: linkModules([], defaultRoots),
  discovery: defaultDiscovery,
};

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
