/** Runs the rules over one file. */
import type { DagFile } from '../model/facts.ts';
import { isTestFile } from '../project/discovery.ts';
import { asParsed, codeParsedBy, type ParsedCode } from '../project/parsed-code.ts';
import type { Project } from '../project/project.ts';
import { functionKeys, moduleKey } from '../project/summaries.ts';
import { compareVersions } from '../project/versions.ts';
import { type engineRules, type RegisteredRule, rules as registered } from '../rules/registry.ts';
import type { Finding, Options, Related, Rule, Severity, VersionRange } from '../rules/rule.ts';
import type { Configuration } from './configuration.ts';
import type { Failure, FileReport, Reported } from './report.ts';
import { resolveRules, ruleIds } from './settings.ts';
import { ignoresOf, suppression, unusedIgnores } from './suppress.ts';

const unusedIgnore = 'unused-ignore' satisfies (typeof engineRules)[number];

/**
 * Findings of the selected rules in `file`, suppressed ones removed, in order of position. A rule that throws loses
 * only itself. A file that builds neither Dags nor tasks, and that no DAG file runs while it is parsed, gets no findings:
 * when its code runs is not known.
 */
export function analyze(
  written: DagFile,
  project: Project,
  configuration: Configuration,
  rules: readonly RegisteredRule[] = registered,
): FileReport {
  const parsed = isDagFile(written) ? undefined : parsedCode(written, project);
  if (!parsed && !isDagFile(written)) return { file: written.path, findings: [], failures: [], dags: 0 };
  const file = parsed ? asParsed(written, parsed) : written;
  const failures: Failure[] = [];
  const ignores = ignoresOf(file);
  const silenced = suppression(file, ignores);
  const ran = new Set<string>();
  const found: Reported[] = [];
  const resolved = resolveRules(configuration, rules);
  for (const { id, rule, severity, options } of resolved) {
    if (!rule || (parsed && !rule.parseTime) || !covers(rule.since, project.target?.version)) continue;
    ran.add(id);
    for (const one of run(id, rule, file, project, options, failures)) {
      const finding = parsed ? withWay(file, one, parsed) : one;
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

/** What DAG files run of a module without Dags; undefined when nothing is known to. */
function parsedCode(file: DagFile, { modules }: Project): ParsedCode | undefined {
  return modules && !isTest(file) ? codeParsedBy(modules, file.path) : undefined;
}

/** The finding, and where a DAG file makes the code run that it stands in. */
function withWay(file: DagFile, finding: Finding, parsed: ParsedCode): Finding {
  const keys = functionKeys(file);
  let inside = file.functions.findLast(
    ({ id, at }) => id > 0 && at.start <= finding.at.start && finding.at.end <= at.end,
  );
  while (inside && !parsed.has(keys[inside.id] as string))
    inside = inside.in > 0 ? file.functions[inside.in] : undefined;
  const steps = parsed.get(inside ? (keys[inside.id] as string) : moduleKey) ?? [];
  const leaving = steps.findLast((step) => step.path === steps[0]?.path);
  if (!leaving || leaving.path === file.path) return finding;
  const message = `${leaving.kind === 'import' ? 'Importing' : 'Calling'} this runs it whenever the DAG file is parsed`;
  const way: Related = { file: leaving.path, at: leaving.at, message };
  return { ...finding, related: [...(finding.related ?? []), way] };
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
