/** The names that a piece of code reads. */
import { type Node, subtreeEnd } from '../syntax/tree.ts';
import type { Read, Source } from './source.ts';

/** The reads of names of the file in a subtree, in source order; found by halving, since they are sorted. */
export function readsIn({ tree, reads }: Source, node: Node): Read[] {
  let low = 0;
  for (let high = reads.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((reads[middle] as Read).node < node) low = middle + 1;
    else high = middle;
  }
  const end = subtreeEnd(tree, node);
  const found: Read[] = [];
  for (let at = low; at < reads.length && (reads[at] as Read).node < end; at++) found.push(reads[at] as Read);
  return found;
}
