/** Applies fixes until nothing changes. */
import type { DagFile } from '../model/facts.ts';
import { removeImports } from '../rules/imports.ts';
import type { Edit, Fix, Safety } from '../rules/rule.ts';
import type { FileReport, Reported } from './report.ts';
import { takenRanges } from './taken.ts';

const passLimit = 10;

/** `text` with `edits` (of this file) applied. Edits that overlap are refused: throws RangeError. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let at = 0;
  for (const { range, text: replacement } of sorted) {
    if (range.start < at || range.end < range.start || range.end > text.length) {
      throw new RangeError(`edits overlap at offset ${range.start}`);
    }
    result += text.slice(at, range.start) + replacement;
    at = range.end;
  }
  return result + text.slice(at);
}

export interface Fixed {
  readonly text: string;
  /** Findings whose fix was applied, in order of application. */
  readonly applied: readonly Reported[];
  /** Edits of other files, in order of application. */
  readonly otherFiles: readonly (Edit & { readonly file: string })[];
  readonly report: Analysis;
}

/** What fixing needs to know of a text. */
export type Analysis = FileReport & {
  readonly broken: boolean;
  /** With the facts, imports that the fixes leave without a use are removed as well. */
  readonly facts?: DagFile;
};

/**
 * Applies, pass after pass, the first allowed fix of each finding that collides with no other, until no fix is left
 * or 10 passes are done. `check` analyses a text; `rule` restricts to one rule. A pass whose result has a syntax error
 * that the text before had not is undone and ends the work.
 */
export function fixUntilStable(
  text: string,
  allowed: readonly Safety[],
  check: (text: string) => Analysis,
  rule?: string,
): Fixed {
  const applied: Reported[] = [];
  const otherFiles: (Edit & { readonly file: string })[] = [];
  let current = text;
  const before = check(text);
  let report = before;
  for (let pass = 0; pass < passLimit && !report.broken; pass++) {
    const chosen = chooseFixes(report, allowed, rule, otherFiles);
    if (chosen.findings.length === 0) break;
    const next = applyEdits(current, chosen.edits);
    const after = check(next);
    if (after.broken) break;
    current = next;
    report = after;
    applied.push(...chosen.findings);
    otherFiles.push(...chosen.otherFiles);
  }
  const tidied = withoutImportsLeftUnused(current, before.facts, report.facts);
  return tidied === current
    ? { text: current, applied, otherFiles, report }
    : { text: tidied, applied, otherFiles, report: check(tidied) };
}

/** Two fixes of one pass may together take the last uses of an import, which neither of them sees. */
function withoutImportsLeftUnused(
  text: string,
  before: DagFile | undefined,
  after: DagFile | undefined,
): string {
  if (!before || !after) return text;
  const used = new Set(
    before.imports.filter((one) => one.uses.length > 0).map((one) => `${one.bound} ${one.name}`),
  );
  const unused = after.imports.filter(
    (one) => one.topLevel && !one.exported && one.uses.length === 0 && used.has(`${one.bound} ${one.name}`),
  );
  return applyEdits(text, removeImports(after, unused));
}

interface Chosen {
  readonly findings: Reported[];
  readonly edits: Edit[];
  readonly otherFiles: (Edit & { readonly file: string })[];
}

/** The fixes of one pass: each finding's first allowed one, unless it touches text that another one changes. */
function chooseFixes(
  report: FileReport,
  allowed: readonly Safety[],
  rule: string | undefined,
  earlier: readonly Edit[],
): Chosen {
  const chosen: Chosen = { findings: [], edits: [], otherFiles: [] };
  const taken = takenRanges();
  for (const finding of report.findings) {
    if (rule !== undefined && finding.rule !== rule) continue;
    const fix = finding.fixes?.find((one) => allowed.includes(one.safety));
    if (!fix || fix.edits.length === 0) continue;
    const own = ownEdits(fix);
    const foreign = foreignEdits(fix).filter(
      (edit) => ![...earlier, ...chosen.otherFiles].some((one) => sameEdit(one, edit)),
    );
    if (own.some((edit) => taken.touches(edit.range))) continue;
    // Other files are not analysed again between passes: two different edits of one of them wait for the next run.
    if (foreign.some((edit) => [...earlier, ...chosen.otherFiles].some((one) => one.file === edit.file)))
      continue;
    chosen.findings.push(finding);
    chosen.edits.push(...own);
    for (const { range } of own) taken.add(range);
    chosen.otherFiles.push(...foreign);
  }
  return chosen;
}

function ownEdits(fix: Fix): Edit[] {
  return fix.edits.filter((edit) => edit.file === undefined);
}

function foreignEdits(fix: Fix): (Edit & { readonly file: string })[] {
  return fix.edits.filter((edit): edit is Edit & { readonly file: string } => edit.file !== undefined);
}

function sameEdit(a: Edit, b: Edit): boolean {
  return (
    a.file === b.file && a.range.start === b.range.start && a.range.end === b.range.end && a.text === b.text
  );
}
