/** Tasks: operator calls, TaskFlow calls, mapped ones, with their arguments and where each comes from. */

import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, kindAt, type Node, rangeOf, textOf } from '../syntax/tree.ts';
import { isOperatorClass, isTaskDecorator } from './airflow.ts';
import { allLoops, type Callers, skipsSomeRounds } from './callers.ts';
import { byName, type Containers, groupOfArgument, groupsFrom, simpleName } from './dags.ts';
import type {
  Argument,
  Call,
  ClassFacts,
  Decorator,
  FunctionFacts,
  Range,
  Task,
  TaskArgument,
} from './facts.ts';
import { argumentListOf, resolve } from './names.ts';
import { functionsIn } from './phases.ts';
import { dagOf } from './places.ts';
import { bindingsFor } from './reaching.ts';
import type { Source } from './source.ts';
import { sizeOf } from './values.ts';

interface Facts {
  readonly calls: readonly Call[];
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
  readonly callers: Callers;
}

/** Function id → the `super().__init__(…)` calls in it. */
type SuperInits = ReadonlyMap<number, readonly Call[]>;

/** What a call chain such as `f.override(…).partial(…).expand(…)` consists of. */
interface Chain {
  /** The class or function at its root. */
  readonly root: Node;
  /** Method name (`call` for plain parentheses) → call. */
  readonly steps: ReadonlyMap<string, Call>;
}

/** Every task that the file builds at parse time, and the node of its call. */
export function extractTasks(
  source: Source,
  facts: Facts,
  containers: Containers,
): { tasks: Task[]; taskByNode: Map<Node, number> } {
  const tasks: Task[] = [];
  const taskByNode = new Map<Node, number>();
  const superInits = new Map<number, Call[]>();
  for (const call of facts.calls) {
    if (call.superInit) superInits.set(call.in, [...(superInits.get(call.in) ?? []), call]);
  }
  for (const call of facts.calls) {
    if (!call.phases.includes('parse')) continue;
    const chain = chainOf(source, facts, call);
    const task = chain && taskOf(source, facts, containers, call, chain, tasks.length, superInits);
    if (!task) continue;
    taskByNode.set(source.callNodes[call.id] as Node, tasks.length);
    tasks.push(task);
  }
  return { tasks, taskByNode };
}

const modifiers = new Set(['partial', 'override']);
const expanders = new Set(['expand', 'expand_kwargs']);

/** The chain that ends in this call; undefined when the call only prepares one (`.partial(…)`, `.override(…)`). */
function chainOf(source: Source, facts: Facts, last: Call): Chain | undefined {
  const { tree } = source;
  const steps = new Map<string, Call>();
  let callee = childByField(tree, source.callNodes[last.id] as Node, Field.function);
  const method = methodName(source, callee);
  if (method && modifiers.has(method)) return undefined;
  if (method && expanders.has(method)) {
    steps.set(method, last);
    callee = childByField(tree, callee, Field.object);
  } else {
    steps.set('call', last);
  }
  for (let step = 0; step < 4 && callee >= 0; step++) {
    callee = preparedCall(source, callee);
    if (kindAt(tree, callee) !== Kind.call) break;
    const inner = childByField(tree, callee, Field.function);
    const name = methodName(source, inner);
    if (!name || !modifiers.has(name)) return undefined;
    steps.set(name, facts.calls[source.callIds.get(callee) as number] as Call);
    callee = childByField(tree, inner, Field.object);
  }
  return callee < 0 ? undefined : { root: callee, steps };
}

/** For a name that holds `Operator.partial(…)` or `f.override(…)`: that call. */
function preparedCall(source: Source, callee: Node): Node {
  if (kindAt(source.tree, callee) !== Kind.identifier) return callee;
  const bindings = bindingsFor(source.scopes, callee, textOf(source.tree, callee));
  const only = bindings?.length === 1 ? bindings[0] : undefined;
  return only?.kind === 'value' && kindAt(source.tree, only.value) === Kind.call ? only.value : callee;
}

