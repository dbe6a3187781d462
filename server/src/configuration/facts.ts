/** What one configuration file says, with the place of every fact. Plain data; offsets are UTF-16. */
import type { Range } from '../model/facts.ts';

/** An option as a file sets it. */
export interface OptionFact {
  /** `section.option`, lower case. */
  readonly key: string;
  /** Undefined: it is set, but to something that the file does not show (`${NAME}`, a secret, a command). */
  readonly value?: string;
  readonly at: Range;
}

/** Something that decides which Airflow runs. */
export interface VersionFact {
  /** `2.11`, `3.0`. */
  readonly version: string;
  /** What says so: `apache/airflow:2.10.3`, `apache-airflow==2.11.0`. */
  readonly what: string;
  readonly at: Range;
}

/** A definition that Airflow objects have by name: pools, connections, variables. */
export interface NamedFact {
  readonly name: string;
  readonly at: Range;
}

export interface PoolFact extends NamedFact {
  /** Undefined when the definition does not say. */
  readonly slots?: number;
}

/** A file that is loaded into Airflow or into the environment, as it is written. */
export interface FileReference {
  readonly path: string;
  readonly at: Range;
}

export type Role =
  | 'scheduler'
  | 'worker'
  | 'triggerer'
  | 'dag-processor'
  | 'webserver'
  | 'api-server'
  | 'standalone'
  | 'setup'
  | 'pgbouncer'
  | 'database';

/** A number and where it stands. */
export interface NumberFact {
  readonly value: number;
  readonly at: Range;
}

/** Something that is mounted into a container; the target is a path in the container. */
export interface Mount {
  readonly target: string;
  readonly at: Range;
}

/** A container, or a kind of them, that runs a part of Airflow or what it needs. */
export interface Service {
  readonly name: string;
  /** Empty when neither its name nor its command tells. */
  readonly roles: readonly Role[];
  readonly at: Range;
  /** Queues of a Celery worker (`-q`); absent where it serves the default queue. */
  readonly queues?: { readonly names: readonly string[]; readonly at: Range };
  /** It is told which queues to serve, but the file does not show them (`-q ${QUEUES}`). */
  readonly queuesUnknown?: true;
  /** `-c` / `--concurrency` of a worker. */
  readonly concurrency?: NumberFact;
  /** `--autoscale MAX,MIN` of a worker: the maximum. */
  readonly autoscale?: NumberFact;
  readonly replicas?: NumberFact;
  /** In bytes. */
  readonly memoryLimit?: NumberFact;
  readonly mounts: readonly Mount[];
  /** Options in the environment of this service alone. */
  readonly options: readonly OptionFact[];
  readonly environmentFiles: readonly FileReference[];
  /** `max_connections` of a database server. */
  readonly maxConnections?: NumberFact;
}

/** Something that a deployment has or has not. */
export interface SwitchFact {
  readonly on: boolean;
  /** By the tool's own default: what another file of the deployment says wins. */
  readonly implied?: true;
  readonly at: Range;
}

export interface Problem {
  readonly message: string;
  readonly at: Range;
}

/** Everything that one file says; what it does not speak of is empty. */
export interface FileFacts {
  /** From airflow.cfg or the `config` of a chart: the environment wins over these. */
  readonly fileOptions: readonly OptionFact[];
  /** Headers of the sections of airflow.cfg, or where a chart's `config` has one: for options that are not there. */
  readonly sections: readonly NamedFact[];
  /** From environment variables. */
  readonly environment: readonly OptionFact[];
  readonly versions: readonly VersionFact[];
  /** What the release of a Helm chart brings, unless the values name another image. */
  readonly chartVersions?: readonly VersionFact[];
  /** Values that name an image or a version of Airflow: the chart's own is not what runs. */
  readonly namesImage?: true;
  readonly services: readonly Service[];
  readonly pools: readonly PoolFact[];
  /** `airflow pools import FILE`. */
  readonly poolImports: readonly FileReference[];
  readonly connections: readonly NamedFact[];
  readonly variables: readonly NamedFact[];
  /** Entries of `PYTHONPATH`: folders of the machine that Airflow runs on. */
  readonly pythonPath: readonly FileReference[];
  /** Compose files that this one takes services from (`include`, `extends`), as they are written. */
  readonly composeFiles?: readonly FileReference[];
  /** Whether this deployment has a triggerer, where the file shows its services. */
  readonly triggerer?: SwitchFact;
  readonly pgbouncer?: SwitchFact;
  /** Metrics that the deployment tool itself switches on or off. */
  readonly metrics?: SwitchFact;
  /** Why the file, or a part of it, could not be read. */
  readonly problem?: Problem;
}

/** A file that says nothing. */
export const noFacts: FileFacts = {
  fileOptions: [],
  sections: [],
  environment: [],
  versions: [],
  services: [],
  pools: [],
  poolImports: [],
  connections: [],
  variables: [],
  pythonPath: [],
};
