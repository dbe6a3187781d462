/** One spelling for what Airflow and the model may spell differently. */
import { canonical } from '../../server/src/catalogue/catalogue.ts';
import type { Json, RealTask } from './facts.ts';

/** The class of a real task as the model names it: Airflow 3's path; `airflow.sdk.task…` for TaskFlow. */
export function operatorOf(task: RealTask): string {
  if (task.decorator) return taskflow(`airflow.sdk${task.decorator.replace('@', '.')}`);
  return canonical(task.operator);
}

/** `@task` and `@task.python` are one decorator; `@setup` and `@teardown` make tasks of the same class. */
export function taskflow(name: string): string {
  return /^airflow\.sdk\.(task\.python|setup|teardown)$/.test(name) ? 'airflow.sdk.task' : name;
}

/** Whether a class is written in the file or in a module beside it: its module has no name that the model could know. */
export function isOwnClass(operator: string, ownModules: readonly string[]): boolean {
  return operator.startsWith('unusual_prefix_') || ownModules.some((one) => operator.startsWith(`${one}.`));
}

const triggerRules: Readonly<Record<string, string>> = {
  none_failed_or_skipped: 'none_failed_min_one_success',
  dummy: 'always',
};

const presets: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@quarterly': '0 0 1 */3 *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@midnight': '0 0 * * *',
};

/** A value of an argument, so that equal meanings are equal JSON. */
export function canonicalValue(name: string, value: Json): Json {
  // Since 3.2 the multiplier itself: False is 0, True is 2 (`BaseOperator.__init__` of the Task SDK).
  if (name === 'retry_exponential_backoff' && typeof value === 'boolean') return value ? 2 : 0;
  if (typeof value !== 'string') return value;
  if (name === 'trigger_rule') return triggerRules[value] ?? value;
  if (name === 'schedule') return presets[value] ?? value.trim().replace(/\s+/g, ' ');
  return value;
}
