/** What importing a module, or calling a function of it, does: the code that runs then, across the files of the project. */
import type { Range } from '../model/facts.ts';
import type { Unknown } from './lookup.ts';
import type { ModuleGraph } from './module-graph.ts';
import { type KnownParts, partsOf } from './parts.ts';
import { type Code, linkedMeaning, lookupIn, meaningOfCall, runBy, runByCall } from './running.ts';
import { type CallSummary, type ImportSummary, moduleKey } from './summaries.ts';

/** How one piece of code makes another run. */
export interface Step {
  readonly kind: 'import' | 'call' | 'decorator';
  /** The file that the step stands in. */
  readonly path: string;
  /** The import statement, the callee, the decorated function's name. */
  readonly at: Range;
}

/** Code that runs, and the nearest way to it. */
export interface Reached extends Code {
  /** Position in the list of the code that makes it run; -1 for what was asked about. */
  readonly by: number;
  /** Undefined for what was asked about. */
  readonly step?: Step;
}

/**
 * The code that runs when `start` does, `start` included, nearest first. Code in branches counts as running; what only
 * runs in tasks, because it is handed to an operator, does not.
 */
export function reachedFrom(graph: ModuleGraph, start: Code): readonly Reached[] {
  return follow(graph, [start], true);
}

/** The same for several pieces of code at once: each reached code has one way to it, from the nearest of them. */
export function reachedFromAll(graph: ModuleGraph, starts: readonly Code[]): readonly Reached[] {
  return follow(graph, starts, true);
}

/** Like `reachedFrom`, without what import statements run. */
export function codeCalledFrom(graph: ModuleGraph, start: Code): readonly Reached[] {
  return follow(graph, [start], false);
}

function follow(graph: ModuleGraph, starts: readonly Code[], throughImports: boolean): readonly Reached[] {
  const lookup = lookupIn(graph);
  const found: Reached[] = starts.map(({ path, key }) => ({ path, key, by: -1 }));
  const seen = new Set(starts.map(({ path, key }) => `${path} ${key}`));
  const asked = starts.length === 1 ? starts[0]?.path : undefined;
  const known: KnownParts = new Map();
  for (let by = 0; by < found.length; by++) {
    const { path, key } = found[by] as Reached;
    const add = (code: Code, kind: Step['kind'], at: Range) => {
      const id = `${code.path} ${code.key}`;
      if (seen.has(id)) return;
      seen.add(id);
      found.push({ path: code.path, key: code.key, by, step: { kind, path, at } });
    };
    const parts = partsOf(graph, path, known, path === asked).get(key);
    if (!parts) continue;
    for (const { fact, linked } of throughImports ? parts.imports : [])
      for (const file of linked.runs) add({ path: file, key: moduleKey }, 'import', fact.at);
    for (const call of parts.calls)
      for (const code of runByCall(lookup, graph, path, call).code) add(code, 'call', call.at);
    for (const { decorators, at } of parts.decorated) {
      for (const decorator of decorators) {
        if (!decorator) continue;
        for (const code of runBy(lookup, graph, linkedMeaning(graph, path, decorator)).code)
          add(code, 'decorator', at);
      }
    }
  }
  return found;
}

/** The steps from what was asked about to one of the reached, in the order in which they are taken. */
export function chainTo(reached: readonly Reached[], index: number): readonly Step[] {
  const steps: Step[] = [];
  for (let at = reached[index]; at?.step; at = reached[at.by]) steps.unshift(at.step);
  return steps;
}

/** Something that reached code does. `by` is the position of that code in the list. */
export interface LibraryImport {
  readonly kind: 'import';
  readonly by: number;
  readonly import: ImportSummary;
}

export interface LibraryCall {
  readonly kind: 'call';
  readonly by: number;
  /** Canonical dotted name: `airflow.sdk.Variable.get`. */
  readonly name: string;
  readonly call: CallSummary;
}

export interface UnknownPart {
  readonly kind: 'unknown';
  readonly by: number;
  readonly reason: Unknown;
  /** The import statement or the callee. */
  readonly at: Range;
}

export type Effect = LibraryImport | LibraryCall | UnknownPart;

/** What reached code does beyond the project: the libraries it imports, what it calls of them, and what is not known. */
export function effectsOf(graph: ModuleGraph, reached: readonly Reached[]): readonly Effect[] {
  const lookup = lookupIn(graph);
  const known: KnownParts = new Map();
  return reached.flatMap(({ path, key }, by): Effect[] => {
    const parts = partsOf(graph, path, known, path === reached[0]?.path).get(key);
    if (!parts) return [];
    const imports = parts.imports.flatMap(({ fact, linked: { external, unknown } }): Effect[] => {
      if (unknown) return [{ kind: 'unknown', by, reason: unknown, at: fact.at }];
      return external ? [{ kind: 'import', by, import: fact }] : [];
    });
    const calls = parts.calls.flatMap((call): Effect[] => {
      const meaning = meaningOfCall(graph, path, call);
      const called = meaning?.kind === 'partial' ? meaning.of : meaning;
      if (called?.kind === 'external') return [{ kind: 'call', by, name: called.name, call }];
      if (called?.kind === 'unknown') return [{ kind: 'unknown', by, reason: called.reason, at: call.at }];
      const { unknown } = runByCall(lookup, graph, path, call);
      return unknown ? [{ kind: 'unknown', by, reason: 'dynamic', at: call.at }] : [];
    });
    return [...imports, ...calls];
  });
}

/** What parsing a file does: its own module code and everything that it runs. */
export function atParse(graph: ModuleGraph, path: string): readonly Reached[] {
  return reachedFrom(graph, { path, key: moduleKey });
}
