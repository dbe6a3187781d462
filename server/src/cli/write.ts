/** Writes fixed files: atomically, and never over a file that has changed since it was read. */
import { access, constants, readFile, realpath, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { Failure } from '../engine/report.ts';
import { reason, type TextFile } from '../host/read.ts';

export interface FileChange {
  /** Absolute. */
  readonly path: string;
  readonly before: TextFile;
  readonly text: string;
}

/** A change of a file's text. */
export function editFile(path: string, before: TextFile, text: string): FileChange {
  return { path, before, text };
}

/** The file as it is once the change is made; encoding and byte order mark stay. */
export function afterChange({ before, text }: FileChange): TextFile {
  if (before.encoding === 'utf-8')
    return { ...before, text, bytes: Buffer.from((before.bom ? '\ufeff' : '') + text) };
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.toString('latin1') !== text) throw new Error('Latin-1 has no character for what the fix writes');
  return { ...before, text, bytes };
}

/**
 * Writes all changes in their order; none when a file has changed or vanished meanwhile, for what belongs together stays
 * together. The first that cannot be written ends it. Gives back what failed, by absolute path.
 */
export async function writeChanges(changes: readonly FileChange[]): Promise<Failure[]> {
  const changed: Failure[] = [];
  for (const { path, before } of changes) {
    const current = await readFile(path).catch(() => undefined);
    if (!current?.equals(before.bytes))
      changed.push({ file: path, message: 'changed while it was checked: left alone' });
  }
  if (changed.length > 0) return changed;
  for (const change of changes) {
    try {
      // The file behind a symbolic link is written; replacing the link itself would cut it off.
      const target = await realpath(change.path);
      // Replacing a file asks for no permission on the file itself: a protected one would be overwritten.
      await access(target, constants.W_OK);
      const { mode } = await stat(target);
      await writeFileAtomic(target, afterChange(change).bytes, { mode });
    } catch (error) {
      return [{ file: change.path, message: `not written: ${reason(error)}` }];
    }
  }
  return [];
}
