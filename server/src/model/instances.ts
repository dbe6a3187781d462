/** How many task instances the tasks of a Dag make in one run. */
import type { Dag, Task } from './facts.ts';

/** Instances of a task in one Dag run; `unknown` for one that is mapped over a list that is only known then. */
export function instancesOfTask({ mapped, mapSize }: Task): number | 'unknown' {
  return mapped ? (mapSize ?? 'unknown') : 1;
}

/** What tells apart the places of the code that make tasks. */
export function siteOf({ file, at }: Pick<Task, 'file' | 'at'>): string {
  return `${file ?? ''} ${at.start}`;
}

/** Tasks by the place of the code that makes them, in the order in which they are made. */
export function bySite(tasks: readonly Task[]): Task[][] {
  const sites = new Map<string, Task[]>();
  for (const task of tasks) {
    const known = sites.get(siteOf(task));
    if (known) known.push(task);
    else sites.set(siteOf(task), [task]);
  }
  return [...sites.values()];
}

/**
 * How many instances of the tasks that one place makes can run at once; tasks that are not certain count once together.
 * Where the edges are not all known, rounds of a loop may be chained, and count as one.
 */
export function instancesOf(made: readonly Task[], edgesComplete: boolean): number | 'unknown' {
  const sizes = made.map(instancesOfTask);
  if (sizes.includes('unknown')) return 'unknown';
  const numbers = sizes as number[];
  const largest = Math.max(...numbers);
  if (!edgesComplete) return largest;
  const sure = numbers.filter((_, index) => made[index]?.certain);
  const sum = sure.reduce((total, one) => total + one, 0);
  return sure.length === made.length ? sum : Math.max(sum + 1, largest);
}

export interface TaskCount {
  /** Tasks that are there for certain; mapped ones count once, however many instances they have. */
  readonly atLeast: number;
  /** Whether there may be more: a loop of unknown size, a branch, code that is not known. */
  readonly isOpen: boolean;
  readonly hasMapped: boolean;
}

/** The tasks of one run of a Dag. */
export function countTasks({ tasks, complete }: Pick<Dag, 'tasks' | 'complete'>): TaskCount {
  const sure = tasks.filter((task) => task.certain);
  return {
    atLeast: sure.length,
    isOpen: !complete || sure.length < tasks.length,
    hasMapped: tasks.some((task) => task.mapped),
  };
}
