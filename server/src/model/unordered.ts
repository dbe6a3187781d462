/** Iterables whose order differs from one process or machine to the next: sets of strings, listings of folders. */
import { effectOf } from '../catalogue/effects.ts';
import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, childOfKind, kindAt, type Node, rangeOf, textOf } from '../syntax/tree.ts';
import type { Range } from './facts.ts';
import { argumentListOf, nameOf, resolve } from './names.ts';
import { bindingsFor } from './reaching.ts';
import { scopeBinding } from './scopes.ts';
import type { Source } from './source.ts';
import { evaluate } from './values.ts';

/** What an iterable takes its order from. */
export interface Unordered {
  readonly from: 'set' | 'listing';
  /** The set or the call that lists. */
  readonly at: Range;
  /** The expression that `sorted(…)` can be put around. */
  readonly sortAt: Range;
  /** `text`: strings or paths, which compare with each other; `entries`: `os.DirEntry`, which do not, but have a name. */
  readonly items: 'text' | 'entries' | 'unknown';
}

interface Found extends Unordered {
  /** It gives the items of the producer themselves, not something made of them. */
  readonly same: boolean;
}

const depthLimit = 40;
const passing = new Set(['list', 'tuple', 'iter', 'reversed'].map((name) => `builtins.${name}`));
const sets = new Set(['builtins.set', 'builtins.frozenset']);
const algebra = new Set(['union', 'intersection', 'difference', 'symmetric_difference', 'copy']);
const views = new Set(['items', 'keys', 'values']);

/** What an expression takes its arbitrary order from; undefined where its order is stable, or not known. */
export function unorderedBehind(source: Source, node: Node): Unordered | undefined {
  const found = search(source, node, 0);
  if (!found) return undefined;
  const { same: _, ...unordered } = found;
  return unordered;
}

function search(source: Source, node: Node, depth: number): Found | undefined {
  const { tree } = source;
  if (node < 0 || depth > depthLimit) return undefined;
  switch (kindAt(tree, node)) {
    case Kind.identifier:
      return ofName(source, node, depth);
    case Kind.parenthesized_expression:
      return search(source, elements(tree, node)[0] ?? -1, depth + 1);
    case Kind.set:
      return ofSetLiteral(source, node);
    case Kind.set_comprehension:
      return aSet(source, node, 'unknown');
    case Kind.list_comprehension:
    case Kind.generator_expression:
    case Kind.dictionary_comprehension:
      return ofComprehension(source, node, depth);
    case Kind.binary_operator: {
      const found = search(source, childByField(tree, node, Field.left), depth + 1);
      const operator = textOf(tree, childByField(tree, node, Field.operator));
      if (found?.from !== 'set' || !/^[-|&^]$/.test(operator)) return undefined;
      return aSet(source, node, operator === '-' || operator === '&' ? found.items : 'unknown');
    }
    case Kind.call:
      return ofCall(source, node, depth);
    default:
      return undefined;
  }
}

function aSet({ tree }: Source, node: Node, items: Unordered['items']): Found {
  const at = rangeOf(tree, node);
  return { from: 'set', at, sortAt: at, items, same: true };
}

/** Numbers have the same place in a set in every process; strings have not (`PYTHONHASHSEED`). */
function ofSetLiteral(source: Source, node: Node): Found | undefined {
  const items = elements(source.tree, node).map((one) => evaluate(source, one).kind);
  if (items.length < 2 || !items.includes('string')) return undefined;
  return aSet(source, node, items.every((kind) => kind === 'string') ? 'text' : 'unknown');
}

/** A name that is bound once to something unordered, and that nothing sorts or changes. */
function ofName(source: Source, node: Node, depth: number): Found | undefined {
  const { tree, scopes } = source;
  const name = textOf(tree, node);
  const scope = scopeBinding(scopes, node, name);
  if (scope === undefined || scopes.all[scope]?.mutations.has(name)) return undefined;
  const bindings = bindingsFor(scopes, node, name);
  const [only] = bindings ?? [];
  if (!only || bindings?.length !== 1 || only.kind !== 'value') return undefined;
  const found = search(source, only.value, depth + 1);
  return found && !isSorted(source, name) ? sortedHere(source, node, found) : undefined;
}

