/** Where the imports of a project's files are looked up: the folders of `sys.path` that lie in the project. */
import { folderOf, join, lastPart, type ModuleIndex } from './module-index.ts';

/** What the deployment says about where Python code lies; paths of the machine Airflow runs on, or of the project. */
export interface RootSettings {
  readonly pythonPath: readonly string[];
  readonly dagsFolder?: string;
  readonly pluginsFolder?: string;
}

/** Nothing is configured. */
export const defaultRoots: RootSettings = { pythonPath: [] };

export interface Root {
  /** Relative to the project root; '' is the root itself. */
  readonly folder: string;
  /**
   * `PYTHONPATH` stands before the installed packages. Airflow appends its plugins and Dags folders behind them
   * (`prepare_syspath_for_config_and_plugins` and `prepare_syspath_for_dags_folder` in `airflow/settings.py` of 2.10 to 3.3,
   * `sys.path.append(bundle_root)` in `dag_processing` of 3.x). The other folders around a file are guesses: teams add them
   * in ways that no file of the project tells.
   */
  readonly kind: 'python-path' | 'plugins' | 'dags' | 'around';
}

/** The roots for a file, in the order in which Python would look. */
export function rootsOf(index: ModuleIndex, settings: RootSettings, path: string): readonly Root[] {
  const found = new Map<string, Root>();
  const add = (folder: string | undefined, kind: Root['kind']) => {
    if (folder !== undefined && !found.has(folder)) found.set(folder, { folder, kind });
  };
  for (const entry of settings.pythonPath) add(inProject(index, entry), 'python-path');
  const around = ancestors(path);
  add(settings.pluginsFolder && inProject(index, settings.pluginsFolder), 'plugins');
  for (const folder of around) add(namedOrBelow(index, folder, 'plugins'), 'plugins');
  add(settings.dagsFolder && inProject(index, settings.dagsFolder), 'dags');
  for (const folder of around) add(namedOrBelow(index, folder, 'dags'), 'dags');
  for (const folder of around) add(folder, 'around');
  return [...found.values()];
}

/** The folders around a file, nearest first; the last is the project root. */
function ancestors(path: string): string[] {
  const found: string[] = [];
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    found.push(folder);
    if (folder === '') return found;
  }
}

function namedOrBelow(index: ModuleIndex, folder: string, name: string): string | undefined {
  if (lastPart(folder) === name) return folder;
  const below = join(folder, name);
  return index.folders.has(below) ? below : undefined;
}

/** Folders that images and machines keep Airflow in: a path that ends there means the project root. */
const homes = /^(?:\/?(?:opt|usr\/local|home|var\/lib|root)\/airflow|.*\$\{?AIRFLOW_HOME\}?|~\/airflow)$/;

/**
 * The folder of the project that a path of the deployment means: `/opt/airflow/dags/lib` is `dags/lib`, where there is such
 * a folder. Of an absolute path the longest end counts that names a folder with Python files; undefined when none does.
 */
export function inProject(index: ModuleIndex, path: string): string | undefined {
  const plain = path
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/\\/g, '/')
    .replace(/(?:\/\.)?\/+$/, '');
  if (homes.test(plain) || plain === '.') return '';
  const parts = plain.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..')) return undefined;
  for (let from = 0; from < parts.length; from++) {
    const folder = parts.slice(from).join('/');
    if (index.folders.has(folder)) return folder;
    if (!/^[/~$]/.test(plain)) return undefined;
  }
  return undefined;
}
