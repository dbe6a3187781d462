/** The state of one interpretation, and what happens where it is not known which way the code goes. */
import type { Node, Tree } from '../../syntax/tree.ts';
import {
  type Arguments,
  type Environment,
  equal,
  type Given,
  type Module,
  type Place,
  type PyClass,
  type PyObject,
  unknown,
} from './objects.ts';
import type { DagState, GroupState, TaskState } from './state.ts';

/** A file of the project with its tree. */
export interface ParsedFile {
  readonly path: string;
  readonly tree: Tree;
}

/** What an import finds in the project. */
export type Imported =
  | {
      readonly kind: 'module';
      /** The module's file; of a namespace package the `__init__.py` that it does not have. */
      readonly path: string;
      /** What Python runs for it, in order: the packages around it, then the module. */
      readonly runs: readonly ParsedFile[];
      readonly isPackage: boolean;
    }
  /** The project may have it, but what it does is not known. */
  | { readonly kind: 'unknown' };

/** Finds what an import names; `dotted` keeps the dots of relative imports. Undefined for what is outside the project. */
export type Importer = (dotted: string, from: string) => Imported | undefined;

/** How a statement ends. */
export type Flow =
  | { readonly kind: 'next' | 'break' | 'continue' | 'raise' }
  | { readonly kind: 'return'; readonly value: PyObject };

export const next: Flow = { kind: 'next' };

export interface Machine {
  readonly importer: Importer;
  /** The target version, `3.1`; undefined when it is not known. */
  readonly airflow: string | undefined;
  readonly modules: Map<string, Module>;
  readonly dags: DagState[];
  /** Tasks in the order in which they were made, those without a Dag included. */
  readonly tasks: TaskState[];
  /** Functions and lambdas whose body ran, by module path. */
  readonly entered: Map<string, Set<Node>>;
  /** Open `with DAG`s and calls of `@dag` functions, innermost last. */
  readonly dagContexts: DagState[];
  readonly groupContexts: GroupState[];
  /** Tasks made in each open `with setup_or_teardown`. */
  readonly workContexts: TaskState[][];
  readonly frames: Frame[];
  /** How many undecided branches, loops of unknown length and the like are around the code that runs. */
  doubt: number;
  /** Some code of which nothing is known may have made Dags. */
  dagsComplete: boolean;
  steps: number;
  /** Expressions and blocks around the one that runs. */
  depth: number;
  edges: number;
  /** Nothing runs any more after so many steps: the rest is unknown. */
  readonly limit: number;
  journal: Write[] | undefined;
  evaluate(node: Node, env: Environment): PyObject;
  execute(block: Node, env: Environment): Flow;
  call(callee: PyObject, given: Arguments, at: Place): PyObject;
  attribute(object: PyObject, name: string): PyObject;
  setAttribute(object: PyObject, name: string, given: Given): void;
  setItem(object: PyObject, key: PyObject, given: Given): void;
}

/** A running function, or a module's own code. */
export interface Frame {
  readonly module: Module;
  /** The method's class, for `super()`. */
  readonly owner: PyClass | undefined;
  readonly self: PyObject | undefined;
  /** What undecided branches have returned so far. */
  readonly returned: PyObject[];
  /** What the rest of the function, and of the innermost loop, adds to `doubt`. */
  doubt: number;
  loopDoubt: number;
  readonly yields: PyObject[];
}

interface Write {
  readonly map: Map<string, unknown>;
  readonly key: string;
  readonly before: unknown;
}

/** Calls and expressions nest no deeper, so that neither can exhaust our stack. */
const deepestCall = 40;
const deepestExpression = 400;

/** False when the interpretation has to stop here: too many steps, or what runs nests too deep. */
export function mayGoOn(machine: Machine): boolean {
  const { frames, depth, limit } = machine;
  return ++machine.steps <= limit && frames.length < deepestCall && depth < deepestExpression;
}

/** Counts work that grows with the size of an object: copying a dict, spreading a list. */
export function charge(machine: Machine, size: number): void {
  machine.steps += size;
}

/** Runs `work` one level deeper. */
export function deeper<Result>(machine: Machine, work: () => Result): Result {
  machine.depth++;
  const result = work();
  machine.depth--;
  return result;
}

/** Sets a name, an attribute or an entry, so that an undecided branch can take it back. */
export function write<Value>(machine: Machine, map: Map<string, Value>, key: string, value: Value): void {
  machine.journal?.push({ map: map as Map<string, unknown>, key, before: map.get(key) });
  map.set(key, value);
}

/** The frame of the function or module that runs. */
export function frameOf(machine: Machine): Frame {
  return machine.frames.at(-1) as Frame;
}

/** Runs code in a frame of its own; doubts that arise in it end with it. */
export function inFrame<Result>(
  machine: Machine,
  code: Pick<Frame, 'module' | 'owner' | 'self'>,
  run: (frame: Frame) => Result,
): Result {
  const frame: Frame = { ...code, returned: [], doubt: 0, loopDoubt: 0, yields: [] };
  machine.frames.push(frame);
  const result = run(frame);
  machine.frames.pop();
  machine.doubt -= frame.doubt + frame.loopDoubt;
  return result;
}

