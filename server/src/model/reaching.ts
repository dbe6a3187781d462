/** Which of the statements that bind a name a read can see. */
import { Kind } from '../syntax/kinds.ts';
import { kindAt, type Node, parentOf, subtreeEnd, type Tree } from '../syntax/tree.ts';
import { type Binding, type Scope, type Scopes, scopeBinding } from './scopes.ts';

/**
 * The bindings that a name read at `node` can see: one when it is certain, several when control flow decides,
 * undefined when the file does not bind the name.
 */
export function bindingsFor(scopes: Scopes, node: Node, name: string): readonly Binding[] | undefined {
  const scope = scopeBinding(scopes, node, name);
  if (scope === undefined) return undefined;
  const owner = scopes.all[scope] as Scope;
  const bindings = owner.names.get(name) as Binding[];
  if (bindings.length <= 1) return bindings;
  const reader = scopes.all[scopes.of[node] as number] as Scope;
  return reader.unit === owner.unit ? reaching(scopes.tree, bindings, node) : bindings;
}

/** More bindings than these are not weighed against each other. */
const reachingLimit = 12;

/**
 * Of several bindings in one function, those that can reach `node`: back to the nearest that no branch can skip.
 * None when there are too many to tell.
 */
function reaching(tree: Tree, bindings: readonly Binding[], node: Node): readonly Binding[] {
  const found: Binding[] = [];
  let certain: Binding | undefined;
  const behind = firstBehind(bindings, node);
  for (let index = behind - 1; index >= 0 && !certain; index--) {
    const binding = bindings[index] as Binding;
    if (contains(tree, valueStatement(binding), node)) continue;
    if (found.length === reachingLimit) return [];
    found.push(binding);
    if (contains(tree, blockOf(tree, binding.statement), node)) certain = binding;
  }
  const loop = outermostLoopWithout(tree, node, certain);
  if (loop >= 0) {
    const end = subtreeEnd(tree, loop);
    for (let index = behind; index < bindings.length; index++) {
      const binding = bindings[index] as Binding;
      if (binding.node >= end) break;
      if (found.length === reachingLimit) return [];
      if (binding.node !== node) found.push(binding);
    }
  }
  if (found.length === 0 && bindings.length <= reachingLimit) return bindings;
  return found.sort((a, b) => a.node - b.node);
}

/** Index of the first of these, in source order, that stands at or behind `node`. */
export function firstBehind(bindings: readonly Binding[], node: Node): number {
  let low = 0;
  let high = bindings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bindings[middle] as Binding).node < node) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `x = f(x)` reads the older x. Only assignments evaluate their right side before they bind. */
function valueStatement(binding: Binding): Node {
  return binding.kind === 'value' ? binding.statement : -1;
}

function contains(tree: Tree, ancestor: Node, node: Node): boolean {
  return ancestor >= 0 && node >= ancestor && node < subtreeEnd(tree, ancestor);
}

function blockOf(tree: Tree, statement: Node): Node {
  let at = statement;
  while (at > 0 && kindAt(tree, at) !== Kind.block) at = parentOf(tree, at);
  return at;
}

/** The outermost loop around `node` that does not also hold `binding`: there a later binding comes round again. */
function outermostLoopWithout(tree: Tree, node: Node, binding: Binding | undefined): Node {
  let found = -1;
  for (let at = parentOf(tree, node); at > 0; at = parentOf(tree, at)) {
    const kind = kindAt(tree, at);
    if (kind === Kind.function_definition || kind === Kind.lambda) break;
    if (kind !== Kind.for_statement && kind !== Kind.while_statement) continue;
    if (binding && contains(tree, at, binding.node)) break;
    found = at;
  }
  return found;
}
