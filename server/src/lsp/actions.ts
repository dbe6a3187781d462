/** Code actions, computed from the current text: nothing of an earlier request is needed. */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  Command,
  type Diagnostic,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { type Analysis, fixUntilStable } from '../engine/fix.ts';
import type { Reported } from '../engine/report.ts';
import { showRuleCommand } from '../protocol.ts';
import { ruleUrl } from '../rules/registry.ts';
import type { Edit, Safety } from '../rules/rule.ts';
import type { Parser } from '../syntax/parser.ts';
import type { ClientFeatures } from './client-features.ts';
import { relatedFiles, toDiagnostic } from './diagnostics.ts';
import { lineEdits, snippetEdit, workspaceEdit } from './edits.ts';
import { ignoreInConfiguration, ignoreInFile, ignoreOnLine, reasonPlaceholder } from './ignore.ts';
import { message, type OpenFiles, type Snapshot } from './open-files.ts';
import type { ServerParts } from './parts.ts';
import { loadTexts, type TextSource, type Texts, toOffsets } from './project-texts.ts';

export const fixAllKind = `${CodeActionKind.SourceFixAll}.dagperf`;

/** What `codeAction/resolve` needs to make the edit of a fix-all action. */
interface FixAllData {
  readonly uri: string;
  readonly allowed: readonly Safety[];
  readonly rule?: string;
}

export interface ActionsHost {
  readonly files: OpenFiles;
  readonly parts: ServerParts;
  readonly texts: TextSource;
  parser(): Promise<Parser | undefined>;
  features(): ClientFeatures;
  log(line: string): void;
}

/**
 * The actions for a range of a document. When the project was read again meanwhile, the text the client asked about is
 * still the present one, so they are computed once more instead of leaving the menu empty.
 */
export async function codeActions(params: CodeActionParams, host: ActionsHost): Promise<CodeAction[]> {
  const { uri } = params.textDocument;
  const version = host.files.version(uri);
  try {
    return await currentActions(params, host);
  } catch (error) {
    if (!(error instanceof ResponseError) || host.files.version(uri) !== version) throw error;
    return currentActions(params, host);
  }
}

async function currentActions(params: CodeActionParams, host: ActionsHost): Promise<CodeAction[]> {
  const snapshot = await host.files.snapshot(params.textDocument.uri);
  if (snapshot?.report === undefined) return [];
  const { findings } = snapshot.report;
  const wants = (kind: string): boolean => wanted(kind, params.context.only);
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const range = toOffsets(snapshot.document, params.range);
    const here = findings.filter(({ at }) => at.start <= range.end && range.start <= at.end);
    const texts = await loadTexts(snapshot, [...relatedFiles(here), ...editedFiles(here)], host.texts);
    host.files.assertCurrent(snapshot);
    const shared = { snapshot, texts, host };
    for (const finding of here) actions.push(...actionsOf(finding, shared));
    actions.push(...ruleActions(here, findings, snapshot));
  }
  if (wants(fixAllKind) && findings.some((finding) => firstFix(finding, ['safe']))) {
    const data: FixAllData = { uri: snapshot.uri, allowed: ['safe'] };
    actions.push({ title: 'Fix all safe dagperf problems', kind: fixAllKind, data });
  }
  if (host.features().resolveEdits) return actions;
  const resolved = await Promise.all(actions.map((action) => resolveOrDrop(action, host)));
  return resolved.filter((action) => action !== undefined);
}

/** A fix-all that fails costs only itself; a document that has changed meanwhile makes all actions out of date. */
async function resolveOrDrop(action: CodeAction, host: ActionsHost): Promise<CodeAction | undefined> {
  try {
    return await resolveAction(action, host);
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    host.log(`${action.title}: ${message(error)}`);
    return undefined;
  }
}

/** Gives a fix-all action its edit, from the text as it is now; other actions come back unchanged. */
export async function resolveAction(action: CodeAction, host: ActionsHost): Promise<CodeAction> {
  if (!isFixAllData(action.data)) return action;
  const { data, ...rest } = action;
  const edit = await fixAllEdit(data, host);
  return edit === undefined ? rest : { ...rest, edit };
}

async function fixAllEdit(data: FixAllData, host: ActionsHost): Promise<WorkspaceEdit | undefined> {
  const [snapshot, parser] = await Promise.all([host.files.snapshot(data.uri), host.parser()]);
  if (snapshot === undefined) return undefined;
  const { state, path, modules } = snapshot;
  if (snapshot.configuration) {
    const before = snapshot.configuration.text;
    const fixed = fixUntilStable(before, data.allowed, (text) => configurationOf(snapshot, text), data.rule);
    host.files.assertCurrent(snapshot);
    const texts = await loadTexts(snapshot, [], host.texts);
    return toWorkspaceEdit(lineEdits(before, fixed.text), { snapshot, texts, host });
  }
  if (snapshot.checked === undefined || parser === undefined) return undefined;
  const before = snapshot.checked.file.text;
  const project = { ...state.workspace.project, ...(modules ? { modules } : {}) };
  const { configuration } = state.workspace;
  const importer = await state.workspace.modules?.importer();
  const around = { project, configuration, ...(importer ? { importer } : {}) };
  const check = (text: string): Analysis => {
    const { file, report } = host.parts.check(path, parser.parse(text), around);
    return { ...report, broken: file.broken, facts: file };
  };
  const fixed = fixUntilStable(before, data.allowed, check, data.rule);
  const edits: Edit[] = [...lineEdits(before, fixed.text), ...fixed.otherFiles];
  const others = fixed.otherFiles.map(({ file }) => file);
  const texts = await loadTexts(snapshot, others, host.texts);
  host.files.assertCurrent(snapshot);
  return toWorkspaceEdit(edits, { snapshot, texts, host });
}

