/** Which tasks an expression stands for where dependencies are set. */
import { elements, isSequence } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, kindAt, type Node, parentOf, textOf } from '../syntax/tree.ts';
import { type Callers, expressionsGiven } from './callers.ts';
import type { Containers } from './dags.ts';
import type { Task } from './facts.ts';
import { unitOf } from './inventory.ts';
import { argumentListOf, resolve } from './names.ts';
import { bindingsFor, firstBehind } from './reaching.ts';
import { type Binding, type Scope, scopeBinding } from './scopes.ts';
import type { Source } from './source.ts';

type TaskIds = readonly number[] | undefined;

export interface Operands {
  /** Undefined for what is no task, or cannot be known; empty for a `Label`. */
  tasksOf(node: Node): TaskIds;
  /** Whether the expression is a list of operands: a literal, a comprehension, or a name bound to one. */
  isList(node: Node): boolean;
  /** The tasks of each element of such a list; undefined when it is not written out in one place. */
  itemsOf(node: Node): readonly TaskIds[] | undefined;
  /** Whether the code at `node` runs when the file is imported. */
  runsAtParse(node: Node): boolean;
  /** True once an operand stood for one of several tasks that one call of the file makes. */
  ambiguous(): boolean;
}

interface Context {
  readonly source: Source;
  readonly taskByNode: ReadonlyMap<Node, number>;
  readonly containers: Containers;
  readonly callers: Callers;
  readonly tasksOfGroup: ReadonlyMap<number, readonly number[]>;
  readonly memo: Map<Node, TaskIds>;
  readonly collected: Map<Binding, TaskIds>;
  ambiguous: boolean;
}

const depthLimit = 60;

export function newOperands(
  source: Source,
  tasks: readonly Task[],
  taskByNode: ReadonlyMap<Node, number>,
  containers: Containers,
  callers: Callers,
): Operands {
  const tasksOfGroup = new Map<number, number[]>();
  for (const task of tasks) {
    for (const group of task.groups) {
      const known = tasksOfGroup.get(group);
      if (known) known.push(task.id);
      else tasksOfGroup.set(group, [task.id]);
    }
  }
  const context: Context = {
    source,
    taskByNode,
    containers,
    callers,
    tasksOfGroup,
    memo: new Map(),
    collected: new Map(),
    ambiguous: false,
  };
  return {
    tasksOf: (node) => tasksOf(context, node),
    isList: (node) => listOf(context, node) >= 0,
    itemsOf(node) {
      const list = listOf(context, node);
      if (list < 0 || !isSequence(source.tree, list)) return undefined;
      if (list !== node && isChanged(source, node, textOf(source.tree, node))) return undefined;
      return elements(source.tree, list).map((one) => tasksOf(context, one));
    },
    runsAtParse(node) {
      const unit = unitOf(source, node);
      return !source.scopes.dead[node] && (unit === 0 || (callers[unit]?.length ?? 0) > 0);
    },
    ambiguous: () => context.ambiguous,
  };
}

function tasksOf(context: Context, node: Node, depth = 0): TaskIds {
  if (node < 0 || depth > depthLimit) return undefined;
  const { memo } = context;
  if (memo.has(node)) return memo.get(node);
  // Names that are bound to each other in a circle stand for nothing, and every node is looked at once.
  memo.set(node, undefined);
  const found = tasksOfFresh(context, node, depth);
  memo.set(node, found);
  return found;
}

function tasksOfFresh(context: Context, node: Node, depth: number): TaskIds {
  const { tree } = context.source;
  switch (kindAt(tree, node)) {
    case Kind.call:
      return tasksOfCall(context, node, depth);
    case Kind.identifier:
      return tasksOfName(context, node, depth);
    case Kind.list:
    case Kind.tuple:
    case Kind.expression_list:
      return union(elements(tree, node).map((element) => tasksOf(context, element, depth + 1)));
    case Kind.list_splat:
    case Kind.parenthesized_expression:
      return union(
        elements(tree, node)
          .filter((one) => kindAt(tree, one) !== Kind['*'])
          .map((one) => tasksOf(context, one, depth + 1)),
      );
    case Kind.binary_operator:
      return tasksOfShift(context, node, depth);
    case Kind.list_comprehension:
      return tasksOf(context, childByField(tree, node, Field.body), depth + 1);
    case Kind.attribute:
      return textOf(tree, childByField(tree, node, Field.attribute)) === 'output'
        ? tasksOf(context, childByField(tree, node, Field.object), depth + 1)
        : undefined;
    case Kind.subscript:
      return tasksOfSubscript(context, node, depth);
    default:
      return undefined;
  }
}

