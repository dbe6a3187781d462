/** Fixes of retries: where they are set, and a delay between them that grows. */
import { defaultArg, entryValueAt } from '../model/default-args.ts';
import type { DagFile, Range, Task } from '../model/facts.ts';
import { isOwn } from '../model/task-arguments.ts';
import { effective, type Known } from '../project/effective.ts';
import type { Project } from '../project/project.ts';
import { isMultiplier } from '../project/retries.ts';
import { addArguments, addDictEntries, writtenHere } from './edits.ts';
import { importedAs } from './imports.ts';
import type { Edit, Fix } from './rule.ts';

/** Seconds that the fixes propose as the longest delay between two attempts. */
export const proposedDelay = 1_800;

/** Backoff with a cap, where the retries are finite and nothing sets it yet. */
export function growingDelay(
  file: DagFile,
  project: Project,
  task: Task,
  retries: Known,
  add: Adder,
): Fix | undefined {
  const backoff = effective(project, task, 'retry_exponential_backoff');
  const longest = effective(project, task, 'max_retry_delay');
  if (backoff.state === 'unknown' || backoff.origin !== 'default' || longest.state === 'unknown')
    return undefined;
  if (retries.value.kind !== 'number' || retries.value.value >= Number.MAX_SAFE_INTEGER) return undefined;
  const entries: (readonly [string, string])[] = [
    ['retry_exponential_backoff', isMultiplier(project) ? '2.0' : 'True'],
  ];
  const timedelta = longest.origin === 'default' ? importedAs(file, 'datetime', 'timedelta') : undefined;
  if (longest.origin === 'default') {
    if (!timedelta) return undefined;
    entries.push(['max_retry_delay', `${timedelta.name}(minutes=${proposedDelay / 60})`]);
  }
  const edit = add(entries);
  return (
    edit && {
      title: 'Let the delay between retries grow',
      safety: 'unsafe',
      edits: [...(timedelta?.edits ?? []), edit],
    }
  );
}

export type Adder = (entries: readonly (readonly [name: string, value: string])[]) => Edit | undefined;

export interface EditablePlace {
  /** The expression to replace. */
  readonly at: Range;
  /** Adds arguments beside it. */
  readonly add?: Adder;
}

/** Where the value of an argument stands that the task or its `default_args` set; undefined when no edit can change it there. */
export function editablePlace(
  file: DagFile,
  task: Task,
  name: string,
  known: Known,
): EditablePlace | undefined {
  const given = task.arguments[name];
  if (given && isOwn(given) && given.origin === known.origin) {
    if (!given.valueAt || !writtenHere(given)) return undefined;
    const isClosed = given.splat || given.origin === 'override' || task.keywords;
    const list = isClosed ? undefined : task.argumentList;
    const add: Adder = (entries) =>
      list &&
      addArguments(
        file,
        list,
        entries.map(([name, value]) => `${name}=${value}`),
      );
    return { at: given.valueAt, ...(list ? { add } : {}) };
  }
  if (known.origin !== 'default-args' && known.origin !== 'group-default-args') return undefined;
  const found = defaultArg(file, task, name);
  if (!found) return undefined;
  const { dict, entry } = found;
  return { at: entryValueAt(file, entry), add: (entries) => addDictEntries(file, dict, entries) };
}
