/** Where an ignore comment for a finding goes, and what it says. */
import type { Comment, DagFile, Range } from '../model/facts.ts';
import type { Edit } from '../rules/rule.ts';
import { Kind } from '../syntax/kinds.ts';
import type { Tree } from '../syntax/tree.ts';

/** The word that stands for the author's reason. */
export const reasonPlaceholder = 'reason';

const listPattern = /dagperf:\s*ignore(-file)?\[([^\]]*)\]/;

/** A rule id written in an ignore comment. */
export interface IgnoredRule {
  readonly rule: string;
  readonly at: Range;
}

/** The rule ids that an ignore comment lists, with their places; none for other comments. */
export function ignoredRules(comment: Comment): IgnoredRule[] {
  const match = listPattern.exec(comment.text);
  if (match === null) return [];
  const list = match[2] as string;
  const start = comment.at.start + match.index + match[0].length - 1 - list.length;
  return [...list.matchAll(/[^\s,]+/g)].map((id) => ({
    rule: id[0],
    at: { start: start + id.index, end: start + id.index + id[0].length },
  }));
}

/** The edit that ignores `rule` for the finding at `at` only. */
export function ignoreOnLine(file: DagFile, tree: Tree, at: Range, rule: string): Edit {
  const { text } = file;
  const line = lineAround(text, at.start);
  const comment = file.comments.find((one) => within(one.at, line));
  if (comment !== undefined) {
    const added = addToList(comment, rule, undefined);
    if (added !== undefined) return added;
  }
  const statement = statementAround(file, at);
  const above = text.slice(line.start, line.end).endsWith('\\') || insideString(tree, line.end);
  if (above) return aloneAbove(text, lineAround(text, statement?.start ?? at.start), file, rule);
  const written = text.slice(line.start, line.end);
  const blank = written.length - written.trimEnd().length;
  return {
    range: { start: line.end - blank, end: line.end },
    text: `  # dagperf: ignore[${rule}] ${reasonPlaceholder}`,
  };
}

/** The edit that ignores `rule` in the whole file. */
export function ignoreInFile(file: DagFile, tree: Tree, rule: string): Edit {
  for (const comment of file.comments) {
    const added = addToList(comment, rule, '-file');
    if (added !== undefined) return added;
  }
  const offset = headEnd(file, tree);
  const eol = endOfLine(file.text);
  // A docstring may be the last thing of a file without a final line break.
  const before = offset > 0 && !/[\r\n\uFEFF]/.test(file.text.charAt(offset - 1)) ? eol : '';
  return {
    range: { start: offset, end: offset },
    text: `${before}# dagperf: ignore-file[${rule}] ${reasonPlaceholder}${eol}`,
  };
}

/** The id added to the list of an ignore comment; undefined when the comment is none of that form. */
function addToList(comment: Comment, rule: string, form: '-file' | undefined): Edit | undefined {
  const match = listPattern.exec(comment.text);
  if (match === null || match[1] !== form) return undefined;
  const end = comment.at.start + match.index + match[0].length - 1;
  const empty = (match[2] as string).trim() === '';
  return { range: { start: end, end }, text: empty ? rule : `, ${rule}` };
}

function aloneAbove(text: string, line: Range, file: DagFile, rule: string): Edit {
  const previous = line.start === 0 ? undefined : lineAround(text, line.start - 1);
  const comment = previous && file.comments.find((one) => one.alone && within(one.at, previous));
  const added = comment && addToList(comment, rule, undefined);
  if (added !== undefined) return added;
  const indent = /^[ \t\f]*/.exec(text.slice(line.start, line.end))?.[0] ?? '';
  return {
    range: { start: line.start, end: line.start },
    text: `${indent}# dagperf: ignore[${rule}] ${reasonPlaceholder}${endOfLine(text)}`,
  };
}

/** The smallest statement that spans lines and holds the finding. */
function statementAround(file: DagFile, at: Range): Range | undefined {
  return file.statements
    .filter((statement) => statement.start <= at.start && at.start < statement.end)
    .sort((a, b) => a.end - a.start - (b.end - b.start))[0];
}

function insideString(tree: Tree, offset: number): boolean {
  for (let node = 0; node < tree.size; node++) {
    if (tree.start[node]! > offset) return false;
    if (tree.kind[node] === Kind.string && tree.start[node]! < offset && offset < tree.end[node]!)
      return true;
  }
  return false;
}

/** The offset behind byte order mark, shebang, encoding line and docstring: a line start, or the end of the text. */
function headEnd(file: DagFile, tree: Tree): number {
  const { text } = file;
  let offset = text.startsWith('\uFEFF') ? 1 : 0;
  if (text.startsWith('#!', offset)) offset = nextLine(text, offset);
  if (/^[ \t\f]*#.*?coding[:=]/.test(text.slice(offset, lineAround(text, offset).end)))
    offset = nextLine(text, offset);
  const docstring = docstringOf(tree);
  return docstring === undefined ? offset : nextLine(text, docstring.end);
}

function docstringOf(tree: Tree): Range | undefined {
  let node = tree.size > 1 ? 1 : -1;
  while (node !== -1 && tree.kind[node] === Kind.comment) node = tree.next[node]!;
  if (node === -1 || tree.kind[node] !== Kind.expression_statement) return undefined;
  if (tree.kind[node + 1] !== Kind.string || tree.end[node + 1] !== tree.end[node]) return undefined;
  return { start: tree.start[node]!, end: tree.end[node]! };
}

/** The line that holds `offset`, without its line break. */
function lineAround(text: string, offset: number): Range {
  let start = offset;
  while (start > 0 && !/[\r\n]/.test(text.charAt(start - 1))) start--;
  let end = offset;
  while (end < text.length && !/[\r\n]/.test(text.charAt(end))) end++;
  return { start, end };
}

/** The start of the line behind the one that holds `offset`; the end of the text when there is none. */
function nextLine(text: string, offset: number): number {
  const { end } = lineAround(text, offset);
  if (end === text.length) return end;
  return text.startsWith('\r\n', end) ? end + 2 : end + 1;
}

function within(inner: Range, outer: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The line break of the file: that of its first line. */
function endOfLine(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}
