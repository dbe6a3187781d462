/** What the libraries that a file imports add to its parse, beyond what is loaded anyway. */
import { heavyModule, loadedBy } from '../catalogue/catalogue.ts';
import { preloaded } from '../catalogue/preloaded.ts';
import type { FileFacts, Import } from '../model/facts.ts';
import { heavyLoads } from '../project/heavy.ts';
import type { Project } from '../project/project.ts';
import { atParse } from '../project/reach.ts';

export interface ImportedLibrary {
  /** The module as imported; the library where several of its modules are. */
  readonly module: string;
  /** Every import of the library that runs at parse time. */
  readonly imports: readonly Import[];
  /** Milliseconds of its import that nothing else of the file pays for: what moving it away saves when all the others stay or have gone. */
  readonly ms: number;
  /** The part of them that no dearer one of these libraries takes as well; the parts of a file add up. */
  readonly share: number;
}

/** The measured modules that the file itself imports while it is parsed. */
export function librariesAtParse(file: FileFacts, project: Project): readonly string[] {
  return librariesOf(file, project).flatMap(({ modules }) => modules.map(({ module }) => module));
}

interface Group {
  readonly library: string;
  /** Dearest first. */
  readonly modules: readonly { readonly module: string; readonly ms: number }[];
  readonly imports: readonly Import[];
}

/** Measured libraries all of whose imports at parse time `canMove`, in source order. */
export function movableLibraries(
  file: FileFacts,
  project: Project,
  canMove: (one: Import) => boolean,
): ImportedLibrary[] {
  const groups = librariesOf(file, project);
  const loaded = loadedAnyway(file, project);
  const movable = groups.filter((group) => group.imports.every(canMove));
  for (const group of groups) if (!movable.includes(group)) addLoads(loaded, group);
  const found = movable.map((group) => ({ group, ms: costBeside(group, loaded, project) }));
  const shares = new Map<Group, number>();
  for (const { group } of [...found].sort((a, b) => b.ms - a.ms)) {
    shares.set(group, costBeside(group, loaded, project));
    addLoads(loaded, group);
  }
  return found.map(({ group, ms }) => ({
    module: group.modules.length > 1 ? group.library : (group.modules[0]?.module as string),
    imports: group.imports,
    ms,
    share: shares.get(group) as number,
  }));
}

/** Parse-time imports by library, in source order. */
function librariesOf(file: FileFacts, project: Project): Group[] {
  const found = new Map<string, Group>();
  for (const one of file.imports) {
    if (!one.phases.includes('parse') || one.module.startsWith('.') || isAirflows(one)) continue;
    const cost = costOf(one, project);
    if (!cost) continue;
    const library = libraryOf(cost.module);
    const known = found.get(library) ?? { library, modules: [], imports: [] };
    const isKnown = known.modules.some(({ module }) => module === cost.module);
    found.set(library, {
      library,
      modules: isKnown ? known.modules : [...known.modules, cost].sort((a, b) => b.ms - a.ms),
      imports: [...known.imports, one],
    });
  }
  return [...found.values()];
}

function isAirflows(one: Import): boolean {
  return one.module === 'airflow' || one.module.startsWith('airflow.');
}

/** What Airflow has imported before, and what the file's imports of Airflow's own and of the project's modules bring along. */
function loadedAnyway(file: FileFacts, project: Project): Set<string> {
  const found = new Set(preloaded(project.target?.version));
  for (const one of file.imports) {
    if (!isAirflows(one) || !one.phases.includes('parse')) continue;
    const names = [one.module, one.name, one.name.slice(0, one.name.lastIndexOf('.'))];
    for (const library of names.flatMap((name) => loadedBy(name))) found.add(library);
  }
  for (const module of loadedByProject(file, project)) {
    found.add(module);
    for (const library of loadedBy(module)) found.add(library);
  }
  return found;
}

/** Measured modules that other files of the project import while this one is parsed. */
function loadedByProject(file: FileFacts, { modules, heavyModules }: Project): string[] {
  if (!modules) return [];
  const reached = atParse(modules.graph, file.path);
  return heavyLoads(modules.graph, reached, heavyModules)
    .filter(({ imports }) => imports.some(({ by }) => reached[by]?.path !== file.path))
    .map(({ module }) => module);
}

function addLoads(loaded: Set<string>, group: Group): void {
  for (const { module } of group.modules) {
    loaded.add(module);
    for (const library of loadedBy(module)) loaded.add(library);
  }
}

/** What importing a library costs where `loaded` is loaded already: never more than that, as shared parts are taken off whole. */
export function costBeside(
  group: Pick<Group, 'modules'>,
  loaded: ReadonlySet<string>,
  project: Project,
): number {
  const [dearest] = group.modules;
  if (!dearest || loaded.has(dearest.module)) return 0;
  const shared = loadedBy(dearest.module).filter((library) => loaded.has(library));
  const outermost = shared.filter(
    (one, index) =>
      !shared.some((other, at) => {
        if (other === one || !loadedBy(other).includes(one)) return false;
        return !loadedBy(one).includes(other) || at < index;
      }),
  );
  const saved = outermost.reduce((sum, library) => sum + (measured(library, project) ?? 0), 0);
  return Math.max(0, dearest.ms - saved);
}

/** The dearest known module that the import loads: the member as a module, the module, or a package around it. */
function costOf(one: Import, project: Project): { module: string; ms: number } | undefined {
  const candidates = one.member ? [`${one.module}.${one.member}`, one.module] : [one.module];
  for (let parent = one.module; parent.includes('.'); ) {
    parent = parent.slice(0, parent.lastIndexOf('.'));
    candidates.push(parent);
  }
  for (const module of candidates) {
    const ms = measured(module, project);
    if (ms !== undefined) return { module, ms };
  }
  return undefined;
}

function measured(module: string, project: Project): number | undefined {
  return project.heavyModules[module] ?? heavyModule(module)?.ms;
}

/** What is imported as one thing: the top package, or the part of a namespace package. */
function libraryOf(module: string): string {
  const parts = module.split('.');
  return parts.slice(0, parts[0] === 'google' || parts[0] === 'azure' ? 3 : 1).join('.');
}
