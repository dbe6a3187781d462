/** Heavy modules that code of the project loads, directly or through other modules. */
import { type HeavyModule, heavyModule, loadedBy } from '../catalogue/catalogue.ts';
import type { ModuleGraph } from './module-graph.ts';
import { effectsOf, type LibraryImport, type Reached } from './reach.ts';
import type { ImportSummary } from './summaries.ts';

export interface HeavyLoad {
  /** The measured module: `pandas`, `google.cloud.bigquery`. */
  readonly module: string;
  readonly ms: number;
  /** Where it is imported, nearest first. */
  readonly imports: readonly LibraryImport[];
}

/**
 * The heavy modules that the reached code imports, in the order in which it comes to them. What Airflow's own modules and
 * providers bring along is not among them: whoever imports those has paid for it.
 */
export function heavyLoads(
  graph: ModuleGraph,
  reached: readonly Reached[],
  ownCosts: Readonly<Record<string, number>> = {},
): readonly HeavyLoad[] {
  const imports = effectsOf(graph, reached).filter((one) => one.kind === 'import');
  const paid = new Set(
    imports
      .map((one) => one.import)
      .filter(isAirflows)
      .flatMap(namesOf)
      .flatMap((name) => loadedBy(name)),
  );
  const found = new Map<string, HeavyLoad>();
  for (const one of imports) {
    const cost = isAirflows(one.import) ? undefined : costOf(one.import, ownCosts);
    if (!cost || paid.has(cost.module)) continue;
    const known = found.get(cost.module);
    found.set(cost.module, { ...cost, imports: [...(known?.imports ?? []), one] });
  }
  return [...found.values()];
}

function isAirflows({ module }: ImportSummary): boolean {
  return module === 'airflow' || module.startsWith('airflow.');
}

/** What a statement may load: the member as a module, the module, the packages around it. */
function namesOf({ module, member }: ImportSummary): string[] {
  const names = member === undefined ? [module] : [`${module}.${member}`, module];
  for (let end = module.lastIndexOf('.'); end > 0; end = module.lastIndexOf('.', end - 1))
    names.push(module.slice(0, end));
  return names;
}

function costOf(
  one: ImportSummary,
  ownCosts: Readonly<Record<string, number>>,
): Pick<HeavyModule, 'module' | 'ms'> | undefined {
  for (const module of namesOf(one)) {
    const ms = Object.hasOwn(ownCosts, module) ? ownCosts[module] : heavyModule(module)?.ms;
    // What Airflow itself has loaded already costs nothing.
    if (ms !== undefined) return ms > 0 ? { module, ms } : undefined;
  }
  return undefined;
}
