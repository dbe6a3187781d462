/** What the suites share: opening files of the workspace, looking at findings, waiting. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { DagperfApi } from '../../../client/src/extension.ts';

/** The extension under test. */
export function extension(): vscode.Extension<DagperfApi> {
  const found = vscode.extensions.getExtension<DagperfApi>('dagperf.dagperf');
  assert.ok(found, 'the extension is installed');
  return found;
}

/** A file of the workspace. */
export function uriOf(relative: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  return vscode.Uri.joinPath(folder.uri, relative);
}

/** Opens a file of the workspace and brings it to the front. */
export async function open(relative: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(relative));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Our findings in a file, as the editor has them now. */
export function findingsIn(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'dagperf');
}

/** The id of the rule of a finding. */
export function ruleOf(finding: vscode.Diagnostic): string {
  return String((finding.code as { value: string }).value);
}

/**
 * The quick fix for the first finding of a rule whose title includes this; fails with the titles there are after 30 s. It
 * waits, because a document that was out of sight gets its findings again when it is shown, and because the server turns
 * requests down while a change of the project is read, upon which the editor shows no actions.
 */
export async function quickFix(uri: vscode.Uri, rule: string, title: string): Promise<vscode.CodeAction> {
  let titles: string[] = [];
  for (const started = Date.now(); Date.now() - started < 30_000; await pause(100)) {
    const finding = findingsIn(uri).find((one) => ruleOf(one) === rule);
    if (finding === undefined) continue;
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      finding.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    titles = found.map((one) => one.title);
    const action = found.find((one) => one.title.includes(title));
    if (action) return action;
  }
  throw new Error(`no "${title}" for ${rule} among: ${titles.join(' | ')}`);
}

/** Applies the quick fix with this title. */
export async function applyQuickFix(uri: vscode.Uri, rule: string, title: string): Promise<void> {
  const { edit } = await quickFix(uri, rule, title);
  assert.ok(edit && (await vscode.workspace.applyEdit(edit)), `"${title}" is applied`);
}

interface Reported {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: string;
  readonly file: string;
  readonly range: Record<'start' | 'end', { readonly line: number; readonly column: number }>;
}

/** A line for each finding of `dagperf check` in a file of the workspace, sorted. */
export function foundByCommand(relative: string): string[] {
  const { findings } = JSON.parse(readFileSync(process.env.DAGPERF_EXPECTED ?? '', 'utf8'));
  const here = (findings as Reported[]).filter((one) => one.file === relative);
  return here
    .map(({ rule, severity, message, range: { start, end } }) => {
      const place = `${start.line}:${start.column}-${end.line}:${end.column}`;
      return `${place} ${severity} ${rule} ${message}`;
    })
    .sort();
}

/** The same lines for what the editor shows. */
export function shownByEditor(uri: vscode.Uri): string[] {
  return findingsIn(uri)
    .map((one) => {
      const { start, end } = one.range;
      const place = `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
      const severity = ['error', 'warning', 'info', 'hint'][one.severity];
      return `${place} ${severity} ${ruleOf(one)} ${one.message}`;
    })
    .sort();
}

/** Waits until a condition holds; fails with what it is after 30 s. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await holds()); ) {
    if (Date.now() - started > 30_000) throw new Error(`still not so after 30 s: ${holds}`);
    await pause(50);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
