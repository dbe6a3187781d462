/** Numbers every function, class, call and loop of a file, in source order, before anything is said about them. */
import { Kind } from '../syntax/kinds.ts';
import { kindAt, type Node, parentOf, type Tree, textOf } from '../syntax/tree.ts';
import { newNames } from './names.ts';
import { nestLoops } from './nesting.ts';
import { buildScopes, type Scope, type Scopes, scopeBinding } from './scopes.ts';
import type { Read, Source } from './source.ts';

/** One pass over the tree; the module is function 0. */
export function takeInventory(tree: Tree): Source {
  const functionIds = new Map<Node, number>([[0, 0]]);
  const classIds = new Map<Node, number>();
  const callIds = new Map<Node, number>();
  const loopIds = new Map<Node, number>();
  const callNodes: Node[] = [];
  for (let node = 1; node < tree.size; node++) {
    switch (kindAt(tree, node)) {
      case Kind.function_definition:
        functionIds.set(node, functionIds.size);
        break;
      case Kind.lambda:
        // The keyword `lambda` has the same name as the expression in the grammar; only the expression has children.
        if (tree.parent[node + 1] === node) functionIds.set(node, functionIds.size);
        break;
      case Kind.class_definition:
        classIds.set(node, classIds.size);
        break;
      case Kind.call:
        callIds.set(node, callNodes.length);
        callNodes.push(node);
        break;
      case Kind.for_statement:
      case Kind.while_statement:
      case Kind.for_in_clause:
        loopIds.set(node, loopIds.size);
        break;
    }
  }
  const scopes = buildScopes(tree);
  const reads = collectReads(scopes);
  return {
    tree,
    scopes,
    names: newNames(scopes),
    values: new Map(),
    frames: new Map(),
    functionIds,
    classIds,
    callIds,
    callNodes,
    loopIds,
    nesting: nestLoops(tree, loopIds),
    reads,
    timesRead: countReads(scopes, reads),
    shared: sharedObjects(scopes),
  };
}

/** The function whose code executes `node`. */
export function unitOf(source: Source, node: Node): number {
  const { all, of } = source.scopes;
  const unit = (all[of[node] as number] as Scope).unit;
  return source.functionIds.get((all[unit] as Scope).node) ?? 0;
}

/** Whether an identifier reads a name; names of arguments, attributes, definitions and import parts are no reads. */
function isRead(tree: Tree, node: Node): boolean {
  const parent = parentOf(tree, node);
  switch (kindAt(tree, parent)) {
    case Kind.attribute:
      return node === parent + 1;
    case Kind.keyword_argument:
    case Kind.keyword_pattern:
      return node !== parent + 1;
    case Kind.dotted_name:
      return node === parent + 1 && isPattern(kindAt(tree, parentOf(tree, parent)));
    case Kind.aliased_import:
    case Kind.global_statement:
    case Kind.nonlocal_statement:
      return false;
    default:
      return true;
  }
}

/** `b = a`: what is done to one is done to the other. Chains are followed a few steps. */
function sharedObjects(scopes: Scopes): Set<string> {
  const pairs: [string, string][] = [];
  const changed = new Set<string>();
  scopes.all.forEach((scope, id) => {
    for (const name of scope.mutations.keys()) changed.add(`${id} ${name}`);
    for (const [name, bindings] of scope.names) {
      for (const { kind, value } of bindings) {
        if (kind !== 'value' || kindAt(scopes.tree, value) !== Kind.identifier) continue;
        const original = textOf(scopes.tree, value);
        const owner = scopeBinding(scopes, value, original);
        if (owner !== undefined) pairs.push([`${id} ${name}`, `${owner} ${original}`]);
      }
    }
  });
  const shared = new Set<string>();
  for (let step = 0; step < 3; step++) {
    for (const [one, other] of pairs) {
      if (![one, other].some((key) => changed.has(key) || shared.has(key))) continue;
      shared.add(one).add(other);
    }
  }
  return shared;
}

/** Where a dotted name stands in a `case`, and not in an import. */
function isPattern(kind: Kind): boolean {
  return (
    kind === Kind.case_pattern ||
    kind === Kind.class_pattern ||
    kind === Kind.union_pattern ||
    kind === Kind.keyword_pattern
  );
}

/** Every read of a name that the file binds, in source order. */
function collectReads(scopes: Scopes): Read[] {
  const { tree } = scopes;
  const bound = new Uint8Array(tree.size);
  for (const scope of scopes.all) {
    for (const bindings of scope.names.values()) for (const binding of bindings) bound[binding.node] = 1;
  }
  const reads: Read[] = [];
  for (let node = 0; node < tree.size; node++) {
    if (kindAt(tree, node) !== Kind.identifier || bound[node] || !isRead(tree, node)) continue;
    const name = textOf(tree, node);
    const scope = scopeBinding(scopes, node, name);
    if (scope !== undefined) reads.push({ node, scope, name });
  }
  return reads;
}

function countReads(scopes: Scopes, reads: readonly Read[]): Source['timesRead'] {
  const counts = scopes.all.map(() => new Map<string, number>());
  for (const { scope, name } of reads) counts[scope]?.set(name, (counts[scope]?.get(name) ?? 0) + 1);
  return (scope, name) => counts[scope]?.get(name) ?? 0;
}
