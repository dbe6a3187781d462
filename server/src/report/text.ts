/** The report for a terminal: each finding with the line it stands on, then a summary. */
import type { Reported } from '../engine/report.ts';
import type { Severity } from '../rules/rule.ts';
import { costText } from './costs.ts';
import { type Positions, positionsIn } from './positions.ts';
import { type CheckedFile, type CheckResult, type CostTotal, summarize } from './summary.ts';

/** How pieces of text are coloured; each gives its text back unchanged where colours are off. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  cyan(text: string): string;
  green(text: string): string;
}

const widestLine = 140;

/** The whole report, ending in a line break. */
export function textReport(result: CheckResult, palette: Palette): string {
  const blocks = result.files.flatMap((file) => {
    const positions = positionsIn(file.text);
    return file.findings.map((finding) => findingBlock(file, finding, positions, result, palette));
  });
  const failures = result.failures.map(
    ({ file, message }) => `${palette.red('failed:')} ${printable(file)}: ${printable(message)}`,
  );
  return `${[...blocks, ...failures, summaryBlock(result, palette)].join('\n')}\n`;
}

function findingBlock(
  file: CheckedFile,
  finding: Reported,
  positions: Positions,
  result: CheckResult,
  palette: Palette,
): string {
  const start = positions.at(finding.at.start);
  const severity = colourOf(finding.severity, palette);
  const where = file.text === '' ? '' : `:${start.line}:${start.column}`;
  const place = `${palette.bold(printable(file.path))}${where}`;
  const lines = [
    `${place}: ${severity(`${finding.severity}[${finding.rule}]`)} ${printable(finding.message)}`,
    // A finding about the whole project stands in no text.
    ...(file.text === '' ? [] : excerpt(finding, positions, severity, palette)),
  ];
  if (finding.cost) {
    lines.push(`  ${palette.cyan('cost:')} ${costText(finding.cost)}, paid by ${finding.cost.payer}`);
  }
  for (const one of finding.related ?? []) {
    const there = one.file ? positionsIn(result.textOf(one.file) ?? '') : positions;
    const { line, column } = there.at(one.at.start);
    const where = `${printable(one.file ?? file.path)}:${line}:${column}`;
    lines.push(`  ${palette.cyan('note:')} ${where}: ${printable(one.message)}`);
  }
  for (const fix of finding.fixes ?? [])
    lines.push(`  ${palette.green('fix:')} ${printable(fix.title)} (${fix.safety})`);
  return `${lines.join('\n')}\n`;
}

function colourOf(severity: Severity, palette: Palette): (text: string) => string {
  if (severity === 'error') return palette.red;
  return severity === 'warning' ? palette.yellow : palette.blue;
}

/** The line of the finding with its range underlined; a long line is cut around it. */
function excerpt(
  finding: Reported,
  positions: Positions,
  colour: (text: string) => string,
  palette: Palette,
): string[] {
  const start = positions.at(finding.at.start);
  const end = positions.at(finding.at.end);
  const line = positions.line(start.line);
  const first = start.column - 1;
  const last = end.line === start.line ? end.column - 1 : line.length;
  const { before, under, after } = cut(line, first, last);
  const gutter = ' '.repeat(String(start.line).length);
  const shown = printable(before + under + after);
  const mark = '^'.repeat(Math.max(1, displayWidth(under)));
  return [
    `${palette.dim(`  ${start.line} |`)} ${shown}`.trimEnd(),
    `${palette.dim(`  ${gutter} |`)} ${' '.repeat(displayWidth(before))}${colour(mark)}`,
  ];
}

/** A line before, in and behind a range, no longer than fits; an ellipsis stands for what is left out. */
function cut(
  line: string,
  first: number,
  last: number,
): { readonly before: string; readonly under: string; readonly after: string } {
  if (line.length <= widestLine) {
    return { before: line.slice(0, first), under: line.slice(first, last), after: line.slice(last) };
  }
  const from = last <= widestLine ? 0 : wholeCharacter(line, Math.max(0, first - 20));
  const to = wholeCharacter(line, Math.min(line.length, from + widestLine));
  const behind = to < line.length ? '…' : '';
  return {
    before: (from > 0 ? '…' : '') + line.slice(from, first),
    under: line.slice(first, Math.min(last, to)),
    after: line.slice(Math.min(last, to), to) + behind,
  };
}

/** The offset, or the one before where it would cut a character in two. */
function wholeCharacter(text: string, offset: number): number {
  const isLow = (text.charCodeAt(offset) & 0xfc00) === 0xdc00;
  const isHigh = (text.charCodeAt(offset - 1) & 0xfc00) === 0xd800;
  return isLow && isHigh ? offset - 1 : offset;
}

/** Text from a file as it may go to a terminal: it cannot move the cursor, change colours or reverse what is read. */
export function printable(text: string): string {
  return text
    .replaceAll('\t', '    ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029]/gu, '\ufffd');
}

/** Columns that a terminal gives a text: four for a tab, two for wide characters, none for combining ones. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character === '\t') width += 4;
    else if (/\p{Mark}|\u200d|\ufe0f/u.test(character)) width += 0;
    else width += /\p{Emoji_Presentation}/u.test(character) || wide.test(character) ? 2 : 1;
  }
  return width;
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

function summaryBlock(result: CheckResult, palette: Palette): string {
  const { findings, bySeverity, safelyFixable, unsafelyFixable, totals } = summarize(result);
  const scope = `${plural(result.counted.files, 'file')} (${plural(result.counted.dags, 'DAG')})`;
  const failed = result.failures.length > 0 ? `; ${plural(result.failures.length, 'failure')}` : '';
  if (findings === 0) return `${palette.green('No findings')} in ${scope}${failed}`;
  const counts = (Object.keys(bySeverity) as Severity[])
    .filter((severity) => bySeverity[severity] > 0)
    .map((severity) =>
      severity === 'info' ? `${bySeverity.info} info` : plural(bySeverity[severity], severity),
    );
  const fixable = [
    ...(safelyFixable > 0 ? [`${safelyFixable} fixable with --fix`] : []),
    ...(unsafelyFixable > 0
      ? [`${unsafelyFixable} ${safelyFixable > 0 ? 'more' : 'fixable'} with --fix --unsafe-fixes`]
      : []),
  ];
  const found = `${palette.bold(`Found ${plural(findings, 'finding')}`)} (${counts.join(', ')}) in ${scope}`;
  const width = Math.max(0, ...totals.map((total) => total.payer.length));
  return [
    `${found}${fixable.length > 0 ? `: ${fixable.join(', ')}` : ''}${failed}`,
    ...totals.map((total) => `  ${total.payer.padEnd(width)}  ${totalText(total)}`),
  ].join('\n');
}

function totalText(total: CostTotal): string {
  return `${costText(total)} (${plural(total.findings, 'finding')})`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
