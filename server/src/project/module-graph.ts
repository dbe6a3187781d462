/** The files of a project linked with each other: which import runs which file, and what the names of a file stand for. */
import { type Lookup, type Meaning, moduleOfImport, newLookup, type Unknown } from './lookup.ts';
import { attributeIsBound, meaningOf, meaningOfStarName } from './meanings.ts';
import { changeIndex, indexModules, type ModuleIndex } from './module-index.ts';
import { childModule } from './resolve-module.ts';
import { inProject, type RootSettings } from './roots.ts';
import type { CalleeRef, ImportSummary, ModuleSummary } from './summaries.ts';

export interface LinkedImport {
  /** Files of the project that the statement runs for this name, in order; none for libraries. */
  readonly runs: readonly string[];
  readonly external: boolean;
  readonly unknown?: Unknown;
}

/** One file, linked. It depends on the summary of the file and on what `files` and `words` name, on nothing else. */
export interface LinkedModule {
  /** One for each of the summary's imports. */
  readonly imports: readonly LinkedImport[];
  /**
   * Dotted names of the file that stand for something else than the same name of a library. Names that only an `import *`
   * can bind begin with `*`.
   */
  readonly meanings: ReadonlyMap<string, Meaning>;
  readonly files: readonly string[];
  readonly words: readonly string[];
}

/** All files of a project. A change gives a new graph that shares what has not changed. */
export interface ModuleGraph {
  readonly index: ModuleIndex;
  readonly settings: RootSettings;
  readonly summaries: ReadonlyMap<string, ModuleSummary>;
  readonly linked: ReadonlyMap<string, LinkedModule>;
  /** File → the files whose links looked at it. */
  readonly usedBy: Users;
  /** Name of a module → the files whose links looked for it. */
  readonly lookedFor: Users;
}

type Users = ReadonlyMap<string, ReadonlySet<string>>;

export interface ModuleChanges {
  /** New files, and new versions of known ones. */
  readonly summaries?: readonly ModuleSummary[];
  /** Files that exist and were not read. */
  readonly unread?: readonly string[];
  readonly removed?: readonly string[];
}

/** The graph of these files; `unread` ones exist, and what they do is unknown. */
export function linkModules(
  summaries: Iterable<ModuleSummary>,
  settings: RootSettings,
  unread: readonly string[] = [],
): ModuleGraph {
  const known = new Map([...summaries].map((one) => [one.path, one]));
  const index = indexModules([...known.keys(), ...unread]);
  const empty = {
    index,
    settings,
    summaries: known,
    linked: new Map(),
    usedBy: new Map(),
    lookedFor: new Map(),
  };
  return relink(empty, known.keys());
}

/** The graph once files have changed, come and gone: only what depends on them is linked anew. */
export function updateModules(graph: ModuleGraph, changes: ModuleChanges): ModuleGraph {
  const { summaries: changed = [], unread = [], removed = [] } = changes;
  const summaries = new Map(graph.summaries);
  const stale = new Set<string>();
  const staleBecauseOf = (path: string) => {
    for (const user of graph.usedBy.get(path) ?? []) stale.add(user);
  };
  for (const path of removed) {
    if (summaries.delete(path)) staleBecauseOf(path);
    stale.add(path);
  }
  for (const summary of changed) {
    const before = summaries.get(summary.path);
    summaries.set(summary.path, summary);
    stale.add(summary.path);
    if (!before || exportsOf(before) !== exportsOf(summary)) staleBecauseOf(summary.path);
  }
  const gone = removed.filter((path) => !summaries.has(path));
  const paths = [...changed.map((one) => one.path), ...unread];
  const { index, words } =
    paths.some((path) => !graph.index.files.has(path)) || gone.length > 0
      ? changeIndex(graph.index, paths, gone)
      : { index: graph.index, words: [] };
  for (const word of words) for (const user of graph.lookedFor.get(word) ?? []) stale.add(user);
  // A path of the deployment may mean another folder now.
  if (configuredRoots(graph.index, graph.settings) !== configuredRoots(index, graph.settings))
    for (const path of summaries.keys()) stale.add(path);
  return relink({ ...graph, index, summaries }, stale);
}

function configuredRoots(index: ModuleIndex, settings: RootSettings): string {
  const { pythonPath, dagsFolder, pluginsFolder } = settings;
  return JSON.stringify(
    [...pythonPath, dagsFolder, pluginsFolder].map((path) => path && inProject(index, path)),
  );
}

/** What the links of other files may depend on, as text to compare. */
function exportsOf(summary: ModuleSummary): string {
  const { broken, names, all, lazy, classes, imports } = summary;
  const stars = imports.filter((one) => one.star).map((one) => [one.module, one.in]);
  const shapes = [...classes].map(([key, { bases, parents, methods }]) => [
    key,
    bases,
    parents,
    [...methods],
  ]);
  return JSON.stringify([broken, [...names], all ?? null, lazy, stars, shapes]);
}

