/** Runs the rules over the files of the deployments, and over the project as a whole. */
import type { ConfigurationFile, Project } from '../project/project.ts';
import { cleansMetadata, type WholeFacts } from '../project/whole.ts';
import { type RegisteredRule, rules as registered } from '../rules/registry.ts';
import type { PlacedFinding, Severity } from '../rules/rule.ts';
import { holdsFor, inOrder, report, run } from './analyze.ts';
import type { Configuration } from './configuration.ts';
import type { Failure, FileReport, Reported } from './report.ts';
import { type ResolvedRule, resolveRules, ruleIds } from './settings.ts';
import { ignoresOf, suppression, unusedIgnores } from './suppress.ts';

/** The file of findings that no file shows. */
export const noFile = '';

const graver: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/**
 * Findings on the files of the deployments, suppressed ones removed, a report for each file that has findings or failures, by
 * path. With `whole`, the rules about the whole project run, too. In files of development set-ups, tests and examples nothing
 * is graver than info, unless the user has set the rule's severity.
 */
export function analyzeConfiguration(
  project: Project,
  configuration: Configuration,
  whole?: WholeFacts,
  rules: readonly RegisteredRule[] = registered,
): FileReport[] {
  const failures: Failure[] = [];
  const resolved = resolveRules(configuration, rules);
  const known = whole && withDeployments(whole, project);
  const ran = new Set<string>();
  const byFile = new Map<string, { one: ResolvedRule; finding: PlacedFinding }[]>();
  for (const one of resolved) {
    if (!holdsFor(one, project.target?.version)) continue;
    const { id, rule, options } = one;
    if (!rule.checkConfiguration && !(rule.checkProject && whole)) continue;
    ran.add(id);
    const found = run(id, failures, noFile, () => [
      ...(rule.checkConfiguration?.(project, options) ?? []),
      ...(known ? (rule.checkProject?.({ ...project, whole: known }, options) ?? []) : []),
    ]);
    for (const finding of found)
      byFile.set(finding.file, [...(byFile.get(finding.file) ?? []), { one, finding }]);
  }
  const nowhere: ConfigurationFile = {
    path: noFile,
    kind: 'airflow-cfg',
    text: '',
    comments: [],
    broken: false,
  };
  const reports = [...project.configurationFiles, nowhere].map((file): FileReport => {
    const found = byFile.get(file.path) ?? [];
    return {
      file: file.path,
      findings: reportedIn(file, found, { resolved, ran, rules }),
      failures: file.path === noFile ? failures : [],
      dags: 0,
    };
  });
  return [...reports, ...inPython(byFile, new Set(reports.map(({ file }) => file)), whole)].filter(
    (one) => one.findings.length + one.failures.length > 0,
  );
}

/** Findings about the whole project that stand in Python files: of those only their silenced places are known here. */
function inPython(
  byFile: ReadonlyMap<string, readonly { readonly one: ResolvedRule; readonly finding: PlacedFinding }[]>,
  known: ReadonlySet<string>,
  whole: WholeFacts | undefined,
): FileReport[] {
  const isSilenced = (id: string, { file, at }: PlacedFinding) =>
    whole?.silenced.some((place) => place.rule === id && place.file === file && place.at.start === at.start);
  return [...byFile]
    .filter(([file]) => !known.has(file))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, found]) => ({
      file,
      findings: inOrder(
        found.flatMap(({ one: { id, rule, severity }, finding }) =>
          isSilenced(id, finding)
            ? []
            : [
                report(
                  { path: file, broken: false },
                  id,
                  finding,
                  severity ?? finding.severity ?? rule?.severity ?? 'warning',
                ),
              ],
        ),
      ),
      failures: [],
      dags: 0,
    }));
}

/** The deployment's own files may do what no Python file does. */
function withDeployments(whole: WholeFacts, { configurationFiles }: Project): WholeFacts {
  if (whole.cleansMetadata) return whole;
  return { ...whole, cleansMetadata: configurationFiles.some(({ text }) => cleansMetadata(text)) };
}

interface Ran {
  readonly resolved: readonly ResolvedRule[];
  readonly ran: ReadonlySet<string>;
  readonly rules: readonly RegisteredRule[];
}

function reportedIn(
  file: ConfigurationFile,
  found: readonly { readonly one: ResolvedRule; readonly finding: PlacedFinding }[],
  { resolved, ran, rules }: Ran,
): Reported[] {
  if (found.length === 0 && file.comments.length === 0) return [];
  const statements = found.map(({ finding }) => finding.at).sort((a, b) => a.start - b.start);
  const commented = { ...file, statements };
  const ignores = ignoresOf(file);
  const silenced = suppression(commented, ignores);
  const reported = found.flatMap(({ one, finding }) => {
    if (silenced.silences(one.id, one.rule ?? {}, finding)) return [];
    const own = finding.severity ?? one.rule?.severity ?? 'warning';
    return [report(file, one.id, finding, one.severity ?? (file.stage === 'development' ? mild(own) : own))];
  });
  const unused = resolved.find((one) => one.id === 'unused-ignore');
  if (unused && !file.broken) {
    const known = [...new Set([...ruleIds(), ...rules.map((one) => one.id)])];
    for (const finding of unusedIgnores(commented, ignores, silenced.used, known, ran)) {
      if (!silenced.silences(unused.id, {}, finding))
        reported.push(report(file, unused.id, finding, unused.severity ?? 'warning'));
    }
  }
  // Deployments that share a file may speak of the same place: the gravest is shown.
  return inOrder(reported.sort((a, b) => graver.indexOf(a.severity) - graver.indexOf(b.severity)));
}

function mild(severity: Severity): Severity {
  return severity === 'hint' ? 'hint' : 'info';
}

/** What all analysed Python files come to. */
export function wholeFacts(reports: readonly FileReport[]): WholeFacts {
  const counts: Record<string, number> = {};
  for (const report of reports)
    for (const [id, number] of Object.entries(report.counts ?? {})) counts[id] = (counts[id] ?? 0) + number;
  const built = reports.filter((one) => one.notes !== undefined);
  const longest = built.flatMap(({ notes }) => notes?.longest ?? []).sort((a, b) => b.seconds - a.seconds)[0];
  return {
    dagFiles: built.length,
    dags: built.reduce((sum, one) => sum + one.dags, 0),
    findings: counts,
    ...(longest ? { longest } : {}),
    cleansMetadata: built.some((one) => one.notes?.cleansMetadata),
    waitingTasks: built.reduce((sum, one) => sum + (one.notes?.waitingTasks ?? 0), 0),
    scheduled: [...built]
      .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
      .flatMap(({ notes }) => notes?.scheduled ?? []),
    silenced: built.flatMap(({ silenced }) => silenced ?? []),
  };
}
