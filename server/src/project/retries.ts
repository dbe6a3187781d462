/** What the retries of a task add up to when it goes on failing. */
import type { DagFile, Task } from '../model/facts.ts';
import { type Effective, effective, secondsOf } from './effective.ts';
import type { Project } from './project.ts';
import { periodOf } from './schedule.ts';
import { compareVersions } from './versions.ts';

const day = 86_400;
const hour = 3_600;

/** Retries from which their number alone is too many, unless the user says otherwise. */
export const manyRetries = 10;

/** `retry_policy` decides itself, error by error, whether and when a task is tried again. */
export function hasRetryPolicy(task: Task): boolean {
  const policy = task.arguments.retry_policy;
  return policy !== undefined && policy.value.kind !== 'none';
}

/** Seconds spent between attempts, jitter left out; undefined when an argument is not known. */
export function waitingTime(project: Project, task: Task, retries: number): number | undefined {
  const delay = secondsOf(effective(project, task, 'retry_delay'));
  const factor = backoffFactor(project, effective(project, task, 'retry_exponential_backoff'));
  const longest = effective(project, task, 'max_retry_delay');
  if (delay === undefined || factor === undefined || longest.state === 'unknown') return undefined;
  if (factor === 1) return delay * retries;
  const configured = Number(project.settings['core.max_task_retry_delay']?.value ?? day);
  const cap = Math.min(
    secondsOf(longest) ?? Number.POSITIVE_INFINITY,
    Number.isFinite(configured) ? configured : day,
  );
  let total = 0;
  let next = delay;
  for (let attempt = 0; attempt < Math.min(retries, 10_000); attempt++) {
    total += Math.min(next, cap);
    next = Math.min(next * factor, cap);
  }
  return total;
}

/** 1 without backoff; \`True\` doubles, from 3.2 a number multiplies. */
export function backoffFactor(project: Project, backoff: Effective): number | undefined {
  if (backoff.state === 'unknown') return undefined;
  const { value } = backoff;
  if (value.kind === 'boolean') return value.value ? 2 : 1;
  if (value.kind === 'none') return 1;
  if (value.kind !== 'number') return undefined;
  if (value.value === 0) return 1;
  return project.target && !isMultiplier(project) ? 2 : Math.max(value.value, 1);
}

/** From 3.2 the argument `retry_exponential_backoff` is the factor itself. */
export function isMultiplier(project: Project): boolean {
  return project.target !== undefined && compareVersions(project.target.version, '3.2') >= 0;
}

/** What is too long; empty when it is the waiting alone. */
export interface TooLong {
  /** Seconds with the timeouts of all attempts. */
  readonly worst?: number;
  /** Of the schedule, when it is this that the worst case is longer than. */
  readonly period?: number;
}

/**
 * Whether the waiting between attempts, in seconds, or the worst case with their timeouts is longer than a day or than the
 * schedule's period; undefined when it is not, or not known.
 */
export function isTooLong(
  file: DagFile,
  project: Project,
  task: Task,
  retries: number,
  waiting: number,
): TooLong | undefined {
  if (retries < 1) return undefined;
  if (waiting > day) return {};
  const timeout = secondsOf(effective(project, task, 'execution_timeout'));
  if (timeout === undefined) return undefined;
  const worst = waiting + (retries + 1) * timeout;
  if (worst > day) return { worst };
  // Looked up last: to count a cron expression out costs more than everything before.
  const dag = task.dag === undefined || worst <= hour ? undefined : file.dags[task.dag];
  const period = dag && periodOf(project, dag);
  return period !== undefined && period.longest >= hour && worst > period.longest
    ? { worst, period: period.longest }
    : undefined;
}
