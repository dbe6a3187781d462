/** What dagperf really says about the example of a rule. */
import { analyze } from '../../server/src/engine/analyze.ts';
import { analyzeConfiguration, wholeFacts } from '../../server/src/engine/analyze-project.ts';
import { defaultConfiguration } from '../../server/src/engine/configuration.ts';
import type { ExplainedRule } from '../../server/src/engine/engine-rules.ts';
import { exampleFile } from '../../server/src/engine/example.ts';
import type { FileReport } from '../../server/src/engine/report.ts';
import { linkProject } from '../../server/src/project/link.ts';
import type { RegisteredRule } from '../../server/src/rules/registry.ts';
import type { Example } from '../../server/src/rules/rule.ts';
import { loadParser } from '../../server/src/syntax/load.ts';

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
  const { bad } = rule.example;
  const report = await exampleReport(rule, bad, rules);
  const findings = report.findings.filter((one) => one.rule === id);
  const [finding] = findings;
  if (!finding || findings.length > 1) {
    const reason = report.failures[0]?.message ?? `${findings.length} findings instead of one`;
    throw new Error(`the bad example of ${id}: ${reason}`);
  }
  return {
    line: bad.slice(0, finding.at.start).split('\n').length,
    severity: finding.severity,
    message: finding.message,
    fixes: (finding.fixes ?? []).map(({ title, safety }) => ({ title, safety })),
  };
}

/** All findings in a text that stands in the place of an example. */
export async function exampleReport(
  { example }: Pick<ExplainedRule['rule'], 'example'>,
  text: string,
  rules: readonly RegisteredRule[],
): Promise<Pick<FileReport, 'findings' | 'failures'>> {
  const everything = { ...defaultConfiguration, select: ['all'] };
  if (example.file === undefined) {
    const { parser } = await loadParser();
    const { file, project } = exampleFile(example, text, parser);
    const report = analyze(file, project, everything, rules);
    const own = analyzeConfiguration(project, everything, wholeFacts([report]), rules);
    const about = own.filter((one) => one.file === file.path).flatMap((one) => one.findings);
    return { ...report, findings: [...report.findings, ...about] };
  }
  const { project } = linkProject({ files: [{ path: example.file, text }, ...filesBeside(example)] });
  const whole = { ...wholeFacts([]), ...example.around };
  const reports = analyzeConfiguration(project, everything, whole, rules);
  return {
    findings: reports.flatMap((one) => one.findings),
    failures: reports.flatMap((one) => one.failures),
  };
}

function filesBeside({ beside = {} }: Example): { path: string; text: string }[] {
  return Object.entries(beside).map(([path, text]) => ({ path, text }));
}
