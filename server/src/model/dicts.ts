/** Dicts: literals, `dict(...)`, `**other`, and what later statements do to them. */

import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  kindAt,
  lastChild,
  type Node,
  parentOf,
  rangeOf,
  subtreeEnd,
  type Tree,
  textOf,
} from '../syntax/tree.ts';
import type { DictEntry, DictValue, Value } from './facts.ts';
import { argumentListOf } from './names.ts';
import { firstBehind } from './reaching.ts';
import { type Binding, type Scope, scopeBinding } from './scopes.ts';
import type { Source } from './source.ts';

export interface DictSource {
  readonly tree: Tree;
  readonly evaluate: (node: Node) => Value;
}

/** The value of `{…}`, or of the argument list of `dict(…)`. */
export function dictLiteral({ tree, evaluate }: DictSource, node: Node): DictValue {
  const entries = new Map<string, DictEntry>();
  let complete = true;
  const add = (entry: DictEntry) => {
    entries.delete(entry.key);
    entries.set(entry.key, entry);
  };
  for (const element of elements(tree, node)) {
    const key = childByField(tree, element, kindAt(tree, element) === Kind.pair ? Field.key : Field.name);
    const value = childByField(tree, element, Field.value);
    switch (kindAt(tree, element)) {
      case Kind.pair: {
        const name = evaluate(key);
        if (name.kind !== 'string') complete = false;
        else
          add({
            key: name.value,
            keyAt: rangeOf(tree, key),
            value: evaluate(value),
            at: rangeOf(tree, element),
          });
        break;
      }
      case Kind.keyword_argument:
        add({
          key: textOf(tree, key),
          keyAt: rangeOf(tree, key),
          value: evaluate(value),
          at: rangeOf(tree, element),
        });
        break;
      default: {
        // `**other` in a literal, a positional dict in `dict(other, a=1)`.
        const splat = kindAt(tree, element) === Kind.dictionary_splat;
        const other = evaluate(splat ? lastChild(tree, element) : element);
        if (other.kind === 'dict') for (const entry of other.entries) add(entry);
        if (other.kind !== 'dict' || !other.complete) complete = false;
      }
    }
  }
  const isCall = kindAt(tree, node) === Kind.argument_list;
  return {
    kind: 'dict',
    entries: [...entries.values()],
    complete,
    at: rangeOf(tree, isCall ? parentOf(tree, node) : node),
    literal: rangeOf(tree, node),
    uses: 1,
  };
}

/** A name that is changed in more places is not followed. */
const mutationLimit = 100;

/** The value of a name at a read, after what is done to it between its assignment and the read. */
export function withMutations(
  source: Source,
  value: Value,
  binding: Binding,
  read: Node,
  evaluate: (node: Node) => Value,
): Value {
  if (value.kind === 'unknown') return value;
  const scopeId = scopeBinding(source.scopes, read, binding.name);
  if (scopeId === undefined) return value;
  const scope = source.scopes.all[scopeId] as Scope;
  const unknown: Value = { kind: 'unknown', at: value.at };
  const mutable = value.kind === 'dict' || value.kind === 'sequence';
  if (mutable && source.shared.has(`${scopeId} ${binding.name}`)) return unknown;
  const mutations = scope.mutations.get(binding.name) ?? [];
  if (mutations.length > 20 * mutationLimit) return unknown;
  let current = value;
  if (current.kind === 'dict') {
    const uses = source.timesRead(scopeId, binding.name);
    current = { ...current, uses: Math.max(current.uses, uses) };
  }
  let followed = 0;
  for (let index = firstBehind(mutations, binding.node); index < mutations.length; index++) {
    const mutation = mutations[index] as Binding;
    if (followed++ === mutationLimit) return unknown;
    if (!mutable && kindAt(source.tree, mutation.statement) !== Kind.augmented_assignment) continue;
    if (!happensBefore(source, mutation, read, scope)) return unknown;
    if (mutation.node > read) {
      if (comesRound(source.tree, mutation.node, read, binding.node)) return unknown;
      continue;
    }
    if (current.kind !== 'dict') return unknown;
    current = mutated(source.tree, current, mutation, evaluate);
  }
  return current;
}

/** A mutation counts when it stands in the same function, in a block around the read; after the read in straight code it is no matter. */
function happensBefore(source: Source, mutation: Binding, read: Node, owner: Scope): boolean {
  const { tree, scopes } = source;
  const unitOf = (node: Node) => (scopes.all[scopes.of[node] as number] as Scope).unit;
  if (unitOf(mutation.node) !== owner.unit) return false;
  let block = mutation.node;
  while (block > 0 && kindAt(tree, block) !== Kind.block) block = parentOf(tree, block);
  const straight = block === 0 || (read >= block && read < subtreeEnd(tree, block));
  return straight && (unitOf(read) === owner.unit || mutation.node < read);
}

/** A loop around read and mutation, but not around the assignment, brings the mutation before the next read. */
function comesRound(tree: Tree, mutation: Node, read: Node, assignment: Node): boolean {
  for (let at = parentOf(tree, mutation); at > 0; at = parentOf(tree, at)) {
    const kind = kindAt(tree, at);
    if (kind === Kind.function_definition || kind === Kind.lambda) return false;
    if (kind !== Kind.for_statement && kind !== Kind.while_statement) continue;
    if (assignment > at) return false;
    if (read > at) return true;
  }
  return false;
}

function mutated(tree: Tree, dict: DictValue, mutation: Binding, evaluate: (node: Node) => Value): DictValue {
  const { statement } = mutation;
  if (kindAt(tree, statement) === Kind.call) return updated(tree, dict, statement, evaluate);
  if (kindAt(tree, statement) !== Kind.assignment) return { ...dict, complete: false, entries: [] };
  const target = childByField(tree, statement, Field.left);
  const keyNode = childByField(tree, target, Field.subscript);
  const key = keyNode < 0 ? undefined : evaluate(keyNode);
  if (key?.kind !== 'string') return { ...dict, complete: false, entries: [] };
  const entry: DictEntry = {
    key: key.value,
    keyAt: rangeOf(tree, keyNode),
    value: evaluate(childByField(tree, statement, Field.right)),
    at: rangeOf(tree, statement),
  };
  return { ...dict, entries: [...dict.entries.filter((other) => other.key !== entry.key), entry] };
}

/** `d.update({...})`, `d.update(a=1)`; every other method makes the dict unknown. */
function updated(tree: Tree, dict: DictValue, call: Node, evaluate: (node: Node) => Value): DictValue {
  const method = childByField(tree, childByField(tree, call, Field.function), Field.attribute);
  const list = argumentListOf(tree, call);
  if (textOf(tree, method) !== 'update' || list < 0) return { ...dict, complete: false, entries: [] };
  const added = dictLiteral({ tree, evaluate }, list);
  const keys = new Set(added.entries.map((entry) => entry.key));
  return {
    ...dict,
    entries: added.complete
      ? [...dict.entries.filter((entry) => !keys.has(entry.key)), ...added.entries]
      : [],
    complete: dict.complete && added.complete,
  };
}
