/** The fix that hands a task's waiting to the triggerer. */
import type { DagFile, Task } from '../model/facts.ts';
import { ownArgument } from '../model/task-arguments.ts';
import { removeArgument, setTaskArgument } from './edits.ts';
import type { Fix } from './rule.ts';

/** `deferrable=True`, in the place of `mode=…` where the call has one. Unsafe: it needs a running triggerer. Empty where no edit can. */
export function deferFixes(file: DagFile, task: Task): Fix[] {
  const edit = setTaskArgument(file, task, 'deferrable', 'True');
  if (!edit) return [];
  const title = 'Set deferrable=True';
  const mode = task.arguments.mode;
  if (!mode?.valueAt) return [{ title, safety: 'unsafe', edits: [edit] }];
  if (mode.splat || !task.argumentList) return [];
  const edits = ownArgument(task, 'deferrable')
    ? [edit, removeArgument(file, task.argumentList, mode.at)]
    : [{ range: mode.at, text: 'deferrable=True' }];
  return [{ title, safety: 'unsafe', edits }];
}
