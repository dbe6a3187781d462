/** Task groups: `TaskGroup(…)` and calls of `@task_group` functions, mapped ones included. */
import { parametersOf } from './arguments.ts';
import { defaultsOf } from './dags.ts';
import { blur, dagInContext, type Machine, mayGoOn } from './machine.ts';
import { mappingOf, mapSizeOf } from './mapping.ts';
import {
  type Arguments,
  type Factory,
  type Given,
  joinArguments,
  type Place,
  type PyObject,
  str,
  unknown,
} from './objects.ts';
import { relate, resultsIn } from './relations.ts';
import type { DagState, Defaults, GroupState } from './state.ts';

type GroupObject = Extract<PyObject, { type: 'group' }>;

/** `TaskGroup(…)`. */
export function buildGroup(machine: Machine, given: Arguments, _at: Place): GroupObject {
  return newGroup(machine, given, undefined, undefined);
}

function newGroup(
  machine: Machine,
  given: Arguments,
  fallback: string | undefined,
  expanded: Arguments | undefined,
): GroupObject {
  const of = (name: string, position = -1): PyObject | undefined =>
    given.named.get(name)?.value ?? given.positional[position]?.value;
  const parent = parentOf(machine, of('parent_group'));
  const dag = dagOf(machine, of('dag'), parent);
  const prefix = of('prefix_group_id', 1);
  const suffixes = of('add_suffix_on_collision');
  const mayCollide = fallback !== undefined || (suffixes?.type === 'bool' && suffixes.value);
  const own = of('group_id', 0) ?? (fallback === undefined || !given.complete ? undefined : str(fallback));
  const id = groupId(dag, parent, own, mayCollide);
  if (id !== undefined) dag?.groupIds.add(id);
  else blur(dag, 'the id of a group is not known');
  return {
    type: 'group',
    group: {
      id,
      prefix: prefix === undefined ? given.complete : prefix.type === 'bool' && prefix.value,
      parent,
      dag,
      defaults: mergedDefaults(parent, defaultsOf(given.named.get('default_args'), given.complete)),
      mapped: expanded !== undefined || parent?.mapped === true,
      ...mapSizeOf(expanded && mappingOf(expanded), parent),
      tasks: [],
    },
  };
}

function mergedDefaults(parent: GroupState | undefined, own: Defaults): Defaults {
  if (!parent) return own;
  return {
    entries: new Map([...parent.defaults.entries, ...own.entries]),
    complete: parent.defaults.complete && own.complete,
  };
}

function parentOf(machine: Machine, given: PyObject | undefined): GroupState | undefined {
  if (given?.type === 'group') return given.group;
  return given === undefined || given.type === 'none' ? machine.groupContexts.at(-1) : undefined;
}

function dagOf(
  machine: Machine,
  given: PyObject | undefined,
  parent: GroupState | undefined,
): DagState | undefined {
  if (given?.type === 'dag') return given.dag;
  if (given?.type === 'instance' && given.built?.type === 'dag') return given.built.dag;
  return parent?.dag ?? dagInContext(machine);
}

/** The id with the prefixes of the groups around it; `__1` and so on where the name is taken and may be. */
function groupId(
  dag: DagState | undefined,
  parent: GroupState | undefined,
  own: PyObject | undefined,
  mayCollide: boolean,
): string | undefined {
  if (own?.type !== 'str') return undefined;
  const whole = childId(parent, own.value);
  if (whole === undefined || !dag?.groupIds.has(whole) || !mayCollide) return whole;
  const base = own.value.replace(/__\d+$/, '');
  for (let suffix = 1; ; suffix++) {
    const next = childId(parent, `${base}__${suffix}`);
    if (next === undefined || !dag.groupIds.has(next)) return next;
  }
}

/** The id of a task or group in this group (`TaskGroup.child_id`); undefined when the group's is not known. */
export function childId(group: GroupState | undefined, label: string): string | undefined {
  if (!group) return label;
  if (!group.prefix) return label;
  return group.id === undefined ? undefined : `${group.id}.${label}`;
}

/** A call of a `@task_group` function, or its `.expand(…)`: runs the function in a group of its own. */
export function runGroupFactory(
  machine: Machine,
  factory: Factory,
  given: Arguments,
  at: Place,
  expanded?: Arguments,
): PyObject {
  if (!mayGoOn(machine)) {
    blur(dagInContext(machine), 'there is too much to follow');
    return unknown('too much to follow');
  }
  const object = newGroup(machine, factory.options, factory.name, expanded);
  const { dag } = object.group;
  const pushed = dag !== undefined && dagInContext(machine) !== dag;
  if (pushed && dag) machine.dagContexts.push(dag);
  machine.groupContexts.push(object.group);
  const bound = joinArguments(factory.partial, given);
  const result = machine.call(
    factory.function,
    expanded ? withMapped(factory.function, bound, expanded, at) : bound,
    at,
  );
  machine.groupContexts.pop();
  if (pushed) machine.dagContexts.pop();
  for (const { value } of [...(expanded?.positional ?? []), ...(expanded?.named.values() ?? [])])
    for (const task of resultsIn(value)) relate(machine, { type: 'task', task }, object, true);
  return result.type === 'none' ? object : result;
}

/** What is mapped over stands in the function as an object that has no value yet. */
function withMapped(callee: PyObject, bound: Arguments, expanded: Arguments, at: Place): Arguments {
  const opaque = new Map<string, Given>();
  const names =
    expanded.positional.length > 0 && callee.type === 'function' ? parametersOf(callee).names : [];
  for (const name of [...expanded.named.keys(), ...names])
    if (!bound.named.has(name))
      opaque.set(name, { value: { type: 'made', of: 'airflow.sdk.MappedArgument' }, at });
  return { ...bound, named: new Map([...bound.named, ...opaque]) };
}
