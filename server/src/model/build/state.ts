/** Dags, groups and tasks while they are built. */
import type { Entry, Given, Place, PyFunction, PyObject, TaskFlow } from './objects.ts';

export interface DagState {
  readonly dagId: PyObject;
  readonly arguments: Map<string, Given>;
  /** False when `**kwargs` of unknown content may set further arguments. */
  readonly argumentsComplete: boolean;
  /** `default_args` as they were when the Dag was made. */
  readonly defaults: Defaults;
  readonly at: Place;
  /** How deep in code it was made of which it is not known whether, or how often, it runs; 0: it is certain. */
  readonly doubt: number;
  /** Tasks in the order in which they were made. */
  readonly tasks: TaskState[];
  readonly taskIds: Map<string, TaskState>;
  readonly groupIds: Set<string>;
  /** Every task is in `tasks`, and each is there for certain. */
  complete: boolean;
  edgesComplete: boolean;
  /** What first stood in the way of knowing all tasks and edges. */
  why?: string;
  /** A file's Dags are those of its module's names, and those made by `with` or `@dag`. */
  registered: boolean;
}

export interface Defaults {
  readonly entries: ReadonlyMap<string, Entry>;
  /** False when keys may be missing. */
  readonly complete: boolean;
}

export interface GroupState {
  /** With the prefixes of the groups around it; undefined when it is not known. */
  readonly id: string | undefined;
  readonly prefix: boolean;
  readonly parent: GroupState | undefined;
  readonly dag: DagState | undefined;
  readonly defaults: Defaults;
  /** Made by `.expand(…)` of a `@task_group` function, or within such a group. */
  readonly mapped: boolean;
  /** Instances of the group, those of mapped groups around it included; undefined when it is not known. */
  readonly mapSize?: number;
  /** Tasks of the group and of the groups in it. */
  readonly tasks: TaskState[];
}

/** Where the value of a task's argument comes from. */
export type TaskOrigin =
  | 'call'
  | 'override'
  | 'partial'
  | 'decorator'
  | 'expand'
  | 'class'
  /** Inferred from what the decorated function says it returns. */
  | 'annotation'
  | 'group-default-args'
  | 'default-args';

export interface TaskGiven extends Given {
  readonly origin: TaskOrigin;
}

export interface TaskState {
  /** With the group's prefix; undefined when it is not known. */
  readonly taskId: string | undefined;
  /** Canonical dotted name of the class that decides, `airflow.sdk.task…` for TaskFlow. */
  readonly operator: string;
  /** For a subclass of the project: its operator base, whose facts the catalogue has. */
  readonly base?: string;
  /** The call that makes it. */
  readonly at: Place;
  /** Where its arguments are written: the operator's call, `.partial(…)`, the decorator or its call. */
  readonly configuredAt: Place;
  dag: DagState | undefined;
  readonly group: GroupState | undefined;
  readonly arguments: Map<string, TaskGiven>;
  readonly argumentsComplete: boolean;
  readonly mapped: boolean;
  /** Mapped instances, those of mapped groups around it included; undefined when it is not known. */
  readonly mapSize?: number;
  /** For a class of the project whose constructor has no `**kwargs`: the keywords that it takes. */
  readonly keywords?: readonly string[];
  /** A class of the project that has `execute` or `poke` itself. */
  readonly ownCode?: true;
  /** The function whose code it runs. */
  readonly runs?: PyFunction;
  /** Made for certain, given that its Dag is. */
  readonly certain: boolean;
  readonly upstream: Set<TaskState>;
  readonly downstream: Set<TaskState>;
  /** Of these, the tasks that take its result as an argument. */
  readonly readers: Set<TaskState>;
  setup: boolean;
  teardown: boolean;
  /** For TaskFlow: what was called. */
  flow?: TaskFlow;
}
