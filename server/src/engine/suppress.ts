/** Ignore comments: which findings they silence, and which of them silence nothing. */
import type { Comment, FileFacts, Range } from '../model/facts.ts';
import { lineOf, lineStarts } from '../model/lines.ts';
import { nearestName } from '../rules/nearest.ts';
import type { Edit, Finding, Rule } from '../rules/rule.ts';

/** One rule id in one ignore comment. */
export interface Ignore {
  readonly id: string;
  /** The id, for reporting; the whole comment when it names none. */
  readonly at: Range;
  readonly comment: Comment;
  /** Ids that stand in the same comment. */
  readonly siblings: number;
  readonly wholeFile: boolean;
  /** Why it can never count: misplaced or without a rule name. */
  readonly problem?: string;
}

const pattern = /#\s*dagperf:\s*(ignore(?:-file)?)(?![\w-])(?:\[([^\]]*)\])?/;
const noqaPattern = /#\s*noqa:\s*([A-Z][A-Z0-9]*(?:[\s,]+[A-Z][A-Z0-9]*)*)/i;

/** A file with comments: Python, or one of the deployment. */
export type Commented = Pick<FileFacts, 'text' | 'comments' | 'statements'>;

/** All `# dagperf: ignore[…]` and `ignore-file[…]` comments, one entry for each id. */
export function ignoresOf(file: Pick<Commented, 'comments'>): Ignore[] {
  return file.comments.flatMap((comment) => {
    const match = pattern.exec(comment.text);
    if (!match) return [];
    const wholeFile = match[1] === 'ignore-file';
    const start = comment.at.start + match.index;
    const shared = { comment, wholeFile, siblings: 1 };
    const whole = { start, end: start + match[0].length };
    if (match[2] === undefined || match[2].trim() === '') {
      return [
        {
          ...shared,
          id: '',
          at: whole,
          problem: `\`${match[1]}\` names no rule: write ${match[1]}[rule-id]`,
        },
      ];
    }
    const listStart = start + match[0].lastIndexOf('[') + 1;
    const misplaced =
      wholeFile && !comment.topLevel ? { problem: '`ignore-file` counts only at top level' } : {};
    const ids = [...match[2].matchAll(/[^\s,]+/g)];
    return ids.map((id) => ({
      ...shared,
      ...misplaced,
      siblings: ids.length,
      id: id[0],
      at: { start: listStart + id.index, end: listStart + id.index + id[0].length },
    }));
  });
}

/** Tells for a rule's finding whether a comment silences it; remembers which comments did. */
export interface Suppression {
  silences(id: string, rule: Pick<Rule, 'noqa'>, finding: Finding): boolean;
  readonly used: ReadonlySet<Ignore>;
}

export function suppression(file: Commented, ignores: readonly Ignore[]): Suppression {
  const used = new Set<Ignore>();
  const starts = lineStarts(file.text);
  const lines = (offset: number) => lineOf(starts, offset);
  const ofFile = ignores.filter((ignore) => ignore.wholeFile && !ignore.problem);
  const byLine = new Map<number, Ignore[]>();
  const noqaByLine = new Map<number, string[]>();
  for (const comment of file.comments) {
    const codes = noqaPattern.exec(comment.text)?.[1];
    if (codes) noqaByLine.set(lines(comment.at.start), codes.toUpperCase().split(/[\s,]+/));
  }
  for (const ignore of ignores) {
    if (ignore.problem || ignore.wholeFile) continue;
    // Alone on its line it speaks for the next line that is no comment of this kind.
    const own = lines(ignore.comment.at.start);
    const line = ignore.comment.alone ? nextCodeLine(file, lines, own) : own;
    byLine.set(line, [...(byLine.get(line) ?? []), ignore]);
  }
  return {
    used,
    silences(id, rule, finding) {
      const candidates = linesOf(file, lines, finding.at);
      const matching = [
        ...ofFile.filter((ignore) => ignore.id === id),
        ...candidates.flatMap((line) => (byLine.get(line) ?? []).filter((ignore) => ignore.id === id)),
      ];
      for (const ignore of matching) used.add(ignore);
      const noqa = candidates.some((line) => noqaByLine.get(line)?.some((code) => rule.noqa?.includes(code)));
      return matching.length > 0 || noqa;
    },
  };
}

/** The first line of the finding, and the last line of the statement it stands in. */
function linesOf(file: Commented, lines: (offset: number) => number, at: Range): number[] {
  const first = lines(at.start);
  let innermost: Range | undefined;
  for (const statement of file.statements) {
    if (statement.start > at.start) break;
    if (statement.end >= at.end) innermost = statement;
  }
  const last = innermost ? lines(Math.max(innermost.start, innermost.end - 1)) : first;
  const firstOfStatement = innermost ? lines(innermost.start) : first;
  return [...new Set([first, last, firstOfStatement])];
}

function nextCodeLine(file: Commented, lines: (offset: number) => number, own: number): number {
  const commentLines = new Set(file.comments.filter((one) => one.alone).map((one) => lines(one.at.start)));
  let line = own + 1;
  while (commentLines.has(line)) line++;
  return line;
}

/**
 * Findings about ignore comments themselves. `known`: all ids that can be named; `ran`: those that were run on this
 * file, since an ignore of a rule that did not run may well be needed.
 */
export function unusedIgnores(
  file: Commented,
  ignores: readonly Ignore[],
  used: ReadonlySet<Ignore>,
  known: readonly string[],
  ran: ReadonlySet<string>,
): Finding[] {
  const found: Finding[] = [];
  for (const ignore of ignores) {
    if (used.has(ignore)) continue;
    if (ignore.problem) {
      found.push({ at: ignore.at, message: ignore.problem });
    } else if (!known.includes(ignore.id)) {
      const near = nearestName(ignore.id, known);
      found.push({
        at: ignore.at,
        message: `\`${ignore.id}\` is no rule of dagperf${near ? `; did you mean \`${near}\`` : ''}`,
        ...(near
          ? {
              fixes: [
                {
                  title: `Replace with \`${near}\``,
                  safety: 'safe',
                  edits: [{ range: ignore.at, text: near }],
                },
              ],
            }
          : {}),
      });
    } else if (ran.has(ignore.id)) {
      found.push({
        at: ignore.at,
        message: `Nothing to ignore here: \`${ignore.id}\` finds nothing ${ignore.wholeFile ? 'in this file' : 'on this line'}`,
        unnecessary: true,
        fixes: [{ title: 'Remove the unused ignore', safety: 'safe', edits: [removal(file, ignore)] }],
      });
    }
  }
  return found;
}

/** Takes the id out of the list; the last one takes the comment with it, and the line when nothing else is on it. */
function removal(file: Commented, ignore: Ignore): Edit {
  const { text } = file;
  if (ignore.siblings > 1) {
    let { start, end } = ignore.at;
    const behind = /^\s*,\s*/.exec(text.slice(end, ignore.comment.at.end));
    if (behind) end += behind[0].length;
    else start -= /\s*,\s*$/.exec(text.slice(ignore.comment.at.start, start))?.[0].length ?? 0;
    return { range: { start, end }, text: '' };
  }
  const { start, end } = ignore.comment.at;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (ignore.comment.alone) {
    const lineEnd = text.indexOf('\n', end);
    return { range: { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1 }, text: '' };
  }
  const before = text.slice(lineStart, start).trimEnd();
  return { range: { start: lineStart + before.length, end }, text: '' };
}