/** `a >> b` is b; behind a `Label` it is still a. */
function tasksOfShift(context: Context, node: Node, depth: number): TaskIds {
  const { tree } = context.source;
  const operator = kindAt(tree, childByField(tree, node, Field.operator));
  if (operator !== Kind['>>'] && operator !== Kind['<<']) return undefined;
  const right = tasksOf(context, childByField(tree, node, Field.right), depth + 1);
  return right?.length === 0 ? tasksOf(context, childByField(tree, node, Field.left), depth + 1) : right;
}

/** `result["key"]` is the task that gives the result; of a list it is the one at a constant place. */
function tasksOfSubscript(context: Context, node: Node, depth: number): TaskIds {
  const { source } = context;
  const { tree } = source;
  const object = childByField(tree, node, Field.value);
  const all = tasksOf(context, object, depth + 1);
  if (all && all.length <= 1) return all;
  const only = onlyBinding(context, object);
  const key = childByField(tree, node, Field.subscript);
  if (only?.kind !== 'value' || key < 0 || isChanged(source, object, only.name)) return undefined;
  const items = elements(tree, only.value);
  if (isSequence(tree, only.value)) {
    const index = Number(textOf(tree, key));
    const item = Number.isInteger(index) ? items.at(index) : undefined;
    return item === undefined ? undefined : tasksOf(context, item, depth + 1);
  }
  if (kindAt(tree, only.value) !== Kind.dictionary) return undefined;
  const pair = items.find((one) => textOf(tree, childByField(tree, one, Field.key)) === textOf(tree, key));
  return pair === undefined ? undefined : tasksOf(context, childByField(tree, pair, Field.value), depth + 1);
}

/** The list literal or comprehension that `node` is, or is a name of; -1 when it is neither. */
function listOf(context: Context, node: Node): Node {
  const { tree } = context.source;
  const only = onlyBinding(context, node);
  const value = only?.kind === 'value' ? only.value : node;
  return isSequence(tree, value) || kindAt(tree, value) === Kind.list_comprehension ? value : -1;
}

function onlyBinding({ source }: Context, node: Node): Binding | undefined {
  if (kindAt(source.tree, node) !== Kind.identifier) return undefined;
  const bindings = bindingsFor(source.scopes, node, textOf(source.tree, node));
  return bindings?.length === 1 ? bindings[0] : undefined;
}

function isChanged({ scopes }: Source, read: Node, name: string): boolean {
  const scope = scopeBinding(scopes, read, name);
  return scope !== undefined && (scopes.all[scope] as Scope).mutations.has(name);
}

function union(parts: readonly TaskIds[]): TaskIds {
  const found = new Set<number>();
  for (const part of parts) {
    if (!part) return undefined;
    for (const task of part) found.add(task);
  }
  return parts.length === 0 ? undefined : [...found];
}

function tasksOfCall(context: Context, node: Node, depth: number): TaskIds {
  const { source, containers, taskByNode, tasksOfGroup } = context;
  const task = taskByNode.get(node);
  if (task !== undefined) return [task];
  const target = resolve(source.names, childByField(source.tree, node, Field.function));
  // Calling an `@task_group` function stands for the tasks inside it.
  const group = containers.groupByNode.get(target.kind === 'function' ? target.node : node);
  if (group !== undefined) return tasksOfGroup.get(group);
  if (target.kind === 'function') return tasksReturned(context, target.node, depth);
  if (target.kind === 'name' && target.name.endsWith('.Label')) return [];
  // `.as_setup()` and the like hand on what they are called on.
  const callee = childByField(source.tree, node, Field.function);
  if (callee < 0 || kindAt(source.tree, callee) !== Kind.attribute) return undefined;
  const method = textOf(source.tree, childByField(source.tree, callee, Field.attribute));
  const object = childByField(source.tree, callee, Field.object);
  if (['as_setup', 'as_teardown', 'map', 'zip', 'concat'].includes(method))
    return tasksOf(context, object, depth + 1);
  if (!['expand', 'expand_kwargs', 'override'].includes(method)) return undefined;
  const root = resolve(source.names, object);
  const mapped = root.kind === 'function' ? containers.groupByNode.get(root.node) : undefined;
  return mapped === undefined ? undefined : tasksOfGroup.get(mapped);
}

