/** Runs the rules over one file. */
import type { DagFile } from '../model/facts.ts';
import { isTestFile } from '../project/discovery.ts';
import type { Project } from '../project/project.ts';
import { compareVersions } from '../project/versions.ts';
import { type engineRules, type RegisteredRule, rules as registered } from '../rules/registry.ts';
import type { Finding, Options, Rule, Severity, VersionRange } from '../rules/rule.ts';
import type { Configuration } from './configuration.ts';
import type { Failure, FileReport, Reported } from './report.ts';
import { resolveRules, ruleIds } from './settings.ts';
import { ignoresOf, suppression, unusedIgnores } from './suppress.ts';

const unusedIgnore = 'unused-ignore' satisfies (typeof engineRules)[number];

/**
 * Findings of the selected rules in `file`, suppressed ones removed, in order of position. A rule that throws loses
 * only itself. A file that builds neither Dags nor tasks gets no findings: when its code runs is not known.
 */
export function analyze(
  file: DagFile,
  project: Project,
  configuration: Configuration,
  rules: readonly RegisteredRule[] = registered,
): FileReport {
  if (!isDagFile(file)) return { file: file.path, findings: [], failures: [], dags: 0 };
  const failures: Failure[] = [];
  const ignores = ignoresOf(file);
  const silenced = suppression(file, ignores);
  const ran = new Set<string>();
  const found: Reported[] = [];
  const resolved = resolveRules(configuration, rules);
  for (const { id, rule, severity, options } of resolved) {
    if (!rule || !covers(rule.since, project.target?.version)) continue;
    ran.add(id);
    for (const finding of run(id, rule, file, project, options, failures)) {
      if (!silenced.silences(id, rule, finding))
        found.push(report(file, id, finding, severity ?? finding.severity ?? rule.severity));
    }
  }
  const own = resolved.find((one) => one.id === unusedIgnore);
  if (own && !file.broken) {
    const known = [...new Set([...ruleIds(), ...rules.map((one) => one.id)])];
    for (const finding of unusedIgnores(file, ignores, silenced.used, known, ran)) {
      if (!silenced.silences(unusedIgnore, {}, finding))
        found.push(report(file, unusedIgnore, finding, own.severity ?? 'warning'));
    }
  }
  return { file: file.path, findings: inOrder(found), failures, dags: file.dags.length };
}

/** Builds Dags or tasks at parse time, and is no test: Airflow's own tests and teams' build Dags that are never scheduled. */
function isDagFile(file: DagFile): boolean {
  return !isTest(file) && (file.dags.length > 0 || file.tasks.length > 0);
}

/** `forskudd_test.py` in a folder of DAG files is as often a Dag on trial as a test: what it imports tells. */
function isTest(file: DagFile): boolean {
  if (isTestFile(file.path)) return true;
  const frameworks = ['pytest', 'unittest'];
  return (
    /_test\.py$/.test(file.path) &&
    file.imports.some((one) => frameworks.includes(one.module.split('.')[0] as string))
  );
}

/** Whether a range holds this version. An unknown version may be any, so every range counts. */
function covers(range: VersionRange | undefined, version: string | undefined): boolean {
  if (!range || !version) return true;
  if (range.from && compareVersions(version, range.from) < 0) return false;
  return !range.before || compareVersions(version, range.before) < 0;
}

/** All findings of one rule, or none and a failure when it throws half-way. */
function run(
  id: string,
  rule: Rule,
  file: DagFile,
  project: Project,
  options: Options,
  failures: Failure[],
): readonly Finding[] {
  try {
    return [...rule.check(file, project, options)];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    failures.push({ file: file.path, rule: id, message: `rule ${id} failed: ${reason}` });
    return [];
  }
}

function report(file: DagFile, rule: string, finding: Finding, severity: Severity): Reported {
  const { fixes, ...rest } = finding;
  return { ...rest, rule, severity, file: file.path, ...(fixes?.length && !file.broken ? { fixes } : {}) };
}

/** By position, then by rule; the same rule speaks once for a place. */
function inOrder(found: readonly Reported[]): Reported[] {
  const sorted = [...found].sort(
    (a, b) =>
      a.at.start - b.at.start || a.at.end - b.at.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  );
  return sorted.filter((one, index) => {
    const before = sorted[index - 1];
    return (
      !before || before.rule !== one.rule || before.at.start !== one.at.start || before.at.end !== one.at.end
    );
  });
}
