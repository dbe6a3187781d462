/** What is known beyond one file: settings of the deployment, pools, the target version. Plain data. */
import type { Range } from '../model/facts.ts';

/** A configuration option as some file of the project sets it. */
export interface Setting {
  /** Raw text, as Airflow would read it. */
  readonly value: string;
  readonly file: string;
  readonly at: Range;
}

export interface Pool {
  readonly name: string;
  /** Undefined when the definition does not say. */
  readonly slots?: number;
  readonly file: string;
  readonly at: Range;
}

/** A pools JSON file (`airflow pools import`), and where its closing brace stands. */
export interface PoolFile {
  readonly file: string;
  /** Offset just behind the last entry (or behind `{`): where a new entry's text is inserted. */
  readonly insertAt: number;
  readonly empty: boolean;
  /** White space that entries of this file are indented by. */
  readonly indent: string;
  readonly eol: string;
}

export interface TargetVersion {
  /** `2.11`, `3.0`. */
  readonly version: string;
  /** Why: `set by airflow-version`, `requirements.txt:3`. */
  readonly reason: string;
}

export interface Project {
  /** Undefined: not known; rules then speak only where it is true for all supported versions, or say which. */
  readonly target?: TargetVersion;
  /** `section.option` → setting, where every deployment that is not for development agrees. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** Options that some file sets, but not to one known value. */
  readonly unknownSettings: readonly string[];
  /** Undefined when no file of the project defines pools. */
  readonly pools?: readonly Pool[];
  readonly poolFiles: readonly PoolFile[];
  /** `present`/`absent` as the deployment files show it. */
  readonly triggerer: 'present' | 'absent' | 'unknown';
  /** Import cost that users give themselves: module → ms; wins over the catalogue. */
  readonly heavyModules: Readonly<Record<string, number>>;
}

/** A project of which nothing is known. */
export const emptyProject: Project = {
  settings: {},
  unknownSettings: [],
  poolFiles: [],
  triggerer: 'unknown',
  heavyModules: {},
};