/** Somewhere in the file `name.sort(…)` is called. */
function isSorted({ tree, callNodes }: Source, name: string): boolean {
  return callNodes.some((call) => {
    const callee = childByField(tree, call, Field.function);
    return (
      kindAt(tree, callee) === Kind.attribute &&
      textOf(tree, childByField(tree, callee, Field.attribute)) === 'sort' &&
      textOf(tree, childByField(tree, callee, Field.object)) === name
    );
  });
}

/** Behind a name or a function others may need it as it is: it is sorted where it is read, if its items can be. */
function sortedHere({ tree }: Source, node: Node, found: Found | undefined): Found | undefined {
  return found && (found.same ? { ...found, sortAt: rangeOf(tree, node) } : found);
}

function ofComprehension(source: Source, node: Node, depth: number): Found | undefined {
  const { tree } = source;
  const clause = childOfKind(tree, node, Kind.for_in_clause);
  if (clause < 0) return undefined;
  const found = search(source, childByField(tree, clause, Field.right), depth + 1);
  if (!found) return undefined;
  const body = textOf(tree, childByField(tree, node, Field.body));
  return { ...found, same: found.same && body === textOf(tree, childByField(tree, clause, Field.left)) };
}

function ofCall(source: Source, node: Node, depth: number): Found | undefined {
  const { tree, names } = source;
  const callee = childByField(tree, node, Field.function);
  const given = elements(tree, argumentListOf(tree, node));
  const first = () => search(source, given[0] ?? -1, depth + 1);
  const name = nameOf(names, callee);
  if (name !== undefined) {
    if (sets.has(name)) return ofSetCall(source, node, given, depth);
    if (passing.has(name)) return first();
    if (name === 'builtins.enumerate') return transformed(first());
    if (name === 'builtins.filter') return search(source, given[1] ?? -1, depth + 1);
    if (name === 'builtins.map') return transformed(search(source, given[1] ?? -1, depth + 1));
    if (name === 'builtins.zip') {
      for (const one of given) {
        const found = search(source, one, depth + 1);
        if (found) return transformed(found);
      }
      return undefined;
    }
    const at = rangeOf(tree, node);
    if (effectOf(name)?.does === 'listing' && !/walk$/.test(name))
      return {
        from: 'listing',
        at,
        sortAt: at,
        items: name === 'os.scandir' ? 'entries' : 'text',
        same: true,
      };
  }
  const target = resolve(names, callee);
  if (target.kind === 'function') {
    const returned = names.returned.get(target.node) ?? [];
    return returned.length === 1
      ? sortedHere(source, node, search(source, returned[0] as Node, depth + 1))
      : undefined;
  }
  if (kindAt(tree, callee) !== Kind.attribute) return undefined;
  return ofMethod(source, node, callee, depth);
}

function ofMethod(source: Source, node: Node, callee: Node, depth: number): Found | undefined {
  const { tree } = source;
  const method = textOf(tree, childByField(tree, callee, Field.attribute));
  const isView = views.has(method);
  if (!isView && !algebra.has(method)) return undefined;
  const found = search(source, childByField(tree, callee, Field.object), depth + 1);
  if (!found) return undefined;
  // The order of a dict is that of the iterable that it was made of; `sorted(…)` around its name would lose the values.
  if (isView) return found.same ? undefined : found;
  if (found.from !== 'set') return undefined;
  return aSet(
    source,
    node,
    method === 'union' || method === 'symmetric_difference' ? 'unknown' : found.items,
  );
}

function ofSetCall(source: Source, node: Node, given: readonly Node[], depth: number): Found | undefined {
  const [argument] = given;
  if (argument === undefined) return undefined;
  const value = evaluate(source, argument);
  if (value.kind === 'sequence') {
    const kinds = value.items.map((one) => one.kind);
    if (kinds.length < 2 || !kinds.includes('string')) return undefined;
    return aSet(source, node, kinds.every((kind) => kind === 'string') ? 'text' : 'unknown');
  }
  if (
    kindAt(source.tree, argument) === Kind.call &&
    nameOf(source.names, childByField(source.tree, argument, Field.function)) === 'builtins.range'
  )
    return undefined;
  const inner = search(source, argument, depth + 1);
  return aSet(source, node, inner?.same && inner.items === 'text' ? 'text' : 'unknown');
}

/** `enumerate`, `zip` and `map` give something else than the items, so that these are sorted inside. */
function transformed(found: Found | undefined): Found | undefined {
  return found && { ...found, same: false };
}
