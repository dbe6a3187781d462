/** What a file builds when it is parsed: plain data, one entry for each Dag and task. */
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

/** `at` is the call that makes it. */
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
  /** Number of mapped instances where the lists are known. */
  readonly mapSize?: number;
  /** False where it is not known whether the code that makes it runs, or how often. */
  readonly certain: boolean;
  readonly arguments: Readonly<Record<string, BuiltArgument>>;
  /** False when arguments that are not known may be set as well. */
  readonly complete: boolean;
  /** Where its arguments are written: the operator's call, `.partial(…)`, the decorator or its call. */
  readonly configuredAt: Written;
  /** For a class of the project whose constructor has no `**kwargs`: the keywords that it takes. */
  readonly keywords?: readonly string[];
  /** A class of the project that has `execute` or `poke` itself: what it does is not what the class it extends does. */
  readonly ownCode?: true;
  /** The definition of the function whose code it runs, decorators excluded. */
  readonly runs?: Written;
}

/** `upstream >> downstream`: positions in the tasks of the Dag. */
export interface Edge {
  readonly upstream: number;
  readonly downstream: number;
  /** The downstream task takes the upstream one's result as an argument. */
  readonly data: boolean;
}

/** `at` is the call that makes it, or the decorator. */
export interface BuiltDag<Task = BuiltTask> extends Written {
  readonly dagId?: string;
  readonly certain: boolean;
  /** Airflow finds it: a name of the module holds it, or it was made by `with` or `@dag`. */
  readonly registered: boolean;
  readonly arguments: Readonly<Record<string, BuiltArgument>>;
  readonly argumentsComplete: boolean;
  readonly tasks: readonly Task[];
  readonly edges: readonly Edge[];
  /** Every task is in `tasks`. */
  readonly complete: boolean;
  readonly edgesComplete: boolean;
  /** What first stood in the way of knowing all tasks and edges, in words. */
  readonly why?: string;
}

export interface Built {
  /** In the order in which they are made. */
  readonly dags: readonly BuiltDag[];
  /** Tasks of no Dag that is known. */
  readonly loose: readonly BuiltTask[];
  /** False when further Dags may be made by code of which nothing is known. */
  readonly complete: boolean;
  /** Start offsets of the functions and lambdas of the project that run while the file is parsed, by file. */
  readonly entered: Readonly<Record<string, readonly number[]>>;
}

/**
 * The Dags that Airflow finds. Of several with one id it keeps one; which, and so what it holds, depends on the version:
 * there is such a Dag, and nothing else is known of it.
 */
export function foundByAirflow({ dags }: Built): BuiltDag[] {
  const registered = dags.filter((dag) => dag.registered);
  const known = new Map<string, BuiltDag[]>();
  for (const dag of registered) {
    if (dag.dagId === undefined) continue;
    const same = known.get(dag.dagId);
    if (same) same.push(dag);
    else known.set(dag.dagId, [dag]);
  }
  return registered.flatMap((dag) => {
    const same = dag.dagId === undefined ? [dag] : (known.get(dag.dagId) as BuiltDag[]);
    if (same.length === 1) return [dag];
    return same[0] === dag ? [oneOf(same)] : [];
  });
}

function oneOf(same: readonly BuiltDag[]): BuiltDag {
  const [first] = same as [BuiltDag];
  return {
    ...first,
    certain: same.some((dag) => dag.certain),
    arguments: {},
    argumentsComplete: false,
    tasks: [],
    edges: [],
    complete: false,
    edgesComplete: false,
    why: 'another Dag of the file has the same id',
  };
}
