/** Dags and task groups. */
import type { Node } from '../syntax/tree.ts';
import { isDagClass, isDagDecorator, isTaskGroupClass, isTaskGroupDecorator } from './airflow.ts';
import { allLoops, type Callers, loopsOfFunction } from './callers.ts';
import type { Argument, Call, ClassFacts, Dag, Decorator, FunctionFacts, TaskGroup } from './facts.ts';
import { resolve } from './names.ts';
import { type Built, newPlaces, type PlaceOf } from './places.ts';
import type { Source } from './source.ts';

export interface Containers extends Built {
  readonly dags: readonly Dag[];
  readonly groups: readonly TaskGroup[];
  readonly placeOf: PlaceOf;
}

/** Every Dag and task group that the file builds at parse time. */
export function extractContainers(
  source: Source,
  calls: readonly Call[],
  functions: readonly FunctionFacts[],
  classes: readonly ClassFacts[],
  callers: Callers,
): Containers {
  const dags: Dag[] = [];
  const groups: TaskGroup[] = [];
  const dagByNode = new Map<Node, number>();
  const groupByNode = new Map<Node, number>();
  for (const call of calls) {
    if (!call.phases.includes('parse')) continue;
    const node = source.callNodes[call.id] as Node;
    const ownClass = call.class === undefined ? undefined : classes[call.class];
    if (isDagClass(call.callee) || ownClass?.bases.some(isDagClass)) {
      dagByNode.set(node, dags.length);
      dags.push(dagOfCall(call, dags.length, callers, ownClass));
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
    const node = nodes[fact.id] as Node;
    for (const decorator of fact.decorators) {
      const call = decorator.call === undefined ? undefined : calls[decorator.call];
      if (isTaskGroupDecorator(decorator.name)) {
        groupByNode.set(node, groups.length);
        groups.push({
          id: groups.length,
          arguments: byName(call?.arguments ?? [], ['group_id']),
          complete: call?.complete ?? true,
        });
      } else if (isDagDecorator(decorator.name)) {
        dagByNode.set(node, dags.length);
        dags.push(dagOfDecorator(fact, decorator, call, dags.length, callers));
      } else continue;
      break;
    }
  }
  const built = { dagByNode, groupByNode };
  const placeOf = newPlaces(source, built, callers);
  return { ...built, dags, groups: withParents(source, groups, built, placeOf), placeOf };
}

/** A group's parent is where it is made, or the group it is given. */
function withParents(
  source: Source,
  groups: readonly TaskGroup[],
  built: Built,
  placeOf: PlaceOf,
): TaskGroup[] {
  const parents = groups.map((group) => {
    const given = group.arguments.parent_group;
    return given && given.value.kind !== 'none' ? (groupOfArgument(source, built, given) ?? -1) : undefined;
  });
  for (const [node, id] of built.groupByNode) parents[id] ??= placeOf(node).group ?? -1;
  return groups.map((group, id) => {
    const parent = parents[id] ?? -1;
    return parent < 0 || parent === id ? group : { ...group, parent };
  });
}

/** The group that an argument such as `task_group=` names; undefined when it is not known. */
export function groupOfArgument(
  source: Source,
  { groupByNode }: Built,
  argument: Argument,
): number | undefined {
  if (argument.value.kind !== 'call') return undefined;
  const node = source.callNodes[argument.value.call] as Node;
  const target = resolve(source.names, node);
  return groupByNode.get(target.kind === 'instance' && target.call >= 0 ? target.call : node);
}

/** A group and those around it, innermost first. */
export function groupsFrom(groups: readonly TaskGroup[], innermost: number | undefined): number[] {
  const found: number[] = [];
  for (
    let at = innermost;
    at !== undefined && !found.includes(at) && found.length < 50;
    at = groups[at]?.parent
  )
    found.push(at);
  return found;
}

function dagOfDecorator(
  fact: FunctionFacts,
  decorator: Decorator,
  call: Call | undefined,
  id: number,
  callers: Callers,
): Dag {
  const given = byName(call?.arguments ?? [], ['dag_id']);
  const complete = call?.complete ?? true;
  const dagId = given.dag_id ? stringOf(given.dag_id) : complete ? simpleName(fact) : undefined;
  return {
    id,
    ...(dagId === undefined ? {} : { dagId }),
    at: call ? call.calleeAt : decorator.at,
    arguments: given,
    complete,
    ...(call ? { call: call.id } : {}),
    loops: loopsOfFunction(callers, fact.id),
    in: fact.id,
  };
}

/** The name that Python gives the function: without its class. */
export function simpleName(fact: FunctionFacts): string {
  return fact.name.slice(fact.name.lastIndexOf('.') + 1);
}

/** A subclass of this file may set anything in its own `__init__`. */
function dagOfCall(call: Call, id: number, callers: Callers, ownClass: ClassFacts | undefined): Dag {
  const given = byName(call.arguments, ['dag_id', 'description', 'schedule']);
  const dagId = given.dag_id ? stringOf(given.dag_id) : undefined;
  return {
    id,
    ...(dagId === undefined ? {} : { dagId }),
    at: call.calleeAt,
    arguments: given,
    complete: call.complete && ownClass === undefined,
    call: call.id,
    loops: allLoops(callers, call),
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
