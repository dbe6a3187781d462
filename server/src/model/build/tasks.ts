/** Tasks: operator calls, TaskFlow calls, and mapped ones of both. */
import { operatorFacts } from '../../catalogue/catalogue.ts';
import { lineOf, lineStarts } from '../lines.ts';
import { parametersOf } from './arguments.ts';
import { member } from './attributes.ts';
import { textOfObject } from './format.ts';
import { childId } from './groups.ts';
import { blur, dagInContext, type Machine } from './machine.ts';
import { type Mapping, mappingOf, mapSizeOf } from './mapping.ts';
import { inferredOutputs } from './multiple-outputs.ts';
import {
  type Arguments,
  type Entry,
  type Given,
  isSequence,
  joinArguments,
  type Place,
  type PyFunction,
  type PyInstance,
  type PyObject,
  type TaskFlow,
} from './objects.ts';
import { addRead, resultsIn } from './relations.ts';
import type { DagState, Defaults, GroupState, TaskGiven, TaskOrigin, TaskState } from './state.ts';

type TaskObject = Extract<PyObject, { type: 'task' }>;

/** What an operator call makes a task of. */
export interface Operator {
  /** Canonical dotted name of the class outside the project. */
  readonly operator: string;
  /** For a subclass of the project. */
  readonly instance?: PyInstance;
  /** Arguments of `.expand(…)` or `.expand_kwargs(…)`. */
  readonly expanded?: Arguments;
  /** The call of `.partial(…)`. */
  readonly configuredAt?: Place;
}

/** `Operator(…)`, `super().__init__(…)` of a subclass, or `Operator.partial(…).expand(…)`. */
export function buildTask(machine: Machine, made: Operator, given: Arguments, at: Place): TaskObject {
  const { operator, instance, expanded } = made;
  const origin: TaskOrigin = expanded ? 'partial' : 'call';
  const own = new Map<string, TaskGiven>();
  for (const [name, one] of given.named) own.set(name, traced(machine, name, one, instance, origin));
  for (const [name, one] of expanded?.named ?? []) own.set(name, { ...one, origin: 'expand' });
  const object = newTask(machine, {
    operator: instance?.class.name ?? operator,
    ...(instance ? { base: operator } : {}),
    at: instance?.at ?? at,
    configuredAt: made.configuredAt ?? instance?.at ?? at,
    runs: functionOf(own.get('python_callable')?.value),
    keywords: instance && keywordsOf(instance),
    ownCode: instance !== undefined && hasOwnCode(instance),
    given: own,
    complete: given.complete && (expanded?.complete ?? true) && (expanded?.positional.length ?? 0) === 0,
    mapped: expanded && mappingOf(expanded),
    fallbackId: undefined,
  });
  const subdag = own.get('subdag')?.value;
  if (subdag?.type === 'dag') subdag.dag.registered = true;
  else if (subdag) machine.dagsComplete = false;
  if (!instance) {
    const fields = operatorFacts(operator)?.templateFields;
    linkResults(machine, object.task, [...given.named, ...(expanded?.named ?? [])], fields);
    for (const { value } of expanded?.positional ?? [])
      for (const upstream of resultsIn(value)) addRead(machine, upstream, object.task);
  }
  return object;
}

/** Results of other tasks in template fields make dependencies; in fields that are not known they may. */
function linkResults(
  machine: Machine,
  task: TaskState,
  values: Iterable<readonly [string, { readonly value: PyObject }]>,
  fields: readonly string[] | undefined,
): void {
  for (const [name, { value }] of values) {
    const upstream = resultsIn(value);
    if (upstream.length === 0) continue;
    if (!fields) {
      if (task.dag) task.dag.edgesComplete = false;
    } else if (fields.includes(name)) for (const one of upstream) addRead(machine, one, task);
  }
}

/** Dependencies through the template fields of a subclass of the project, once its `__init__` has run. */
export function linkAttributes(machine: Machine, instance: PyInstance): void {
  const task = instance.built?.type === 'task' ? instance.built.task : undefined;
  if (!task) return;
  const listed = member(instance.class, 'template_fields');
  const own =
    listed && isSequence(listed) && listed.complete
      ? listed.items.flatMap((one) => (one.type === 'str' ? [one.value] : []))
      : listed
        ? undefined
        : [];
  const inherited = operatorFacts(task.base ?? '')?.templateFields ?? [];
  const fields = own && [...own, ...(listed ? [] : inherited)];
  const values = new Map<string, { readonly value: PyObject }>();
  for (const [name, value] of instance.attributes) values.set(name, { value });
  for (const [name, given] of task.arguments) if (!values.has(name)) values.set(name, given);
  linkResults(machine, task, values, fields);
}

/** The keywords of a constructor without `**kwargs`; undefined where it takes others as well. */
function keywordsOf({ class: made }: PyInstance): readonly string[] | undefined {
  const init = member(made, '__init__');
  if (init?.type !== 'function') return undefined;
  const { names, rest } = parametersOf(init);
  return rest ? undefined : names;
}

