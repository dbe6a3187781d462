/** Which lines belong together: a comment on one of them speaks of the whole statement. */
import { Kind } from '../syntax/kinds.ts';
import { kindAt, lastChild, type Node, nextSibling, parentOf, rangeOf, type Tree } from '../syntax/tree.ts';
import type { Range } from './facts.ts';

/** Simple statements, and what stands before the block of compound ones, where they span more than one line. In source order. */
export function extractStatements(tree: Tree): Range[] {
  const found: Range[] = [];
  const lineBreak = nextLineBreaks(tree.text);
  for (let node = 1; node < tree.size; node++) {
    const kind = kindAt(tree, node);
    const parent = kindAt(tree, parentOf(tree, node));
    const isStatement = (parent === Kind.block || parent === Kind.module) && kind !== Kind.comment;
    if (!isStatement && !clauses.has(kind)) continue;
    const { start } = rangeOf(tree, node);
    const end = headerEnd(tree, node);
    if (lineBreak(start) < end) found.push({ start, end });
  }
  return found;
}

/** Parts of compound statements with a block of their own. */
const clauses = new Set([Kind.elif_clause, Kind.except_clause, Kind.case_clause]);

/** For ascending offsets: where the next line break stands. */
function nextLineBreaks(text: string): (offset: number) => number {
  let known = -1;
  return (offset) => {
    if (known < offset) {
      const next = text.indexOf('\n', offset);
      known = next < 0 ? Number.POSITIVE_INFINITY : next;
    }
    return known;
  };
}

/** The end of a simple statement, or of the last thing before the block of a compound one. */
function headerEnd(tree: Tree, node: Node): number {
  // Decorators belong to the header of what they decorate.
  const headed = kindAt(tree, node) === Kind.decorated_definition ? lastChild(tree, node) : node;
  let end = -1;
  for (
    let child = headed + 1;
    child >= 0 && tree.parent[child] === headed;
    child = nextSibling(tree, child)
  ) {
    const kind = kindAt(tree, child);
    if (kind === Kind.block) return end;
    if (kind !== Kind.comment) end = tree.end[child] as number;
  }
  return tree.end[node] as number;
}
