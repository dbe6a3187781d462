/** Compose files that take services from others: `include`, and `extends` across files. */
import type { FileReference } from '../configuration/facts.ts';

interface ComposeFile {
  readonly path: string;
  readonly kind: string;
  readonly stage: string | undefined;
  readonly facts: { readonly composeFiles?: readonly FileReference[] };
}

/**
 * The project file that a reference stands for, relative to the file that it stands in; undefined for what lies outside of
 * the project, is filled in (`${DIR}`), or has another scheme.
 */
export function composePath(from: string, { path }: FileReference): string | undefined {
  if (/^[/~]|^[A-Za-z]:|:\/\/|\$/.test(path)) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** Compose files that a file takes services from, theirs included, without itself; cycles end. */
export function takenFrom<T extends ComposeFile>(file: T, files: ReadonlyMap<string, T>): T[] {
  const found = new Set<T>();
  const open = [file];
  for (let next = open.pop(); next; next = open.pop())
    for (const reference of next.facts.composeFiles ?? []) {
      const other = files.get(composePath(next.path, reference) ?? '');
      if (other?.kind !== 'compose' || found.has(other)) continue;
      found.add(other);
      open.push(other);
    }
  found.delete(file);
  return [...found];
}

/**
 * Whether a file is there for files of other folders only; those beside each other are one deployment anyway. What a
 * development set-up takes from production stays production's own.
 */
export function isOnlyTaken<T extends ComposeFile>(file: T, files: ReadonlyMap<string, T>): boolean {
  return [...files.values()].some(
    (user) =>
      folderOf(user.path) !== folderOf(file.path) &&
      (user.stage !== 'development' || file.stage === 'development') &&
      takenFrom(user, files).includes(file) &&
      !takenFrom(file, files).includes(user),
  );
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** References of a deployment's files to compose files that are none of them, or lead round in a circle: not known. */
export function missingComposeFiles<T extends ComposeFile>(files: readonly T[]): string[] {
  const known = new Map(files.map((one) => [one.path, one]));
  return files.flatMap((file) =>
    (file.facts.composeFiles ?? []).flatMap((reference) => {
      const path = composePath(file.path, reference);
      const other = known.get(path ?? '');
      const isCircle = other === file || (other && takenFrom(other, known).includes(file));
      return other && !isCircle ? [] : [reference.path];
    }),
  );
}
