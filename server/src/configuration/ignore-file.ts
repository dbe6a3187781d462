/** .airflowignore: which files Airflow does not look at. */
import ignore from 'ignore';
import type { Range } from '../model/facts.ts';
import type { Problem } from './facts.ts';

export type IgnoreSyntax = 'regexp' | 'glob';

export interface IgnorePattern {
  /** As Airflow takes it: without the comment. */
  readonly text: string;
  readonly at: Range;
}

export interface IgnoreFacts {
  readonly patterns: readonly IgnorePattern[];
  readonly problem?: Problem;
}

/** The patterns of an ignore file; `#` begins a comment anywhere in a line. Source: `_find_path_from_directory` of 2.11 and 3.x. */
export function readIgnoreFile(text: string, syntax: IgnoreSyntax): IgnoreFacts {
  const patterns: IgnorePattern[] = [];
  let problem: Problem | undefined;
  let start = 0;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '');
    const hash = line.indexOf('#');
    const pattern = hash < 0 ? line : line.slice(0, hash).trimEnd();
    const at = { start, end: start + pattern.length };
    if (pattern !== '') {
      const error = syntax === 'regexp' ? expressionOf(pattern).error : undefined;
      if (error) problem ??= { message: error, at };
      patterns.push({ text: pattern, at });
    }
    start += raw.length + 1;
  }
  return { patterns, ...(problem ? { problem } : {}) };
}

/** An ignore file in its place. */
export interface PlacedIgnoreFile {
  /** Its folder, relative to the Dags folder, with `/`; empty for the Dags folder itself. */
  readonly folder: string;
  readonly patterns: readonly { readonly text: string }[];
}

/**
 * Whether ignore files hide a file; paths are relative to the Dags folder, with `/`. Airflow asks for every folder on the
 * way, so nothing brings back what lies in a hidden folder. A regular expression is searched in the path from the Dags
 * folder, wherever its file lies; a glob is read as in .gitignore, and the last one that fits decides. (3.1 let the first
 * decide where `!` is used.) A file's patterns hold in its folder and below.
 */
export function ignoredBy(
  files: readonly PlacedIgnoreFile[],
  syntax: IgnoreSyntax,
): (path: string) => boolean {
  const sorted = [...files].sort((a, b) => a.folder.length - b.folder.length);
  const matchers = sorted.map(({ folder, patterns }) => ({
    prefix: folder === '' ? '' : `${folder}/`,
    matches: syntax === 'regexp' ? regexpMatcher(patterns) : globMatcher(folder, patterns),
  }));
  const decide = (path: string): boolean => {
    let hidden = false;
    for (const { prefix, matches } of matchers)
      if (path.startsWith(prefix) && path !== prefix) hidden = matches(path) ?? hidden;
    return hidden;
  };
  return (path) => {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
      if (decide(path.slice(0, slash + 1))) return true;
    return decide(path);
  };
}

/** What keeps the time of a search bounded: it grows with the length to the power of the repetitions. */
const longestPath = 300;
const mostRepetitions = 4;

type Matcher = (path: string) => boolean | undefined;

function regexpMatcher(patterns: PlacedIgnoreFile['patterns']): Matcher {
  const expressions = patterns.flatMap(({ text }) => expressionOf(text).expression ?? []);
  return (path) => {
    const plain = path.replace(/\/$/, '');
    if (plain.length > longestPath) return undefined;
    return expressions.some((one) => one.test(plain)) ? true : undefined;
  };
}

function globMatcher(folder: string, patterns: PlacedIgnoreFile['patterns']): Matcher {
  const matcher = ignore({ allowRelativePaths: true }).add(patterns.map((one) => one.text));
  return (path) => {
    const below = folder === '' ? path : path.slice(folder.length + 1);
    const { ignored, unignored } = matcher.test(below);
    return ignored ? true : unignored ? false : undefined;
  };
}

/**
 * A Python regular expression as one of JavaScript. Airflow 2 matches with RE2, which takes time in proportion to the path;
 * JavaScript does not, so repetitions of repetitions and of alternatives are not tried.
 */
function expressionOf(pattern: string): { readonly expression?: RegExp; readonly error?: string } {
  if (pattern.length > 1000 || repeatsRepetition(pattern))
    return { error: `the pattern ${shortened(pattern)} repeats too much: not tried` };
  const flags = /^\(\?([aimsux]+)\)/.exec(pattern);
  // A leading `.*` says nothing in a search, and costs the most.
  const body = pattern
    .slice(flags?.[0].length ?? 0)
    .replace(/^\^?(?:\.\*)+(?!\?)/, '')
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\A', '^')
    .replace(/\\[Zz]/g, '$');
  try {
    return { expression: new RegExp(body, flags?.[1]?.includes('i') ? 'i' : '') };
  } catch {
    return { error: `the pattern ${shortened(pattern)} is no regular expression: Airflow leaves it out` };
  }
}

function shortened(pattern: string): string {
  return pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern;
}

/** Whether a group that is repeated holds a repetition or alternatives, or whether there are many open repetitions. */
function repeatsRepetition(pattern: string): boolean {
  const groups: boolean[] = [];
  let open = 0;
  let isClass = false;
  let closed = false;
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index] as string;
    if (char === '\\') {
      index++;
      closed = false;
      continue;
    }
    if (isClass) {
      isClass = char !== ']';
      continue;
    }
    const isRepetition = char === '*' || char === '+' || char === '{';
    if (isRepetition && closed) return true;
    if (isRepetition) open++;
    if (char === '[') isClass = true;
    else if (char === '(') groups.push(false);
    else if ((isRepetition || char === '|') && groups.length > 0) groups[groups.length - 1] = true;
    closed = false;
    if (char === ')') {
      closed = groups.pop() === true;
      if (closed && groups.length > 0) groups[groups.length - 1] = true;
    }
  }
  return open > mostRepetitions;
}
