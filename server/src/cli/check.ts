/** `dagperf check`: files in, report out. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { check as checkTree } from '../engine/check.ts';
import type { Analysis } from '../engine/fix.ts';
import type { Failure, FileReport, Reported } from '../engine/report.ts';
import { readSource, reason } from '../host/read.ts';
import { pythonFiles, type WorkspaceProblem } from '../host/workspace.ts';
import { extract } from '../model/extract.ts';
import type { FileFacts } from '../model/facts.ts';
import { placesThatBuild } from '../model/made.ts';
import { isDeploymentFile } from '../project/link.ts';
import type { ProjectModules } from '../project/modules.ts';
import { codeParsedBy } from '../project/parsed-code.ts';
import { positionsIn } from '../report/positions.ts';
import type { CheckedFile, CheckResult } from '../report/summary.ts';
import type { Safety } from '../rules/rule.ts';
import { loadParser } from '../syntax/load.ts';
import type { Parser } from '../syntax/parser.ts';
import { checkConfiguration } from './check-configuration.ts';
import { fixFile } from './fix-file.ts';
import { type CheckedProject, openProjects, type ProjectOptions, type Projects } from './projects.ts';
import { resolveTargets, type Target } from './targets.ts';
import type { FileChange } from './write.ts';

export interface CheckOptions extends ProjectOptions {
  readonly paths: readonly string[];
  /** `exclude` holds for named files, too: for hooks that name every file that has changed. */
  readonly forceExclude: boolean;
  /** Kinds of fixes to apply; none: only check. */
  readonly fix: readonly Safety[];
  /** Give the changes back instead of writing them. */
  readonly dryRun: boolean;
  readonly progress: (line: string) => void;
}

export interface CheckOutcome {
  readonly result: CheckResult;
  /** With `dryRun`, what would be written, in order; a file may come more than once. */
  readonly changes: readonly FileChange[];
  /** What is wrong with dagperf's own configuration; projects that it is for were not checked. */
  readonly configurationProblems: readonly string[];
  /** What a person may want to know and a program need not. */
  readonly notes: readonly string[];
  readonly fixed: number;
}

/** Checks, and fixes where asked. Whatever cannot be read or written is a failure, and the rest goes on. */
export async function check(options: CheckOptions): Promise<CheckOutcome> {
  const projects = openProjects(options);
  const { targets, failures } = await resolveTargets(options.paths, options.cwd);
  for (const target of targets) await projectOf(target, projects);
  const all = await projects.all();
  const configured = all.filter(isConfigured);
  const state: State = {
    options,
    parser: (await loadParser()).parser,
    seen: new Set(),
    files: [],
    failures: [...failures],
    notes: [],
    counted: { files: 0, dags: 0 },
    changes: [],
    reports: new Map(),
    withoutDags: [],
    fixed: 0,
  };
  for (const { file, message } of problems(configured, 'deployment', options.cwd))
    state.failures.push({ file, message });
  for (const target of targets) {
    const project = await projectOf(target, projects);
    if (isConfigured(project)) await checkTarget(target, project, state);
  }
  for (const one of state.withoutDags) await checkModule(one, state);
  for (const project of configured) {
    const own = await targetsIn(project, targets, projects);
    await checkConfiguration({ project, targets: own, state });
  }
  for (const { file, line, column, message } of problems(configured, 'broken', options.cwd))
    state.notes.push(`${file}:${line}:${column}: ${message}`);
  const failed = new Set(state.failures.map((one) => one.file));
  for (const { file, message } of problems(configured, 'search', options.cwd))
    if (!failed.has(file)) state.notes.push(`${file}: ${message}`);
  const configurationProblems = problems(all, 'configuration', options.cwd).map(
    ({ file, line, column, message }) =>
      line ? `${file}:${line}:${column ?? 1}: ${message}` : `${file}: ${message}`,
  );
  const { changes, notes, fixed } = state;
  return { result: await resultOf(state), changes, configurationProblems, notes, fixed };
}

