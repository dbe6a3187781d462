/** Python objects as far as building Dags needs them. They live while one file is interpreted. */
import type { Node, Tree } from '../../syntax/tree.ts';
import type { DagState, GroupState, TaskState } from './state.ts';

/** Where something is written: the module whose code it is, and the range in its text. */
export interface Place {
  readonly module: Module;
  readonly start: number;
  readonly end: number;
}

/** A Python file while it is interpreted. */
export interface Module {
  /** Relative to the project root. */
  readonly path: string;
  readonly tree: Tree;
  readonly globals: Environment;
}

export interface Environment {
  readonly names: Map<string, PyObject>;
  /** Where names are looked up that are not bound here: the enclosing function, then the module. */
  readonly outer?: Environment;
  readonly module: Module;
  /** Names that `global` or `nonlocal` hand to another environment. */
  readonly elsewhere: Map<string, Environment>;
  /** A class body: the functions in it do not see its names. */
  readonly class?: PyClass;
}

/** One entry of a dict; `at` is where the value was written. */
export interface Entry {
  readonly key: PyObject;
  readonly value: PyObject;
  readonly at: Place;
}

/** Evaluated arguments of a call. */
export interface Arguments {
  readonly positional: readonly Given[];
  readonly named: ReadonlyMap<string, Given>;
  /** False when `*args` or `**kwargs` of unknown content may add others. */
  readonly complete: boolean;
}

export interface Given {
  readonly value: PyObject;
  readonly at: Place;
}

export interface PyFunction {
  readonly type: 'function';
  readonly module: Module;
  /** The `def` or `lambda`. */
  readonly node: Node;
  readonly name: string;
  readonly closure: Environment;
  /** Default values by parameter name. */
  readonly defaults: ReadonlyMap<string, Given>;
  /** The class whose body it stands in. */
  readonly owner?: PyClass;
}

export interface PyClass {
  readonly type: 'class';
  readonly name: string;
  readonly module: Module;
  readonly node: Node;
  readonly bases: readonly PyObject[];
  readonly members: Map<string, PyObject>;
}

export interface PyInstance {
  readonly type: 'instance';
  readonly class: PyClass;
  readonly attributes: Map<string, PyObject>;
  /** For a subclass of an operator, a Dag or a task group: what was built. */
  built?: PyObject;
  /** Arguments of its construction, while `__init__` runs. */
  given?: Arguments;
  /** The call that makes it. */
  readonly at: Place;
}

/** A function that `@task` or one of its relatives decorates, with what has been bound to it so far. */
export interface TaskFlow {
  readonly type: 'taskflow';
  readonly function: PyObject;
  readonly name: string;
  /** `airflow.sdk.task`, `airflow.sdk.task.sensor`… */
  readonly decorator: string;
  /** Where the decorator, or its call, stands. */
  readonly at: Place;
  readonly options: Arguments;
  readonly override?: Arguments;
  readonly partial?: Arguments;
  readonly role?: 'setup' | 'teardown';
}

/** A function that `@dag` or `@task_group` decorates. */
export interface Factory {
  readonly type: 'dag-factory' | 'group-factory';
  readonly function: PyObject;
  readonly name: string;
  readonly at: Place;
  readonly options: Arguments;
  readonly partial?: Arguments;
}

export type PyObject =
  | { readonly type: 'none' }
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'timedelta'; readonly seconds: number }
  /** `complete: false`: it may hold more, or other, than these. */
  | { readonly type: 'list' | 'tuple' | 'set'; readonly items: PyObject[]; complete: boolean }
  | { readonly type: 'dict'; readonly entries: Map<string, Entry>; complete: boolean }
  | PyFunction
  | PyClass
  | PyInstance
  | {
      readonly type: 'method';
      readonly self: PyObject;
      readonly name: string;
      readonly function?: PyFunction;
    }
  /** A first-party module. */
  | { readonly type: 'module'; readonly module: Module }
  /** A path of the machine that Airflow runs on; `tail` is its end, which lies in the project. */
  | { readonly type: 'path'; readonly tail: string }
  /** `globals()`: its entries are the module's names. */
  | { readonly type: 'namespace'; readonly names: Map<string, PyObject> }
  /** Something outside the project, by canonical dotted name. */
  | { readonly type: 'external'; readonly name: string; readonly imported?: true }
  /** What calling something outside the project gave: `datetime.datetime`, `airflow.sdk.Asset`. */
  /** `day`: of a date, where it is known. */
  | { readonly type: 'made'; readonly of: string; readonly day?: string }
  | { readonly type: 'partial'; readonly callee: PyObject; readonly bound: Arguments }
  | { readonly type: 'super'; readonly self: PyInstance; readonly after: PyClass }
  | { readonly type: 'dag'; readonly dag: DagState }
  | { readonly type: 'task'; readonly task: TaskState }
  | { readonly type: 'group'; readonly group: GroupState }
  /** The result of tasks: `task.output`, what a TaskFlow call returns. */
  | { readonly type: 'xcom'; readonly tasks: readonly TaskState[] }
  | { readonly type: 'label'; upstream: PyObject[]; downstream: PyObject[] }
  | TaskFlow
  | Factory
  /** `Operator.partial(…)`. */
  | {
      readonly type: 'operator-partial';
      readonly operator: PyObject;
      readonly bound: Arguments;
      readonly at: Place;
    }
  | { readonly type: 'unknown'; readonly why?: string };

