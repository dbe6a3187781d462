/** The `default_args` that reach a task. */
import type { Argument, DagFile, DictEntry, DictValue, Task } from './facts.ts';

/** The `default_args` arguments around a task, nearest first: its groups', then its Dag's. */
export function defaultArgsOf(file: DagFile, task: Task): Argument[] {
  const holders = [
    ...task.groups.map((id) => file.groups[id]),
    task.dag === undefined ? undefined : file.dags[task.dag],
  ];
  return holders.map((holder) => holder?.arguments.default_args).filter((one) => one !== undefined);
}

export interface DefaultArg {
  readonly dict: DictValue;
  readonly entry: DictEntry;
}

/** The entry of the nearest `default_args` that sets `name`; undefined when none does for certain. */
export function defaultArg(file: DagFile, task: Task, name: string): DefaultArg | undefined {
  for (const { value } of defaultArgsOf(file, task)) {
    if (value.kind !== 'dict') return undefined;
    const entry = value.entries.find((one) => one.key === name);
    if (entry) return { dict: value, entry };
    if (!value.complete) return undefined;
  }
  return undefined;
}
