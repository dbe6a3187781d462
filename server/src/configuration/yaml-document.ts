/** YAML of configuration files, read with bounds: never more work than the text is long, whatever its aliases stand for. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parseAllDocuments,
} from 'yaml';
import type { Range } from '../model/facts.ts';
import type { Problem } from './facts.ts';

/** In UTF-16 units; about two seconds of parsing. The whole `values.yaml` of Airflow's chart is a tenth of it. */
const largestText = 1_000_000;
/** Nodes of all aliases written out. */
const mostNodes = 1_000_000;
const longestAnchor = 500;
const deepest = 500;

/** A YAML document that can be asked for its parts; every node knows its place. */
export interface YamlFile {
  readonly root: Node | undefined;
  /** What an alias stands for; other nodes stand for themselves. */
  resolve(node: unknown): Node | undefined;
  readonly problem?: Problem;
}

/** An entry of a map. */
export interface YamlEntry {
  readonly key: string;
  readonly keyAt: Range;
  readonly value: Node | undefined;
  /** From the key to the end of the value. */
  readonly at: Range;
}

/** Reads the first document of a text. What is broken is a problem, and what stands before it counts. */
export function readYaml(text: string): YamlFile {
  if (text.length >= largestText) return refused('larger than 1 MB: not read', { start: 0, end: 0 });
  if (isNestedTooDeeply(text)) return refused('broken YAML: nested too deeply', { start: 0, end: 0 });
  let document: Document.Parsed | undefined;
  try {
    const documents = parseAllDocuments(text, {
      prettyErrors: false,
      logLevel: 'silent',
      strict: false,
      uniqueKeys: false,
    });
    document = Array.isArray(documents)
      ? (documents.find((one) => one.contents !== null) ?? documents[0])
      : undefined;
  } catch (error) {
    const message = error instanceof RangeError ? 'nested too deeply' : 'cannot be read';
    return refused(`broken YAML: ${message}`, { start: 0, end: 0 });
  }
  if (!document) return { root: undefined, resolve: () => undefined };
  const { targets, problem: bomb } = learnAliases(document.contents ?? undefined);
  if (bomb) return refused(bomb.message, bomb.at);
  const error = document.errors[0];
  return {
    root: document.contents ?? undefined,
    resolve: (node) => (isAlias(node) ? targets.get(node) : isNode(node) ? node : undefined),
    ...(error
      ? {
          problem: {
            message: `broken YAML: ${inWords(error.message)}`,
            at: {
              start: Math.min(error.pos[0], text.length),
              end: Math.min(error.pos[1], text.length),
            },
          },
        }
      : {}),
  };
}

/** Lists and maps in brackets, one in the other: the parser takes the square of the time, and then the stack ends. */
function isNestedTooDeeply(text: string): boolean {
  let open = 0;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char === '[' || char === '{') open++;
    else if ((char === ']' || char === '}') && open > 0) open--;
    if (open > deepest) return true;
  }
  return false;
}

function inWords(message: string): string {
  if (message.includes('call stack')) return 'nested too deeply';
  return (message.split('\n', 1)[0] as string).replace(/:$/, '');
}

function refused(message: string, at: Range): YamlFile {
  return { root: undefined, resolve: () => undefined, problem: { message, at } };
}

/**
 * Which node each alias stands for, found in one pass, where the library would search the document for every alias. A
 * problem when writing all aliases out would not end.
 */
function learnAliases(root: ParsedNode | undefined): {
  readonly targets: ReadonlyMap<Node, Node>;
  readonly problem?: Problem;
} {
  const named = new Map<string, { readonly node: Node; readonly weight: number }>();
  const targets = new Map<Node, Node>();
  let problem: Problem | undefined;
  const weigh = (node: unknown): number => {
    if (problem) return 0;
    if (isPair(node)) return weigh(node.key) + weigh(node.value);
    if (!isNode(node)) return 0;
    if (isAlias(node)) {
      const target = named.get(node.source);
      if (target) targets.set(node, target.node);
      return target?.weight ?? 1;
    }
    let weight = 1;
    if (isCollection(node)) for (const item of node.items) weight += weigh(item);
    const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
    if (anchor !== undefined) {
      named.set(anchor, { node, weight });
      if (anchor.length > longestAnchor)
        problem ??= { message: `an anchor of ${anchor.length} characters: not read`, at: rangeOf(node) };
    }
    if (weight > mostNodes)
      problem ??= {
        message: `its aliases stand for more than ${mostNodes} values: not read`,
        at: rangeOf(node),
      };
    return weight;
  };
  weigh(root);
  return { targets, ...(problem ? { problem } : {}) };
}

/** The place of a node, without trailing white space and comments. */
export function rangeOf(node: Node | undefined): Range {
  return { start: node?.range?.[0] ?? 0, end: node?.range?.[1] ?? node?.range?.[0] ?? 0 };
}

/** The entries of a map, `<<` merged in as YAML 1.1 and compose do: what stands in the map itself wins. */
export function entries(file: YamlFile, node: unknown, depth = 0): YamlEntry[] {
  const map = file.resolve(node);
  if (!isMap(map) || depth > 20) return [];
  const own: YamlEntry[] = [];
  const merged: YamlEntry[] = [];
  for (const pair of map.items) {
    const keyNode = isNode(pair.key) ? pair.key : undefined;
    const key = scalarText(pair.key);
    const value = file.resolve(pair.value);
    if (key === undefined) continue;
    if (key === '<<') {
      const sources = isSeq(value) ? value.items : [value];
      for (const source of sources) merged.push(...entries(file, source, depth + 1));
      continue;
    }
    const keyAt = rangeOf(keyNode);
    // An empty value stands behind the blanks after its key.
    const written = isNode(pair.value) ? rangeOf(pair.value) : keyAt;
    const writtenEnd = written.end > written.start ? written.end : keyAt.end;
    own.push({ key, keyAt, value, at: { start: keyAt.start, end: Math.max(keyAt.end, writtenEnd) } });
  }
  const names = new Set(own.map((one) => one.key));
  for (const entry of merged) {
    if (names.has(entry.key)) continue;
    names.add(entry.key);
    own.push(entry);
  }
  return own;
}

/** The value behind a path of keys. */
export function entryAt(file: YamlFile, node: unknown, ...path: readonly string[]): YamlEntry | undefined {
  let found: YamlEntry | undefined;
  let inside: unknown = node;
  for (const key of path) {
    found = entries(file, inside).find((one) => one.key === key);
    if (!found) return undefined;
    inside = found.value;
  }
  return found;
}

/** The items of a list, aliases resolved; empty for anything else. */
export function items(file: YamlFile, node: unknown): Node[] {
  const list = file.resolve(node);
  return isSeq(list) ? list.items.flatMap((item) => file.resolve(item) ?? []) : [];
}

/** The text of a scalar, numbers as they are written, booleans as Python writes them; undefined for anything else. */
export function scalarText(node: unknown): string | undefined {
  if (!isScalar(node)) return undefined;
  const { value } = node;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && typeof node.source === 'string') return node.source;
  return String(value);
}

/** Whether a node is a map. */
export function isMapping(file: YamlFile, node: unknown): boolean {
  return isMap(file.resolve(node));
}

/** The texts of a list of scalars, or of one scalar, joined with blanks: a command in either of its forms. */
export function commandText(file: YamlFile, node: unknown): string {
  const single = scalarText(file.resolve(node));
  if (single !== undefined) return single;
  return items(file, node)
    .flatMap((item) => scalarText(item) ?? [])
    .join(' ');
}
