/** How often each rule speaks, in how many repositories. */
import type { Found } from './sample.ts';

/** One line for each rule, the one that speaks most first. */
export function countsTable(found: readonly Found[]): string {
  const rules = new Map<string, { findings: number; repositories: Set<string> }>();
  for (const { repository, finding } of found) {
    const known = rules.get(finding.rule) ?? { findings: 0, repositories: new Set<string>() };
    known.findings++;
    known.repositories.add(repository);
    rules.set(finding.rule, known);
  }
  const rows = [...rules].sort(([a, one], [b, other]) => other.findings - one.findings || (a < b ? -1 : 1));
  const width = Math.max(4, ...rows.map(([rule]) => rule.length));
  return [
    `${'rule'.padEnd(width)}  findings  repositories`,
    ...rows.map(
      ([rule, { findings, repositories }]) =>
        `${rule.padEnd(width)}  ${String(findings).padStart(8)}  ${String(repositories.size).padStart(12)}`,
    ),
  ].join('\n');
}
