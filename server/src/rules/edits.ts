/** How fixes are written: small edits that keep the file's quotes, indentation, commas, comments and line endings. */
import { isDagClass, isDagDecorator } from '../model/airflow.ts';
import type { Dag, DictValue, FileFacts, Range, Task, TaskArgument } from '../model/facts.ts';
import { isOwn } from '../model/task-arguments.ts';
import type { Edit } from './rule.ts';

export function insert(offset: number, text: string): Edit {
  return { range: { start: offset, end: offset }, text };
}

export function replace(range: Range, text: string): Edit {
  return { range, text };
}

/** The line ending of the file's first line; `\n` for a file of one line. */
export function lineEnding(file: FileFacts): string {
  const at = file.text.indexOf('\n');
  return at > 0 && file.text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** A string literal in the quotes that the file uses most, as far as its beginning tells. */
export function quoted(file: FileFacts, text: string): string {
  const beginning = file.text.slice(0, 20_000);
  const single = beginning.split("'").length;
  const double = beginning.split('"').length;
  const quote = single > double ? "'" : '"';
  const other = quote === '"' ? "'" : '"';
  if (text.includes(quote) && !text.includes(other)) return other + text + other;
  return quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
}

/**
 * Adds `name=value` texts as the last keywords of a call; `list` is the argument list with its parentheses. Keeps a
 * trailing comma and the layout of one argument per line.
 */
export function addArguments(file: FileFacts, list: Range, added: readonly string[]): Edit {
  return addElements(file, list, added);
}

/** Adds elements before the closing bracket of `list`, in its layout. */
function addElements(file: FileFacts, list: Range, added: readonly string[]): Edit {
  const { text } = file;
  const close = list.end - 1;
  const last = lastCodeBefore(file, list.start + 1, close);
  if (last < 0) return insert(list.start + 1, added.join(', '));
  const hasComma = text[last] === ',';
  if (!text.slice(last + 1, close).includes('\n')) {
    return insert(last + 1, hasComma ? ` ${added.join(', ')},` : `, ${added.join(', ')}`);
  }
  const indent = indentOfLine(text, last);
  const lines = added.map((element) => `${lineEnding(file)}${indent}${element},`).join('');
  const end = endOfLine(text, last);
  // The comma belongs before a comment that follows the last element, the new elements behind it.
  return hasComma
    ? insert(end, lines)
    : replace({ start: last + 1, end }, `,${text.slice(last + 1, end)}${lines}`);
}

/** Offset of the last character in [start, end) that is neither white space nor part of a comment; -1 when there is none. */
function lastCodeBefore(file: FileFacts, start: number, end: number): number {
  const comments = file.comments.filter((comment) => comment.at.start >= start && comment.at.end <= end);
  for (let at = end - 1; at >= start; at--) {
    const comment = comments.findLast((one) => at >= one.at.start && at < one.at.end);
    if (comment) {
      at = comment.at.start;
      continue;
    }
    if (!/\s/.test(file.text[at] as string)) return at;
  }
  return -1;
}

function indentOfLine(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset + 1))?.[0] ?? '';
}

/** Before the line break (and its carriage return) that ends the line of `offset`. */
function endOfLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  const end = at < 0 ? text.length : at;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/** Sets an argument of a task: replaces the value that the call writes, or adds the keyword. Undefined where no edit can. */
export function setTaskArgument(file: FileFacts, task: Task, name: string, value: string): Edit | undefined {
  return setTaskArguments(file, task, [[name, value]])?.[0];
}

