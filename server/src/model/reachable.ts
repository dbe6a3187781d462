/** Which tasks of a Dag run behind a task. */
import type { Dag } from './facts.ts';

/** Positions of all tasks that run after the one at `from`, by any path; itself excluded. */
export function behind({ edges }: Pick<Dag, 'edges'>, from: number): ReadonlySet<number> {
  const next = new Map<number, number[]>();
  for (const { upstream, downstream } of edges) {
    const known = next.get(upstream);
    if (known) known.push(downstream);
    else next.set(upstream, [downstream]);
  }
  const found = new Set<number>();
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const one of next.get(at) ?? []) {
      if (one === from || found.has(one)) continue;
      found.add(one);
      queue.push(one);
    }
  }
  return found;
}
