/** What trying the fixes comes to: a table, and what counts as passed. */
import type { FixResult } from './fixes.ts';
import type { Tally } from './result.ts';

/** The fixes of one version of Airflow. */
export interface VersionFixes {
  readonly airflow: string;
  readonly results: readonly FixResult[];
}

/** Fixes that say that they change the graph, and how. */
const changing: Readonly<Record<string, RegExp>> = {
  'cross-product-dependencies': /^(new task join|(no|new) edge )/,
};

/** Differences of the graph that the fix does not say it makes. */
export function unwanted({ rule, graph }: FixResult): string[] {
  return graph.filter((difference) => !changing[rule]?.test(difference));
}

/** One test for each fix and version: the graph is what it was. Where the example cannot be imported it is skipped. */
export function tallyOfFixes(all: readonly VersionFixes[]): Tally {
  const results = all.flatMap((one) => one.results);
  const asked = results.filter((one) => one.skipped === undefined);
  const failed = asked.filter((one) => unwanted(one).length > 0).length;
  return { passed: asked.length - failed, failed, skipped: results.length - asked.length };
}

/** A row for each rule: its fix, and what real Airflow does otherwise afterwards, the same in all versions or by version. */
export function tableOfFixes(all: readonly VersionFixes[]): string[][] {
  const rules = [...new Set(all.flatMap(({ results }) => results.map((one) => one.rule)))].sort();
  const rows = rules.map((rule) => {
    const found = all.flatMap(({ airflow, results }) => {
      const result = results.find((one) => one.rule === rule);
      return result ? [{ airflow, result }] : [];
    });
    const texts = new Map<string, string[]>();
    for (const { airflow, result } of found) {
      const text = effectText(result);
      texts.set(text, [...(texts.get(text) ?? []), airflow]);
    }
    const effects =
      texts.size === 1
        ? [...texts.keys()]
        : [...texts].map(([text, versions]) => `${versions.join(', ')}: ${text}`);
    const [first] = found;
    return [
      rule,
      `${first?.result.title} (${first?.result.safety})`,
      found.map((one) => one.airflow).join(', '),
      effects.join('; '),
    ];
  });
  return [['rule', 'fix', 'Airflow', 'what Airflow does otherwise'], ...rows];
}

function effectText({ skipped, graph, effects }: FixResult): string {
  if (skipped) return `not asked: ${skipped}`;
  const all = [...effects, ...graph];
  if (all.length === 0) return 'nothing while the file is parsed';
  return all.length > 6 ? `${all.slice(0, 6).join('; ')}; and ${all.length - 6} more` : all.join('; ');
}