/** Runs a loop; doubts about where it breaks off end with it. */
export function inLoop(machine: Machine, run: () => Flow): Flow {
  const frame = frameOf(machine);
  const before = frame.loopDoubt;
  const flow = run();
  machine.doubt -= frame.loopDoubt - before;
  frame.loopDoubt = before;
  return flow;
}

/**
 * Runs alternatives of which one is taken, nobody knows which: names that they leave different are unknown afterwards.
 * An alternative that raises is not the one: the file would not have been imported.
 */
export function fork(machine: Machine, alternatives: readonly (() => Flow)[]): Flow {
  const outer = machine.journal;
  const reached: Map<Map<string, unknown>, Map<string, unknown>>[] = [];
  const touched = new Map<Map<string, unknown>, Set<string>>();
  const flows: Flow[] = [];
  machine.doubt++;
  for (const alternative of alternatives) {
    const journal: Write[] = [];
    machine.journal = journal;
    const flow = alternative();
    flows.push(flow);
    const finals = new Map<Map<string, unknown>, Map<string, unknown>>();
    for (const { map, key } of journal) {
      entryOf(finals, map, () => new Map()).set(key, map.get(key));
      entryOf(touched, map, () => new Set()).add(key);
    }
    for (const { map, key, before } of journal.reverse()) {
      if (before === undefined) map.delete(key);
      else map.set(key, before);
    }
    if (flow.kind === 'next') reached.push(finals);
  }
  machine.doubt--;
  machine.journal = outer;
  for (const [map, keys] of touched) {
    for (const key of keys) {
      const values = reached.map((finals) => {
        const own = finals.get(map);
        return own?.has(key) ? own.get(key) : map.get(key);
      });
      const value = joined(values);
      // Bound in no alternative that goes on.
      if (value !== undefined) write(machine, map, key, value);
    }
  }
  return joinFlows(machine, flows);
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function joined(values: readonly unknown[]): unknown {
  const [first] = values;
  if (values.every((value) => value === first)) return first;
  const merged = join(values.map((value) => (isEntry(value) ? value.value : value) as PyObject | undefined));
  const entry = values.find(isEntry);
  return entry ? { ...entry, value: merged } : merged;
}

/** An entry of a dict or an argument of a task, not an object itself. */
function isEntry(value: unknown): value is { readonly value: PyObject } {
  return typeof value === 'object' && value !== null && 'at' in value && 'value' in value;
}

/** The object that all of these are; unknown where they differ, or where one may be missing. */
export function join(objects: readonly (PyObject | undefined)[]): PyObject {
  const [first] = objects;
  if (first && objects.every((one) => one && (one === first || equal(first, one) === true))) return first;
  return unknown('differs between branches that cannot be decided');
}

/** Where only some alternatives go on, the rest of the function or loop is in doubt. */
function joinFlows(machine: Machine, flows: readonly Flow[]): Flow {
  const going = flows.filter((flow) => flow.kind !== 'raise');
  if (going.length === 0) return { kind: 'raise' };
  const frame = frameOf(machine);
  const returns = going.flatMap((flow) => (flow.kind === 'return' ? [flow.value] : []));
  if (returns.length === going.length) return { kind: 'return', value: join(returns) };
  const [only] = going;
  if (only && going.every((flow) => flow.kind === only.kind)) return only;
  frame.returned.push(...returns);
  if (returns.length > 0) frame.doubt++;
  else frame.loopDoubt++;
  machine.doubt++;
  return next;
}

/** What is made here, or added to something, is certain. */
export function certain(machine: Machine): boolean {
  return machine.doubt === 0;
}

/** The Dag that tasks of this code belong to by its context. */
export function dagInContext(machine: Machine): DagState | undefined {
  return machine.dagContexts.at(-1);
}

/** Something unknown may have added tasks or dependencies to this Dag. */
export function blur(dag: DagState | undefined, why: string): void {
  if (!dag) return;
  dag.why ??= why;
  dag.complete = false;
  dag.edgesComplete = false;
}

/** Something unknown, `why` in words, got these objects and may have done anything with them. */
export function handOver(machine: Machine, given: Arguments, why: string): void {
  const seen = new Set<PyObject>();
  const pending = [...given.positional, ...given.named.values()].map((one) => one.value);
  for (let object = pending.pop(); object && mayGoOn(machine); object = pending.pop()) {
    if (seen.has(object)) continue;
    seen.add(object);
    // Looking through large objects again and again is work, too.
    machine.steps++;
    switch (object.type) {
      case 'dag':
        blur(object.dag, why);
        break;
      case 'task':
        if (object.task.dag) object.task.dag.edgesComplete = false;
        break;
      case 'group':
        blur(object.group.dag, why);
        break;
      case 'xcom':
        for (const task of object.tasks) if (task.dag) task.dag.edgesComplete = false;
        break;
      case 'instance':
        if (object.built) pending.push(object.built);
        break;
      case 'list':
      case 'set':
        object.complete = false;
        for (const item of object.items) pending.push(item);
        break;
      case 'tuple':
        for (const item of object.items) pending.push(item);
        break;
      case 'dict':
        object.complete = false;
        for (const entry of object.entries.values()) pending.push(entry.value);
        break;
    }
  }
  blur(dagInContext(machine), why);
}
