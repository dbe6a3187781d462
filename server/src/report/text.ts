/** The report for a terminal: each finding with the line it stands on, then a summary. */
import type { Reported } from '../engine/report.ts';
import type { Cost, Severity } from '../rules/rule.ts';
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
    ({ file, message }) => `${palette.red('failed')}: ${file}: ${message}`,
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
  const place = `${palette.bold(file.path)}:${start.line}:${start.column}`;
  const lines = [
    `${place}: ${severity(`${finding.severity}[${finding.rule}]`)} ${finding.message}`,
    ...excerpt(finding, positions, severity, palette),
  ];
  for (const one of finding.related ?? []) {
    const there = one.file ? positionsIn(result.textOf(one.file) ?? '') : positions;
    const { line, column } = there.at(one.at.start);
    lines.push(`  ${palette.cyan('note:')} ${one.file ?? file.path}:${line}:${column}: ${one.message}`);
  }
  for (const fix of finding.fixes ?? [])
    lines.push(`  ${palette.green('fix:')} ${fix.title} (${fix.safety})`);
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
  const last = end.line === start.line ? end.column : line.length + 1;
  const from = last > widestLine ? Math.max(0, start.column - 21) : 0;
  const shown = line.slice(from, from + widestLine);
  const before = shown.slice(0, start.column - 1 - from);
  const under = shown.slice(start.column - 1 - from, last - 1 - from);
  const gutter = ' '.repeat(String(start.line).length);
  const mark = '^'.repeat(Math.max(1, displayWidth(under)));
  return [
    `${palette.dim(`  ${start.line} |`)} ${from > 0 ? '…' : ''}${expandTabs(shown)}`,
    `${palette.dim(`  ${gutter} |`)} ${' '.repeat(displayWidth(before) + (from > 0 ? 1 : 0))}${colour(mark)}`,
  ];
}

function expandTabs(text: string): string {
  return text.replaceAll('\t', '    ');
}

/** Columns that a terminal gives a text: four for a tab, two for wide characters, none for combining ones. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character === '\t') width += 4;
    else if (/\p{Mark}|\u200d|\ufe0f/u.test(character)) width += 0;
    else
      width +=
        /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
          character,
        )
          ? 2
          : 1;
  }
  return width;
}

function summaryBlock(result: CheckResult, palette: Palette): string {
  const { findings, bySeverity, safelyFixable, unsafelyFixable, totals } = summarize(result);
  const scope = `${plural(result.counted.files, 'file')} (${plural(result.counted.dags, 'DAG')})`;
  const failed = result.failures.length > 0 ? `, ${plural(result.failures.length, 'failure')}` : '';
  if (findings === 0) return `${palette.green('No findings')} in ${scope}${failed}`;
  const counts = (Object.keys(bySeverity) as Severity[])
    .filter((severity) => bySeverity[severity] > 0)
    .map((severity) =>
      severity === 'info' ? `${bySeverity.info} info` : plural(bySeverity[severity], severity),
    );
  const lines = [
    `${palette.bold(`Found ${plural(findings, 'finding')}`)} (${counts.join(', ')}) in ${scope}${failed}`,
  ];
  if (safelyFixable > 0) lines.push(`${safelyFixable} fixable with --fix`);
  if (unsafelyFixable > 0) {
    lines.push(`${unsafelyFixable}${safelyFixable > 0 ? ' more' : ''} fixable with --fix --unsafe-fixes`);
  }
  const width = Math.max(0, ...totals.map((total) => total.payer.length));
  return [
    lines.join(', '),
    ...totals.map((total) => `  ${total.payer.padEnd(width)}  ${totalText(total)}`),
  ].join('\n');
}

function totalText(total: CostTotal): string {
  return `${costText(total)} (${plural(total.findings, 'finding')})`;
}

/** `3.4 s per parse`, `17 280 reads per day`. */
export function costText({ amount, unit, per }: Cost): string {
  const isSeconds = unit === 'ms' && amount >= 1000;
  const value = isSeconds ? amount / 1000 : amount;
  const rounded =
    value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : String(Number(value.toFixed(1)));
  return `${rounded.replace(/\B(?=(\d{3})+$)/g, ' ')} ${isSeconds ? 's' : unit} per ${per}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
