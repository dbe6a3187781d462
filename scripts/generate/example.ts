/** What dagperf really says about the example of a rule. */
import { analyze } from '../../server/src/engine/analyze.ts';
import { defaultConfiguration } from '../../server/src/engine/configuration.ts';
import { extract } from '../../server/src/model/extract.ts';
import { linkProject } from '../../server/src/project/link.ts';
import type { RegisteredRule } from '../../server/src/rules/registry.ts';
import { loadParser } from '../../server/src/syntax/load.ts';

export interface Shown {
  /** From 1. */
  readonly line: number;
  readonly severity: string;
  readonly message: string;
  readonly fixes: readonly { readonly title: string; readonly safety: string }[];
}

/** Runs a rule over its bad example. Throws unless it reports exactly once: the page has to show what happens. */
export async function showExample(registered: RegisteredRule): Promise<Shown> {
  const { parser } = await loadParser();
  const file = extract('dags/example.py', parser.parse(registered.rule.example.bad));
  const { project } = linkProject({ files: [] });
  const { findings, failures } = analyze(
    file,
    project,
    { ...defaultConfiguration, select: [registered.id] },
    [registered],
  );
  const [finding] = findings;
  if (!finding || findings.length > 1) {
    const reason = failures[0]?.message ?? `${findings.length} findings instead of one`;
    throw new Error(`the bad example of ${registered.id}: ${reason}`);
  }
  return {
    line: file.text.slice(0, finding.at.start).split('\n').length,
    severity: finding.severity,
    message: finding.message,
    fixes: (finding.fixes ?? []).map(({ title, safety }) => ({ title, safety })),
  };
}
