/** What tasks hand to XCom: which calls made a returned value, who reads it, and where it is stored. */
import type { Call, DagFile, Return, Task, Value } from '../model/facts.ts';
import { readersOf } from '../model/readers.ts';
import { listed } from './words.ts';

/** Functions that give all of what they take in another form. */
const wrappers = new Set(['builtins.list', 'builtins.tuple', 'json.dumps', 'builtins.str', 'json.loads']);

/** The calls whose whole result is returned: the value itself, in `list(…)` or `json.dumps(…)`, as part of a dict or list. */
export function returnedCalls(file: DagFile, one: Return): Call[] {
  return callsOf(file, one.value, 0);
}

function callsOf(file: DagFile, value: Value, depth: number): Call[] {
  if (depth > 4) return [];
  switch (value.kind) {
    case 'call': {
      const call = file.calls[value.call] as Call;
      const isWrapper = call.callee !== undefined && wrappers.has(call.callee);
      const first = isWrapper ? call.arguments[0] : undefined;
      return first ? callsOf(file, first.value, depth + 1) : [call];
    }
    case 'sequence':
      return value.items.slice(0, 50).flatMap((item) => callsOf(file, item, depth + 1));
    case 'dict':
      return value.entries.slice(0, 50).flatMap((entry) => callsOf(file, entry.value, depth + 1));
    default:
      return [];
  }
}

/** Who pays, as a message ends: the database, and the tasks that take the value as an argument. `what`: `every row`. */
export function writtenAndRead(file: DagFile, tasks: readonly Task[], what: string): string {
  const downstream = new Set(tasks.flatMap((task) => readersOf(file, task)));
  const named = new Set([...downstream].map((task) => task.taskId).filter((id) => id !== undefined));
  const written = `${what} is written to the metadata database`;
  if (named.size === 0 || named.size > 3 || [...downstream].some((task) => task.taskId === undefined))
    return written;
  return `${written} and read back by ${listed([...named].map((id) => `\`${id}\``))}`;
}
