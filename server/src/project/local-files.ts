/** Which files of the worker's own disk the code of a task reads and writes. */
import type { Call, FileFacts, Range, Task, Value } from '../model/facts.ts';

export interface FileAccess {
  readonly path: string;
  readonly kind: 'read' | 'write';
  readonly at: Range;
}

/** Methods and functions that take the path first, by canonical name. */
const frames =
  /^(pandas|geopandas)\.(?:(?:GeoDataFrame|DataFrame|Series)\.(?<write>to_(?:csv|parquet|json|excel|pickle|feather|file))|(?<read>read_(?:csv|parquet|json|excel|pickle|feather|file)))$/;

/** Constant paths that the calls of a function itself open; what it hands to other functions is not followed. */
export function filesOfFunction(file: FileFacts, code: number): FileAccess[] {
  return file.calls.flatMap((call) => {
    const access = call.in === code ? accessOf(call) : undefined;
    return access ? [access] : [];
  });
}

function accessOf(call: Call): FileAccess | undefined {
  const { callee, at } = call;
  if (callee === undefined) return undefined;
  const path = textOf(call.arguments.find((one) => one.name === undefined)?.value);
  if (path === undefined) return undefined;
  if (callee === 'builtins.open') {
    const mode = call.arguments.find((one) => one.name === 'mode') ?? call.arguments[1];
    if (!mode || (mode.name !== undefined && mode.name !== 'mode')) return { path, kind: 'read', at };
    const text = textOf(mode.value);
    return text === undefined ? undefined : { path, kind: /[wxa]/.test(text) ? 'write' : 'read', at };
  }
  const found = frames.exec(callee)?.groups;
  if (found?.write) return { path, kind: 'write', at };
  if (found?.read) return { path, kind: 'read', at };
  return callee === 'urllib.request.urlretrieve' ? urlretrieve(call) : undefined;
}

/** The file is the second argument. */
function urlretrieve({ arguments: given, at }: Call): FileAccess | undefined {
  const path = textOf((given.find((one) => one.name === 'filename') ?? given[1])?.value);
  return path === undefined ? undefined : { path, kind: 'write', at };
}

function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'string' ? value.value : undefined;
}

/** Options and redirections of a command line behind which a file is written. */
const written =
  /(?:^|\s)(?:-o|-O|--output|--output-document|>>?|tee|tee -a)[\s=]*["']?(\/tmp\/[^\s"'|;&)]+)/g;
const named = /(?:^|[\s="'<])(\/tmp\/[^\s"'|;&)]+)/g;

/** Files below /tmp that the `bash_command` of a task writes or else names; relative ones lie in a folder of its own. */
export function filesOfCommand(task: Pick<Task, 'arguments'>): FileAccess[] {
  const command = task.arguments.bash_command;
  if (command?.value.kind !== 'string' || command.file !== undefined) return [];
  const text = command.value.value;
  const { at } = command;
  const writes = new Set([...text.matchAll(written)].map((match) => match[1] as string));
  const names = new Set([...text.matchAll(named)].map((match) => match[1] as string));
  return [
    ...[...writes].map((path) => ({ path, kind: 'write' as const, at })),
    ...[...names].filter((path) => !writes.has(path)).map((path) => ({ path, kind: 'read' as const, at })),
  ];
}
