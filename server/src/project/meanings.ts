/** What a dotted name of one file stands for, across the files of the project. */
import {
  type Asked,
  external,
  folderWords,
  type Lookup,
  type Meaning,
  moduleOfImport,
  newAsked,
  noteWords,
  once,
  rootsFor,
  sameMeaning,
  split,
  unknown,
} from './lookup.ts';
import { childModule, type ModulePlace, relativeModule, standingOf, tops } from './resolve-module.ts';
import type { ImportSummary, ModuleSummary, NameRef } from './summaries.ts';

/** What a dotted name, as the facts of `from` have it, stands for: `common.compat.Variable`, `.helpers.load`. */
export function meaningOf(lookup: Lookup, from: string, dotted: string): Meaning {
  return resolveDotted(lookup, from, dotted, newAsked());
}

/** What a name stands for that only an `import *` of `from` can bind. */
export function meaningOfStarName(lookup: Lookup, from: string, dotted: string): Meaning {
  const [name = '', ...rest] = dotted.split('.');
  const summary = lookup.summaries.get(from);
  const found = summary && fromStars(lookup, summary, name, newAsked());
  return found ? member(lookup, found, rest, newAsked()) : unknown('missing');
}

function resolveDotted(lookup: Lookup, from: string, dotted: string, asked: Asked): Meaning {
  const { parts, level } = split(dotted);
  if (level > 0) {
    noteWords(lookup, [...folderWords(from, level), ...parts]);
    const start = relativeModule(lookup.index, from, [], level);
    return start.kind === 'module' ? walk(lookup, start, parts, asked) : unknown('missing');
  }
  const top = parts[0] as string;
  if (top === 'builtins' || top === 'airflow') return external(dotted);
  lookup.words.add(top);
  let missing: Meaning | undefined;
  for (const { root, top: place } of tops(lookup.index, rootsFor(lookup, from), top)) {
    // A module that imports its own name means the library that it is named after, or nothing new.
    if (place.file === from && place.folder === undefined) break;
    const standing = standingOf(root, place, parts);
    noteWords(lookup, parts);
    if (standing === 'library') continue;
    const found = walk(lookup, place, parts.slice(1), asked);
    if (found.kind === 'unknown' && found.reason === 'missing') {
      // Nothing says that a folder without code is the package that is meant.
      if (place.file !== undefined) missing ??= standing === 'doubtful' ? unknown('ambiguous') : found;
      continue;
    }
    return standing === 'doubtful' && !liesBelow(place, found) ? unknown('ambiguous') : found;
  }
  return missing ?? external(dotted);
}

/** In a submodule: the library of this name would have to have the submodule, too. */
function liesBelow(top: ModulePlace, found: Meaning): boolean {
  const path = 'path' in found ? found.path : found.kind === 'module' ? found.place.file : undefined;
  return path !== undefined && path !== top.file && found.kind !== 'unknown';
}

/** The rest of a dotted name, from a module on. */
function walk(lookup: Lookup, start: ModulePlace, rest: readonly string[], asked: Asked): Meaning {
  let place = start;
  for (let index = 0; ; index++) {
    const name = rest[index];
    if (name === undefined) return { kind: 'module', place };
    const found = attribute(lookup, place, name, asked);
    const child = childModule(lookup.index, place, name);
    // `from . import tools` in the package itself means the submodule.
    const isOwnSubmodule = child && found?.kind === 'unknown' && found.reason === 'cycle';
    if (found && !isOwnSubmodule) return member(lookup, found, rest.slice(index + 1), asked);
    if (child) place = child;
    else return missingName(lookup, place, name, asked);
  }
}

/** A name that the module's own code binds; undefined when it binds none, and for namespace packages. */
function attribute(lookup: Lookup, place: ModulePlace, name: string, asked: Asked): Meaning | undefined {
  if (place.file === undefined) return undefined;
  const summary = read(lookup, place.file);
  if (!summary) return unknown('unread', place.file);
  if (summary.broken) return unknown('broken', place.file);
  const targets = summary.names.get(name);
  return targets && oneOf(lookup, summary, name, targets, asked);
}

