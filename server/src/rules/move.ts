/** Moving what stands at module level into the task code that uses it. */
import type { FileFacts, FunctionFacts, InsertionPoint, Range, Use } from '../model/facts.ts';
import { insert, lineEnding, removeStatement } from './edits.ts';
import type { Edit } from './rule.ts';

/**
 * For each piece of task code that reads a name, the innermost function that holds all its reads there; undefined when
 * some read is no plain load in task code, or stands where no statement can be inserted.
 */
export function readersOf(file: FileFacts, uses: readonly Use[]): FunctionFacts[] | undefined {
  const groups = new Map<number, number[][]>();
  for (const use of uses) {
    const path = taskPath(file, use.in);
    if (use.role !== 'load' || path.length === 0) return undefined;
    const outermost = path[0] as number;
    groups.set(outermost, [...(groups.get(outermost) ?? []), path]);
  }
  const readers: FunctionFacts[] = [];
  for (const paths of groups.values()) {
    const reader = innermostCommon(file, paths);
    if (!reader) return undefined;
    readers.push(reader);
  }
  return readers;
}

/** The functions around a piece of code that do not run at parse time, outermost first. */
function taskPath(file: FileFacts, id: number): number[] {
  const path: number[] = [];
  for (let at = id; at !== 0; at = (file.functions[at] as FunctionFacts).in) {
    const fact = file.functions[at] as FunctionFacts;
    if (fact.phases.includes('parse')) break;
    path.unshift(at);
  }
  return path;
}

function innermostCommon(file: FileFacts, paths: readonly number[][]): FunctionFacts | undefined {
  const first = paths[0] as number[];
  let found: FunctionFacts | undefined;
  for (const [depth, id] of first.entries()) {
    if (!paths.every((path) => path[depth] === id)) break;
    const fact = file.functions[id] as FunctionFacts;
    if (fact.insertAt) found = fact;
  }
  return found;
}

/** Puts `statement` at the start of a function: among its imports where they stand sorted, else with a blank line behind. */
export function insertImport(file: FileFacts, reader: FunctionFacts, statement: string): Edit {
  const point = reader.insertAt as InsertionPoint;
  const lineBreak = lineEnding(file);
  let offset = point.offset;
  let followed = false;
  for (const one of leadingImports(file, reader)) {
    followed = true;
    if (sortKey(file.text.slice(one.start, one.end)) > sortKey(statement)) break;
    offset = behindLine(file.text, one.end);
  }
  const isApart = followed || /^[ \t]*\r?\n/.test(file.text.slice(offset, offset + 200));
  return insert(offset, `${point.indent}${statement}${lineBreak}${isApart ? '' : lineBreak}`);
}

/** Puts a statement at the start of a function, behind the imports it starts with. */
export function insertStatement(file: FileFacts, reader: FunctionFacts, statement: string): Edit {
  const point = reader.insertAt as InsertionPoint;
  const last = leadingImports(file, reader).at(-1);
  const offset = last ? behindLine(file.text, last.end) : point.offset;
  return insert(offset, `${point.indent}${statement}${lineEnding(file)}`);
}

/** The import statements that a function starts with, each on a line of its own. */
function leadingImports(file: FileFacts, reader: FunctionFacts): Range[] {
  const point = reader.insertAt as InsertionPoint;
  const found: Range[] = [];
  let expected = point.offset;
  for (const { statement } of file.imports.filter((one) => one.in === reader.id)) {
    if (statement.start === found.at(-1)?.start) continue;
    if (file.text.slice(expected, statement.start).trim() !== '') break;
    found.push(statement);
    expected = behindLine(file.text, statement.end);
  }
  return found;
}

/** In the order in which isort would put import statements. */
export function inImportOrder(a: string, b: string): number {
  const [first, second] = [sortKey(a), sortKey(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** As isort sorts: `import a` before `from a import b`, then by name. */
function sortKey(statement: string): string {
  const words = statement.split(/\s+/);
  return `${words[0] === 'from' ? 1 : 0} ${words[1]?.toLowerCase()}`;
}

function behindLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

/** The comment behind a statement on its last line, with two spaces before it; empty when there is none. */
export function trailingComment(file: FileFacts, statement: Range): string {
  const lineEnd = file.text.indexOf('\n', statement.end);
  const rest = file.text.slice(statement.end, lineEnd < 0 ? file.text.length : lineEnd).trim();
  return rest.startsWith('#') ? `  ${rest}` : '';
}

/** Removes a statement, its line, the comment behind it, which moves along, and one of two blank lines that would meet. */
export function removeMoved(file: FileFacts, statement: Range): Edit {
  const { text } = file;
  const lineEnd = text.indexOf('\n', statement.end);
  const rest = text.slice(statement.end, lineEnd < 0 ? text.length : lineEnd);
  const end = rest.trim().startsWith('#') ? statement.end + rest.trimEnd().length : statement.end;
  const edit = removeStatement(file, { start: statement.start, end });
  const { range } = edit;
  const before = text.slice(0, range.start);
  const isWholeLine = range.end === 0 || text[range.end - 1] === '\n';
  const followingBlank = /^\r?\n/.exec(text.slice(range.end));
  const afterBlank = before.replace('\ufeff', '') === '' || /(^|\n)\r?\n$/.test(before);
  if (!isWholeLine || !followingBlank || !afterBlank) return edit;
  return { range: { start: range.start, end: range.end + followingBlank[0].length }, text: '' };
}
