/** The files of a project's deployments: their findings, and what fixes make of them. */
import path from 'node:path';
import { inOrder } from '../engine/analyze.ts';
import { analyzeConfiguration, noFile, wholeFacts } from '../engine/analyze-project.ts';
import type { Analysis } from '../engine/fix.ts';
import type { FileReport } from '../engine/report.ts';
import { readSource } from '../host/read.ts';
import { relativeTo } from '../host/walk.ts';
import { type Workspace, withDeployment } from '../host/workspace.ts';
import { isDeploymentFile } from '../project/link.ts';
import type { WholeFacts } from '../project/whole.ts';
import { inProject, type State, shown, withShownPaths } from './check.ts';
import { fixFile } from './fix-file.ts';
import type { CheckedProject } from './projects.ts';
import type { Target } from './targets.ts';
import { afterChange } from './write.ts';

export interface ConfigurationRequest {
  readonly project: CheckedProject;
  /** What was asked for in this project. */
  readonly targets: readonly Target[];
  readonly state: State;
}

/**
 * Checks the configuration files that are named or lie in a folder that is, and with the whole project what all of its
 * Python files come to.
 */
export async function checkConfiguration({ project, targets, state }: ConfigurationRequest): Promise<void> {
  const { root } = project.workspace;
  const isWhole = targets.some(
    ({ kind, absolute }) => kind === 'folder' && relativeTo(absolute, root) !== undefined,
  );
  const whole = isWhole ? wholeFacts(state.reports.get(root) ?? []) : undefined;
  const isAsked = (file: string) =>
    file === noFile ? isWhole : targets.some((target) => names(target, path.resolve(root, file)));
  for (const target of targets) {
    if (target.kind === 'file' && isDeploymentFile(inProject(target.absolute, project)))
      state.counted.files++;
  }
  for (const report of reportsOf(project.workspace, whole)) {
    const { file, failures } = report;
    if (file.endsWith('.py')) {
      if (isAsked(file)) await addToPython(report, project, state);
    } else if (isAsked(file)) await checkOne(file, whole, project, state);
    for (const failure of failures) state.failures.push({ ...failure, file: shown(root, state.options.cwd) });
  }
}

function names({ kind, absolute }: Target, file: string): boolean {
  return kind === 'file' ? absolute === file : relativeTo(absolute, file) !== undefined;
}

function reportsOf({ project, configuration }: Workspace, whole: WholeFacts | undefined): FileReport[] {
  return analyzeConfiguration(project, configuration, whole);
}

/** Adds what is found about the whole project to what is found in a Python file. */
async function addToPython(
  { file, findings }: FileReport,
  { workspace }: CheckedProject,
  { options: { cwd }, files, changes }: State,
): Promise<void> {
  const absolute = path.resolve(workspace.root, file);
  const name = shown(absolute, cwd);
  const added = findings.map((one) => withShownPaths(one, name, workspace.root, cwd));
  const position = files.findIndex((one) => one.path === name);
  const known = files[position];
  if (known) {
    files[position] = { ...known, findings: inOrder([...known.findings, ...added]) };
    return;
  }
  // With a dry run, the findings are those of the text that would be written.
  const change = changes.findLast((one) => one.path === absolute);
  const source = change ? afterChange(change) : await readSource(absolute);
  if (source.kind === 'text') files.push({ path: name, text: source.text, dags: 0, findings: added });
}

async function checkOne(
  file: string,
  whole: WholeFacts | undefined,
  project: CheckedProject,
  state: State,
): Promise<void> {
  const { cwd, fix, dryRun } = state.options;
  const { workspace } = project;
  const source = workspace.deployment.get(file);
  const absolute = path.resolve(workspace.root, file);
  const name = shown(absolute, cwd);
  const analyse = (text: string): Analysis => {
    const changed = source && new Map([[file, { ...source, text }]]);
    const known = changed && text !== source.text ? withDeployment(workspace, changed) : workspace;
    const report = reportsOf(known, whole).find((one) => one.file === file);
    const broken = known.project.configurationFiles.some((one) => one.path === file && one.broken);
    return { ...(report ?? { file, findings: [], failures: [], dags: 0 }), broken };
  };
  const outcome = source
    ? await fixFile({ absolute, source, project, allowed: fix, dryRun, analyse })
    : { text: '', report: analyse(''), applied: 0, changes: [], failures: [] };
  if (dryRun) state.changes.push(...outcome.changes);
  state.fixed += outcome.applied;
  for (const failure of outcome.failures) state.failures.push({ ...failure, file: shown(failure.file, cwd) });
  if (source && outcome.applied > 0 && outcome.failures.length === 0) {
    const fixed = outcome.changes.find((one) => one.path === absolute);
    if (fixed) project.workspace = withDeployment(project.workspace, new Map([[file, afterChange(fixed)]]));
  }
  const findings = outcome.report.findings.map((one) => withShownPaths(one, name, workspace.root, cwd));
  if (findings.length > 0) state.files.push({ path: name, text: outcome.text, dags: 0, findings });
}