function hasOwnCode({ class: made }: PyInstance): boolean {
  return ['execute', 'poke'].some((method) => member(made, method) !== undefined);
}

/** The function that a callable ends in. */
function functionOf(callable: PyObject | undefined, depth = 0): PyFunction | undefined {
  if (callable?.type === 'function') return callable;
  if (callable?.type === 'method') return callable.function;
  if (callable?.type === 'partial' && depth < 5) return functionOf(callable.callee, depth + 1);
  return callable?.type === 'taskflow' ? functionOf(callable.function, depth + 1) : undefined;
}

interface NewTask {
  readonly operator: string;
  readonly base?: string;
  readonly at: Place;
  readonly configuredAt: Place;
  readonly runs: PyFunction | undefined;
  readonly keywords?: readonly string[] | undefined;
  readonly ownCode?: boolean;
  readonly given: Map<string, TaskGiven>;
  readonly complete: boolean;
  /** Undefined for a task that is not mapped itself. */
  readonly mapped: Mapping | undefined;
  /** The id of a TaskFlow task without `task_id`: its function's name. */
  readonly fallbackId: string | undefined;
}

function newTask(machine: Machine, wanted: NewTask): TaskObject {
  const { given } = wanted;
  const { dag, isKnown } = placeIn(machine, given.get('dag')?.value, given.get('task_group')?.value);
  const group = groupIn(machine, dag, given.get('task_group')?.value);
  const ownDefaults = given.get('default_args');
  const arguments_ = new Map(given);
  let complete = wanted.complete && isKnown;
  for (const { defaults, origin } of defaultsAround(dag, group)) {
    if (!defaults.complete) complete = false;
    for (const [name, entry] of defaults.entries)
      if (!arguments_.has(name)) arguments_.set(name, { value: entry.value, at: entry.at, origin });
  }
  if (ownDefaults && ownDefaults.value.type !== 'none')
    complete = addOwnDefaults(arguments_, given, ownDefaults) && complete;
  const taskId = idOf(dag, group, given.get('task_id')?.value, wanted);
  const task: TaskState = {
    taskId,
    operator: wanted.operator,
    ...(wanted.base === undefined ? {} : { base: wanted.base }),
    at: wanted.at,
    configuredAt: wanted.configuredAt,
    dag,
    group,
    arguments: arguments_,
    argumentsComplete: complete,
    mapped: wanted.mapped !== undefined || group?.mapped === true,
    ...mapSizeOf(wanted.mapped, group),
    ...(wanted.runs ? { runs: wanted.runs } : {}),
    ...(wanted.keywords ? { keywords: wanted.keywords } : {}),
    ...(wanted.ownCode ? { ownCode: true as const } : {}),
    certain: machine.doubt <= (dag?.doubt ?? 0),
    upstream: new Set(),
    downstream: new Set(),
    readers: new Set(),
    setup: false,
    teardown: false,
  };
  machine.tasks.push(task);
  if (dag) enter(dag, task);
  else if (!isKnown) for (const one of machine.dags) blur(one, 'a task is given a Dag that is not known');
  for (let around = group; around; around = around.parent) around.tasks.push(task);
  for (const work of machine.workContexts) work.push(task);
  return { type: 'task', task };
}

function enter(dag: DagState, task: TaskState): void {
  dag.tasks.push(task);
  if (!task.certain)
    incomplete(dag, task, (line) => `whether a task in line ${line} is made, or how often, is not known`);
  if (task.taskId === undefined)
    incomplete(dag, task, (line) => `the id of the task in line ${line} is not known`);
  else dag.taskIds.set(task.taskId, task);
}

/** Only the first reason is kept; the line is looked for when it is needed. */
function incomplete(dag: DagState, { at }: TaskState, why: (line: number) => string): void {
  dag.why ??= why(lineOf(lineStarts(at.module.tree.text), at.start) + 1);
  dag.complete = false;
}

/** `default_args` of the call itself win over those of groups and Dag. False when they are not all known. */
function addOwnDefaults(
  into: Map<string, TaskGiven>,
  given: ReadonlyMap<string, TaskGiven>,
  own: Given,
): boolean {
  if (own.value.type !== 'dict') return false;
  for (const { key, value, at } of own.value.entries.values())
    if (key.type === 'str' && !given.has(key.value))
      into.set(key.value, { value, at, origin: 'default-args' });
  return own.value.complete;
}

/** The defaults that reach a task, nearest first. */
function defaultsAround(
  dag: DagState | undefined,
  group: GroupState | undefined,
): { readonly defaults: Defaults; readonly origin: TaskOrigin }[] {
  if (!dag) return [];
  const ofDag = { defaults: dag.defaults, origin: 'default-args' } as const;
  return group ? [{ defaults: group.defaults, origin: 'group-default-args' }, ofDag] : [ofDag];
}