function relink(graph: ModuleGraph, stale: Iterable<string>): ModuleGraph {
  const { index, settings, summaries } = graph;
  const linked = new Map(graph.linked);
  const usedBy = changingUsers(graph.usedBy);
  const lookedFor = changingUsers(graph.lookedFor);
  const roots: Lookup['roots'] = new Map();
  for (const path of stale) {
    const before = linked.get(path);
    const summary = summaries.get(path);
    const after = summary && linkModule({ ...newLookup(index, settings, summaries), roots }, summary);
    if (after) linked.set(path, after);
    else linked.delete(path);
    usedBy.move(path, before?.files ?? [], after?.files ?? []);
    lookedFor.move(path, before?.words ?? [], after?.words ?? []);
  }
  return { ...graph, linked, usedBy: usedBy.users, lookedFor: lookedFor.users };
}

/** A copy to change; the sets of the original stay as they are. */
function changingUsers(before: Users): {
  readonly users: Users;
  move(user: string, from: readonly string[], to: readonly string[]): void;
} {
  const users = new Map(before) as Map<string, Set<string>>;
  const own = new Set<string>();
  const change = (key: string): Set<string> => {
    const known = users.get(key);
    if (known && own.has(key)) return known;
    const copy = new Set(known);
    own.add(key);
    users.set(key, copy);
    return copy;
  };
  return {
    users,
    move(user, from, to) {
      const kept = new Set(to);
      for (const key of from) {
        if (kept.delete(key)) continue;
        const set = change(key);
        set.delete(user);
        if (set.size === 0) users.delete(key);
      }
      for (const key of kept) change(key).add(user);
    },
  };
}

function linkModule(lookup: Lookup, summary: ModuleSummary): LinkedModule {
  const imports = summary.imports.map((one) => linkImport(lookup, summary, one));
  const meanings = new Map<string, Meaning>();
  for (const name of dottedNames(summary)) {
    const meaning = name.startsWith('*')
      ? meaningOfStarName(lookup, summary.path, name.slice(1))
      : meaningOf(lookup, summary.path, name);
    if (meaning.kind !== 'external' || meaning.name !== name) meanings.set(name, meaning);
  }
  return { imports, meanings, files: [...lookup.files], words: [...lookup.words] };
}

function* dottedNames(summary: ModuleSummary): Iterable<string> {
  const seen = new Set<string>();
  const refs = function* (): Iterable<CalleeRef | undefined> {
    for (const call of summary.calls) {
      yield call.callee;
      for (const { callee } of call.handed ?? []) yield callee;
    }
    for (const { decorators } of summary.functions.values()) yield* decorators;
  };
  const isNew = (name: string) => seen.size < seen.add(name).size;
  for (const ref of refs()) {
    const name = ref?.kind === 'name' ? ref.name : ref?.kind === 'star' ? `*${ref.name}` : undefined;
    if (name !== undefined && isNew(name)) yield name;
  }
  for (const { bases } of summary.classes.values())
    for (const base of bases) if (base !== undefined && isNew(base)) yield base;
}

function linkImport(lookup: Lookup, { path }: ModuleSummary, one: ImportSummary): LinkedImport {
  const place = moduleOfImport(lookup, path, one.module);
  if (place.kind === 'external') return { runs: [], external: true };
  if (place.kind === 'ambiguous') return { runs: [], external: false, unknown: 'ambiguous' };
  if (place.kind === 'missing') return { runs: place.runs, external: false, unknown: 'missing' };
  const broken = firstBroken(lookup, place.runs);
  if (broken !== undefined) return { runs: place.runs, external: false, unknown: broken };
  if (one.member === undefined) return { runs: place.runs, external: false };
  lookup.words.add(one.member);
  if (attributeIsBound(lookup, place, one.member)) return { runs: place.runs, external: false };
  const child = childModule(lookup.index, place, one.member);
  if (child) {
    const unknown = firstBroken(lookup, child.runs);
    return { runs: child.runs, external: false, ...(unknown ? { unknown } : {}) };
  }
  // Of a folder without `__init__.py` nothing says that it is more than a folder.
  if (place.file === undefined) return { runs: [], external: true };
  return {
    runs: place.runs,
    external: false,
    unknown: lookup.summaries.get(place.file)?.lazy ? 'lazy' : 'missing',
  };
}

function firstBroken(lookup: Lookup, runs: readonly string[]): Unknown | undefined {
  for (const file of runs) {
    lookup.files.add(file);
    const summary = lookup.summaries.get(file);
    if (!summary) return 'unread';
    if (summary.broken) return 'broken';
  }
  return undefined;
}
