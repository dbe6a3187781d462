/** The days between which Airflow creates runs of a Dag. */
import type { Dag, Value } from '../model/facts.ts';
import { type Effective, effective, effectiveDag } from './effective.ts';
import type { Project } from './project.ts';

/** A day with the value that sets it; `unknown` where something stands in the way. */
export type Day = { readonly day: string; readonly from: Effective } | 'unknown' | undefined;

/**
 * The first day with runs: the Dag's `start_date`, else the earliest one of its tasks, `default_args` included. Undefined
 * when there is none. Source: `DAG.add_task` and `DAG._time_restriction` of 2.11, which 3.x kept.
 */
export function firstDay(project: Project, dag: Dag): Day {
  // Without the argument, 3.x takes the one of `default_args`, which each task has as well.
  const isGiven = dag.arguments.start_date !== undefined || !dag.argumentsComplete;
  const own = isGiven ? dayOf(effectiveDag(project, dag, 'start_date')) : undefined;
  if (own !== undefined) return own;
  const days: Exclude<Day, undefined>[] = [];
  for (const task of dag.tasks) {
    const one = dayOf(effective(project, task, 'start_date'));
    if (one !== undefined) days.push(one);
  }
  if (days.length === 0) return dag.complete ? undefined : 'unknown';
  return days.reduce((first, one) => {
    if (first === 'unknown' || one === 'unknown') return 'unknown';
    return one.day < first.day ? one : first;
  });
}

/** The last day with runs: the Dag's `end_date`. Undefined when there is none; `unknown` also where tasks have their own. */
export function lastDay(project: Project, dag: Dag): Day {
  const own = dayOf(effectiveDag(project, dag, 'end_date'));
  const ofTasks = dag.tasks.some((task) => {
    const value = effective(project, task, 'end_date');
    return value.state === 'unknown' || value.value.kind !== 'none';
  });
  return ofTasks && own === undefined ? 'unknown' : own;
}

function dayOf(value: Effective): Day {
  if (value.state === 'unknown') return 'unknown';
  const day = textOf(value.value);
  return day === undefined ? undefined : day === 'unknown' ? 'unknown' : { day, from: value };
}

/** Airflow parses a text in `default_args`; the rest of it, a time of day, does not matter here. */
function textOf(value: Value): string | undefined {
  if (value.kind === 'date') return value.day;
  if (value.kind === 'none') return undefined;
  const day = value.kind === 'string' ? /^\d{4}-\d\d-\d\d(?!\d)/.exec(value.value)?.[0] : undefined;
  return day ?? 'unknown';
}

/** Whole days from one ISO day to another; negative when the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
