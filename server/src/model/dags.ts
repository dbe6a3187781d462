/** Dags and task groups, and which of them a piece of code stands in. */
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  children,
  firstChild,
  kindAt,
  type Node,
  parentOf,
  type Tree,
} from '../syntax/tree.ts';
import { isDagClass, isDagDecorator, isTaskGroupClass, isTaskGroupDecorator } from './airflow.ts';
import type { Argument, Call, Dag, FunctionFacts, TaskGroup } from './facts.ts';
import { resolve } from './names.ts';
import type { Source } from './source.ts';

export interface Containers {
  readonly dags: readonly Dag[];
  readonly groups: readonly TaskGroup[];
  /** `DAG(...)` call node or `@dag` definition node → position in `dags`. */
  readonly dagByNode: ReadonlyMap<Node, number>;
  readonly groupByNode: ReadonlyMap<Node, number>;
}

/** Every Dag and task group that the file builds at parse time. */
export function extractContainers(
  source: Source,
  calls: readonly Call[],
  functions: readonly FunctionFacts[],
): Containers {
  const dags: Dag[] = [];
  const groups: TaskGroup[] = [];
  const dagByNode = new Map<Node, number>();
  const groupByNode = new Map<Node, number>();
  for (const call of calls) {
    if (!call.phases.includes('parse')) continue;
    const node = source.callNodes[call.id] as Node;
    if (isDagClass(call.callee)) {
      dagByNode.set(node, dags.length);
      dags.push(dagOfCall(call, dags.length));
    } else if (isTaskGroupClass(call.callee)) {
      groupByNode.set(node, groups.length);
      groups.push({
        id: groups.length,
        arguments: byName(call.arguments, ['group_id']),
        complete: call.complete,
      });
    }
  }
  const nodes = [...source.functionIds.keys()];
  for (const fact of functions) {
    if (!fact.phases.includes('parse')) continue;
    const decorator = fact.decorators.find(
      (one) => isDagDecorator(one.name) || isTaskGroupDecorator(one.name),
    );
    if (!decorator) continue;
    const node = nodes[fact.id] as Node;
    const call = decorator.call === undefined ? undefined : calls[decorator.call];
    const given = byName(call?.arguments ?? [], isDagDecorator(decorator.name) ? ['dag_id'] : ['group_id']);
    const complete = call?.complete ?? true;
    if (isTaskGroupDecorator(decorator.name)) {
      groupByNode.set(node, groups.length);
      groups.push({ id: groups.length, arguments: given, complete });
      continue;
    }
    const dagId = given.dag_id ? stringOf(given.dag_id) : complete ? fact.name : undefined;
    dagByNode.set(node, dags.length);
    dags.push({
      id: dags.length,
      ...(dagId === undefined ? {} : { dagId }),
      at: call ? call.calleeAt : decorator.at,
      arguments: given,
      complete,
      ...(call ? { call: call.id } : {}),
      loops: calls.find((one) => one.function === fact.id && one.phases.includes('parse'))?.loops ?? [],
      in: fact.id,
    });
  }
  return { dags, groups, dagByNode, groupByNode };
}

function dagOfCall(call: Call, id: number): Dag {
  const given = byName(call.arguments, ['dag_id', 'description', 'schedule', 'start_date', 'end_date']);
  const dagId = given.dag_id ? stringOf(given.dag_id) : undefined;
  return {
    id,
    ...(dagId === undefined ? {} : { dagId }),
    at: call.calleeAt,
    arguments: given,
    complete: call.complete,
    call: call.id,
    loops: call.loops,
    in: call.in,
  };
}

function stringOf(argument: Argument): string | undefined {
  return argument.value.kind === 'string' ? argument.value.value : undefined;
}

/** Arguments by name; positional ones get the names of the parameters in order, those beyond are dropped. */
export function byName(given: readonly Argument[], order: readonly string[]): Record<string, Argument> {
  const named: Record<string, Argument> = {};
  let position = 0;
  for (const argument of given) {
    const name = argument.name ?? order[position++];
    if (name !== undefined) named[name] = argument;
  }
  return named;
}

export interface Surroundings {
  readonly dag?: number;
  /** Innermost first. */
  readonly groups: readonly number[];
}

/**
 * The Dag and groups around a node: `with` blocks, `@dag` and `@task_group` functions. Beyond a plain function only what
 * stands lexically around its definition is seen; the Dag of a helper at module level is unknown.
 */
export function surroundings(source: Source, containers: Containers, node: Node): Surroundings {
  const { tree } = source;
  const groups: number[] = [];
  for (let at = parentOf(tree, node), below = node; at >= 0; below = at, at = parentOf(tree, at)) {
    const kind = kindAt(tree, at);
    if (kind === Kind.with_statement && tree.field[below] === Field.body) {
      for (const manager of [...contextManagers(tree, at)].reverse()) {
        const target = resolve(source.names, manager);
        const call = target.kind === 'instance' ? target.call : manager;
        const group = containers.groupByNode.get(call);
        if (group !== undefined) groups.push(group);
        const dag = containers.dagByNode.get(call);
        if (dag !== undefined) return { dag, groups };
      }
    } else if (kind === Kind.function_definition) {
      const group = containers.groupByNode.get(at);
      if (group !== undefined) groups.push(group);
      const dag = containers.dagByNode.get(at);
      if (dag !== undefined) return { dag, groups };
    }
  }
  return { groups };
}

/** The expressions behind `with`, without `as`. */
export function* contextManagers(tree: Tree, statement: Node): Iterable<Node> {
  for (const clause of children(tree, statement)) {
    if (kindAt(tree, clause) !== Kind.with_clause) continue;
    for (const item of children(tree, clause)) {
      if (kindAt(tree, item) !== Kind.with_item) continue;
      const value = childByField(tree, item, Field.value);
      yield kindAt(tree, value) === Kind.as_pattern ? firstChild(tree, value) : value;
    }
  }
}
