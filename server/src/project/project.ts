/** What is known beyond one file: settings of the deployment, pools, the target version. Plain data. */
import type { Kind } from '../configuration/kind.ts';
import type { Comment, Range } from '../model/facts.ts';
import type { Deployment } from './deployment.ts';
import type { ProjectModules } from './modules.ts';

/** A configuration option as some file of the project sets it. */
export interface Setting {
  /** Raw text, as Airflow would read it. */
  readonly value: string;
  readonly file: string;
  readonly at: Range;
  /** The old name, where the option is set under one that the target version still reads. */
  readonly writtenAs?: string;
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
  /** Why: `set by airflow-version`, `Dockerfile:1 apache/airflow:2.10.3`. */
  readonly reason: string;
}

export interface Project {
  /** The day on which the host asks, `2026-01-31`; undefined where it does not say. */
  readonly today?: string;
  /** Undefined: not known; rules then speak only where it is true for all supported versions, or say which. */
  readonly target?: TargetVersion;
  /** Why the target is not known: the places that name different versions. */
  readonly targetConflict: readonly TargetVersion[];
  /** `section.option` → setting, where every deployment that is not for development agrees. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** Options that some file sets, but not to one known value. */
  readonly unknownSettings: readonly string[];
  /** Whether options may be set in files that are not there: one that is not in `settings` is unknown then. */
  readonly hasMissingFiles?: boolean;
  /** Of these, the places that differ. */
  readonly disagreements: Readonly<Record<string, readonly Setting[]>>;
  /** Undefined when no file of the project defines pools, or when some are defined where no file shows them. */
  readonly pools?: readonly Pool[];
  readonly poolFiles: readonly PoolFile[];
  /** `present`/`absent` as the deployment files show it. */
  readonly triggerer: 'present' | 'absent' | 'unknown';
  /** Import cost that users give themselves: module → ms; wins over the catalogue. */
  readonly heavyModules: Readonly<Record<string, number>>;
  /** Each on its own; what is known project-wide is above. */
  readonly deployments: readonly Deployment[];
  /** By path. */
  readonly configurationFiles: readonly ConfigurationFile[];
  /** Entries of `PYTHONPATH` of the deciding deployments. */
  readonly pythonPath: readonly string[];
  readonly ignoreFiles: readonly IgnoreFile[];
  /** How they are read: `[core] dag_ignore_file_syntax`, else the default of the target version. */
  readonly ignoreSyntax: 'regexp' | 'glob' | 'unknown';
  /** How the Python files of the project hang together; undefined when only single files are known. */
  readonly modules?: ProjectModules;
}

/** An .airflowignore file. */
export interface IgnoreFile {
  readonly file: string;
  readonly patterns: readonly { readonly text: string; readonly at: Range }[];
}

/** A file of the deployment as it is written, for edits and ignore comments. */
export interface ConfigurationFile {
  readonly path: string;
  readonly kind: Kind;
  /** That its path names. */
  readonly stage?: Deployment['stage'];
  readonly text: string;
  readonly comments: readonly Comment[];
  /** It could not be read to its end. */
  readonly broken: boolean;
}

/** Why the target version is known where the user has set it. */
export const setByUser = 'set by airflow-version';

/** A project of which nothing is known. */
export const emptyProject: Project = {
  targetConflict: [],
  settings: {},
  unknownSettings: [],
  disagreements: {},
  poolFiles: [],
  triggerer: 'unknown',
  heavyModules: {},
  deployments: [],
  configurationFiles: [],
  pythonPath: [],
  ignoreFiles: [],
  ignoreSyntax: 'unknown',
};
