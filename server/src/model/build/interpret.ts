/** Interprets what a file does when it is parsed, as far as it builds Dags. Nothing of the user's code is executed. */
import type { Tree } from '../../syntax/tree.ts';
import type { Range, Value } from '../facts.ts';
import { attributeOf, setAttribute, setItem } from './attributes.ts';
import type { Built, BuiltArgument, BuiltDag, BuiltTask } from './built.ts';
import { call } from './calls.ts';
import { enumText } from './enumerations.ts';
import { evaluate } from './expressions.ts';
import { newModule, runModule } from './importing.ts';
import { blur, deeper, type Importer, type Machine } from './machine.ts';
import type { Module, Place, PyObject } from './objects.ts';
import type { DagState, TaskOrigin, TaskState } from './state.ts';
import { execute } from './statements.ts';

/** Steps allowed for every node of the file, so that the work stays linear in its size. */
const stepsPerNode = 6;
const leastSteps = 200_000;

/**
 * What the file at `path` builds. `importer` finds the files of the project that it imports, `airflow` is the target
 * version where it is known. Never throws.
 */
export function interpret(path: string, tree: Tree, importer: Importer, airflow?: string): Built {
  const module = newModule(path, tree);
  const machine = newMachine(module, importer, airflow);
  runModule(machine, module);
  for (const object of module.globals.names.values()) {
    const dag = object.type === 'instance' ? object.built : object;
    if (dag?.type === 'dag') dag.dag.registered = true;
  }
  const dags = machine.dags.filter((dag) => dag.registered);
  // Around a syntax error anything may have stood.
  if (tree.firstError >= 0) for (const dag of dags) blur(dag, 'the file has a syntax error');
  return {
    dags: withoutDoubles(module, dags),
    complete: machine.dagsComplete && tree.firstError < 0,
    entered: Object.fromEntries(
      [...machine.entered].map(([file, nodes]) => {
        const of = machine.modules.get(file) ?? module;
        return [file, [...nodes].map((node) => of.tree.start[node] as number).sort((a, b) => a - b)];
      }),
    ),
  };
}

function newMachine(module: Module, importer: Importer, airflow: string | undefined): Machine {
  const machine: Machine = {
    importer,
    airflow,
    modules: new Map([[module.path, module]]),
    dags: [],
    tasks: [],
    entered: new Map(),
    dagContexts: [],
    groupContexts: [],
    workContexts: [],
    frames: [],
    doubt: 0,
    dagsComplete: true,
    steps: 0,
    depth: 0,
    edges: 0,
    limit: leastSteps + stepsPerNode * module.tree.size,
    journal: undefined,
    evaluate: (node, env) => deeper(machine, () => evaluate(machine, node, env)),
    execute: (block, env) => deeper(machine, () => execute(machine, block, env)),
    call: (callee, given, at) => call(machine, callee, given, at),
    attribute: (object, name) => attributeOf(machine, object, name),
    setAttribute: (object, name, given) => setAttribute(machine, object, name, given),
    setItem: (object, key, given) => setItem(machine, object, key, given),
  };
  return machine;
}

/** Of several Dags with one id Airflow keeps one; which, and so what it holds, depends on the version. */
function withoutDoubles(module: Module, dags: readonly DagState[]): BuiltDag[] {
  const known = new Map<string, DagState[]>();
  for (const dag of dags) {
    if (dag.dagId.type !== 'str') continue;
    const same = known.get(dag.dagId.value);
    if (same) same.push(dag);
    else known.set(dag.dagId.value, [dag]);
  }
  return dags.flatMap((dag) => {
    const same = dag.dagId.type === 'str' ? (known.get(dag.dagId.value) as DagState[]) : [dag];
    if (same.length === 1) return [builtDag(module, dag)];
    return same[0] === dag ? [oneOf(module, same)] : [];
  });
}

