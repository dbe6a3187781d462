/** What dagperf really says about the example of a rule. */
import { analyze } from '../../server/src/engine/analyze.ts';
import { defaultConfiguration } from '../../server/src/engine/configuration.ts';
import type { ExplainedRule } from '../../server/src/engine/engine-rules.ts';
import { dagFileOf } from '../../server/src/model/dag-file.ts';
import { linkProject } from '../../server/src/project/link.ts';
import type { RegisteredRule } from '../../server/src/rules/registry.ts';
import { loadParser } from '../../server/src/syntax/load.ts';

/** What the examples of rules are checked against: nothing is known but the day, so that the pages stay as they are. */
export const { project: exampleProject } = linkProject({ files: [], today: '2026-01-01' });

export interface Shown {
  /** From 1. */
  readonly line: number;
  readonly severity: string;
  readonly message: string;
  readonly fixes: readonly { readonly title: string; readonly safety: string }[];
}

/** Runs all rules over the bad example of one. Throws unless that reports exactly once: the page has to show what happens. */
export async function showExample(
  { id, rule }: ExplainedRule,
  rules: readonly RegisteredRule[],
): Promise<Shown> {
  const { parser } = await loadParser();
  const file = dagFileOf('dags/example.py', parser.parse(rule.example.bad));
  const report = analyze(file, exampleProject, { ...defaultConfiguration, select: ['all'] }, rules);
  const findings = report.findings.filter((one) => one.rule === id);
  const [finding] = findings;
  if (!finding || findings.length > 1) {
    const reason = report.failures[0]?.message ?? `${findings.length} findings instead of one`;
    throw new Error(`the bad example of ${id}: ${reason}`);
  }
  return {
    line: file.text.slice(0, finding.at.start).split('\n').length,
    severity: finding.severity,
    message: finding.message,
    fixes: (finding.fixes ?? []).map(({ title, safety }) => ({ title, safety })),
  };
}
