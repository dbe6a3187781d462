/** The code that runs while the DAG files of a project are parsed, file by file. */
import type { DagFile, Phase, Use } from '../model/facts.ts';
import type { ModuleGraph } from './module-graph.ts';
import { dagFilesOf, type ProjectModules } from './modules.ts';
import { chainTo, type Reached, reachedFromAll, type Step } from './reach.ts';
import { functionKeys, moduleKey } from './summaries.ts';

/** Key of a function, or '' for the module → the way to it from the nearest DAG file, which its first step stands in; empty for a DAG file's own. */
export type ParsedCode = ReadonlyMap<string, readonly Step[]>;

/** A graph never changes, so what it says is computed once. */
const remembered = new WeakMap<ModuleGraph, ReadonlyMap<string, ParsedCode>>();

/** The code of a file that runs while DAG files, it may be one itself, are parsed; undefined when none is known to. */
export function codeParsedBy(modules: ProjectModules, path: string): ParsedCode | undefined {
  const known = remembered.get(modules.graph) ?? codeOfAll(modules);
  remembered.set(modules.graph, known);
  return known.get(path);
}

function codeOfAll(modules: ProjectModules): ReadonlyMap<string, ParsedCode> {
  const starts = dagFilesOf(modules).map((path) => ({ path, key: moduleKey }));
  const reached = reachedFromAll(modules.graph, starts);
  const found = new Map<string, Map<string, readonly Step[]>>();
  reached.forEach((one: Reached, index) => {
    const steps = chainTo(reached, index);
    const of = found.get(one.path) ?? new Map<string, readonly Step[]>();
    found.set(one.path, of.set(one.key, steps));
  });
  return found;
}

/** The facts of a file whose code runs when DAG files of other paths are parsed: the phases say so. */
export function asParsed(file: DagFile, code: ParsedCode): DagFile {
  const keys = functionKeys(file);
  const phases = file.functions.map((one): readonly Phase[] => {
    const runs = code.has(keys[one.id] as string);
    return runs && !one.phases.includes('parse') ? ['parse', ...one.phases] : one.phases;
  });
  const at = <T extends { readonly in: number; readonly phases: readonly Phase[] }>(one: T): T => {
    const own = phases[one.in] as readonly Phase[];
    return own === one.phases ? one : { ...one, phases: own };
  };
  const used = <T extends { readonly uses: readonly Use[] }>(one: T): T => ({
    ...one,
    uses: one.uses.map(at),
  });
  return {
    ...file,
    functions: file.functions.map((one) => ({ ...one, phases: phases[one.id] as readonly Phase[] })),
    calls: file.calls.map((one) => (one.dead ? one : at(one))),
    imports: file.imports.map((one) => used(one.dead ? one : at(one))),
    assignments: file.assignments.map((one) => used(at(one))),
    loops: file.loops.map(at),
  };
}

/** Names of a module that other files of the project import from it; '*' when one takes them all. */
export function namesImportedFrom({ linked, summaries }: ModuleGraph, path: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [user, { imports }] of linked) {
    imports.forEach(({ runs }, index) => {
      if (user === path || runs.at(-1) !== path) return;
      const one = summaries.get(user)?.imports[index];
      const name = one?.star ? '*' : one?.member;
      if (name !== undefined) found.add(name);
    });
  }
  return found;
}
