/** Where the text of a file writes an entry of `default_args`. */
import type { DictEntry, DictValue, FileFacts, Task } from './facts.ts';

export interface DefaultArg {
  readonly dict: DictValue;
  readonly entry: DictEntry;
}

/** The entry of `default_args` of this file that sets `name` for a task; undefined when none does, or another file's. */
export function defaultArg(file: FileFacts, task: Task, name: string): DefaultArg | undefined {
  const given = task.arguments[name];
  if (!given || given.file !== undefined || !given.origin.endsWith('default-args')) return undefined;
  for (const call of file.calls) {
    for (const { name: parameter, value: dict } of call.arguments) {
      if (parameter !== 'default_args' || dict.kind !== 'dict') continue;
      const entry = dict.entries.find(
        (one) => one.key === name && one.at.start === given.at.start && one.at.end === given.at.end,
      );
      if (entry) return { dict, entry };
    }
  }
  return undefined;
}
