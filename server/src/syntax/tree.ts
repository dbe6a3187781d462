/** The flat read-only syntax tree: one row per node in preorder, in typed arrays. Behind it nothing knows which parser ran. */
import type { Field, Kind } from './kinds.ts';

export interface Tree {
  readonly text: string;
  /** Number of nodes; node 0 is the module. */
  readonly size: number;
  readonly kind: Uint16Array;
  readonly field: Uint8Array;
  /** UTF-16 offsets. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** -1 for node 0. */
  readonly parent: Int32Array;
  /** Next sibling, -1 for the last. */
  readonly next: Int32Array;
  /** The first ERROR or missing node, -1 when the text is correct Python. */
  readonly firstError: number;
}

/** A row of a tree; -1 stands for "no such node". */
export type Node = number;

export function kindAt(tree: Tree, node: Node): Kind {
  return tree.kind[node] as number;
}

export function parentOf(tree: Tree, node: Node): Node {
  return tree.parent[node] as number;
}

export function firstChild(tree: Tree, node: Node): Node {
  return node + 1 < tree.size && tree.parent[node + 1] === node ? node + 1 : -1;
}

export function nextSibling(tree: Tree, node: Node): Node {
  return tree.next[node] as number;
}

/** -1 for leaves. */
export function lastChild(tree: Tree, node: Node): Node {
  let last = -1;
  for (let child = firstChild(tree, node); child >= 0; child = nextSibling(tree, child)) last = child;
  return last;
}

/** The child that the grammar gives this field, -1 when there is none. */
export function childByField(tree: Tree, node: Node, field: Field): Node {
  for (let child = firstChild(tree, node); child >= 0; child = nextSibling(tree, child)) {
    if (tree.field[child] === field) return child;
  }
  return -1;
}

/** The first child of this kind, -1 when there is none. */
export function childOfKind(tree: Tree, node: Node, kind: Kind): Node {
  for (let child = firstChild(tree, node); child >= 0; child = nextSibling(tree, child)) {
    if (tree.kind[child] === kind) return child;
  }
  return -1;
}

export function* children(tree: Tree, node: Node): Iterable<Node> {
  for (let child = firstChild(tree, node); child >= 0; child = nextSibling(tree, child)) yield child;
}

/** The row behind the last descendant of `node`: rows `node` to `subtreeEnd - 1` are its subtree. */
export function subtreeEnd(tree: Tree, node: Node): Node {
  for (let at = node; at >= 0; at = tree.parent[at] as number) {
    const next = tree.next[at] as number;
    if (next >= 0) return next;
  }
  return tree.size;
}

export function textOf(tree: Tree, node: Node): string {
  return tree.text.slice(tree.start[node] as number, tree.end[node] as number);
}

export function rangeOf(tree: Tree, node: Node): { readonly start: number; readonly end: number } {
  return { start: tree.start[node] as number, end: tree.end[node] as number };
}