/** What a helper of this file returns. Called from several places it makes several tasks, which look like one here. */
function tasksReturned(context: Context, definition: Node, depth: number): TaskIds {
  const { source, callers } = context;
  if (kindAt(source.tree, parentOf(source.tree, definition)) === Kind.decorated_definition) return undefined;
  const returned = source.names.returned.get(definition);
  if (!returned) return undefined;
  const found = union(returned.map((value) => tasksOf(context, value, depth + 1)));
  if (found && (callers[source.functionIds.get(definition) ?? 0]?.length ?? 0) > 1) context.ambiguous = true;
  return found;
}

function tasksOfName(context: Context, node: Node, depth: number): TaskIds {
  const { source, callers } = context;
  const bindings = bindingsFor(source.scopes, node, textOf(source.tree, node));
  if (!bindings || bindings.length === 0) return undefined;
  const parts = bindings.map((binding) => {
    if (binding.kind === 'with' || binding.kind === 'loop') return tasksOf(context, binding.value, depth + 1);
    if (binding.kind === 'parameter') {
      const given = expressionsGiven(source, callers, binding);
      return given && union(given.map((one) => tasksOf(context, one, depth + 1)));
    }
    if (binding.kind !== 'value') return undefined;
    return collectedTasks(context, binding, depth) ?? tasksOf(context, binding.value, depth + 1);
  });
  const known = parts.filter((part) => part !== undefined);
  // `previous = None` before a loop that assigns a task each round is the usual way to chain.
  return known.length > 0 ? union(known) : undefined;
}

/** `tasks = []` or `{}` and later `tasks.append(task)`, `tasks += […]`, `tasks[name] = task`: everything put in. */
function collectedTasks(context: Context, binding: Binding, depth: number): TaskIds {
  const { collected } = context;
  if (collected.has(binding)) return collected.get(binding);
  collected.set(binding, undefined);
  const found = collectFresh(context, binding, depth);
  collected.set(binding, found);
  return found;
}

function collectFresh(context: Context, binding: Binding, depth: number): TaskIds {
  const { source } = context;
  const { tree, scopes } = source;
  const isDict = kindAt(tree, binding.value) === Kind.dictionary;
  if (!isDict && !isSequence(tree, binding.value)) return undefined;
  const scope = scopeBinding(scopes, binding.node, binding.name);
  const mutations =
    scope === undefined ? [] : ((scopes.all[scope] as Scope).mutations.get(binding.name) ?? []);
  const added = reachedBy(source, binding, mutations).map((one) => addedBy(source, one.statement));
  const initial = elements(tree, binding.value).map((one) =>
    isDict ? childByField(tree, one, Field.value) : one,
  );
  if (added.length === 0 && !isDict) return undefined;
  return union([...added, ...initial].map((one) => tasksOf(context, one, depth + 1)));
}

/** The mutations that see this binding of their name; of very many, those up to the next binding. */
function reachedBy({ scopes }: Source, binding: Binding, mutations: readonly Binding[]): Binding[] {
  const found: Binding[] = [];
  const many = mutations.length > 50;
  for (let index = many ? firstBehind(mutations, binding.node) : 0; index < mutations.length; index++) {
    const mutation = mutations[index] as Binding;
    const seen = bindingsFor(scopes, mutation.node, binding.name) ?? [];
    if (seen.includes(binding)) found.push(mutation);
    else if (many && seen[0] && seen[0].node > binding.node) break;
  }
  return found;
}

/** The expression that a mutation puts into a collection. */
function addedBy({ tree }: Source, statement: Node): Node {
  if (kindAt(tree, statement) !== Kind.call) return childByField(tree, statement, Field.right);
  const list = argumentListOf(tree, statement);
  return list < 0 ? -1 : (elements(tree, list).at(-1) ?? -1);
}
