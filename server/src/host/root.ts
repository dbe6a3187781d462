/** Where a project begins, and which file configures dagperf there. */
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { hasConfigurationTable } from '../engine/settings.ts';

/** Files that mark the root of a project, beside a pyproject.toml with `[tool.dagperf]`. */
const markers = [
  'dagperf.toml',
  'airflow.cfg',
  'airflow_settings.yaml',
  'docker-compose.yaml',
  'docker-compose.yml',
  '.git',
];

/**
 * The nearest folder at or above `start` that looks like the root of a project; `start` itself when there is none. The
 * home folder and the root of the file system hold more than one project, whatever lies in them.
 */
export async function findRoot(start: string, home: string = homedir()): Promise<string> {
  const first = path.resolve(start);
  for (let folder = first; ; folder = path.dirname(folder)) {
    const isShared = folder === home || folder === path.dirname(folder);
    if (isShared) return first;
    if (await isRoot(folder)) return folder;
  }
}

async function isRoot(folder: string): Promise<boolean> {
  for (const marker of markers) if (await exists(path.join(folder, marker))) return true;
  return (await configurationIn(folder)) !== undefined;
}

/** The configuration file that holds in a folder: the nearest at or above it, within its repository. */
export async function findConfiguration(start: string): Promise<string | undefined> {
  for (let folder = start; ; folder = path.dirname(folder)) {
    const found = await configurationIn(folder);
    if (found || folder === path.dirname(folder)) return found;
    if (await exists(path.join(folder, '.git'))) return undefined;
  }
}

/** The configuration file of a folder: dagperf.toml, or a pyproject.toml that has the table. */
async function configurationIn(folder: string): Promise<string | undefined> {
  const own = path.join(folder, 'dagperf.toml');
  if (await exists(own)) return own;
  const shared = path.join(folder, 'pyproject.toml');
  const text = await readFile(shared, 'utf8').catch(() => '');
  return hasConfigurationTable(text) ? shared : undefined;
}

/** Whether there is a file or folder of this path; false as well where that cannot be known. */
export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
