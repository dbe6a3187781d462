/** Lists files below a folder, in a stable order, without ever leaving it. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { reason } from './read.ts';

export type WalkEntry =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'failure'; readonly path: string; readonly message: string };

/** Folders that hold other people's code, or no code at all. */
const skipped = new Set([
  '.git',
  '.hg',
  '.svn',
  '.tox',
  '.nox',
  '.venv',
  'venv',
  '.eggs',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.cache',
  '__pycache__',
  'node_modules',
  'site-packages',
  '__pypackages__',
  '.ipynb_checkpoints',
  '.vscode',
  '.idea',
]);

/**
 * Files below `root` that `wanted` accepts; it gets the path relative to `root`, with `/`, and whether it is a folder.
 * Symbolic links are followed as long as they stay inside `root`, each folder once. A folder that cannot be read is a
 * failure, and the rest goes on.
 */
export async function* walk(
  root: string,
  wanted: (relative: string, isFolder: boolean) => boolean,
): AsyncGenerator<WalkEntry> {
  const realRoot = await realpath(root).catch(() => root);
  const seen = new Set<string>([realRoot]);
  yield* walkFolder(root, '', { realRoot, seen, wanted });
}

interface Walk {
  readonly realRoot: string;
  readonly seen: Set<string>;
  readonly wanted: (relative: string, isFolder: boolean) => boolean;
}

async function* walkFolder(folder: string, relative: string, context: Walk): AsyncGenerator<WalkEntry> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { kind: 'failure', path: folder, message: reason(error) };
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const absolute = path.join(folder, entry.name);
    const below = relative === '' ? entry.name : `${relative}/${entry.name}`;
    const kind = entry.isSymbolicLink() ? await linkTarget(absolute, context) : kindOf(entry);
    if (kind === 'folder') {
      if (!skipped.has(entry.name) && context.wanted(below, true))
        yield* walkFolder(absolute, below, context);
    } else if (kind === 'file' && context.wanted(below, false)) {
      yield { kind: 'file', path: absolute };
    }
  }
}

function kindOf(entry: Dirent): 'file' | 'folder' | 'other' {
  return entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
}

/** What a link leads to; `other` when that is nothing, outside of the root, or a folder already seen. */
async function linkTarget(link: string, { realRoot, seen }: Walk): Promise<'file' | 'folder' | 'other'> {
  try {
    const target = await realpath(link);
    if (target !== realRoot && !target.startsWith(realRoot + path.sep)) return 'other';
    const found = await stat(target);
    if (found.isFile()) return 'file';
    if (!found.isDirectory() || seen.has(target)) return 'other';
    seen.add(target);
    return 'folder';
  } catch {
    // A link that leads nowhere, or in a circle, is no file.
    return 'other';
  }
}
