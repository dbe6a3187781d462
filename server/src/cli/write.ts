/** Writes fixed files: atomically, and never over a file that has changed since it was read. */
import { readFile, realpath, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { reason, type TextFile } from '../host/read.ts';

export interface FileChange {
  /** Absolute. */
  readonly path: string;
  readonly before: Buffer;
  readonly after: Buffer;
}

export interface WriteFailure {
  readonly file: string;
  readonly message: string;
}

/** A change of a file's text; the byte order mark stays. */
export function editFile(path: string, source: TextFile, text: string): FileChange {
  return { path, before: source.bytes, after: Buffer.from((source.bom ? '\ufeff' : '') + text, 'utf8') };
}

/** Writes all changes, or none when a file has changed or vanished meanwhile: what belongs together stays together. */
export async function writeChanges(changes: readonly FileChange[]): Promise<WriteFailure[]> {
  const failures: WriteFailure[] = [];
  for (const change of changes) {
    const current = await readFile(change.path).catch(() => undefined);
    if (!current?.equals(change.before)) {
      failures.push({ file: change.path, message: 'changed while it was checked: left alone' });
    }
  }
  if (failures.length > 0) return failures;
  for (const change of changes) {
    try {
      // The file behind a symbolic link is written; replacing the link itself would cut it off.
      const target = await realpath(change.path);
      const { mode } = await stat(target);
      await writeFileAtomic(target, change.after, { mode });
    } catch (error) {
      failures.push({ file: change.path, message: `not written: ${reason(error)}` });
    }
  }
  return failures;
}
