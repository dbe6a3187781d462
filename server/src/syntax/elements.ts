/** What a bracketed node holds, without its punctuation. */
import { Kind } from './kinds.ts';
import { firstChild, kindAt, type Node, nextSibling, type Tree } from './tree.ts';

/** The elements of a list, tuple, set or pattern, without brackets, commas and comments. */
export function elements(tree: Tree, sequence: Node): Node[] {
  const found: Node[] = [];
  for (let child = firstChild(tree, sequence); child >= 0; child = nextSibling(tree, child)) {
    const kind = kindAt(tree, child);
    if (kind !== Kind.other && kind !== Kind[','] && kind !== Kind.comment && kind !== Kind.line_continuation)
      found.push(child);
  }
  return found;
}

export function isSequence(tree: Tree, node: Node): boolean {
  const kind = kindAt(tree, node);
  return kind === Kind.list || kind === Kind.tuple || kind === Kind.expression_list || kind === Kind.set;
}
