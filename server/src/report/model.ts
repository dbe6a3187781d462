/** What the model knows of one file, as data and as text: `dagperf debug model`. */
import {
  type Built,
  type BuiltDag,
  type BuiltTask,
  type Edge,
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
      readonly value: PlainValue | readonly PlainValue[];
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
  /** For a class of the project: the operator class outside that it extends. */
  readonly base?: string;
  readonly mapped: boolean;
  /** Number of mapped instances where the lists are known. */
  readonly mapSize?: number;
  /** The function whose code it runs. */
  readonly runs?: string;
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
  /** Tasks of which it is not known whether they are made, or how often. */
  readonly perhaps: readonly ModelTask[];
  readonly edges: readonly (readonly [string, string])[];
  /** Of these, the ones whose downstream task takes the upstream one's result as an argument. */
  readonly reads: readonly (readonly [string, string])[];
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
  /** Dags of which it is not known whether they are made, or how often. */
  readonly perhaps: readonly ModelDag[];
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
  const textOfFile = (path: string) => (path === file.path ? file.text : (textOf(path) ?? ''));
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
    ...(one.base === undefined ? {} : { base: one.base }),
    group: one.group ?? null,
    mapped: one.mapped,
    ...(one.mapSize === undefined ? {} : { mapSize: one.mapSize }),
    ...(one.runs ? { runs: definitionAt(textOfFile(one.runs.file ?? file.path), one.runs.at.start) } : {}),
    ...placeOf(one),
    arguments: Object.fromEntries(
      shownArguments(one).map((name) => [name, value(effective(project, one, name))]),
    ),
  });
  const dags = foundByAirflow(built);
  const shown = (dag: BuiltDag) => modelDag(dag, placeOf(dag), value, task, project);
  const ran = new Set(built.entered[file.path]);
  const entered = (start: number, phases: readonly Phase[]): readonly Phase[] =>
    ran.has(start) && !phases.includes('parse') ? ['parse', ...phases] : phases;
  return {
    version: 1,
    file: show(file.path),
    airflow: project.target?.version ?? null,
    complete: built.complete && dags.every((dag) => dag.certain),
    dags: dags.filter((dag) => dag.certain).map(shown),
    perhaps: dags.filter((dag) => !dag.certain).map(shown),
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
  const named = (edges: readonly Edge[]) =>
    edges.flatMap(({ upstream, downstream }) => {
      const [from, to] = [ids(upstream), ids(downstream)];
      return from === undefined || to === undefined ? [] : [[from, to] as const];
    });
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
      shownDagArguments(dag).map((name) => [name, value(effectiveDag(project, dag, name))]),
    ),
    tasks: dag.tasks.filter((one) => one.certain).map(task),
    perhaps: dag.tasks.filter((one) => !one.certain).map(task),
    edges: named(dag.edges),
    reads: named(dag.edges.filter((edge) => edge.data)),
    ...(dag.why === undefined ? {} : { why: dag.why }),
  };
}

/** Arguments that the report shows in other words: the task's name and place, and what it runs. */
const placing = new Set(['task_id', 'dag', 'task_group', 'default_args', 'python_callable']);

/** What the task is given itself, and what decides how it runs; `default_args` may hold anything. */
function shownArguments(task: BuiltTask): string[] {
  const given = Object.keys(task.arguments).filter(
    (name) => !placing.has(name) && !task.arguments[name]?.origin.endsWith('default-args'),
  );
  return [...new Set([...given, ...tunedArguments(task)])];
}

function shownDagArguments({ arguments: given }: BuiltDag): string[] {
  return [...['start_date', 'end_date'].filter((name) => given[name]), ...tunedDagArguments];
}

/** `load` for `def load(…)`, `lambda` for a lambda. */
function definitionAt(text: string, start: number): string {
  return /^(?:async\s+)?def\s+(\w+)/.exec(text.slice(start, start + 200))?.[1] ?? 'lambda';
}

/** Why the id of a task is not known. */
function whyOf({ taskId, arguments: given }: BuiltTask): { readonly why?: string } {
  const value = given.task_id?.value;
  return taskId === undefined && value?.kind === 'unknown' && value.why !== undefined
    ? { why: value.why }
    : {};
}

type PlainValue = string | number | boolean | null;

function plainValue(value: Value): PlainValue | readonly PlainValue[] | undefined {
  switch (value.kind) {
    case 'sequence': {
      const items = value.items.map(plainValue);
      return items.every((item) => item !== undefined && !Array.isArray(item))
        ? (items as PlainValue[])
        : undefined;
    }
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
