/** What the paths on the command line mean. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import ignore from 'ignore';
import type { Failure } from '../engine/report.ts';
import { reason } from '../host/read.ts';
import { walk } from '../host/walk.ts';

export interface Target {
  readonly kind: 'file' | 'folder';
  readonly absolute: string;
  /** Named by its own path: `exclude` does not hold for it. */
  readonly isNamed: boolean;
}

export interface Targets {
  readonly targets: readonly Target[];
  readonly failures: readonly Failure[];
}

/** Files and folders that exist; patterns that the shell has left are matched here. What is not there is a failure. */
export async function resolveTargets(paths: readonly string[], cwd: string): Promise<Targets> {
  const targets: Target[] = [];
  const failures: Failure[] = [];
  for (const given of paths) {
    const absolute = path.resolve(cwd, given);
    try {
      const kind = (await stat(absolute)).isDirectory() ? 'folder' : 'file';
      targets.push({ kind, absolute, isNamed: true });
    } catch (error) {
      const matched = await matches(given, cwd);
      for (const file of matched ?? []) targets.push({ kind: 'file', absolute: file, isNamed: false });
      if (matched === undefined) failures.push({ file: given, message: reason(error) });
      else if (matched.length === 0)
        failures.push({ file: given, message: 'no Python file matches this pattern' });
    }
  }
  return { targets, failures };
}

/** Python files that a pattern, with the meaning it has in .gitignore, matches in order; undefined when it is none. */
async function matches(given: string, cwd: string): Promise<string[] | undefined> {
  const parts = given.split(path.sep === '\\' ? /[\\/]/ : '/');
  const first = parts.findIndex((part) => /[*?[]/.test(part));
  if (first < 0) return undefined;
  const folder = path.resolve(cwd, parts.slice(0, first).join('/') || (first > 0 ? '/' : '.'));
  const pattern = ignore().add(`/${parts.slice(first).join('/')}`);
  const found: string[] = [];
  const wanted = (relative: string, isFolder: boolean) =>
    isFolder || (relative.endsWith('.py') && pattern.ignores(relative));
  for await (const entry of walk(folder, wanted)) if (entry.kind === 'file') found.push(entry.path);
  return found;
}