function methodName({ tree }: Source, callee: Node): string | undefined {
  if (callee < 0 || kindAt(tree, callee) !== Kind.attribute) return undefined;
  const attribute = childByField(tree, callee, Field.attribute);
  return attribute < 0 ? undefined : textOf(tree, attribute);
}

function taskOf(
  source: Source,
  facts: Facts,
  containers: Containers,
  call: Call,
  chain: Chain,
  id: number,
  superInits: SuperInits,
): Task | undefined {
  const target = resolve(source.names, chain.root);
  const fact =
    target.kind === 'function' ? facts.functions[source.functionIds.get(target.node) ?? 0] : undefined;
  const decorator = fact?.decorators.find((one) => isTaskDecorator(one.name));
  const classFact =
    target.kind === 'class' ? facts.classes[source.classIds.get(target.node) ?? 0] : undefined;
  const name = target.kind === 'name' ? target.name : undefined;
  const shape = decorator
    ? taskFlowShape(facts, decorator, chain)
    : isOperatorClass(name)
      ? operatorShape(source, name as string, [], chain)
      : classFact?.bases.some(isOperatorClass)
        ? operatorShape(source, classFact.name, classFact.bases.filter(isOperatorClass) as string[], chain)
        : undefined;
  if (!shape) return undefined;
  const given = shape.arguments;
  if (classFact) addClassArguments(facts, classFact, given, superInits);
  const node = source.callNodes[call.id] as Node;
  const around = containers.placeOf(node);
  const dag = given.dag ? dagGiven(source, containers, facts.callers, given.dag, node) : around.dag;
  const group = given.task_group ? groupOfArgument(source, containers, given.task_group) : around.group;
  const run = decorator
    ? fact?.id
    : given.python_callable && functionsIn(facts, given.python_callable.value)[0];
  const mapSize = expandedSize(source, chain);
  return {
    id,
    operator: shape.operator,
    bases: shape.bases,
    ...taskIdOf(given, decorator ? fact : undefined),
    at: shape.at,
    call: call.id,
    ...(shape.argumentList ? { argumentList: shape.argumentList } : {}),
    ...(shape.appendAt === undefined ? {} : { appendAt: shape.appendAt }),
    arguments: given,
    complete: shape.complete && around.certain,
    ...(dag === undefined ? {} : { dag }),
    groups: groupsFrom(containers.groups, group),
    ...(run === undefined ? {} : { function: run }),
    mapped: isMapped(chain),
    ...(mapSize === undefined ? {} : { mapSize }),
    loops: allLoops(facts.callers, call),
    skipsRounds: skipsSomeRounds(facts.callers, call),
    in: call.in,
    phases: call.phases,
  };
}

interface Shape {
  readonly operator: string;
  readonly bases: readonly string[];
  readonly at: Range;
  readonly argumentList?: Range;
  readonly appendAt?: number;
  readonly arguments: Record<string, TaskArgument>;
  readonly complete: boolean;
}

function isMapped({ steps }: Chain): boolean {
  return steps.has('expand') || steps.has('expand_kwargs');
}

function operatorShape(source: Source, operator: string, bases: readonly string[], chain: Chain): Shape {
  const base = chain.steps.get('partial') ?? chain.steps.get('call');
  const expand = chain.steps.get('expand');
  return {
    operator,
    bases,
    at: rangeOf(source.tree, chain.root),
    ...(base ? { argumentList: base.argumentList } : {}),
    arguments: {
      ...named(expand, 'expand'),
      ...named(base, chain.steps.has('partial') ? 'partial' : 'call'),
    },
    complete: (base?.complete ?? true) && (expand?.complete ?? true) && !chain.steps.has('expand_kwargs'),
  };
}

