/** String literals: prefixes, escapes, implicit concatenation, f-strings of constants. */
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  children,
  firstChild,
  kindAt,
  type Node,
  rangeOf,
  type Tree,
  textOf,
} from '../syntax/tree.ts';
import type { Value } from './facts.ts';
import { hole, patternLimit } from './text-patterns.ts';

/** The value of a string literal; unknown for bytes, for f-strings with unknown parts and for broken escapes. */
export function stringValue(tree: Tree, node: Node, evaluate: (node: Node) => Value): Value {
  const at = rangeOf(tree, node);
  const parts = kindAt(tree, node) === Kind.concatenated_string ? [...children(tree, node)] : [node];
  let value = '';
  for (const part of parts) {
    if (kindAt(tree, part) !== Kind.string) continue;
    const text = oneString(tree, part, evaluate);
    if (text === undefined) return { kind: 'unknown', at, ...patternOfParts(tree, parts, evaluate) };
    value += text;
  }
  if (parts.length > 1 && value.length > lengthLimit) return { kind: 'unknown', at };
  return { kind: 'string', value, at };
}

/** Text that is put together from other strings grows no longer than this. */
const lengthLimit = 100_000;

/** What is known of a string some parts of which are not. */
function patternOfParts(
  tree: Tree,
  parts: readonly Node[],
  evaluate: (node: Node) => Value,
): { readonly pattern?: string } {
  let pattern = '';
  for (const part of parts) {
    if (kindAt(tree, part) !== Kind.string) continue;
    const text = oneString(tree, part, evaluate, hole);
    if (text === undefined) return {};
    pattern += text;
    if (pattern.length > patternLimit) return {};
  }
  return { pattern };
}

/** `unknownPart` stands for what is not known; without it a string with such parts is undefined. */
function oneString(
  tree: Tree,
  node: Node,
  evaluate: (node: Node) => Value,
  unknownPart?: string,
): string | undefined {
  const start = firstChild(tree, node);
  if (start < 0 || kindAt(tree, start) !== Kind.string_start) return undefined;
  const prefix = textOf(tree, start).toLowerCase();
  if (prefix.includes('b')) return undefined;
  const raw = prefix.includes('r');
  let value = '';
  for (const child of children(tree, node)) {
    const kind = kindAt(tree, child);
    if (kind === Kind.string_content) {
      const content = prefix.includes('f')
        ? textOf(tree, child).replaceAll('{{', '{').replaceAll('}}', '}')
        : textOf(tree, child);
      // Names of characters would take the whole Unicode database.
      if (!raw && content.includes('\\N{')) return undefined;
      value += raw ? content : unescaped(content);
    } else if (kind === Kind.interpolation) {
      const text = interpolatedText(tree, child, evaluate) ?? unknownPart;
      if (text === undefined) return undefined;
      value += text;
    }
  }
  return value;
}

function interpolatedText(tree: Tree, node: Node, evaluate: (node: Node) => Value): string | undefined {
  const expression = childByField(tree, node, Field.expression);
  const plain = expression >= 0 && tree.text.slice(tree.end[expression], tree.end[node]).trim() === '}';
  if (!plain) return undefined;
  const value = evaluate(expression);
  if (value.kind === 'string') return value.value.length > lengthLimit ? undefined : value.value;
  return value.kind === 'number' && Number.isInteger(value.value) ? String(value.value) : undefined;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** The characters that a literal without the prefix `r` stands for. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|\r\n|[\s\S])/g,
    (whole, sequence: string) => {
      const simple = simpleEscapes[sequence];
      if (simple !== undefined) return simple;
      if (sequence === '\r\n') return '';
      const code = /^[0-7]/.test(sequence)
        ? Number.parseInt(sequence, 8)
        : Number.parseInt(sequence.slice(1), 16);
      const isCode = /^[xuU0-7]/.test(sequence) && code <= 0x10ffff;
      return isCode ? String.fromCodePoint(code) : whole;
    },
  );
}
