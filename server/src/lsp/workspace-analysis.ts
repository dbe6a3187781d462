/** All Python files of the workspace → one report, file after file, so that typing never waits. */
import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { noFile, wholeFacts } from '../engine/analyze-project.ts';
import type { FileReport, Reported } from '../engine/report.ts';
import type { WholeFacts } from '../project/whole.ts';
import type {
  FileSummary,
  Severity,
  WorkspaceFailure,
  WorkspaceFinding,
  WorkspaceReport,
} from '../protocol.ts';
import { amountText, costText } from '../report/costs.ts';
import { costTotals } from '../report/summary.ts';
import { ruleUrl } from '../rules/registry.ts';
import type { Parser } from '../syntax/parser.ts';
import { message, type OpenFiles, type Snapshot, skipReason } from './open-files.ts';
import type { ServerParts } from './parts.ts';
import { type TextSource, toRange } from './project-texts.ts';
import { absolutePath, pathToUri, projectPath } from './uris.ts';
import type { FolderState, Workspaces } from './workspaces.ts';

export interface AnalysisHost {
  readonly parts: ServerParts;
  readonly workspaces: Workspaces;
  readonly texts: TextSource;
  parser(): Promise<Parser | undefined>;
  /** The documents that are open. */
  openUris?(): readonly string[];
  /** Gets the findings on all files of a folder's deployments: their diagnostics are shown, open or not. */
  configurationFindings?(state: FolderState, reports: readonly FileReport[], whole: WholeFacts): void;
}

/** Undefined when it was cancelled. A file that cannot be read or checked is one of `failures`. */
export async function analyzeWorkspace(
  host: AnalysisHost,
  progress: WorkDoneProgressReporter,
  token: CancellationToken,
): Promise<WorkspaceReport | undefined> {
  const began = performance.now();
  const parser = await host.parser();
  const collected: Collected = { files: 0, dags: 0, findings: [], failures: [], reports: [] };
  if (parser === undefined) throw new Error('no parser could be loaded');
  progress.begin('dagperf', undefined, 'Reading the workspace', true);
  try {
    for (const state of await host.workspaces.all()) {
      const failed = (path: string, text: string) => {
        collected.failures.push({ uri: pathToUri(path), path, message: text });
      };
      for await (const path of state.workspace.dagFiles(failed)) {
        if (token.isCancellationRequested) return undefined;
        if (belongsElsewhere(path, state, host)) continue;
        await analyzeFile(path, state, parser, host, collected);
        if (collected.files % 20 === 1) progress.report(`${collected.files} files`);
        await nextTurn();
      }
      await analyzeDeployments(state, host, collected);
    }
  } finally {
    progress.done();
  }
  collected.findings.sort((a, b) => compare(a.path, b.path));
  const seconds = (performance.now() - began) / 1000;
  const totals = costTotals(collected.findings).map((total) => ({ ...total, amountText: amountText(total) }));
  const { reports: _, ...shown } = collected;
  return { ...shown, totals, seconds };
}

/** Folders of the workspace may lie in one another: each file is that of the nearest one, and read once. */
function belongsElsewhere(listed: string, { folder }: FolderState, { workspaces }: AnalysisHost): boolean {
  const uri = pathToUri(absolutePath(folder?.root ?? '.', listed));
  return workspaces.folderOf(uri)?.root !== folder?.root;
}

interface Collected {
  files: number;
  dags: number;
  readonly findings: WorkspaceFinding[];
  readonly failures: WorkspaceFailure[];
  /** Of the Python files of the folder that is being analysed. */
  reports: FileReport[];
}

