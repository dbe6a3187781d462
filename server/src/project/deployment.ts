/** One installation of Airflow as the files of a project show it. Plain data; only what is read is there. */
import type {
  FileReference,
  NamedFact,
  OptionFact,
  PoolFact,
  Service,
  SwitchFact,
  VersionFact,
} from '../configuration/facts.ts';
import type { Setting, TargetVersion } from './project.ts';

/** A fact and the file that it stands in, relative to the project's root. */
export type Placed<T> = T & { readonly file: string };

export interface Deployment {
  /** The file that tells most of it; `project files` where nothing shows what runs. */
  readonly name: string;
  /** That the path of its files names. */
  readonly stage?: 'development' | 'staging' | 'production';
  /** Development set-ups, tests and examples say nothing about production. */
  readonly isForDevelopment: boolean;
  readonly files: readonly string[];
  /** The version that all of its files name. */
  readonly target?: TargetVersion;
  readonly versions: readonly Placed<VersionFact>[];
  /** Every option as it is written, moved and removed names included. */
  readonly options: readonly Placed<OptionFact>[];
  /** Where the sections of its airflow.cfg or of a chart's `config` begin. */
  readonly sections: readonly Placed<NamedFact>[];
  /** `section.option`, by the name that the target version has → its value. */
  readonly settings: Readonly<Record<string, Setting>>;
  /** Options that are set, but not to one value that the files show. */
  readonly unknownSettings: readonly string[];
  /** Compose files that it takes services from, but that are not known: any option that is not in `settings` may be set. */
  readonly missing: readonly string[];
  readonly services: readonly Placed<Service>[];
  readonly triggerer?: Placed<SwitchFact>;
  readonly pgbouncer?: Placed<SwitchFact>;
  /** Metrics that the deployment tool itself switches on or off; `metrics.statsd_on` and `metrics.otel_on` are settings. */
  readonly metrics?: Placed<SwitchFact>;
  readonly pools: readonly Placed<PoolFact>[];
  /** Files that are imported as pools, but are not known. */
  readonly unreadPools: readonly Placed<FileReference>[];
  readonly connections: readonly Placed<NamedFact>[];
  readonly variables: readonly Placed<NamedFact>[];
  /** Entries of `PYTHONPATH`. */
  readonly pythonPath: readonly Placed<FileReference>[];
}