function placeIn(
  machine: Machine,
  given: PyObject | undefined,
  group: PyObject | undefined,
): { readonly dag: DagState | undefined; readonly isKnown: boolean } {
  if (given?.type === 'dag') return { dag: given.dag, isKnown: true };
  if (given?.type === 'instance' && given.built?.type === 'dag')
    return { dag: given.built.dag, isKnown: true };
  if (given && given.type !== 'none') return { dag: undefined, isKnown: false };
  if (group?.type === 'group') return { dag: group.group.dag ?? dagInContext(machine), isKnown: true };
  return { dag: dagInContext(machine), isKnown: group === undefined || group.type === 'none' };
}

function groupIn(
  machine: Machine,
  dag: DagState | undefined,
  given: PyObject | undefined,
): GroupState | undefined {
  if (given?.type === 'group') return given.group;
  const around = machine.groupContexts.at(-1);
  return dag && around?.dag === dag ? around : undefined;
}

function idOf(
  dag: DagState | undefined,
  group: GroupState | undefined,
  given: PyObject | undefined,
  { fallbackId, complete }: NewTask,
): string | undefined {
  const own = given ? textOfObject(given) : complete ? fallbackId : undefined;
  const whole = own === undefined ? undefined : childId(group, own);
  if (own === undefined || whole === undefined || fallbackId === undefined || !dag?.taskIds.has(whole))
    return whole;
  // TaskFlow tasks get `__1`, `__2`… where the id is taken (`get_unique_task_id`).
  const prefix = whole.replace(/__\d+$/, '');
  let highest = 0;
  for (const id of dag.taskIds.keys()) {
    const suffix = id.startsWith(`${prefix}__`) ? id.slice(prefix.length + 2) : '';
    if (/^\d+$/.test(suffix)) highest = Math.max(highest, Number(suffix));
  }
  return childId(group, `${own.replace(/__\d+$/, '')}__${highest + 1}`);
}

/** Where an argument of a subclass's `super().__init__(…)` comes from: the call, `default_args`, or the class itself. */
function traced(
  machine: Machine,
  name: string,
  given: Given,
  instance: PyInstance | undefined,
  origin: TaskOrigin,
): TaskGiven {
  if (!instance) return { ...given, origin };
  const passed = instance.given?.named.get(name);
  if (passed?.value === given.value) return { ...passed, origin };
  const group = machine.groupContexts.at(-1)?.defaults.entries.get(name);
  if (group?.value === given.value) return { value: group.value, at: group.at, origin: 'group-default-args' };
  const dag = dagInContext(machine)?.defaults.entries.get(name);
  if (dag?.value === given.value) return { value: dag.value, at: dag.at, origin: 'default-args' };
  return { ...given, origin: 'class' };
}

/** What Airflow's metaclass adds to the arguments of a subclass's `__init__`: entries of `default_args` that it names. */
export function fillDefaults(machine: Machine, init: PyFunction, given: Arguments): Arguments {
  const { dag } = placeIn(machine, given.named.get('dag')?.value, given.named.get('task_group')?.value);
  const group = groupIn(machine, dag, given.named.get('task_group')?.value);
  const merged = new Map<string, Entry>();
  for (const { defaults } of defaultsAround(dag, group).reverse())
    for (const [name, entry] of defaults.entries) merged.set(name, entry);
  const added = new Map<string, Given>();
  for (const name of parametersOf(init).names) {
    const entry = merged.get(name);
    if (entry && !given.named.has(name)) added.set(name, { value: entry.value, at: entry.at });
  }
  return added.size === 0 ? given : { ...given, named: new Map([...given.named, ...added]) };
}

/** A call of a `@task` function, or its `.expand(…)`: makes a task; the function runs later. */
export function callTaskFlow(
  machine: Machine,
  flow: TaskFlow,
  given: Arguments,
  at: Place,
  mapped = false,
): PyObject {
  const own = new Map<string, TaskGiven>();
  for (const [name, one] of flow.options.named) own.set(name, { ...one, origin: 'decorator' });
  for (const [name, one] of flow.override?.named ?? []) own.set(name, { ...one, origin: 'override' });
  if (!own.has('multiple_outputs'))
    own.set('multiple_outputs', {
      ...inferredOutputs(machine, flow.function, flow.at),
      origin: 'annotation',
    });
  const { task } = newTask(machine, {
    operator: flow.decorator,
    at,
    configuredAt: flow.at,
    runs: functionOf(flow.function),
    given: own,
    complete: flow.options.complete && (flow.override?.complete ?? true),
    mapped: mapped ? mappingOf(given) : undefined,
    fallbackId: flow.name,
  });
  task.flow = flow;
  const bound = joinArguments(flow.partial, given);
  for (const { value } of [...bound.positional, ...bound.named.values(), ...own.values()])
    for (const upstream of resultsIn(value)) addRead(machine, upstream, task);
  if (flow.role === 'setup') task.setup = true;
  if (flow.role === 'teardown') makeTeardown(task, at);
  return { type: 'xcom', tasks: [task] };
}

/** A teardown runs once its setups have succeeded, whatever became of the work. */
export function makeTeardown(task: TaskState, at: Place): void {
  task.teardown = true;
  task.arguments.set('trigger_rule', {
    value: { type: 'str', value: 'all_done_setup_success' },
    at,
    origin: 'call',
  });
}
