/** Runs the rules over one file. */
import type { DagFile } from '../model/facts.ts';
import { isTestFile } from '../project/discovery.ts';
import { asParsed, codeParsedBy, type ParsedCode } from '../project/parsed-code.ts';
import type { Project } from '../project/project.ts';
import { functionKeys, moduleKey } from '../project/summaries.ts';
import { compareVersions } from '../project/versions.ts';
import { notesOf } from '../project/whole.ts';
import { type engineRules, type RegisteredRule, rules as registered } from '../rules/registry.ts';
import type { Finding, Related, Rule, Severity } from '../rules/rule.ts';
import type { Configuration } from './configuration.ts';
import type { Failure, FileReport, Reported } from './report.ts';
import { type ResolvedRule, resolveRules, ruleIds } from './settings.ts';
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
  const findingsOf = ({ id, rule, severity, options }: ResolvedRule & { readonly rule: Rule }) =>
    run(id, failures, file.path, () => rule.check?.(file, project, options))
      .map((finding) => (parsed ? withWay(file, finding, parsed) : finding))
      .filter((finding) => !silenced.silences(id, rule, finding))
      .map((finding) => report(file, id, finding, severity ?? finding.severity ?? rule.severity));
  const version = project.target?.version;
  const runsHere = (one: ResolvedRule): one is ResolvedRule & { readonly rule: Rule } =>
    holdsFor(one, version) && one.rule.check !== undefined && (!parsed || one.rule.parseTime === true);
  for (const one of resolved) {
    if (!runsHere(one)) continue;
    ran.add(one.id);
    found.push(...findingsOf(one));
  }
  const counts = Object.fromEntries(
    countedRules(resolved, configuration, rules)
      .filter(runsHere)
      .map((one) => [
        one.id,
        (ran.has(one.id) ? found.filter(({ rule }) => rule === one.id) : findingsOf(one)).length,
      ]),
  );
  const notes = notesOf(file, project);
  const silencedPlaces = resolved.flatMap(({ id, rule }) =>
    rule?.checkProject
      ? notes.scheduled.flatMap(({ at }) =>
          silenced.silences(id, rule, { at, message: '' }) ? [{ rule: id, file: file.path, at }] : [],
        )
      : [],
  );
  const own = resolved.find((one) => one.id === unusedIgnore);
  if (own && !file.broken) {
    const known = [...new Set([...ruleIds(), ...rules.map((one) => one.id)])];
    for (const finding of unusedIgnores(file, ignores, silenced.used, known, ran)) {
      if (!silenced.silences(unusedIgnore, {}, finding))
        found.push(report(file, unusedIgnore, finding, own.severity ?? 'warning'));
    }
  }
  return {
    file: file.path,
    findings: inOrder(found),
    failures,
    dags: file.dags.length,
    notes,
    counts,
    ...(silencedPlaces.length > 0 ? { silenced: silencedPlaces } : {}),
  };
}

/** Rules whose findings others count: they run for those, even where they are not selected. */
function countedRules(
  resolved: readonly ResolvedRule[],
  configuration: Configuration,
  rules: readonly RegisteredRule[],
): (ResolvedRule & { readonly rule: Rule })[] {
  const wanted = [...new Set(resolved.flatMap(({ rule }) => rule?.counts ?? []))];
  if (wanted.length === 0) return [];
  const all = resolveRules({ ...configuration, select: wanted, ignore: [] }, rules);
  return all.filter((one): one is typeof one & { rule: Rule } => one.rule?.check !== undefined);
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

/** Whether a rule is one, and its range holds this version. An unknown version may be any, so every range counts. */
export function holdsFor(
  one: ResolvedRule,
  version: string | undefined,
): one is ResolvedRule & { readonly rule: Rule } {
  const { rule } = one;
  if (!rule?.since || !version) return rule !== undefined;
  if (rule.since.from && compareVersions(version, rule.since.from) < 0) return false;
  return !rule.since.before || compareVersions(version, rule.since.before) < 0;
}

/** All findings of one rule, or none and a failure when it throws half-way. */
export function run<F extends Finding>(
  id: string,
  failures: Failure[],
  file: string,
  check: () => Iterable<F> | undefined,
): readonly F[] {
  try {
    return [...(check() ?? [])];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    failures.push({ file, rule: id, message: `rule ${id} failed: ${reason}` });
    return [];
  }
}

export function report(
  file: Pick<DagFile, 'path' | 'broken'>,
  rule: string,
  finding: Finding,
  severity: Severity,
): Reported {
  const { fixes, ...rest } = finding;
  return { ...rest, rule, severity, file: file.path, ...(fixes?.length && !file.broken ? { fixes } : {}) };
}

/** By position, then by rule; the same rule speaks once for a place. */
export function inOrder(found: readonly Reported[]): Reported[] {
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
