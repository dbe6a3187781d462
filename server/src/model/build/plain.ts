/** What was built as plain data. */
import type { Range, Value } from '../facts.ts';
import type { BuiltArgument, BuiltDag, BuiltTask, Written } from './built.ts';
import { enumText } from './enumerations.ts';
import {
  isSequence,
  type Module,
  type Place,
  type PyFunction,
  type PyObject,
  type Sequence,
  truth,
} from './objects.ts';
import type { DagState, TaskGiven, TaskState } from './state.ts';

/** Turns Dags and tasks into plain data; `module` is the file that was interpreted. */
export interface Plain {
  dag(dag: DagState): BuiltDag;
  task(task: TaskState): BuiltTask;
}

/** What `default_args` give to hundreds of tasks is one object in the result. */
export function newPlain(module: Module): Plain {
  const known = new Map<string, { readonly of: PyObject; readonly argument: BuiltArgument }>();
  const argument = ({ value, at, origin }: TaskGiven): BuiltArgument => {
    const key = `${origin} ${at.start} ${at.end} ${at.module.path}`;
    const before = known.get(key);
    if (before?.of === value) return before.argument;
    const place = written(module, at);
    const made = { value: plainValue(value, place.at), origin, ...place };
    known.set(key, { of: value, argument: made });
    return made;
  };
  const argumentsOf = (given: Iterable<readonly [string, TaskGiven]>): Record<string, BuiltArgument> => {
    const found: Record<string, BuiltArgument> = {};
    for (const [name, one] of given) if (name !== 'default_args') found[name] = argument(one);
    return found;
  };
  const task = (one: TaskState): BuiltTask => ({
    ...(one.taskId === undefined ? {} : { taskId: one.taskId }),
    operator: one.operator,
    ...(one.base === undefined ? {} : { base: one.base }),
    ...(one.group?.id === undefined ? {} : { group: one.group.id }),
    ...written(module, one.at),
    mapped: one.mapped,
    ...(one.mapSize === undefined ? {} : { mapSize: one.mapSize }),
    certain: one.certain,
    arguments: argumentsOf(one.arguments),
    complete: one.argumentsComplete,
    configuredAt: written(module, one.configuredAt),
    ...(one.keywords ? { keywords: one.keywords } : {}),
    ...(one.ownCode ? { ownCode: one.ownCode } : {}),
    ...(one.runs ? { runs: definition(module, one.runs) } : {}),
  });
  return {
    task,
    dag(dag) {
      const position = new Map(dag.tasks.map((one, index) => [one, index]));
      const edges = dag.tasks.flatMap((one, upstream) =>
        [...one.downstream].flatMap((other) => {
          const downstream = position.get(other);
          return downstream === undefined ? [] : [{ upstream, downstream, data: one.readers.has(other) }];
        }),
      );
      return {
        ...(dag.dagId.type === 'str' ? { dagId: dag.dagId.value } : {}),
        ...written(module, dag.at),
        certain: dag.doubt === 0,
        registered: dag.registered,
        arguments: argumentsOf(
          [...dag.arguments].map(([name, given]) => [name, { ...given, origin: 'call' }]),
        ),
        argumentsComplete: dag.argumentsComplete,
        tasks: dag.tasks.map(task),
        edges,
        complete: dag.complete,
        edgesComplete: dag.edgesComplete,
        ...(dag.why === undefined ? {} : { why: dag.why }),
      };
    },
  };
}

function written(module: Module, at: Place): Written {
  const range = { start: at.start, end: at.end };
  return at.module === module ? { at: range } : { file: at.module.path, at: range };
}

function definition(module: Module, { module: of, node }: PyFunction): Written {
  return written(module, {
    module: of,
    start: of.tree.start[node] as number,
    end: of.tree.end[node] as number,
  });
}

/** The part of an object that is plain data; everything else is unknown, or a name. */
function plainValue(object: PyObject, at: Range): Value {
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
    case 'made':
      if (object.day !== undefined) return { kind: 'date', day: object.day, at };
      return unknownValue(object, at);
    case 'external':
      return constant(object.name, at) ?? { kind: 'name', name: object.name, at };
    case 'list':
    case 'tuple':
      return plainItems(object, at) ?? unknownValue(object, at);
    default:
      return unknownValue(object, at);
  }
}

function unknownValue(object: PyObject, at: Range): Value {
  const why = whatItIs(object);
  const isTrue = truth(object) === true || isInstance(object);
  return {
    kind: 'unknown',
    at,
    ...(why === undefined ? {} : { why }),
    ...(isTrue ? { isTrue } : {}),
  };
}

/** Longer lists say nothing as a value that their parts do not. */
const mostItems = 100;

/** A list of plain data, whose parts stand where the list does; undefined when one of them is none. */
function plainItems({ items, complete }: Sequence, at: Range): Value | undefined {
  if (!complete || items.length > mostItems) return undefined;
  const values = items.map((item) => (isSequence(item) ? undefined : plainValue(item, at)));
  const known = values.filter(
    (value) => value !== undefined && value.kind !== 'unknown' && value.kind !== 'name',
  );
  return known.length === items.length ? { kind: 'sequence', items: known as Value[], at } : undefined;
}

/** Made by calling something with the name of a class: `Asset("…")`, `SlackNotifier()`. */
function isInstance(object: PyObject): boolean {
  return object.type === 'made' && /(^|\.)[A-Z]\w*[a-z]\w*$/.test(object.of);
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
