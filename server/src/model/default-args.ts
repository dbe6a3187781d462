/** Where the text of a file writes an entry of `default_args`. */
import type { DictEntry, DictValue, FileFacts, Range, Task } from './facts.ts';

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

/**
 * The value of an entry as it is written: `"retries": RETRIES` is replaced where the key stands, not where the constant is
 * assigned.
 */
export function entryValueAt(file: FileFacts, { keyAt, value, at }: DictEntry): Range {
  const separator = /^\s*[:=]\s*/.exec(file.text.slice(keyAt.end, at.end))?.[0].length;
  return separator ? { start: keyAt.end + separator, end: at.end } : value.at;
}
