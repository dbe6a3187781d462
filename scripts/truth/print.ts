/** What the command prints, and the page docs/truth.md. */

import type { Contradiction, Unknown } from './compare.ts';
import { isReached, marks, percent } from './marks.ts';
import type { LeftOut, VersionResult } from './result.ts';

/** The table, one column for each version: how much is known, and of how many. */
export function tableOf(results: readonly VersionResult[]): string[][] {
  const heading = ['', ...results.map((one) => `Airflow ${one.airflow}`), 'at least'];
  const counted = marks.map(({ mark, title, atLeast }) => [
    title,
    ...results.map(({ counts }) => {
      const count = counts[mark];
      const missed = isReached(mark, count) ? '' : ' (too few)';
      return `${percent(count).toFixed(1)} % of ${count.total}${missed}`;
    }),
    atLeast === undefined ? '' : `${atLeast} %`,
  ]);
  const contradictions = results.map((one) =>
    String(one.files.reduce((sum, { comparison }) => sum + comparison.contradictions.length, 0)),
  );
  return [
    heading,
    ['files compared', ...results.map((one) => String(one.files.length)), ''],
    ['files that cannot be imported', ...results.map(({ leftOut }) => skippedText(leftOut)), ''],
    ...counted,
    ['contradictions', ...contradictions, 'none'],
  ];
}

function skippedText(leftOut: readonly LeftOut[]): string {
  return String(leftOut.filter((one) => one.kind !== 'fixture').length);
}

/** Columns as wide as their widest cell; the first to the left, the others to the right. */
export function aligned(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
  return table.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

export function markdownTable(table: readonly (readonly string[])[]): string {
  const [heading = [], ...rows] = table;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = heading.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(heading), line(rule), ...rows.map(line)].join('\n');
}

/** `tutorial.py:12, dag tutorial, task sleep: task.retries is 3, the model says 0`. */
export function contradictionText(file: string, one: Contradiction): string {
  const real = one.real === undefined ? 'does not exist' : `is ${JSON.stringify(one.real)}`;
  return `${placeText(file, one)}: ${one.field} ${real}, the model says ${JSON.stringify(one.model)}`;
}

export function unknownText(file: string, one: Unknown): string {
  return `${placeText(file, one)}: ${one.what}`;
}

function placeText(
  file: string,
  one: { readonly line?: number; readonly dag?: string; readonly task?: string },
): string {
  return [
    one.line === undefined ? file : `${file}:${one.line}`,
    ...(one.dag === undefined ? [] : [`dag ${one.dag}`]),
    ...(one.task === undefined ? [] : [`task ${one.task}`]),
  ].join(', ');
}

/** Files that real Airflow could not import, by reason: those that ship by name, fixtures counted. */
export function leftOutLines(leftOut: readonly LeftOut[], verbose: boolean): string[] {
  const reasons = new Map<string, LeftOut[]>();
  for (const one of leftOut) {
    const reason = reasonOf(one);
    reasons.set(reason, [...(reasons.get(reason) ?? []), one]);
  }
  return [...reasons]
    .sort(([, a], [, b]) => b.length - a.length)
    .flatMap(([reason, files]) => {
      const shown = files.filter((one) => verbose || one.kind !== 'fixture');
      const hidden = files.length - shown.length;
      return [
        ...shown.map((one) => `skipped ${one.name}: ${reason}`),
        ...(hidden > 0 ? [`${hidden} ${hidden === 1 ? 'fixture' : 'fixtures'} not compared: ${reason}`] : []),
      ];
    });
}

function reasonOf({ error, kind }: LeftOut): string {
  if (error.module)
    return `there is no module ${kind === 'fixture' ? error.module.split('.').slice(0, 2).join('.') : error.module}`;
  const message = error.message.length > 120 ? `${error.message.slice(0, 120)}…` : error.message;
  return kind === 'fixture' ? error.type : `${error.type}: ${message}`;
}
