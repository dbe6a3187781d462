/** How deep in its Dag each task stands, and which tasks can run side by side. */
import type { Dag } from './facts.ts';

/** Position of a task → length of the longest path to it; 0 for tasks without upstream. Cycles, which Airflow refuses, end at their first repeat. */
export function levels({ tasks, edges }: Pick<Dag, 'tasks' | 'edges'>): readonly number[] {
  const downstream: number[][] = tasks.map(() => []);
  const waiting = new Array<number>(tasks.length).fill(0);
  for (const edge of edges) {
    downstream[edge.upstream]?.push(edge.downstream);
    waiting[edge.downstream] = (waiting[edge.downstream] ?? 0) + 1;
  }
  const level = new Array<number>(tasks.length).fill(0);
  const ready = [...tasks.keys()].filter((position) => waiting[position] === 0);
  for (let position = ready.pop(); position !== undefined; position = ready.pop()) {
    for (const next of downstream[position] as number[]) {
      level[next] = Math.max(level[next] as number, (level[position] as number) + 1);
      waiting[next] = (waiting[next] as number) - 1;
      if (waiting[next] === 0) ready.push(next);
    }
  }
  return level;
}
