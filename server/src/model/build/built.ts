/** What a file builds when it is parsed: plain data, one entry for each Dag and task that Airflow would see. */
import type { Range, Value } from '../facts.ts';
import type { TaskOrigin } from './state.ts';

/** A range in a file of the project; `file` is absent for the file that was interpreted. */
export interface Written {
  readonly file?: string;
  readonly at: Range;
}

/** An argument with its value and the place that sets it; `value.at` is that place as well. */
export interface BuiltArgument extends Written {
  readonly value: Value;
  readonly origin: TaskOrigin;
}

export interface BuiltTask extends Written {
  /** With the prefix of its groups; undefined when it is not known. */
  readonly taskId?: string;
  /** Canonical dotted name of the operator class, its plain name for a class of the project, `airflow.sdk.task…` for TaskFlow. */
  readonly operator: string;
  /** For a class of the project: the operator class outside that it derives from. */
  readonly base?: string;
  /** Id of the innermost group, with prefixes; undefined outside groups and where it is not known. */
  readonly group?: string;
  /** Made by `.expand(…)` or `.expand_kwargs(…)`, or in a mapped group. */
  readonly mapped: boolean;
  /** False where it is not known whether the code that makes it runs, or how often. */
  readonly certain: boolean;
  readonly arguments: Readonly<Record<string, BuiltArgument>>;
  /** False when arguments that are not known may be set as well. */
  readonly complete: boolean;
}

export interface BuiltDag extends Written {
  readonly dagId?: string;
  readonly certain: boolean;
  readonly arguments: Readonly<Record<string, BuiltArgument>>;
  readonly argumentsComplete: boolean;
  readonly tasks: readonly BuiltTask[];
  /** Positions in `tasks`: upstream, downstream. */
  readonly edges: readonly (readonly [number, number])[];
  /** Every task is in `tasks`. */
  readonly complete: boolean;
  readonly edgesComplete: boolean;
  /** What first stood in the way of knowing all tasks and edges, in words. */
  readonly why?: string;
}

export interface Built {
  /** The Dags that Airflow finds in the file, in the order in which they are made. */
  readonly dags: readonly BuiltDag[];
  /** False when further Dags may be made by code of which nothing is known. */
  readonly complete: boolean;
  /** Start offsets of the functions and lambdas of the project that run while the file is parsed, by file. */
  readonly entered: Readonly<Record<string, readonly number[]>>;
}
