/** `dagperf check`: files in, report out. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { analyze } from '../engine/analyze.ts';
import type { Configuration } from '../engine/configuration.ts';
import { type Analysis, applyEdits, fixUntilStable } from '../engine/fix.ts';
import type { Failure, Reported } from '../engine/report.ts';
import { readSource, reason, type TextFile } from '../host/read.ts';
import { findRoot, loadWorkspace, pythonFiles, type Workspace } from '../host/workspace.ts';
import { extract } from '../model/extract.ts';
import type { CheckedFile, CheckResult } from '../report/summary.ts';
import type { Edit, Safety } from '../rules/rule.ts';
import { loadParser } from '../syntax/load.ts';
import type { Parser } from '../syntax/parser.ts';
import { editFile, type FileChange, writeChanges } from './write.ts';

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly configurationFile?: string;
  /** What the command line says, laid over the configuration file. */
  readonly override: (base: Configuration) => Configuration;
  /** Kinds of fixes to apply; none: only check. */
  readonly fix: readonly Safety[];
  /** Give the changes back instead of writing them. */
  readonly dryRun: boolean;
  readonly progress: (line: string) => void;
}

export interface CheckOutcome {
  readonly result: CheckResult;
  /** With `dryRun`, what would be written. */
  readonly changes: readonly FileChange[];
  /** dagperf's own configuration is wrong. */
  readonly configurationProblems: readonly string[];
  readonly fixed: number;
}

/** Checks, and fixes where asked. Whatever cannot be read or written is a failure, and the rest goes on. */
export async function check(options: CheckOptions): Promise<CheckOutcome> {
  const { parser } = await loadParser();
  const run = new Map<string, CheckedFile>();
  const state: State = {
    options,
    parser,
    workspaces: new Map(),
    files: run,
    failures: [],
    counted: { files: 0, dags: 0 },
    changes: [],
    fixed: 0,
  };
  for (const given of options.paths) await checkPath(path.resolve(options.cwd, given), given, state);
  const workspaces = await Promise.all(state.workspaces.values());
  const configurationProblems = new Set<string>();
  for (const workspace of workspaces) {
    for (const problem of workspace.problems) {
      const file = shown(path.resolve(workspace.root, problem.file), options.cwd);
      const place = problem.line ? `${file}:${problem.line}:${problem.column ?? 1}` : file;
      if (problem.kind === 'configuration') configurationProblems.add(`${place}: ${problem.message}`);
      else state.failures.push({ file, message: problem.message });
    }
  }
  const texts = new Map([...run.values()].map((file) => [file.path, file.text]));
  for (const file of run.values()) {
    for (const related of file.findings.flatMap((finding) => finding.related ?? [])) {
      if (!related.file || texts.has(related.file)) continue;
      const source = await readSource(path.resolve(options.cwd, related.file));
      if (source.kind === 'text') texts.set(related.file, source.text);
    }
  }
  const files = [...run.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    result: { files, failures: state.failures, counted: state.counted, textOf: (file) => texts.get(file) },
    changes: state.changes,
    configurationProblems: [...configurationProblems],
    fixed: state.fixed,
  };
}

interface State {
  readonly options: CheckOptions;
  readonly parser: Parser;
  /** Root → workspace. */
  readonly workspaces: Map<string, Promise<Workspace>>;
  /** Absolute path → file: a file that two paths name is checked once. */
  readonly files: Map<string, CheckedFile>;
  readonly failures: Failure[];
  readonly counted: { files: number; dags: number };
  readonly changes: FileChange[];
  fixed: number;
}

async function checkPath(absolute: string, given: string, state: State): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(absolute)).isDirectory();
  } catch (error) {
    state.failures.push({ file: given, message: reason(error) });
    return;
  }
  const workspace = await workspaceOf(isFolder ? absolute : path.dirname(absolute), state);
  if (!isFolder) return checkFile(absolute, workspace, state);
  for await (const entry of pythonFiles(workspace, absolute)) {
    if (entry.kind === 'file') await checkFile(entry.path, workspace, state);
    else state.failures.push({ file: shown(entry.path, state.options.cwd), message: entry.message });
  }
}