function missingName(lookup: Lookup, place: ModulePlace, name: string, asked: Asked): Meaning {
  const summary = place.file === undefined ? undefined : read(lookup, place.file);
  if (!summary) return unknown('missing');
  const starred = fromStars(lookup, summary, name, asked);
  if (starred) return starred;
  return summary.lazy ? unknown('lazy', summary.path) : unknown('missing', summary.path);
}

function read(lookup: Lookup, file: string): ModuleSummary | undefined {
  lookup.files.add(file);
  return lookup.summaries.get(file);
}

/** What the targets of a name agree on. Constants beside something that can be called are what stands in for it. */
function oneOf(
  lookup: Lookup,
  summary: ModuleSummary,
  name: string,
  targets: readonly NameRef[],
  asked: Asked,
): Meaning {
  return once(asked, `${summary.path} ${name}`, unknown('cycle', summary.path), () => {
    const found = targets.map((target) => ofTarget(lookup, summary, name, target, asked));
    const telling = found.filter((one) => one.kind !== 'value');
    const [first, ...others] = telling.length > 0 ? telling : found;
    if (!first) return unknown('several', summary.path);
    return others.every((other) => sameMeaning(first, other)) ? first : unknown('several', summary.path);
  });
}

function ofTarget(
  lookup: Lookup,
  summary: ModuleSummary,
  name: string,
  target: NameRef,
  asked: Asked,
): Meaning {
  switch (target.kind) {
    case 'name':
      return resolveDotted(lookup, summary.path, target.name, asked);
    case 'function':
    case 'class':
      return { kind: target.kind, path: summary.path, key: target.key };
    case 'instance':
    case 'partial': {
      const of = ofTarget(lookup, summary, name, target.of, asked);
      return of.kind === 'unknown' ? of : { kind: target.kind, of };
    }
    case 'value':
      return { kind: 'value', path: summary.path, name };
    case 'star':
    case 'unknown':
      return unknown('dynamic', summary.path);
  }
}

/** What is left of a dotted name behind something that is known: attributes of modules, classes and objects. */
function member(lookup: Lookup, of: Meaning, rest: readonly string[], asked: Asked): Meaning {
  const [name, ...more] = rest;
  if (name === undefined) return of;
  switch (of.kind) {
    case 'external':
      return external([of.name, ...rest].join('.'));
    case 'module':
      return walk(lookup, of.place, rest, asked);
    case 'class':
      return more.length > 0 ? unknown('dynamic', of.path) : method(lookup, of, name, asked);
    case 'instance':
      return of.of.kind === 'class' || of.of.kind === 'external'
        ? member(lookup, of.of, rest, asked)
        : unknown('dynamic');
    case 'function':
      // `load.override(…)` gives the same function back, and `.expand(…)` calls it.
      return modifiers.has(name) ? of : { kind: 'value', path: of.path, name: of.key };
    case 'unknown':
    case 'value':
      return of;
    case 'partial':
      return unknown('dynamic');
  }
}

const modifiers = new Set(['override', 'partial', 'expand', 'expand_kwargs', '__call__']);

/** The bases of a class, nearest first: those of its own file, then those of others. */
export function basesOf(
  lookup: Lookup,
  of: { readonly path: string; readonly key: string },
  asked: Asked = newAsked(),
): Meaning[] {
  const classes = read(lookup, of.path)?.classes;
  const fact = classes?.get(of.key);
  if (!fact) return [];
  // The facts repeat the bases of a base of the same file beside it.
  const repeated = new Set(fact.parents.flatMap((key) => classes?.get(key)?.bases ?? []));
  const bases = fact.bases.filter((base) => fact.parents.length === 0 || !repeated.has(base));
  return [
    ...fact.parents.map((key): Meaning => ({ kind: 'class', path: of.path, key })),
    ...bases.map((base) =>
      base === undefined ? unknown('dynamic') : resolveDotted(lookup, of.path, base, asked),
    ),
  ];
}

