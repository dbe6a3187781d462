/** `with DAG(…)`, `with TaskGroup(…)`, setups and teardowns as contexts, and all other context managers. */
import { Field, Kind } from '../../syntax/kinds.ts';
import { childByField, childOfKind, children, firstChild, kindAt, type Node } from '../../syntax/tree.ts';
import { assign } from './arguments.ts';
import { isHarmless } from './calls.ts';
import { blur, dagInContext, type Flow, type Machine } from './machine.ts';
import type { Environment, PyObject } from './objects.ts';
import { tasksIn, workBetween } from './relations.ts';
import type { GroupState, TaskState } from './state.ts';

/** Runs a `with` statement. */
export function runWith(machine: Machine, node: Node, env: Environment): Flow {
  const { tree } = env.module;
  const clause = childOfKind(tree, node, Kind.with_clause);
  const closers: (() => void)[] = [];
  for (const item of clause < 0 ? [] : withItems(env, clause)) {
    const value = childByField(tree, item, Field.value);
    const isPattern = kindAt(tree, value) === Kind.as_pattern;
    const object = machine.evaluate(isPattern ? firstChild(tree, value) : value, env);
    const alias = isPattern ? childByField(tree, value, Field.alias) : -1;
    const entered = open(machine, object);
    closers.unshift(entered.close);
    if (alias >= 0) assign(machine, firstChild(tree, alias), entered.value, env);
  }
  const flow = machine.execute(childByField(tree, node, Field.body), env);
  for (const close of closers) close();
  return flow;
}

function withItems(env: Environment, clause: Node): Node[] {
  const { tree } = env.module;
  return [...children(tree, clause)].filter((child) => kindAt(tree, child) === Kind.with_item);
}

interface Opened {
  /** What `as` binds. */
  readonly value: PyObject;
  close(): void;
}

function open(machine: Machine, object: PyObject): Opened {
  const target = object.type === 'instance' ? (object.built ?? object) : object;
  if (target.type === 'dag') {
    machine.dagContexts.push(target.dag);
    const groups = machine.groupContexts.splice(0);
    return {
      value: object,
      close() {
        machine.dagContexts.pop();
        machine.groupContexts.push(...groups);
        target.dag.registered = true;
      },
    };
  }
  if (target.type === 'group') {
    const { dag } = target.group;
    const pushed = dag !== undefined && machine.dagContexts.at(-1) !== dag;
    if (pushed && dag) machine.dagContexts.push(dag);
    machine.groupContexts.push(target.group);
    return {
      value: object,
      close() {
        machine.groupContexts.pop();
        if (pushed) machine.dagContexts.pop();
      },
    };
  }
  const around = contextTasks(target);
  if (around.length > 0) {
    const work: TaskState[] = [];
    machine.workContexts.push(work);
    return {
      value: object,
      close() {
        machine.workContexts.pop();
        workBetween(machine, around, work);
      },
    };
  }
  const isKnown = (target.type === 'made' && isHarmless(target.of)) || target.type === 'instance';
  if (!isKnown && dagInContext(machine)) return unknownGroup(machine);
  return { value: target.type === 'instance' ? object : { type: 'unknown' }, close() {} };
}

/** What is not known may be a group: it is not known which ids the tasks in it have, nor which `default_args`. */
function unknownGroup(machine: Machine): Opened {
  const dag = dagInContext(machine);
  const parent = machine.groupContexts.at(-1);
  const group: GroupState = {
    id: undefined,
    prefix: true,
    parent,
    dag,
    defaults: { entries: new Map(), complete: false },
    mapped: false,
    tasks: [],
  };
  blur(dag, 'what a `with` opens is not known');
  machine.groupContexts.push(group);
  return {
    value: { type: 'unknown' },
    close() {
      machine.groupContexts.pop();
    },
  };
}

function contextTasks(object: PyObject): readonly TaskState[] {
  return (tasksIn(object) ?? []).filter((task) => task.setup || task.teardown);
}
