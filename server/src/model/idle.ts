/** Functions that do nothing but say so. */
import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, childOfKind, kindAt, type Node, type Tree } from '../syntax/tree.ts';
import { argumentListOf, nameOf } from './names.ts';
import type { Source } from './source.ts';

/**
 * Whether the body of a `def` holds only a docstring, `pass`, `…`, a `return` of nothing, and `print` or `logging`
 * of constants.
 */
export function isIdle(source: Source, definition: Node): boolean {
  const { tree } = source;
  const body = childByField(tree, definition, Field.body);
  if (body < 0 || kindAt(tree, body) !== Kind.block) return false;
  return elements(tree, body).every((statement) => doesNothing(source, statement));
}

function doesNothing(source: Source, statement: Node): boolean {
  const { tree } = source;
  switch (kindAt(tree, statement)) {
    case Kind.pass_statement:
      return true;
    case Kind.return_statement: {
      const [value, ...others] = elements(tree, statement);
      return others.length === 0 && (value === undefined || kindAt(tree, value) === Kind.none);
    }
    case Kind.expression_statement: {
      const parts = elements(tree, statement);
      return parts.every((part) => isConstant(tree, part) || onlyTells(source, part));
    }
    default:
      return false;
  }
}

const constants = new Set([Kind.integer, Kind.float, Kind.true, Kind.false, Kind.none, Kind.ellipsis]);

function isConstant(tree: Tree, node: Node): boolean {
  const kind = kindAt(tree, node);
  if (kind === Kind.string) return childOfKind(tree, node, Kind.interpolation) < 0;
  if (kind === Kind.concatenated_string) return elements(tree, node).every((part) => isConstant(tree, part));
  return constants.has(kind);
}

/** Calls that write a line: by canonical name. */
const tellers = /^(builtins\.print|print|logging\.(debug|info|warning|error|log))$/;

function onlyTells(source: Source, node: Node): boolean {
  const { tree } = source;
  if (kindAt(tree, node) !== Kind.call) return false;
  const callee = nameOf(source.names, childByField(tree, node, Field.function));
  if (callee === undefined || !tellers.test(callee)) return false;
  return elements(tree, argumentListOf(tree, node)).every((argument) => {
    const isKeyword = kindAt(tree, argument) === Kind.keyword_argument;
    return isConstant(tree, isKeyword ? childByField(tree, argument, Field.value) : argument);
  });
}