/** The files of a folder's deployments, open ones as they are in the editor, and the folder as a whole. */
async function analyzeDeployments(
  state: FolderState,
  host: AnalysisHost,
  collected: Collected,
): Promise<void> {
  const root = state.folder?.root ?? '.';
  const whole = wholeFacts(collected.reports);
  collected.reports = [];
  if (!state.settings.enable) return;
  const uris = host.openUris?.() ?? [];
  const texts = new Map(
    uris.flatMap((uri) => {
      const path = host.workspaces.pathOf(uri, state);
      const text = host.texts.find(absolutePath(root, path))?.getText();
      return text === undefined ? [] : [[path, text] as const];
    }),
  );
  const { reports } = state.workspace.checkConfiguration?.(texts, whole) ?? { reports: [] };
  host.configurationFindings?.(state, reports, whole);
  for (const report of reports) {
    const absolute = report.file === noFile ? root : absolutePath(root, report.file);
    const isPython = report.file.endsWith('.py');
    const text =
      texts.get(report.file) ??
      state.workspace.textOf(report.file) ??
      (isPython ? await host.parts.readText(absolute) : undefined) ??
      '';
    const document = TextDocument.create(pathToUri(absolute), isPython ? 'python' : 'plaintext', 0, text);
    collect(report, document.uri, document, collected);
  }
}

async function analyzeFile(
  listed: string,
  state: FolderState,
  parser: Parser,
  host: AnalysisHost,
  collected: Collected,
): Promise<void> {
  const root = state.folder?.root ?? '.';
  const absolute = absolutePath(root, listed);
  const path = projectPath(root, absolute) ?? absolute;
  const open = host.texts.find(absolute);
  const uri = open?.uri ?? pathToUri(absolute);
  collected.files++;
  const text = open?.getText() ?? (await host.parts.readText(absolute));
  if (text === undefined) {
    collected.failures.push({ uri, path, message: 'The file cannot be read' });
    return;
  }
  if (skipReason(path, text, state) !== undefined) return;
  const { configuration, modules } = state.workspace;
  try {
    const reached = await modules?.with([path]);
    const project = { ...state.workspace.project, ...(reached ? { modules: reached } : {}) };
    const importer = await modules?.importer();
    const around = { project, configuration, ...(importer ? { importer } : {}) };
    const { report } = host.parts.check(path, parser.parse(text), around);
    collect(report, uri, TextDocument.create(uri, 'python', 0, text), collected);
  } catch (error) {
    collected.failures.push({ uri, path, message: message(error) });
  }
}

function collect(report: FileReport, uri: string, document: TextDocument, collected: Collected): void {
  collected.dags += report.dags;
  collected.reports.push(report);
  collected.findings.push(...report.findings.map((finding) => row(finding, uri, document)));
  collected.failures.push(
    ...report.failures.map(({ file, message: text, rule }) => ({
      uri,
      path: file,
      message: text,
      ...(rule === undefined ? {} : { rule }),
    })),
  );
}

function row(finding: Reported, uri: string, document: TextDocument): WorkspaceFinding {
  const { file, rule, severity, cost, at } = finding;
  return {
    uri,
    path: file === noFile ? '.' : file,
    range: toRange(document, at),
    rule,
    ruleUrl: ruleUrl(rule),
    severity,
    message: finding.message,
    ...(cost === undefined ? {} : { cost, costText: costText(cost) }),
    fixable: (finding.fixes?.length ?? 0) > 0,
  };
}

/** Numbers about one open document. */
export function fileSummary({ uri, version, checked, skipped }: Snapshot): FileSummary {
  const findings = checked?.report.findings ?? [];
  const bySeverity: Record<Severity, number> = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of findings) bySeverity[severity]++;
  return {
    uri,
    version,
    dags: checked?.report.dags ?? 0,
    findings: findings.length,
    bySeverity,
    fixable: findings.filter(({ fixes }) => (fixes?.length ?? 0) > 0).length,
    ...(skipped === undefined ? {} : { skipped }),
  };
}

/** The summary for a document, null when it is not open. */
export async function summarize(uri: string, files: OpenFiles): Promise<FileSummary | null> {
  const snapshot = await files.snapshot(uri);
  return snapshot === undefined ? null : fileSummary(snapshot);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
