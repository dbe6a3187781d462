/** How deep in its Dag each task stands, and which tasks can run side by side. */
import type { DagFile, Task } from './facts.ts';

/** Task id → length of the longest path to it; 0 for tasks without upstream. Cycles, which Airflow refuses, end at their first repeat. */
export function levels(file: DagFile): readonly number[] {
  const downstream: number[][] = file.tasks.map(() => []);
  const waiting = new Array<number>(file.tasks.length).fill(0);
  for (const edge of file.edges) {
    if (edge.upstream === edge.downstream) continue;
    downstream[edge.upstream]?.push(edge.downstream);
    waiting[edge.downstream] = (waiting[edge.downstream] ?? 0) + 1;
  }
  const level = new Array<number>(file.tasks.length).fill(0);
  const ready = file.tasks.map((task) => task.id).filter((id) => waiting[id] === 0);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    for (const next of downstream[id] as number[]) {
      level[next] = Math.max(level[next] as number, (level[id] as number) + 1);
      waiting[next] = (waiting[next] as number) - 1;
      if (waiting[next] === 0) ready.push(next);
    }
  }
  return level;
}

/** How many instances of a task one Dag run can have at once: rounds of its loops times its mapped instances. */
export type Instances = number | 'unknown';

/**
 * Instances of one task in one Dag run. `unknown` is a mapped task over a list that is only known when it runs. A loop of
 * unknown size counts once, and so does one whose rounds are chained one behind the other, or do not all build the task.
 */
export function instancesOf(file: DagFile, task: Task): Instances {
  const isChained = file.edges.some((edge) => edge.upstream === task.id && edge.downstream === task.id);
  const dagLoops = task.dag === undefined ? [] : (file.dags[task.dag]?.loops ?? []);
  let rounds = 1;
  for (const id of isChained || task.skipsRounds ? [] : task.loops) {
    // A loop around the whole Dag makes more Dags, not more tasks.
    if (!dagLoops.includes(id)) rounds *= file.loops[id]?.size ?? 1;
  }
  if (!task.mapped) return rounds;
  return task.mapSize === undefined ? 'unknown' : rounds * task.mapSize;
}
