/** What each function of a linked file does itself. */
import type { LinkedImport, ModuleGraph } from './module-graph.ts';
import type { CallSummary, FunctionSummary, ImportSummary } from './summaries.ts';

/** What one function, or the module, does itself. */
export interface Parts {
  readonly imports: { readonly fact: ImportSummary; readonly linked: LinkedImport }[];
  readonly calls: CallSummary[];
  /** Functions that it defines and decorates. */
  readonly decorated: FunctionSummary[];
}

/** File → its parts, remembered while one question is answered. */
export type KnownParts = Map<string, ReadonlyMap<string, Parts>>;

/**
 * The parts of a file by the key of their function; none of a broken file, which Python does not run. Of the file that is
 * asked about, as it may stand half-typed in an editor, what can be read counts.
 */
export function partsOf(
  graph: ModuleGraph,
  path: string,
  known: KnownParts,
  isAskedAbout = false,
): ReadonlyMap<string, Parts> {
  const before = known.get(path);
  if (before) return before;
  const parts = new Map<string, Parts>();
  known.set(path, parts);
  const summary = graph.summaries.get(path);
  const linked = graph.linked.get(path);
  if (!summary || !linked || (summary.broken && !isAskedAbout)) return parts;
  const of = (key: string): Parts => {
    const one = parts.get(key) ?? { imports: [], calls: [], decorated: [] };
    parts.set(key, one);
    return one;
  };
  summary.imports.forEach((fact, index) => {
    of(fact.in).imports.push({ fact, linked: linked.imports[index] as LinkedImport });
  });
  for (const call of summary.calls) of(call.in).calls.push(call);
  for (const one of summary.functions.values()) if (one.decorators.length > 0) of(one.in).decorated.push(one);
  return parts;
}