/** There is such a Dag, and nothing else is known of it. */
function oneOf(module: Module, same: readonly DagState[]): BuiltDag {
  const [first] = same as [DagState];
  return {
    ...builtDag(module, first),
    certain: same.some((dag) => dag.doubt === 0),
    arguments: {},
    argumentsComplete: false,
    tasks: [],
    edges: [],
    complete: false,
    edgesComplete: false,
    why: 'another Dag of the file has the same id',
  };
}

function builtDag(module: Module, dag: DagState): BuiltDag {
  const position = new Map(dag.tasks.map((task, index) => [task, index]));
  const edges = dag.tasks.flatMap((task, from) =>
    [...task.downstream].flatMap((other) => {
      const to = position.get(other);
      return to === undefined ? [] : [[from, to] as const];
    }),
  );
  return {
    ...(dag.dagId.type === 'str' ? { dagId: dag.dagId.value } : {}),
    ...written(module, dag.at),
    certain: dag.doubt === 0,
    arguments: argumentsOf(
      module,
      [...dag.arguments].map(([name, given]) => [name, { ...given, origin: 'call' }]),
    ),
    argumentsComplete: dag.argumentsComplete,
    tasks: dag.tasks.map((task) => builtTask(module, task)),
    edges,
    complete: dag.complete,
    edgesComplete: dag.edgesComplete,
    ...(dag.why === undefined ? {} : { why: dag.why }),
  };
}

function builtTask(module: Module, task: TaskState): BuiltTask {
  return {
    ...(task.taskId === undefined ? {} : { taskId: task.taskId }),
    operator: task.operator,
    ...(task.base === undefined ? {} : { base: task.base }),
    ...(task.group?.id === undefined ? {} : { group: task.group.id }),
    ...written(module, task.at),
    mapped: task.mapped,
    certain: task.certain,
    arguments: argumentsOf(module, task.arguments),
    complete: task.argumentsComplete,
  };
}

function written(module: Module, at: Place): { readonly file?: string; readonly at: Range } {
  const range = { start: at.start, end: at.end };
  return at.module === module ? { at: range } : { file: at.module.path, at: range };
}

function argumentsOf(
  module: Module,
  given: Iterable<
    readonly [string, { readonly value: PyObject; readonly at: Place; readonly origin: TaskOrigin }]
  >,
): Record<string, BuiltArgument> {
  const found: Record<string, BuiltArgument> = {};
  for (const [name, { value, at, origin }] of given) {
    if (name === 'default_args') continue;
    const place = written(module, at);
    found[name] = { value: plain(value, place.at), origin, ...place };
  }
  return found;
}

/** The part of an object that is plain data; everything else is unknown, or a name. */
function plain(object: PyObject, at: Range): Value {
  switch (object.type) {
    case 'str':
      return { kind: 'string', value: object.value, at };
    case 'int':
    case 'float':
      return { kind: 'number', value: object.value, at };
    case 'bool':
      return { kind: 'boolean', value: object.value, at };
    case 'none':
      return { kind: 'none', at };
    case 'timedelta':
      return { kind: 'duration', seconds: object.seconds, at };
    case 'external':
      return constant(object.name, at) ?? { kind: 'name', name: object.name, at };
    default: {
      const why = whatItIs(object);
      return { kind: 'unknown', at, ...(why === undefined ? {} : { why }) };
    }
  }
}

/** An object that is no plain data, in words; for an unknown one what stands in the way. */
function whatItIs(object: PyObject): string | undefined {
  switch (object.type) {
    case 'unknown':
      return object.why;
    case 'made':
      return `what \`${object.of}\` gives`;
    case 'xcom':
      return 'the result of a task';
    case 'path':
      return 'a path of the machine that Airflow runs on';
    default:
      return `a ${object.type}`;
  }
}

/** Names of constants that are plain data. */
function constant(name: string, at: Range): Value | undefined {
  if (name === 'sys.maxsize') return { kind: 'number', value: Number.MAX_SAFE_INTEGER, at };
  if (name === 'math.inf') return { kind: 'number', value: Number.POSITIVE_INFINITY, at };
  const member = enumText(name);
  return member === undefined ? undefined : { kind: 'string', value: member, at };
}
