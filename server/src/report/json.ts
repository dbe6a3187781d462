/** The JSON report: a promise, see schemas/report.schema.json. */
import { ruleUrl } from '../rules/registry.ts';
import type { Cost, Safety, Severity } from '../rules/rule.ts';
import { type PositionRange, type Positions, positionRange, positionsIn } from './positions.ts';
import { type CheckResult, summarize } from './summary.ts';

export interface JsonReport {
  readonly version: 1;
  readonly findings: readonly JsonFinding[];
  readonly failures: readonly { readonly file: string; readonly message: string }[];
  readonly summary: {
    readonly files: number;
    readonly dags: number;
    readonly findings: Readonly<Record<Severity, number>>;
  };
}

export interface JsonFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly range: PositionRange;
  readonly cost?: Cost;
  readonly fixes: readonly { readonly title: string; readonly safety: Safety }[];
  readonly related: readonly {
    readonly file: string;
    readonly range: PositionRange;
    readonly message: string;
  }[];
  readonly url: string;
}

/** All findings of all severities, by file and position. */
export function jsonReport(result: CheckResult): JsonReport {
  const positions = new Map<string, Positions>();
  const positionsOf = (path: string, text: string | undefined) => {
    const known = positions.get(path) ?? positionsIn(text ?? '');
    positions.set(path, known);
    return known;
  };
  const findings = result.files.flatMap((file) =>
    file.findings.map((finding): JsonFinding => {
      const own = positionsOf(file.path, file.text);
      return {
        rule: finding.rule,
        severity: finding.severity,
        message: finding.message,
        file: file.path,
        range: positionRange(own, finding.at),
        ...(finding.cost ? { cost: finding.cost } : {}),
        fixes: (finding.fixes ?? []).map(({ title, safety }) => ({ title, safety })),
        related: (finding.related ?? []).map((one) => {
          const path = one.file ?? file.path;
          const there = one.file ? positionsOf(path, result.textOf(path)) : own;
          return { file: path, range: positionRange(there, one.at), message: one.message };
        }),
        url: ruleUrl(finding.rule),
      };
    }),
  );
  return {
    version: 1,
    findings,
    failures: result.failures.map(({ file, message }) => ({ file, message })),
    summary: { ...result.counted, findings: summarize(result).bySeverity },
  };
}
