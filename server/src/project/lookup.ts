/** Where names are looked up across the files of a project, and what was looked at to answer. */
import { canonical } from '../catalogue/catalogue.ts';
import type { ModuleIndex } from './module-index.ts';
import {
  absoluteModule,
  type ModulePlace,
  type ResolvedModule,
  relativeModule,
  tops,
} from './resolve-module.ts';
import { type Root, type RootSettings, rootsOf } from './roots.ts';
import type { ModuleSummary } from './summaries.ts';

/** What a name stands for. Functions and classes go by their key in the summary of their file. */
export type Meaning =
  /** Something of a library, by its canonical name. */
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'module'; readonly place: ModulePlace }
  | { readonly kind: 'function' | 'class'; readonly path: string; readonly key: string }
  | { readonly kind: 'instance' | 'partial'; readonly of: Meaning }
  /** Some other value of a module. */
  | { readonly kind: 'value'; readonly path: string; readonly name: string }
  | { readonly kind: 'unknown'; readonly reason: Unknown; readonly path?: string };

/**
 * Why something is not known. `broken`: a syntax error; `lazy`: a module's `__getattr__` may give it; `missing`: no such file
 * or name; `ambiguous`: a library has the name, too; `several`: control flow decides; `cycle`: it stands for itself;
 * `unread`: the file could not be read; `dynamic`: not a name that can be followed.
 */
export type Unknown =
  | 'broken'
  | 'lazy'
  | 'missing'
  | 'ambiguous'
  | 'several'
  | 'cycle'
  | 'unread'
  | 'dynamic';

/** What names are resolved in, and what was looked at to do so. */
export interface Lookup {
  readonly index: ModuleIndex;
  readonly settings: RootSettings;
  readonly summaries: ReadonlyMap<string, ModuleSummary>;
  /** Folder → its roots, remembered. */
  readonly roots: Map<string, readonly Root[]>;
  /** Files whose summaries answered. */
  readonly files: Set<string>;
  /** Names of modules that were looked for. */
  readonly words: Set<string>;
}

/** A fresh lookup over the files of a project. */
export function newLookup(
  index: ModuleIndex,
  settings: RootSettings,
  summaries: Lookup['summaries'],
): Lookup {
  return { index, settings, summaries, roots: new Map(), files: new Set(), words: new Set() };
}

const depthLimit = 40;

/** The module that an import statement of `from` loads. */
export function moduleOfImport(lookup: Lookup, from: string, module: string): ResolvedModule {
  const { parts, level } = split(module);
  if (level > 0) {
    noteWords(lookup, [...folderWords(from, level), ...parts]);
    return relativeModule(lookup.index, from, parts, level);
  }
  const roots = rootsFor(lookup, from);
  const [top = ''] = parts;
  const isNowhere = tops(lookup.index, roots, top).length === 0;
  noteWords(lookup, isNowhere ? [top] : parts);
  return absoluteModule(lookup.index, roots, from, parts);
}

/** Remembers that these names of modules were looked for. */
export function noteWords(lookup: Lookup, words: readonly string[]): void {
  for (const word of words) lookup.words.add(word);
}

/** The package that a relative import begins in: it may gain or lose its `__init__.py`. */
export function folderWords(from: string, level: number): readonly string[] {
  return [from.split('/').at(-1 - level) ?? ''];
}

/** `..common.tools` → its parts and its dots. */
export function split(dotted: string): { readonly parts: readonly string[]; readonly level: number } {
  const level = /^\.*/.exec(dotted)?.[0].length ?? 0;
  return { parts: dotted.slice(level).split('.').filter(Boolean), level };
}

/** The roots of the files of one folder. */
export function rootsFor(lookup: Lookup, from: string): readonly Root[] {
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  const known = lookup.roots.get(folder) ?? rootsOf(lookup.index, lookup.settings, from);
  lookup.roots.set(folder, known);
  return known;
}

/** Not known, and why. */
export function unknown(reason: Unknown, path?: string): Meaning {
  return { kind: 'unknown', reason, ...(path === undefined ? {} : { path }) };
}

/** What was asked on the way to one answer, so that what stands for itself comes to an end and nothing is asked twice. */
export interface Asked {
  readonly open: Set<string>;
  readonly answers: Map<string, Meaning | undefined>;
}

/** For a new question. */
export function newAsked(): Asked {
  return { open: new Set(), answers: new Map() };
}

/** The answer to a question, once; `inCircle` when it is asked again before it is answered. */
export function once<T extends Meaning | undefined>(
  asked: Asked,
  question: string,
  inCircle: T,
  answer: () => T,
): T {
  if (asked.answers.has(question)) return asked.answers.get(question) as T;
  if (asked.open.has(question) || asked.open.size > depthLimit) return inCircle;
  asked.open.add(question);
  const found = answer();
  asked.open.delete(question);
  asked.answers.set(question, found);
  return found;
}

/** Something of a library. */
export function external(dotted: string): Meaning {
  return { kind: 'external', name: canonical(dotted) };
}

/** Whether two meanings are the same thing. */
export function sameMeaning(a: Meaning, b: Meaning): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