/** What is being put together. */
export interface State {
  readonly options: CheckOptions;
  readonly parser: Parser;
  /** Paths without symbolic links: a file that two paths name is checked once. */
  readonly seen: Set<string>;
  readonly files: CheckedFile[];
  readonly failures: Failure[];
  readonly notes: string[];
  readonly counted: { files: number; dags: number };
  readonly changes: FileChange[];
  /** Of the checked Python files, by the root of their project. */
  readonly reports: Map<string, FileReport[]>;
  /** Files that build no Dags: whether DAG files run them is known when all of those are read. */
  readonly withoutDags: FileWithoutDags[];
  fixed: number;
}

interface FileWithoutDags {
  readonly absolute: string;
  readonly project: CheckedProject;
  /** Has the word in it. */
  readonly isOfAirflow: boolean;
}

async function targetsIn(
  project: CheckedProject,
  targets: readonly Target[],
  projects: Projects,
): Promise<Target[]> {
  const own: Target[] = [];
  for (const target of targets) if ((await projectOf(target, projects)) === project) own.push(target);
  return own;
}

function projectOf({ kind, absolute }: Target, projects: Projects): Promise<CheckedProject> {
  return projects.of(kind === 'folder' ? absolute : path.dirname(absolute));
}

/** What a file is to be checked for, or whether at all, is not known where the configuration is wrong. */
function isConfigured({ workspace }: CheckedProject): boolean {
  return workspace.problems.every((problem) => problem.kind !== 'configuration');
}

