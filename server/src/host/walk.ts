/** Lists files below a folder, each once, in a stable order, without ever leaving the project. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { reason } from './read.ts';

export type WalkEntry =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'failure'; readonly path: string; readonly message: string }
  /** Left out on purpose, but somebody may miss it. */
  | { readonly kind: 'skipped'; readonly path: string; readonly message: string };

export interface WalkOptions {
  /** Symbolic links may lead anywhere inside of this folder; inside of the root when absent. */
  readonly within?: string;
  /** Stop, with a failure, after this many files and folders were looked at. */
  readonly limit?: number;
  /** Reads one folder. */
  readonly list?: (folder: string) => Promise<Dirent[]>;
}

/** Folders that hold other people's code, or no code at all. */
const skipped: ReadonlySet<string> = new Set([
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
 * Virtual environments and the like are passed over. A symbolic link is followed where it leads to something inside of
 * the project that has not come under its own name. A folder that cannot be read is a failure, and the rest goes on.
 */
export async function* walk(
  root: string,
  wanted: (relative: string, isFolder: boolean) => boolean,
  options: WalkOptions = {},
): AsyncGenerator<WalkEntry> {
  let real: string;
  let bound: string;
  try {
    real = await realpath(root);
    bound = await realpath(options.within ?? root);
  } catch (error) {
    yield { kind: 'failure', path: root, message: reason(error) };
    return;
  }
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const list = options.list ?? ((folder) => readdir(folder, { withFileTypes: true }));
  const context: Walk = { real, bound, seen: new Set(), links: [], wanted, list, left: limit };
  yield* walkFolder({ absolute: root, relative: '' }, real, context);
  for (let next = context.links.shift(); next; next = context.links.shift()) yield* follow(next, context);
  if (context.left < 0) {
    yield {
      kind: 'failure',
      path: root,
      message: `holds more than ${limit} files: only those were looked at`,
    };
  }
}

interface Place {
  readonly absolute: string;
  /** Relative to the root, with `/`. */
  readonly relative: string;
}

interface Walk {
  /** Without symbolic links: the root, and the folder that is never left. */
  readonly real: string;
  readonly bound: string;
  /** Real paths of folders that were walked and of files that were given. */
  readonly seen: Set<string>;
  /** Links wait until everything has come under its own name. */
  readonly links: Place[];
  readonly wanted: (relative: string, isFolder: boolean) => boolean;
  readonly list: (folder: string) => Promise<Dirent[]>;
  left: number;
}

async function* walkFolder(folder: Place, real: string, context: Walk): AsyncGenerator<WalkEntry> {
  if (context.seen.has(real) || context.left < 0) return;
  context.seen.add(real);
  let entries: Dirent[];
  try {
    entries = await context.list(folder.absolute);
  } catch (error) {
    yield { kind: 'failure', path: folder.absolute, message: reason(error) };
    return;
  }
  const isEnvironment = folder.relative !== '' && entries.some((entry) => entry.name === 'pyvenv.cfg');
  if (isEnvironment) return;
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (--context.left < 0) return;
    const relative = folder.relative === '' ? entry.name : `${folder.relative}/${entry.name}`;
    const place = { absolute: path.join(folder.absolute, entry.name), relative };
    if (entry.isSymbolicLink()) context.links.push(place);
    else if (entry.isDirectory()) {
      if (!skipped.has(entry.name) && context.wanted(relative, true))
        yield* walkFolder(place, path.join(real, entry.name), context);
    } else if (entry.isFile() && context.wanted(relative, false)) {
      context.seen.add(path.join(real, entry.name));
      yield { kind: 'file', path: place.absolute };
    }
  }
}

/** What a link leads to; nothing when that is nowhere, a circle, or has come already. */
async function* follow(link: Place, context: Walk): AsyncGenerator<WalkEntry> {
  let target: string;
  let isFolder: boolean;
  try {
    target = await realpath(link.absolute);
    const found = await stat(target);
    if (!found.isFile() && !found.isDirectory()) return;
    isFolder = found.isDirectory();
  } catch (error) {
    // Editors leave links that lead nowhere, such as Emacs's `.#dag.py`, to lock a file.
    const isLock = path.basename(link.relative).startsWith('.#');
    if (!isLock && context.wanted(link.relative, false))
      yield { kind: 'skipped', path: link.absolute, message: `link not followed: ${reason(error)}` };
    return;
  }
  if (context.seen.has(target) || !context.wanted(link.relative, isFolder)) return;
  if (isFolder && skipped.has(path.basename(link.relative))) return;
  const inside = relativeTo(context.bound, target);
  if (inside === undefined) {
    yield { kind: 'skipped', path: link.absolute, message: 'leads out of the project: not followed' };
    return;
  }
  if (inside.split('/').some((name) => skipped.has(name))) return;
  // What is excluded under its own name is excluded under every other.
  const below = relativeTo(context.real, target);
  if (below !== undefined && below !== '' && !context.wanted(below, isFolder)) return;
  if (isFolder) yield* walkFolder(link, target, context);
  else {
    context.seen.add(target);
    yield { kind: 'file', path: link.absolute };
  }
}

/** The path of something inside of a folder, with `/`; undefined for what lies outside. */
export function relativeTo(folder: string, inside: string): string | undefined {
  const relative = path.relative(folder, inside);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
    return undefined;
  return relative.replaceAll(path.sep, '/');
}