/** Bases that have no methods of their own to inherit. */
const markers = new Set([
  'abc.ABC',
  'builtins.object',
  'typing.Generic',
  'typing.Protocol',
  'typing.NamedTuple',
]);

/** The method that calling `name` on an object of this class runs; inherited ones by the name of the library's class. */
export function method(
  lookup: Lookup,
  of: { readonly path: string; readonly key: string },
  name: string,
  asked: Asked = newAsked(),
): Meaning {
  const own = read(lookup, of.path)?.classes.get(of.key)?.methods.get(name);
  if (own !== undefined) return { kind: 'function', path: of.path, key: own };
  const question = `${of.path} ${of.key}.${name}`;
  return once(asked, question, unknown('cycle', of.path), () => inherited(lookup, of, name, asked));
}

function inherited(
  lookup: Lookup,
  of: { readonly path: string; readonly key: string },
  name: string,
  asked: Asked,
): Meaning {
  let found: Meaning | undefined;
  for (const base of basesOf(lookup, of, asked)) {
    if (base.kind === 'external' && markers.has(base.name)) continue;
    if (base.kind === 'unknown') return base;
    const one =
      base.kind === 'class'
        ? method(lookup, base, name, asked)
        : base.kind === 'external'
          ? external(`${base.name}.${name}`)
          : unknown('dynamic');
    if (one.kind === 'unknown' && one.reason === 'missing') continue;
    // Which of several bases has it is only known where all but one are of the project.
    if (found && !sameMeaning(found, one)) return unknown('several', of.path);
    found = one;
  }
  return found ?? unknown('missing', of.path);
}

/** A name that some `import *` of the module's own code brings: the last that has it wins. */
function fromStars(lookup: Lookup, summary: ModuleSummary, name: string, asked: Asked): Meaning | undefined {
  const stars = summary.imports.filter((one) => one.star && one.in === '');
  if (stars.length === 0) return undefined;
  return once(asked, `${summary.path} *${name}`, undefined, () => {
    for (const star of stars.toReversed()) {
      const found = throughStar(lookup, summary, star, name, stars.length === 1, asked);
      if (found) return found;
    }
    return undefined;
  });
}

/** Undefined: this statement does not bring the name. */
function throughStar(
  lookup: Lookup,
  summary: ModuleSummary,
  star: ImportSummary,
  name: string,
  isOnly: boolean,
  asked: Asked,
): Meaning | undefined {
  const place = moduleOfImport(lookup, summary.path, star.module);
  switch (place.kind) {
    case 'external':
      // Of several such statements it is not known which library has the name.
      return isOnly && !name.startsWith('_') ? external(`${star.module}.${name}`) : unknown('several');
    case 'missing':
    case 'ambiguous':
      return unknown(place.kind);
    case 'module':
      break;
  }
  if (place.file === undefined) return undefined;
  const of = read(lookup, place.file);
  if (!of) return unknown('unread', place.file);
  if (of.broken) return unknown('broken', place.file);
  if (of.all ? !of.all.includes(name) : name.startsWith('_')) return undefined;
  const own = attribute(lookup, place, name, asked);
  if (own) return own;
  if (of.all) {
    const child = childModule(lookup.index, place, name);
    if (child) return { kind: 'module', place: child };
  }
  return fromStars(lookup, of, name, asked);
}

/** Whether the code of a module binds a name, an `import *` of it included. */
export function attributeIsBound(lookup: Lookup, place: ModulePlace, name: string): boolean {
  const summary = place.file === undefined ? undefined : read(lookup, place.file);
  if (!summary) return false;
  return summary.names.has(name) || fromStars(lookup, summary, name, newAsked())?.kind !== undefined;
}
