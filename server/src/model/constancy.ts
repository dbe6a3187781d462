/** Whether a call in a loop is the same call in each round. */
import { Kind } from '../syntax/kinds.ts';
import { kindAt, type Node, subtreeEnd, type Tree } from '../syntax/tree.ts';
import { argumentListOf } from './names.ts';
import { readsIn } from './reads.ts';
import type { Binding, Scope } from './scopes.ts';
import type { Source } from './source.ts';

/** Larger calls, and names that are bound more often, are not looked at: they count as different in each round. */
const sizeLimit = 400;
const bindingLimit = 100;

/**
 * Those of the loops around a call in whose rounds nothing that it reads is bound or changed by name, innermost first; the
 * list ends at the first loop that does. Empty for a call with calls among its arguments: what they give may differ.
 */
export function constantIn(
  source: Source,
  call: Node,
  loops: readonly number[],
  loopNodes: readonly Node[],
): readonly number[] {
  if (loops.length === 0) return [];
  const { tree } = source;
  if (subtreeEnd(tree, call) - call > sizeLimit) return [];
  const list = argumentListOf(tree, call);
  const found: Binding[] = [];
  if (list >= 0 && holdsCall(tree, list)) return [];
  for (const { scope, name } of readsIn(source, call)) {
    const { names, mutations } = source.scopes.all[scope] as Scope;
    for (const bindings of [names.get(name) ?? [], mutations.get(name) ?? []]) {
      if (bindings.length > bindingLimit) return [];
      found.push(...bindings);
    }
  }
  const constant: number[] = [];
  for (const id of [...loops].reverse()) {
    const loop = loopNodes[id] as Node;
    const loopEnd = subtreeEnd(tree, loop);
    if (found.some((one) => one.node >= loop && one.node < loopEnd)) break;
    constant.push(id);
  }
  return constant;
}

function holdsCall(tree: Tree, list: Node): boolean {
  const end = subtreeEnd(tree, list);
  for (let node = list + 1; node < end; node++)
    if (kindAt(tree, node) === Kind.call || kindAt(tree, node) === Kind.await) return true;
  return false;
}
