/** What a `return` hands out, beside data frames: its value, the name it goes by, and how many keys a dict of it has. */
import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, kindAt, type Node, textOf } from '../syntax/tree.ts';
import type { ReturnedValue } from './flow-facts.ts';
import { bindingsFor } from './reaching.ts';
import type { Source } from './source.ts';
import { evaluate, sizeOf } from './values.ts';

/** The facts of a returned expression. */
export function returnedValue(source: Source, node: Node): ReturnedValue {
  const { tree } = source;
  const value = evaluate(source, node);
  const name = kindAt(tree, node) === Kind.identifier ? textOf(tree, node) : undefined;
  const attribute = takenFrom(source, node);
  const keys = keysOf(source, definitionOf(source, node));
  return {
    value,
    ...(name === undefined ? {} : { name }),
    ...(attribute ? { attribute } : {}),
    ...(keys === undefined ? {} : { keys }),
  };
}

/** `response.content` where `response` is the result of a call. */
function takenFrom(source: Source, node: Node): ReturnedValue['attribute'] {
  const { tree } = source;
  const at = definitionOf(source, node);
  if (kindAt(tree, at) !== Kind.attribute) return undefined;
  const object = evaluate(source, childByField(tree, at, Field.object));
  if (object.kind !== 'call') return undefined;
  return { name: textOf(tree, childByField(tree, at, Field.attribute)), call: object.call };
}

/** What a name was assigned, where that is one expression; the expression itself otherwise. */
function definitionOf(source: Source, node: Node): Node {
  if (kindAt(source.tree, node) !== Kind.identifier) return node;
  const bindings = bindingsFor(source.scopes, node, textOf(source.tree, node));
  const only = bindings?.length === 1 ? bindings[0] : undefined;
  return only?.kind === 'value' ? only.value : node;
}

function keysOf(source: Source, node: Node): number | 'unknown' | undefined {
  const { tree } = source;
  if (kindAt(tree, node) === Kind.dictionary) {
    const entries = elements(tree, node);
    return entries.every((one) => kindAt(tree, one) === Kind.pair) ? entries.length : undefined;
  }
  if (kindAt(tree, node) !== Kind.dictionary_comprehension) return undefined;
  const clauses = elements(tree, node).filter((one) => kindAt(tree, one) === Kind.for_in_clause);
  const only = clauses.length === 1 ? (clauses[0] as Node) : -1;
  return (only < 0 ? undefined : sizeOf(source, childByField(tree, only, Field.right))) ?? 'unknown';
}