/** What is found in a file of the deployment once it has this text. */
function configurationOf({ state, path, whole }: Snapshot, text: string): Analysis {
  const checked = state.workspace.checkConfiguration?.(new Map([[path, text]]), whole);
  const report = checked?.reports.find((one) => one.file === path);
  const broken = checked?.project.configurationFiles.some((one) => one.path === path && one.broken);
  return { ...(report ?? { file: path, findings: [], failures: [], dags: 0 }), broken: broken !== false };
}

interface Shared {
  readonly snapshot: Snapshot;
  readonly texts: Texts;
  readonly host: ActionsHost;
}

function actionsOf(finding: Reported, shared: Shared): CodeAction[] {
  const diagnostic = toDiagnostic(finding, shared.texts, shared.host.features().relatedInformation);
  return [
    ...fixActions(finding, diagnostic, shared),
    ...ignoreActions(finding, diagnostic, shared),
    ...pageAction(finding, diagnostic, shared.host.features()),
  ];
}

function fixActions(finding: Reported, diagnostic: Diagnostic, shared: Shared): CodeAction[] {
  return (finding.fixes ?? []).flatMap((fix, index) => {
    const edit = toWorkspaceEdit(fix.edits, shared);
    if (edit === undefined) return [];
    const isPreferred = index === 0 && fix.safety === 'safe';
    const action: CodeAction = {
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      edit,
    };
    return [isPreferred ? { ...action, isPreferred } : action];
  });
}

function ignoreActions({ rule, at }: Reported, diagnostic: Diagnostic, shared: Shared): CodeAction[] {
  const { snapshot } = shared;
  const action = (title: string, edit: Edit): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    edit: ignoreEdit(edit, shared),
  });
  if (snapshot.configuration) {
    const edit = ignoreInConfiguration(snapshot.configuration, at, rule);
    return edit ? [action(`Ignore \`${rule}\` on this line…`, edit)] : [];
  }
  if (snapshot.checked === undefined || snapshot.tree === undefined) return [];
  const { file } = snapshot.checked;
  return [
    action(`Ignore \`${rule}\` on this line…`, ignoreOnLine(file, snapshot.tree, at, rule)),
    action(`Ignore \`${rule}\` in this file…`, ignoreInFile(file, snapshot.tree, rule)),
  ];
}

function ignoreEdit(edit: Edit, shared: Shared): WorkspaceEdit {
  const { documentChanges, snippetEdits } = shared.host.features();
  if (documentChanges && snippetEdits && edit.text.includes(` ${reasonPlaceholder}`)) {
    return snippetEdit(shared.snapshot.document, edit, reasonPlaceholder);
  }
  return toWorkspaceEdit([edit], shared) as WorkspaceEdit;
}

function pageAction({ rule }: Reported, diagnostic: Diagnostic, client: ClientFeatures): CodeAction[] {
  if (!client.showRule && !client.showDocument) return [];
  const title = `Open the page of \`${rule}\``;
  const command = Command.create(title, showRuleCommand, { rule, url: ruleUrl(rule) });
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command }];
}

/** "Fix all" for each rule that stands here and has more than one fix in the file. */
function ruleActions(here: readonly Reported[], all: readonly Reported[], snapshot: Snapshot): CodeAction[] {
  return [...new Set(here.map(({ rule }) => rule))].flatMap((rule) => {
    const same = all.filter((finding) => finding.rule === rule && firstFix(finding, ['safe', 'unsafe']));
    if (same.length < 2) return [];
    const safe = same.every((finding) => firstFix(finding, ['safe']));
    const data: FixAllData = { uri: snapshot.uri, allowed: safe ? ['safe'] : ['safe', 'unsafe'], rule };
    const title = `Fix all \`${rule}\` problems in this file${safe ? '' : ' (some fixes are unsafe)'}`;
    return [{ title, kind: CodeActionKind.QuickFix, data }];
  });
}

function toWorkspaceEdit(
  edits: readonly Edit[],
  { snapshot, texts, host }: Shared,
): WorkspaceEdit | undefined {
  const openVersion = (uri: string): number | null => host.files.version(uri) ?? null;
  return workspaceEdit(edits, snapshot.path, texts, (document) => openVersion(document.uri), host.features());
}

function firstFix(finding: Reported, allowed: readonly Safety[]): boolean {
  return finding.fixes?.some(({ safety }) => allowed.includes(safety)) === true;
}

function editedFiles(findings: readonly Reported[]): string[] {
  const edits = findings.flatMap(({ fixes }) => fixes ?? []).flatMap((fix) => fix.edits);
  return edits.flatMap(({ file }) => (file === undefined ? [] : [file]));
}

/** Kinds are hierarchical: whoever asks for `source` or `source.fixAll` wants `source.fixAll.dagperf` too. */
function wanted(kind: string, only: readonly string[] | undefined): boolean {
  if (only === undefined || only.length === 0) return true;
  return only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

function isFixAllData(data: unknown): data is FixAllData {
  return typeof data === 'object' && data !== null && 'uri' in data && 'allowed' in data;
}