export const none: PyObject = { type: 'none' };
const yes: PyObject = { type: 'bool', value: true };
const no: PyObject = { type: 'bool', value: false };

export function unknown(why?: string): PyObject {
  return why === undefined ? nothingKnown : { type: 'unknown', why };
}
const nothingKnown: PyObject = { type: 'unknown' };

export function str(value: string): PyObject {
  return { type: 'str', value };
}

export function bool(value: boolean): PyObject {
  return value ? yes : no;
}

/** An integer; unknown beyond what a double holds exactly. */
export function int(value: number): PyObject {
  return Number.isSafeInteger(value) ? { type: 'int', value } : unknown('an integer beyond 2**53');
}

export function list(items: PyObject[], complete = true): PyObject {
  return { type: 'list', items, complete };
}

export function tuple(items: PyObject[], complete = true): PyObject {
  return { type: 'tuple', items, complete };
}

export function external(name: string): PyObject {
  return { type: 'external', name };
}

/** What an import binds that lies outside the project. */
export function imported(name: string): PyObject {
  return { type: 'external', name, imported: true };
}

/** How much of an object may still be looked at: lists that hold a list twice, and that list another twice, are endless. */
export interface Budget {
  left: number;
  depth: number;
}

/** What is looked at of one object. */
export function newBudget(): Budget {
  return { left: 20_000, depth: 0 };
}

/** Looks one level deeper; undefined where that is too much. */
export function within<Result>(budget: Budget, look: () => Result | undefined): Result | undefined {
  if (--budget.left < 0 || budget.depth > 50) return undefined;
  budget.depth++;
  const result = look();
  budget.depth--;
  return result;
}

/** Entries are found by this key; undefined for what cannot be a known key. */
export function keyOf(object: PyObject, budget = newBudget()): string | undefined {
  switch (object.type) {
    case 'str':
      return `s${object.value}`;
    case 'bool':
      return `n${Number(object.value)}`;
    case 'int':
    case 'float':
      return `n${object.value}`;
    case 'none':
      return 'none';
    case 'external':
      return `e${object.name}`;
    case 'tuple': {
      const parts = object.complete
        ? object.items.map((item) => within(budget, () => keyOf(item, budget)))
        : [undefined];
      return parts.includes(undefined) ? undefined : `t${JSON.stringify(parts)}`;
    }
    default:
      return undefined;
  }
}

/** What `bool(object)` gives; undefined when it is not known. */
export function truth(object: PyObject): boolean | undefined {
  switch (object.type) {
    case 'none':
      return false;
    case 'str':
      return object.value !== '';
    case 'bool':
      return object.value;
    case 'int':
    case 'float':
      return object.value !== 0;
    case 'timedelta':
      return object.seconds !== 0;
    case 'list':
    case 'tuple':
    case 'set':
      return object.items.length > 0 && object.complete ? true : object.complete ? false : undefined;
    case 'dict':
      return object.complete ? object.entries.size > 0 : undefined;
    case 'external':
      // Modules, classes and functions are true; a constant may be anything.
      return object.imported && !/(^|\.)[A-Z0-9_]+$/.test(object.name) ? true : undefined;
    case 'function':
    case 'class':
    case 'module':
    case 'method':
    case 'partial':
    case 'dag':
    case 'task':
    case 'group':
    case 'xcom':
    case 'taskflow':
    case 'dag-factory':
    case 'group-factory':
      return true;
    default:
      return undefined;
  }
}

/** Whether two objects are the same for all that is known; undefined when that cannot be told. */
export function equal(a: PyObject, b: PyObject, budget = newBudget()): boolean | undefined {
  if (a === b && a.type !== 'unknown') return true;
  const left = keyOf(a);
  const right = keyOf(b);
  if (left !== undefined && right !== undefined) {
    if (a.type === 'external' || b.type === 'external') return left === right ? true : undefined;
    return left === right;
  }
  if (a.type === 'timedelta' && b.type === 'timedelta') return a.seconds === b.seconds;
  if (isSequence(a) && isSequence(b) && a.type === b.type && a.complete && b.complete) {
    if (a.items.length !== b.items.length) return false;
    let result: boolean | undefined = true;
    for (let index = 0; index < a.items.length; index++) {
      const same = within(budget, () =>
        equal(a.items[index] as PyObject, b.items[index] as PyObject, budget),
      );
      if (same === false) return false;
      if (same === undefined) result = undefined;
    }
    return result;
  }
  return undefined;
}

export type Sequence = Extract<PyObject, { type: 'list' | 'tuple' | 'set' }>;

export function isSequence(object: PyObject): object is Sequence {
  return object.type === 'list' || object.type === 'tuple' || object.type === 'set';
}

export const noArguments: Arguments = { positional: [], named: new Map(), complete: true };

/** `later` laid over `earlier`, as `functools.partial` binds them. */
export function joinArguments(earlier: Arguments | undefined, later: Arguments): Arguments {
  if (!earlier) return later;
  return {
    positional: [...earlier.positional, ...later.positional],
    named: new Map([...earlier.named, ...later.named]),
    complete: earlier.complete && later.complete,
  };
}