async function workspaceOf(folder: string, state: State): Promise<Workspace> {
  const root = await findRoot(folder);
  const { configurationFile, override } = state.options;
  const known = state.workspaces.get(root);
  if (known) return known;
  const loading = loadWorkspace(root, { override, ...(configurationFile ? { configurationFile } : {}) });
  state.workspaces.set(root, loading);
  return loading;
}

async function checkFile(absolute: string, workspace: Workspace, state: State): Promise<void> {
  if (state.files.has(absolute)) return;
  const { cwd } = state.options;
  const name = shown(absolute, cwd);
  state.options.progress(name);
  const source = await readSource(absolute);
  if (source.kind === 'unreadable') {
    state.failures.push({ file: name, message: source.message });
    return;
  }
  state.counted.files++;
  // What has no word of Airflow in it builds no Dag; Airflow's own discovery looks for the word, too.
  if (!/airflow/i.test(source.text)) return;
  const relative = path.relative(workspace.root, absolute).replaceAll(path.sep, '/');
  const analyse = (text: string): Analysis => {
    const facts = extract(relative, state.parser.parse(text));
    return { ...analyze(facts, workspace.project, workspace.configuration), broken: facts.broken, facts };
  };
  try {
    const { text, report } = await fixedOrNot(absolute, source, analyse, workspace, state);
    state.counted.dags += report.dags;
    for (const failure of report.failures) state.failures.push({ ...failure, file: name });
    const findings = report.findings.map((finding) => withShownPaths(finding, name, workspace.root, cwd));
    state.files.set(absolute, { path: name, text, dags: report.dags, findings });
  } catch (error) {
    state.failures.push({ file: name, message: reason(error) });
  }
}

/** The file's text and report, after its fixes were written where fixing is asked for. */
async function fixedOrNot(
  absolute: string,
  source: TextFile,
  analyse: (text: string) => Analysis,
  workspace: Workspace,
  state: State,
): Promise<{ text: string; report: Analysis }> {
  const { fix, dryRun } = state.options;
  const report = analyse(source.text);
  if (fix.length === 0 || source.encoding !== 'utf-8') return { text: source.text, report };
  const fixed = fixUntilStable(source.text, fix, analyse);
  if (fixed.applied.length === 0) return { text: source.text, report };
  const changes = [
    editFile(absolute, source, fixed.text),
    ...(await otherChanges(fixed.otherFiles, workspace.root)),
  ];
  const failures = dryRun ? [] : await writeChanges(changes);
  if (dryRun) state.changes.push(...changes);
  if (failures.length > 0) {
    for (const { file, message } of failures)
      state.failures.push({ file: shown(file, state.options.cwd), message });
    return { text: source.text, report };
  }
  state.fixed += fixed.applied.length;
  return { text: fixed.text, report: analyse(fixed.text) };
}

/** The edits of other files, file by file. */
async function otherChanges(
  edits: readonly (Edit & { readonly file: string })[],
  root: string,
): Promise<FileChange[]> {
  const changes: FileChange[] = [];
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const absolute = path.resolve(root, file);
    const source = await readSource(absolute);
    if (source.kind === 'unreadable') throw new Error(`${file}: ${source.message}`);
    const own = edits.filter((edit) => edit.file === file);
    changes.push(editFile(absolute, source, applyEdits(source.text, own)));
  }
  return changes;
}

function withShownPaths(finding: Reported, name: string, root: string, cwd: string): Reported {
  const related = finding.related?.map((one) =>
    one.file ? { ...one, file: shown(path.resolve(root, one.file), cwd) } : one,
  );
  return { ...finding, file: name, ...(related ? { related } : {}) };
}

/** Relative to the working directory, with `/`. */
export function shown(absolute: string, cwd: string): string {
  return (path.relative(cwd, absolute) || '.').replaceAll(path.sep, '/');
}
