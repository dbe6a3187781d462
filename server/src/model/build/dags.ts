/** Dags: `DAG(…)` and calls of `@dag` functions. */
import { parametersOf } from './arguments.ts';
import { callFunction } from './calls.ts';
import { blur, type Machine, mayGoOn } from './machine.ts';
import {
  type Arguments,
  type Entry,
  type Factory,
  type Given,
  joinArguments,
  type Place,
  type PyObject,
  str,
  unknown,
} from './objects.ts';
import type { DagState, Defaults } from './state.ts';

/** Positional parameters of `DAG`, in order (2.10 to 3.4). */
const order = ['dag_id', 'description', 'schedule'];

/** `DAG(…)`. */
export function buildDag(machine: Machine, given: Arguments, at: Place): Extract<PyObject, { type: 'dag' }> {
  return { type: 'dag', dag: newDag(machine, given, at, unknown('a Dag without an id')) };
}

/** A Dag with these arguments; `fallback` is its id when the arguments do not give one. */
export function newDag(machine: Machine, given: Arguments, at: Place, fallback: PyObject): DagState {
  const named = new Map(given.named);
  given.positional.forEach((one, index) => {
    const name = order[index];
    if (name !== undefined) named.set(name, one);
  });
  const dag: DagState = {
    dagId: named.get('dag_id')?.value ?? (given.complete ? fallback : unknown()),
    arguments: named,
    argumentsComplete: given.complete,
    defaults: defaultsOf(named.get('default_args'), given.complete),
    at,
    doubt: machine.doubt,
    tasks: [],
    taskIds: new Map(),
    groupIds: new Set(),
    complete: true,
    edgesComplete: true,
    registered: false,
  };
  machine.dags.push(dag);
  return dag;
}

/** `default_args` as they are at this moment; later changes of the dict do not reach the Dag. */
export function defaultsOf(given: Given | undefined, complete: boolean): Defaults {
  const entries = new Map<string, Entry>();
  if (!given || given.value.type === 'none') return { entries, complete };
  if (given.value.type !== 'dict') return { entries, complete: false };
  for (const entry of given.value.entries.values())
    if (entry.key.type === 'str') entries.set(entry.key.value, entry);
  return { entries, complete: given.value.complete };
}

/** A call of a `@dag` function: makes the Dag and runs the function in its context. */
export function runDagFactory(machine: Machine, factory: Factory, given: Arguments, at: Place): PyObject {
  const dag = newDag(machine, factory.options, factory.at, str(factory.name));
  if (!mayGoOn(machine)) {
    blur(dag, 'there is too much to follow');
    return { type: 'dag', dag };
  }
  machine.dagContexts.push(dag);
  const groups = machine.groupContexts.splice(0);
  runOpaque(machine, factory.function, given, at, 'airflow.sdk.DagParam');
  machine.groupContexts.push(...groups);
  machine.dagContexts.pop();
  dag.registered = true;
  return { type: 'dag', dag };
}

/** Runs a function whose parameters hold objects of Airflow's in place of what they are given. */
export function runOpaque(
  machine: Machine,
  callee: PyObject,
  given: Arguments,
  at: Place,
  of: string,
): PyObject {
  if (callee.type !== 'function') return machine.call(callee, given, at);
  const opaque = new Map<string, Given>();
  for (const name of parametersOf(callee).names) opaque.set(name, { value: { type: 'made', of }, at });
  return callFunction(
    machine,
    callee,
    joinArguments(undefined, { positional: [], named: opaque, complete: true }),
  );
}
