/** What the model knows of one file, as data and as text: `dagperf debug model`. */
import {
  type Built,
  type BuiltDag,
  type BuiltTask,
  foundByAirflow,
  type Written,
} from '../model/build/built.ts';
import type { FileFacts, Phase, Value } from '../model/facts.ts';
import { type Effective, effective, effectiveDag } from '../project/effective.ts';
import type { Project } from '../project/project.ts';
import { tunedArguments, tunedDagArguments } from '../project/tuned-arguments.ts';
import { positionsIn } from './positions.ts';

/** An effective value with its origin; durations are seconds. */
export type ModelValue =
  | {
      readonly known: true;
      readonly value: string | number | boolean | null;
      readonly origin: string;
      /** Absent for the file itself. */
      readonly file?: string;
      readonly line?: number;
    }
  | { readonly known: false; readonly why?: string };

export interface ModelTask {
  readonly taskId: string | null;
  /** Why the id is not known. */
  readonly why?: string;
  readonly operator: string;
  readonly group: string | null;
  readonly mapped: boolean;
  /** Where it is made; absent for the file itself. */
  readonly file?: string;
  readonly line: number;
  readonly arguments: Readonly<Record<string, ModelValue>>;
}

export interface ModelDag {
  readonly dagId: string | null;
  readonly file?: string;
  readonly line: number;
  readonly complete: boolean;
  readonly edgesComplete: boolean;
  readonly arguments: Readonly<Record<string, ModelValue>>;
  /** Tasks that are there for certain. */
  readonly tasks: readonly ModelTask[];
  readonly edges: readonly (readonly [string, string])[];
  /** What first stood in the way of knowing all tasks and edges. */
  readonly why?: string;
}

export interface ModelReport {
  readonly version: 1;
  readonly file: string;
  readonly airflow: string | null;
  /** False when code of which nothing is known may make further Dags. */
  readonly complete: boolean;
  readonly dags: readonly ModelDag[];
  readonly functions: readonly {
    readonly name: string;
    readonly line: number;
    readonly phases: readonly Phase[];
  }[];
  readonly imports: readonly {
    readonly module: string;
    readonly line: number;
    readonly phases: readonly Phase[];
  }[];
  readonly calls: readonly {
    readonly callee: string | null;
    readonly line: number;
    readonly phases: readonly Phase[];
  }[];
}

/** What the report needs of files other than the one that it is about. */
export interface OtherFiles {
  /** The name to show for a path of the project. */
  readonly show: (file: string) => string;
  readonly textOf: (file: string) => string | undefined;
}

const noOthers: OtherFiles = { show: (file) => file, textOf: () => undefined };

/** The facts of a file as data; lines count from 1, 0 where the file cannot be read. */
export function modelReport(
  file: FileFacts,
  built: Built,
  project: Project,
  { show, textOf }: OtherFiles = noOthers,
): ModelReport {
  const positions = new Map([[file.path, positionsIn(file.text)]]);
  const lineIn = (path: string, offset: number): number | undefined => {
    const text = positions.has(path) ? undefined : textOf(path);
    if (text !== undefined) positions.set(path, positionsIn(text));
    return positions.get(path)?.at(offset).line;
  };
  const lines = (offset: number) => lineIn(file.path, offset) as number;
  const placeOf = ({ file: other, at }: Written) => ({
    ...(other === undefined ? {} : { file: show(other) }),
    line: lineIn(other ?? file.path, at.start) ?? 0,
  });
  const value = (of: Effective): ModelValue => {
    const plain = of.state === 'known' ? plainValue(of.value) : undefined;
    if (of.state !== 'known') return { known: false, ...(of.why === undefined ? {} : { why: of.why }) };
    if (plain === undefined) return { known: false };
    const { origin, at } = of;
    const line = at && lineIn(at.file ?? file.path, at.at.start);
    return {
      known: true,
      value: plain,
      origin,
      ...(at?.file === undefined ? {} : { file: show(at.file) }),
      ...(line === undefined ? {} : { line }),
    };
  };
  const task = (one: BuiltTask): ModelTask => ({
    taskId: one.taskId ?? null,
    ...whyOf(one),
    operator: one.operator,
    group: one.group ?? null,
    mapped: one.mapped,
    ...placeOf(one),
    arguments: Object.fromEntries(
      tunedArguments(one).map((name) => [name, value(effective(project, one, name))]),
    ),
  });
  const dags = foundByAirflow(built);
  const ran = new Set(built.entered[file.path]);
  const entered = (start: number, phases: readonly Phase[]): readonly Phase[] =>
    ran.has(start) && !phases.includes('parse') ? ['parse', ...phases] : phases;
  return {
    version: 1,
    file: show(file.path),
    airflow: project.target?.version ?? null,
    complete: built.complete && dags.every((dag) => dag.certain),
    dags: dags.filter((dag) => dag.certain).map((dag) => modelDag(dag, placeOf(dag), value, task, project)),
    functions: file.functions
      .slice(1)
      .map(({ name, at, phases }) => ({ name, line: lines(at.start), phases: entered(at.start, phases) })),
    imports: file.imports.map(({ module, at, phases }) => ({ module, line: lines(at.start), phases })),
    calls: file.calls.map(({ callee, at, phases }) => ({
      callee: callee ?? null,
      line: lines(at.start),
      phases,
    })),
  };
}

function modelDag(
  dag: BuiltDag,
  place: { readonly file?: string; readonly line: number },
  value: (effective: Effective) => ModelValue,
  task: (one: BuiltTask) => ModelTask,
  project: Project,
): ModelDag {
  const ids = (at: number) => (dag.tasks[at]?.certain ? dag.tasks[at].taskId : undefined);
  return {
    dagId: dag.dagId ?? null,
    ...place,
    complete: dag.complete,
    edgesComplete:
      dag.edgesComplete &&
      dag.edges.every(
        ({ upstream, downstream }) => ids(upstream) !== undefined && ids(downstream) !== undefined,
      ),
    arguments: Object.fromEntries(
      tunedDagArguments.map((name) => [name, value(effectiveDag(project, dag, name))]),
    ),
    tasks: dag.tasks.filter((one) => one.certain).map(task),
    edges: dag.edges.flatMap(({ upstream, downstream }) => {
      const pair = [ids(upstream), ids(downstream)] as const;
      return pair[0] === undefined || pair[1] === undefined ? [] : [[pair[0], pair[1]] as const];
    }),
    ...(dag.why === undefined ? {} : { why: dag.why }),
  };
}

/** Why the id of a task is not known. */
function whyOf({ taskId, arguments: given }: BuiltTask): { readonly why?: string } {
  const value = given.task_id?.value;
  return taskId === undefined && value?.kind === 'unknown' && value.why !== undefined
    ? { why: value.why }
    : {};
}

function plainValue(value: Value): string | number | boolean | null | undefined {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return value.value;
    case 'duration':
      return value.seconds;
    case 'date':
      return value.day;
    case 'none':
      return null;
    default:
      return undefined;
  }
}
