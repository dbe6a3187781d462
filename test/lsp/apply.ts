/** Does with a workspace edit what an editor does. */
import { equal, ok } from 'node:assert/strict';
import { type CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** The text of `uri` after the action; the action has an edit of that document. */
export function applyAction(action: CodeAction | undefined, uri: string, text: string): string {
  ok(action?.edit, `no edit in ${JSON.stringify(action)}`);
  const changes = (action.edit.documentChanges ?? []).filter(TextDocumentEdit.is);
  const own =
    changes.find(({ textDocument }) => textDocument.uri === uri)?.edits ?? action.edit.changes?.[uri];
  ok(own, `no change of ${uri}`);
  const edits = own.filter(TextEdit.is);
  equal(edits.length, own.length, 'only plain edits');
  return TextDocument.applyEdits(TextDocument.create(uri, 'python', 1, text), edits);
}
