/** Places in other files of the project, as the protocol names them: open documents first, then the disk. */
import type { Range as ProtocolRange } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from '../model/facts.ts';
import type { Snapshot } from './open-files.ts';
import type { ServerParts } from './parts.ts';
import { absolutePath, pathToUri } from './uris.ts';

/** Texts by project path. A file that cannot be read is absent. */
export type Texts = ReadonlyMap<string, TextDocument>;

export interface TextSource {
  readonly parts: ServerParts;
  find(path: string): TextDocument | undefined;
}

/** The texts of the files that `paths` names, and of the snapshot's own file. */
export async function loadTexts(
  snapshot: Snapshot,
  paths: Iterable<string>,
  source: TextSource,
): Promise<Texts> {
  const texts = new Map<string, TextDocument>([[snapshot.path, snapshot.document]]);
  for (const path of new Set(paths)) {
    if (texts.has(path)) continue;
    const text = await loadText(absolutePath(snapshot.state.folder?.root ?? '.', path), source);
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}

async function loadText(path: string, { find, parts }: TextSource): Promise<TextDocument | undefined> {
  const open = find(path);
  if (open !== undefined) return open;
  const text = await parts.readText(path);
  return text === undefined ? undefined : TextDocument.create(pathToUri(path), 'plaintext', 0, text);
}

/** UTF-16 offsets → positions. Offsets behind the end are the end. */
export function toRange(document: TextDocument, { start, end }: Range): ProtocolRange {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** Positions → UTF-16 offsets. */
export function toOffsets(document: TextDocument, { start, end }: ProtocolRange): Range {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}
