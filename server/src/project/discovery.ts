/** Which files Airflow parses, and what the other Python files of the project are. */
import { folderOf, inFolder, lastPart } from './module-index.ts';

/** Words that the text of a file has, in any case. */
export interface Mentions {
  readonly airflow: boolean;
  readonly dag: boolean;
  readonly asset: boolean;
}

/**
 * The words that Airflow's safe mode looks for, in the whole text, comments and names included:
 * `might_contain_dag_via_default_heuristic` lowers the bytes of the file and searches them (`airflow/utils/file.py`).
 */
export function mentionsOf(text: string): Mentions {
  const has = (word: RegExp) => word.test(text);
  return { airflow: has(/airflow/i), dag: has(/dag/i), asset: has(/asset/i) };
}

export interface DiscoverySettings {
  /** `2.11`, `3.0`; undefined when it is not known. */
  readonly version?: string;
  /** `[core] dag_discovery_safe_mode`; on by default. */
  readonly safeMode: boolean;
  /** The configured Dags folder, relative to the project root; when it is not known, every folder may be one. */
  readonly dagsFolder?: string;
  /** Python files that an `.airflowignore` leaves out. */
  readonly ignored: ReadonlySet<string>;
}

/** Airflow's defaults, for a project of which nothing is known. */
export const defaultDiscovery: DiscoverySettings = {
  safeMode: true,
  ignored: new Set(),
};

/** What Airflow does with a Python file. `unknown`: that depends on the version, which is not known. */
export type Discovered = 'parsed' | 'unknown' | 'not-parsed';

export interface Discovery {
  readonly state: Discovered;
  /** Why it is not parsed, or may not be. */
  readonly reason?: 'test' | 'ignored' | 'outside' | 'no-words' | 'no-word-dag';
}

/**
 * Whether Airflow parses a file as a Dag file. Safe mode wants the words "dag" and "airflow" in 2.x, and "airflow" with
 * "dag" or "asset" from 3.0 (`airflow/utils/file.py` of 2.10.5, 2.11.0, 3.0.6 and 3.3.2). Test files are none of a
 * deployment, whatever folder they lie in.
 */
export function discovery(path: string, mentions: Mentions, settings: DiscoverySettings): Discovery {
  if (isTestFile(path)) return { state: 'not-parsed', reason: 'test' };
  const { dagsFolder } = settings;
  // Without a configured folder only that of the plugins is known to be none of Dags.
  const isOutside =
    dagsFolder === undefined
      ? !path.includes('dags/') && /(^|\/)plugins\//.test(path)
      : !inFolder(path, dagsFolder);
  if (isOutside) return { state: 'not-parsed', reason: 'outside' };
  if (settings.ignored.has(path)) return { state: 'not-parsed', reason: 'ignored' };
  if (!settings.safeMode) return { state: 'parsed' };
  if (!mentions.airflow) return { state: 'not-parsed', reason: 'no-words' };
  if (mentions.dag) return { state: 'parsed' };
  if (!mentions.asset) return { state: 'not-parsed', reason: 'no-words' };
  const { version } = settings;
  if (version === undefined) return { state: 'unknown', reason: 'no-word-dag' };
  return version.startsWith('2.') ? { state: 'not-parsed', reason: 'no-word-dag' } : { state: 'parsed' };
}

/** `tests/`, `test_*.py`, `conftest.py`: where teams put tests, and names that are pytest's. `orders_test.py` may be a Dag on trial. */
export function isTestFile(path: string): boolean {
  const name = lastPart(path);
  if (/^test_.*\.py$|^conftest\.py$/.test(name)) return true;
  return folderOf(path)
    .split('/')
    .some((part) => part === 'tests' || part === 'test');
}