/** Sets several arguments of a task; undefined when one of them cannot be set. */
export function setTaskArguments(
  file: FileFacts,
  task: Task,
  values: readonly (readonly [name: string, value: string])[],
): Edit[] | undefined {
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const [name, value] of values) {
    const given = task.arguments[name];
    // A class that hands the argument on itself does not take it a second time.
    if (given?.origin === 'class') return undefined;
    if (!given || !isOwn(given)) {
      if (task.keywords && !task.keywords.includes(name)) return undefined;
      added.push(`${name}=${value}`);
    } else if (given.valueAt && writtenHere(given)) edits.push(replace(given.valueAt, value));
    else return undefined;
  }
  if (added.length === 0) return edits;
  if (task.argumentList) return [...edits, addArguments(file, task.argumentList, added)];
  return task.appendAt === undefined ? undefined : [...edits, insert(task.appendAt, `(${added.join(', ')})`)];
}

/**
 * Sets an argument of a Dag where `DAG(…)` or `@dag(…)` is called: replaces its value or adds the keyword. Undefined
 * where the call is another one, such as that of a subclass, which may not take it.
 */
export function setDagArgument(file: FileFacts, dag: Dag, name: string, value: string): Edit | undefined {
  const call = dag.call === undefined ? undefined : file.calls[dag.call];
  if (!call?.complete || !(isDagClass(call.callee) || isDagDecorator(call.callee))) return undefined;
  const given = dag.arguments[name];
  if (!given) return addArguments(file, call.argumentList, [`${name}=${value}`]);
  return given.valueAt && writtenHere(given) ? replace(given.valueAt, value) : undefined;
}

/** Takes one argument out of a list, with a comma beside it; a line that it leaves empty goes, too. */
export function removeArgument(file: FileFacts, list: Range, argument: Range): Edit {
  const { text } = file;
  const behind = /^\s*,/.exec(text.slice(argument.end, list.end));
  const lineStart = text.lastIndexOf('\n', argument.start - 1) + 1;
  const ownLine = text.slice(lineStart, argument.start).trim() === '';
  if (behind) {
    const end = argument.end + behind[0].length;
    const lineBreak = /^[ \t]*\r?\n/.exec(text.slice(end));
    if (ownLine && lineBreak) return replace({ start: lineStart, end: end + lineBreak[0].length }, '');
    const space = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
    return replace({ start: argument.start, end: end + space }, '');
  }
  const before = /,\s*$/.exec(text.slice(list.start, argument.start));
  return replace({ start: argument.start - (before?.[0].length ?? 0), end: argument.end }, '');
}

/** False for arguments that come out of `**NAME` of a dict that other calls use as well, or out of a parameter. */
export function writtenHere(argument: TaskArgument): boolean {
  return argument.valueAt !== undefined && !argument.varies && (argument.splat?.uses ?? 1) <= 1;
}

/** Adds keys to a dict literal or `dict(…)`, values as Python text; undefined when the dict has no single literal. */
export function addDictEntries(
  file: FileFacts,
  dict: DictValue,
  entries: readonly (readonly [key: string, value: string])[],
): Edit | undefined {
  if (!dict.literal) return undefined;
  const isCall = file.text[dict.literal.start] === '(';
  const added = entries.map(([key, value]) =>
    isCall ? `${key}=${value}` : `${quoted(file, key)}: ${value}`,
  );
  return addElements(file, dict.literal, added);
}

/** Removes a statement together with its line; a line that it shares with others keeps them. */
export function removeStatement(file: FileFacts, statement: Range): Edit {
  const { text } = file;
  const lineStart = text.lastIndexOf('\n', statement.start - 1) + 1;
  const lineEnd = text.indexOf('\n', statement.end);
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  const before = text.slice(lineStart, statement.start);
  const behind = text.slice(statement.end, end);
  if (before.replace('\ufeff', '').trim() === '' && behind.trim() === '') {
    return replace({ start: before.startsWith('\ufeff') ? lineStart + 1 : lineStart, end }, '');
  }
  const semicolon = /^[ \t]*;[ \t]*/.exec(behind);
  if (semicolon) return replace({ start: statement.start, end: statement.end + semicolon[0].length }, '');
  const earlier = /;[ \t]*$/.exec(before);
  return replace({ start: statement.start - (earlier?.[0].length ?? 0), end: statement.end }, '');
}
