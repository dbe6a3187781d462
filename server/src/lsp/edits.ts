/** Changes of text → workspace edits. */
import { diffArrays } from 'diff';
import type { SnippetTextEdit, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit } from '../rules/rule.ts';
import type { ClientFeatures } from './client-features.ts';
import { type Texts, toRange } from './project-texts.ts';

/**
 * One workspace edit for changes of one or more files; `own` is the file of edits that name none. The version of the
 * document goes with it where the client takes it. Undefined when the text of one of the files is not known.
 */
export function workspaceEdit(
  edits: readonly Edit[],
  own: string,
  texts: Texts,
  openVersion: (document: TextDocument) => number | null,
  client: ClientFeatures,
): WorkspaceEdit | undefined {
  const byFile = new Map<string, Edit[]>();
  for (const edit of edits) {
    const file = edit.file ?? own;
    byFile.set(file, [...(byFile.get(file) ?? []), edit]);
  }
  const changed: { document: TextDocument; edits: TextEdit[] }[] = [];
  for (const [file, fileEdits] of byFile) {
    const document = texts.get(file);
    if (document === undefined) return undefined;
    changed.push({ document, edits: fileEdits.map((edit) => toTextEdit(document, edit)) });
  }
  if (!client.documentChanges) {
    return { changes: Object.fromEntries(changed.map(({ document, edits }) => [document.uri, edits])) };
  }
  return {
    documentChanges: changed.map(({ document, edits }) => ({
      textDocument: { uri: document.uri, version: openVersion(document) },
      edits,
    })),
  };
}

/** An edit whose last word is selected for the author to replace it; for clients with snippet edits. */
export function snippetEdit(document: TextDocument, edit: Edit, placeholder: string): WorkspaceEdit {
  const at = edit.text.lastIndexOf(placeholder);
  const before = escapeSnippet(edit.text.slice(0, at));
  const after = escapeSnippet(edit.text.slice(at + placeholder.length));
  const change: SnippetTextEdit = {
    range: toRange(document, edit.range),
    snippet: { kind: 'snippet', value: `${before}\${1:${escapeSnippet(placeholder)}}${after}` },
  };
  const documentEdit: TextDocumentEdit = {
    textDocument: { uri: document.uri, version: document.version },
    edits: [change],
  };
  return { documentChanges: [documentEdit] };
}

/** The changed lines between two texts, so that cursors, folds and marks elsewhere stay where they are. */
export function lineEdits(before: string, after: string): Edit[] {
  const edits: Edit[] = [];
  let offset = 0;
  let pending: { start: number; end: number; text: string } | undefined;
  const flush = (): void => {
    if (pending !== undefined)
      edits.push({ range: { start: pending.start, end: pending.end }, text: pending.text });
    pending = undefined;
  };
  for (const part of diffArrays(lines(before), lines(after))) {
    const text = part.value.join('');
    if (!part.added && !part.removed) {
      flush();
      offset += text.length;
      continue;
    }
    pending ??= { start: offset, end: offset, text: '' };
    if (part.added) pending.text += text;
    else {
      offset += text.length;
      pending.end = offset;
    }
  }
  flush();
  return edits;
}

function lines(text: string): string[] {
  return text.split(/(?<=\r\n|\n|\r(?!\n))/);
}

function toTextEdit(document: TextDocument, edit: Edit): TextEdit {
  return { range: toRange(document, edit.range), newText: edit.text };
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