/** Keywords of a TaskFlow call are the function's, not the operator's: only decorator and `.override(…)` configure the task. */
function taskFlowShape(facts: Facts, decorator: Decorator, chain: Chain): Shape {
  const call = decorator.call === undefined ? undefined : facts.calls[decorator.call];
  const override = chain.steps.get('override');
  return {
    operator: decorator.name as string,
    bases: [],
    at: call ? call.calleeAt : decorator.at,
    ...(call ? { argumentList: call.argumentList } : { appendAt: decorator.at.end }),
    arguments: { ...named(call, 'decorator'), ...named(override, 'override') },
    complete: (call?.complete ?? true) && (override?.complete ?? true),
  };
}

function named(call: Call | undefined, origin: TaskArgument['origin']): Record<string, TaskArgument> {
  const result: Record<string, TaskArgument> = {};
  for (const [name, argument] of Object.entries(byName(call?.arguments ?? [], ['task_id']))) {
    result[name] = { ...argument, origin };
  }
  return result;
}

function taskIdOf(
  given: Readonly<Record<string, Argument>>,
  fact: FunctionFacts | undefined,
): { taskId?: string } {
  const value = given.task_id?.value;
  if (value?.kind === 'string') return { taskId: value.value };
  return !given.task_id && fact ? { taskId: simpleName(fact) } : {};
}

/** What a class of this file sets by itself: defaults of its `__init__`, keywords of `super().__init__(…)`; then its base classes. */
function addClassArguments(
  facts: Facts,
  classFact: ClassFacts,
  given: Record<string, TaskArgument>,
  superInits: SuperInits,
  depth = 0,
): void {
  const init = Object.hasOwn(classFact.methods, '__init__') ? classFact.methods.__init__ : undefined;
  if (init !== undefined)
    addInitArguments(facts.functions[init] as FunctionFacts, given, superInits.get(init) ?? []);
  if (depth > 10) return;
  for (const parent of classFact.parents)
    addClassArguments(facts, facts.classes[parent] as ClassFacts, given, superInits, depth + 1);
}

function addInitArguments(
  init: FunctionFacts,
  given: Record<string, TaskArgument>,
  superInits: readonly Call[],
): void {
  const add = (name: string, value: TaskArgument['value'], at: Range) => {
    if (!Object.hasOwn(given, name)) given[name] = { name, at, valueAt: at, value, origin: 'class' };
  };
  const defaults = new Map(init.parameters.map((one) => [one.name, one.default]));
  for (const { arguments: handedOn } of superInits) {
    for (const { name, value, at } of handedOn) {
      // `super().__init__(retries=retries)` hands on the parameter's default.
      if (name) add(name, (value.kind === 'unknown' ? defaults.get(name) : undefined) ?? value, at);
    }
  }
  for (const [name, value] of defaults) if (value) add(name, value, init.nameAt);
}

/** The Dag that `dag=` names, also through a parameter of the function around the call. */
function dagGiven(
  source: Source,
  containers: Containers,
  callers: Callers,
  argument: Argument,
  call: Node,
): number | undefined {
  if (argument.value.kind === 'call')
    return dagOf(source, containers, callers, source.callNodes[argument.value.call] as Node);
  const list = argumentListOf(source.tree, call);
  const keyword =
    list < 0
      ? undefined
      : elements(source.tree, list).find((one) => source.tree.start[one] === argument.at.start);
  return keyword === undefined
    ? undefined
    : dagOf(source, containers, callers, childByField(source.tree, keyword, Field.value));
}

/** Number of mapped instances: `.expand(a=…, b=…)` multiplies, `.expand_kwargs(list)` counts its dicts. */
function expandedSize(source: Source, { steps }: Chain): number | undefined {
  const expand = steps.get('expand') ?? steps.get('expand_kwargs');
  if (!expand?.complete) return undefined;
  const list = argumentListOf(source.tree, source.callNodes[expand.id] as Node);
  if (list < 0) return undefined;
  let product = 1;
  for (const element of elements(source.tree, list)) {
    const isKeyword = kindAt(source.tree, element) === Kind.keyword_argument;
    const size = sizeOf(source, isKeyword ? childByField(source.tree, element, Field.value) : element);
    if (size === undefined) return undefined;
    product *= size;
  }
  return product;
}
