/** Which expressions certainly give no callable: text, numbers, collections, and what known functions read or count. */
import { effectOf } from '../catalogue/effects.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, kindAt, type Node } from '../syntax/tree.ts';
import { nameOf } from './names.ts';
import type { Source } from './source.ts';
import { evaluate } from './values.ts';

const plainKinds: ReadonlySet<number> = new Set([
  Kind.string,
  Kind.concatenated_string,
  Kind.list,
  Kind.tuple,
  Kind.set,
  Kind.dictionary,
  Kind.list_comprehension,
  Kind.dictionary_comprehension,
  Kind.set_comprehension,
  Kind.comparison_operator,
  Kind.not_operator,
]);

const plainBuiltins: ReadonlySet<string> = new Set(
  [
    'len',
    'str',
    'int',
    'float',
    'bool',
    'list',
    'dict',
    'set',
    'tuple',
    'sorted',
    'sum',
    'print',
    'range',
  ].map((name) => `builtins.${name}`),
);

const plainValues: ReadonlySet<string> = new Set([
  'string',
  'number',
  'boolean',
  'none',
  'duration',
  'sequence',
  'dict',
]);

/** False also where it is not known. */
export function isPlainResult(source: Source, node: Node): boolean {
  if (node < 0) return false;
  const kind = kindAt(source.tree, node);
  if (plainKinds.has(kind)) return true;
  if (kind === Kind.call) {
    const callee = nameOf(source.names, childByField(source.tree, node, Field.function));
    if (callee !== undefined && (plainBuiltins.has(callee) || effectOf(callee) !== undefined)) return true;
  }
  return plainValues.has(evaluate(source, node).kind);
}
