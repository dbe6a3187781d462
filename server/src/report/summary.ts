/** What a check of many files comes to. */
import type { Failure, Reported } from '../engine/report.ts';
import type { Cost, Severity } from '../rules/rule.ts';

/** One checked file. Paths are as they are to be shown. */
export interface CheckedFile {
  readonly path: string;
  readonly text: string;
  readonly dags: number;
  readonly findings: readonly Reported[];
}

export interface CheckResult {
  /** By path. Files without findings may be left out of it; `counted` has them. */
  readonly files: readonly CheckedFile[];
  readonly failures: readonly Failure[];
  readonly counted: { readonly files: number; readonly dags: number };
  /** Text of a file that `related` points into; undefined when it is not known. */
  readonly textOf: (path: string) => string | undefined;
}

export interface CostTotal extends Cost {
  readonly findings: number;
}

export interface Summary {
  readonly findings: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Findings with a safe fix, and those with an unsafe one only. */
  readonly safelyFixable: number;
  readonly unsafelyFixable: number;
  readonly totals: readonly CostTotal[];
}

export function summarize(result: CheckResult): Summary {
  const findings = result.files.flatMap((file) => file.findings);
  const bySeverity: Record<Severity, number> = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of findings) bySeverity[severity]++;
  const safely = findings.filter((one) => one.fixes?.some((fix) => fix.safety === 'safe')).length;
  const fixable = findings.filter((one) => one.fixes?.length).length;
  return {
    findings: findings.length,
    bySeverity,
    safelyFixable: safely,
    unsafelyFixable: fixable - safely,
    totals: costTotals(findings),
  };
}

/** Sums what may be added up: same payer, unit and period; the payer with most findings first. */
export function costTotals(findings: readonly { readonly cost?: Cost }[]): CostTotal[] {
  const totals = new Map<string, CostTotal>();
  for (const { cost } of findings) {
    if (!cost) continue;
    const key = `${cost.payer} ${cost.unit} ${cost.per}`;
    const known = totals.get(key);
    totals.set(key, {
      ...cost,
      amount: (known?.amount ?? 0) + cost.amount,
      findings: (known?.findings ?? 0) + 1,
    });
  }
  return [...totals.values()].sort((a, b) => b.findings - a.findings || (a.payer < b.payer ? -1 : 1));
}
