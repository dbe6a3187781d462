/** Where an ignore comment for a finding goes, and what it says. */
import { type Ignore, ignoresOf } from '../engine/suppress.ts';
import type { FileFacts, Range } from '../model/facts.ts';
import type { ConfigurationFile } from '../project/project.ts';
import type { Edit } from '../rules/rule.ts';
import { Kind } from '../syntax/kinds.ts';
import type { Tree } from '../syntax/tree.ts';

/** The word that stands for the author's reason. */
export const reasonPlaceholder = 'reason';

/** The edit that ignores `rule` for the finding at `at` only. */
export function ignoreOnLine(file: FileFacts, tree: Tree, at: Range, rule: string): Edit {
  const { text } = file;
  const line = lineAround(text, at.start);
  const comment = file.comments.find((one) => startsIn(one.at, line));
  const there = ignoresOf(file).filter((ignore) => ignore.comment === comment);
  const list = there.filter(({ wholeFile }) => !wholeFile);
  if (list.length > 0) return addToList(list, rule);
  const written = text.slice(line.start, line.end);
  // Only the first ignore of a comment counts, so one for the file leaves no room for another.
  if (there.length > 0 || written.endsWith('\\') || insideString(tree, line.end)) {
    const statement = statementAround(file, at);
    return aloneAbove(file, lineAround(text, statement?.start ?? at.start), rule);
  }
  return {
    range: { start: line.start + written.trimEnd().length, end: line.end },
    text: `  # dagperf: ignore[${rule}] ${reasonPlaceholder}`,
  };
}

/** The edit that ignores `rule` in the whole file. */
export function ignoreInFile(file: FileFacts, tree: Tree, rule: string): Edit {
  const first = ignoresOf(file).find(({ wholeFile, comment }) => wholeFile && comment.topLevel);
  if (first !== undefined) {
    return addToList(
      ignoresOf(file).filter(({ comment }) => comment === first.comment),
      rule,
    );
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

/**
 * The edit that ignores `rule` for the finding at `at` of a file of the deployment: a comment alone on the line above, since
 * not every format knows comments behind a value. Undefined for JSON, which knows none.
 */
export function ignoreInConfiguration(file: ConfigurationFile, at: Range, rule: string): Edit | undefined {
  if (file.kind === 'pools' || /\.(json|lock)$/.test(file.path)) return undefined;
  return aloneAbove(file, lineAround(file.text, at.start), rule);
}

/** The id added to the ignores of one comment; a comment that names no rule yet gets its list. */
function addToList(ignores: readonly Ignore[], rule: string): Edit {
  const { id, at, wholeFile } = ignores.at(-1) as Ignore;
  if (id !== '') return { range: { start: at.end, end: at.end }, text: `, ${rule}` };
  return { range: at, text: `# dagperf: ignore${wholeFile ? '-file' : ''}[${rule}]` };
}

function aloneAbove(file: Pick<FileFacts, 'text' | 'comments'>, line: Range, rule: string): Edit {
  const { text } = file;
  const previous =
    line.start === 0 ? undefined : lineAround(text, line.start - breakBefore(text, line.start));
  const list = ignoresOf(file).filter(
    ({ wholeFile, comment }) => !wholeFile && comment.alone && previous && startsIn(comment.at, previous),
  );
  if (list.length > 0) return addToList(list, rule);
  const indent = /^[ \t\f]*/.exec(text.slice(line.start, line.end))?.[0] ?? '';
  return {
    range: { start: line.start, end: line.start },
    text: `${indent}# dagperf: ignore[${rule}] ${reasonPlaceholder}${endOfLine(text)}`,
  };
}

/** The smallest statement that spans lines and holds the finding. */
function statementAround(file: FileFacts, at: Range): Range | undefined {
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
function headEnd(file: FileFacts, tree: Tree): number {
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

/** Length of the line break that ends at `offset`. */
function breakBefore(text: string, offset: number): number {
  return text.endsWith('\r\n', offset) ? 2 : 1;
}

function startsIn(inner: Range, outer: Range): boolean {
  return outer.start <= inner.start && inner.start <= outer.end;
}

/** The line break of the file: that of its first line. */
function endOfLine(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}