interface ShownProblem {
  readonly file: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

function problems(
  projects: readonly CheckedProject[],
  kind: WorkspaceProblem['kind'],
  cwd: string,
): ShownProblem[] {
  const found = projects.flatMap(({ workspace }) =>
    workspace.problems
      .filter((problem) => problem.kind === kind)
      .map((problem) => ({ ...problem, file: shown(path.resolve(workspace.root, problem.file), cwd) })),
  );
  // Two projects may share one configuration file.
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

async function checkTarget(target: Target, project: CheckedProject, state: State): Promise<void> {
  const { absolute, kind, isNamed } = target;
  const { workspace } = project;
  if (kind === 'file') {
    if (isDeploymentFile(inProject(absolute, project))) return;
    const mayBeLeftOut = !isNamed || state.options.forceExclude;
    if (mayBeLeftOut && workspace.isExcluded(inProject(absolute, project))) return;
    return checkFile(absolute, project, state);
  }
  for await (const entry of pythonFiles(workspace, absolute)) {
    const name = shown(entry.path, state.options.cwd);
    if (entry.kind === 'file') await checkFile(entry.path, project, state);
    else if (entry.kind === 'skipped') state.notes.push(`${name}: ${entry.message}`);
    else state.failures.push({ file: name, message: entry.message });
  }
}

async function checkFile(absolute: string, project: CheckedProject, state: State): Promise<void> {
  const { cwd } = state.options;
  const real = await realpath(absolute).catch(() => absolute);
  if (state.seen.has(real)) return;
  state.seen.add(real);
  const name = shown(absolute, cwd);
  state.options.progress(name);
  const source = await readSource(absolute);
  if (source.kind === 'unreadable') {
    state.failures.push({ file: name, message: source.message });
    return;
  }
  state.counted.files++;
  // What has no word of Airflow in it builds no Dag; Airflow's own discovery looks for the word, too.
  if (!/airflow/i.test(source.text)) {
    state.withoutDags.push({ absolute, project, isOfAirflow: false });
    return;
  }
  const { workspace } = project;
  const relative = inProject(absolute, project);
  try {
    const first =
      workspace.modules.take(relative, source.text) ?? extract(relative, state.parser.parse(source.text));
    const { dags, tasks } = placesThatBuild(first);
    if (dags + tasks === 0) {
      state.withoutDags.push({ absolute, project, isOfAirflow: true });
      return;
    }
    const modules = await workspace.modules.behind(first);
    await analyseFile({ absolute, source, project, first, modules }, state);
  } catch (error) {
    state.failures.push({ file: name, message: reason(error) });
  }
}

/** A file that builds no Dags, once all DAG files are read: those that none of them runs are left alone. */
async function checkModule({ absolute, project, isOfAirflow }: FileWithoutDags, state: State): Promise<void> {
  const relative = inProject(absolute, project);
  try {
    const modules = await project.workspace.modules.with(isOfAirflow ? [relative] : []);
    if (!isOfAirflow && !codeParsedBy(modules, relative)) return;
    const source = await readSource(absolute);
    if (source.kind === 'unreadable') return;
    const first = extract(relative, state.parser.parse(source.text));
    await analyseFile({ absolute, source, project, first, modules }, state);
  } catch (error) {
    state.failures.push({ file: shown(absolute, state.options.cwd), message: reason(error) });
  }
}

interface ReadFile {
  readonly absolute: string;
  readonly source: Extract<Awaited<ReturnType<typeof readSource>>, { kind: 'text' }>;
  readonly project: CheckedProject;
  /** The facts of this text. */
  readonly first: FileFacts;
  readonly modules: ProjectModules;
}

async function analyseFile(
  { absolute, source, project, first, modules }: ReadFile,
  state: State,
): Promise<void> {
  const { cwd, fix, dryRun } = state.options;
  const name = shown(absolute, cwd);
  const { workspace } = project;
  const relative = first.path;
  const around = {
    project: { ...workspace.project, modules },
    configuration: workspace.configuration,
    importer: await workspace.modules.importer(),
  };
  const analyse = (text: string): Analysis => {
    const known = text === source.text ? first : undefined;
    const { file, report } = checkTree(relative, state.parser.parse(text), around, known);
    return { ...report, broken: file.broken, facts: file };
  };
  const outcome = await fixFile({ absolute, source, project, allowed: fix, dryRun, analyse });
  const { text, report } = outcome;
  if (report.facts?.syntaxError) {
    const { line, column } = positionsIn(text).at(report.facts.syntaxError.start);
    state.notes.push(`${name}:${line}:${column}: syntax error: checked as far as it can be read, not fixed`);
  }
  if (dryRun) state.changes.push(...outcome.changes);
  else if (outcome.applied > 0) workspace.modules.changed([relative]);
  state.fixed += outcome.applied;
  state.counted.dags += report.dags;
  state.reports.set(workspace.root, [...(state.reports.get(workspace.root) ?? []), report]);
  for (const failure of outcome.failures) state.failures.push({ ...failure, file: shown(failure.file, cwd) });
  for (const failure of report.failures) state.failures.push({ ...failure, file: name });
  const findings = report.findings.map((one) => withShownPaths(one, name, workspace.root, cwd));
  if (findings.length > 0) state.files.push({ path: name, text, dags: report.dags, findings });
}

/** Everything in order: the paths may have been given in any. */
async function resultOf({ files, failures, counted, options }: State): Promise<CheckResult> {
  const texts = new Map(files.map((file) => [file.path, file.text]));
  for (const related of files.flatMap((file) => file.findings).flatMap((one) => one.related ?? [])) {
    if (!related.file || texts.has(related.file)) continue;
    const source = await readSource(path.resolve(options.cwd, related.file));
    if (source.kind === 'text') texts.set(related.file, source.text);
  }
  const unique = new Map(failures.map((one) => [`${one.file}\n${one.message}`, one]));
  return {
    files: files.sort((a, b) => compare(a.path, b.path)),
    failures: [...unique].sort(([a], [b]) => compare(a, b)).map(([, failure]) => failure),
    counted,
    textOf: (file) => texts.get(file),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The finding of a file with all paths as they are shown. */
export function withShownPaths(finding: Reported, name: string, root: string, cwd: string): Reported {
  const related = finding.related?.map((one) =>
    one.file ? { ...one, file: shown(path.resolve(root, one.file), cwd) } : one,
  );
  return { ...finding, file: name, ...(related ? { related } : {}) };
}

/** Relative to the root of its project, with `/`. */
export function inProject(absolute: string, { workspace }: CheckedProject): string {
  return path.relative(workspace.root, absolute).replaceAll(path.sep, '/');
}

/** Relative to the working directory, with `/`. */
export function shown(absolute: string, cwd: string): string {
  return (path.relative(cwd, absolute) || '.').replaceAll(path.sep, '/');
}
