/** The project that the example of a rule stands in. */
import { dagFileOf } from '../model/dag-file.ts';
import { extract } from '../model/extract.ts';
import type { DagFile } from '../model/facts.ts';
import { defaultDiscovery } from '../project/discovery.ts';
import { newImporter } from '../project/importer.ts';
import { linkProject } from '../project/link.ts';
import { linkModules } from '../project/module-graph.ts';
import type { Project } from '../project/project.ts';
import { defaultRoots } from '../project/roots.ts';
import { summarize } from '../project/summaries.ts';
import type { Example } from '../rules/rule.ts';
import type { Parser } from '../syntax/parser.ts';

/** The day on which examples are looked at, so that the pages stay as they are. */
const today = '2026-01-01';

/** Where the Python of an example is taken to stand. */
const path = 'dags/example.py';

/** A text in the place of an example's Python, with the files beside it: deployment files, and modules that it may import. */
export function exampleFile(
  { beside = {} }: Example,
  text: string,
  parser: Parser,
): { readonly file: DagFile; readonly project: Project } {
  const others = Object.entries(beside).map(([name, content]) => ({ path: name, text: content }));
  const isPython = (one: { readonly path: string }) => one.path.endsWith('.py');
  const { project } = linkProject({ files: others.filter((one) => !isPython(one)), today });
  const trees = new Map(others.filter(isPython).map((one) => [one.path, parser.parse(one.text)]));
  const tree = parser.parse(text);
  if (trees.size === 0) return { file: dagFileOf(path, tree), project };
  const facts = extract(path, tree);
  const summaries = [...trees].map(([name, other]) => summarize(extract(name, other)));
  const graph = linkModules([summarize(facts), ...summaries], defaultRoots);
  const importer = newImporter(graph.index, defaultRoots, (name) => trees.get(name));
  return {
    file: dagFileOf(path, tree, importer, undefined, facts),
    project: { ...project, modules: { graph, discovery: defaultDiscovery } },
  };
}
