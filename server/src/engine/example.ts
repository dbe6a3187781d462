/** The project that the example of a rule stands in. */
import { extract } from '../model/extract.ts';
import type { DagFile } from '../model/facts.ts';
import { defaultDiscovery } from '../project/discovery.ts';
import { linkModules } from '../project/module-graph.ts';
import type { Project } from '../project/project.ts';
import { defaultRoots } from '../project/roots.ts';
import { summarize } from '../project/summaries.ts';
import type { Rule } from '../rules/rule.ts';
import type { Parser } from '../syntax/parser.ts';

/** The project with the example's file, and the other module that the example has, among its modules. */
export function exampleProject(
  project: Project,
  file: DagFile,
  { module }: Rule['example'],
  parser: Parser,
): Project {
  if (!module) return project;
  const other = extract(module.path, parser.parse(module.text));
  const graph = linkModules([summarize(file), summarize(other)], defaultRoots);
  return { ...project, modules: { graph, discovery: defaultDiscovery } };
}
