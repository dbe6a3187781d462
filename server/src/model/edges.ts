/** Dependencies between tasks: `>>`, `<<`, `set_upstream`, `chain`, `cross_downstream`, and TaskFlow arguments. */

import { elements, isSequence } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, kindAt, type Node, textOf } from '../syntax/tree.ts';
import type { Containers } from './dags.ts';
import type { Call, Edge, Task } from './facts.ts';
import { argumentListOf, resolve } from './names.ts';
import { bindingsFor } from './reaching.ts';
import { type Binding, type Scope, scopeBinding } from './scopes.ts';
import type { Source } from './source.ts';

interface Graph {
  readonly source: Source;
  readonly tasks: readonly Task[];
  readonly taskByNode: ReadonlyMap<Node, number>;
  readonly containers: Containers;
  readonly edges: Map<string, Edge>;
  complete: boolean;
}

const depthLimit = 40;

/** Edges in source order; `complete` is false when an operand of some dependency could not be resolved. */
export function extractEdges(
  source: Source,
  calls: readonly Call[],
  tasks: readonly Task[],
  taskByNode: ReadonlyMap<Node, number>,
  containers: Containers,
): { edges: Edge[]; complete: boolean } {
  const graph: Graph = { source, tasks, taskByNode, containers, edges: new Map(), complete: true };
  const { tree } = source;
  for (let node = 0; node < tree.size; node++) {
    if (kindAt(tree, node) === Kind.binary_operator) shift(graph, node);
  }
  for (const call of calls) if (call.phases.includes('parse')) dependencyCall(graph, call);
  for (const task of tasks) taskFlowArguments(graph, task, calls);
  return { edges: [...graph.edges.values()], complete: graph.complete };
}

function connect(
  graph: Graph,
  upstream: readonly number[] | undefined,
  downstream: readonly number[] | undefined,
  data = false,
): void {
  if (!upstream || !downstream) {
    // Two unknowns may be numbers or bit masks; with one task known it is a dependency that could not be resolved.
    if (upstream || downstream) graph.complete = false;
    return;
  }
  for (const from of upstream) {
    // An edge from a task of a loop to itself chains the rounds of the loop.
    for (const to of downstream) {
      const key = `${from} ${to}`;
      graph.edges.set(key, {
        upstream: from,
        downstream: to,
        data: data || graph.edges.get(key)?.data === true,
      });
    }
  }
}

function shift(graph: Graph, node: Node): void {
  const { tree } = graph.source;
  const operator = kindAt(tree, childByField(tree, node, Field.operator));
  if (operator !== Kind['>>'] && operator !== Kind['<<']) return;
  const left = tasksOf(graph, childByField(tree, node, Field.left));
  const right = tasksOf(graph, childByField(tree, node, Field.right));
  if (operator === Kind['>>']) connect(graph, left, right);
  else connect(graph, right, left);
}

function dependencyCall(graph: Graph, call: Call): void {
  const { source } = graph;
  const node = source.callNodes[call.id] as Node;
  const list = argumentListOf(source.tree, node);
  const inputs = list < 0 ? [] : elements(source.tree, list);
  if (call.callee === 'airflow.sdk.chain' || call.callee === 'airflow.sdk.chain_linear') {
    for (let index = 1; index < inputs.length; index++) {
      connect(graph, tasksOf(graph, inputs[index - 1] as Node), tasksOf(graph, inputs[index] as Node));
    }
    for (const input of inputs)
      if (kindAt(source.tree, input) === Kind.list_splat) chainWithin(graph, tasksOf(graph, input));
    return;
  }
  if (call.callee === 'airflow.sdk.cross_downstream') {
    connect(graph, tasksOf(graph, inputs[0] ?? -1), tasksOf(graph, inputs[1] ?? -1));
    return;
  }
  const callee = childByField(source.tree, node, Field.function);
  if (callee < 0 || kindAt(source.tree, callee) !== Kind.attribute) return;
  const method = textOf(source.tree, childByField(source.tree, callee, Field.attribute));
  if (method !== 'set_upstream' && method !== 'set_downstream') return;
  const object = tasksOf(graph, childByField(source.tree, callee, Field.object));
  const first = inputs[0] ?? -1;
  const argument =
    first >= 0 && kindAt(source.tree, first) === Kind.keyword_argument
      ? childByField(source.tree, first, Field.value)
      : first;
  const other = tasksOf(graph, argument);
  if (method === 'set_downstream') connect(graph, object, other);
  else connect(graph, other, object);
}

/** `chain(*tasks)`: one after the other, rounds of a loop included. */
function chainWithin(graph: Graph, tasks: readonly number[] | undefined): void {
  if (!tasks) {
    graph.complete = false;
    return;
  }
  tasks.forEach((task, index) => {
    connect(graph, [task], [task]);
    if (index > 0) connect(graph, [tasks[index - 1] as number], [task]);
  });
}

/** Results of tasks handed to another task's call, anywhere in its arguments. */
function taskFlowArguments(graph: Graph, task: Task, calls: readonly Call[]): void {
  const { source } = graph;
  const { tree } = source;
  const list = argumentListOf(tree, source.callNodes[(calls[task.call] as Call).id] as Node);
  if (list < 0) return;
  const pending = [list];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const kind = kindAt(tree, node);
    if (
      kind === Kind.identifier ||
      kind === Kind.call ||
      kind === Kind.attribute ||
      kind === Kind.subscript
    ) {
      const upstream = tasksOf(graph, node);
      if (upstream) {
        connect(graph, upstream, [task.id], true);
        continue;
      }
    }
    if (kind === Kind.lambda) continue;
    for (const child of elements(tree, node)) pending.push(child);
  }
}

/** The tasks an expression stands for; undefined when it is something else or cannot be known. */
function tasksOf(graph: Graph, node: Node, depth = 0): readonly number[] | undefined {
  if (node < 0 || depth > depthLimit) return undefined;
  const { tree } = graph.source;
  switch (kindAt(tree, node)) {
    case Kind.call:
      return tasksOfCall(graph, node, depth);
    case Kind.identifier:
      return tasksOfName(graph, node, depth);
    case Kind.list:
    case Kind.tuple:
    case Kind.expression_list:
      return union(elements(tree, node).map((element) => tasksOf(graph, element, depth + 1)));
    case Kind.list_splat:
    case Kind.parenthesized_expression:
      return union(
        elements(tree, node)
          .filter((one) => kindAt(tree, one) !== Kind['*'])
          .map((one) => tasksOf(graph, one, depth + 1)),
      );
    case Kind.binary_operator: {
      const operator = kindAt(tree, childByField(tree, node, Field.operator));
      const isShift = operator === Kind['>>'] || operator === Kind['<<'];
      return isShift ? tasksOf(graph, childByField(tree, node, Field.right), depth + 1) : undefined;
    }
    case Kind.list_comprehension:
      return tasksOf(graph, childByField(tree, node, Field.body), depth + 1);
    case Kind.attribute:
      return textOf(tree, childByField(tree, node, Field.attribute)) === 'output'
        ? tasksOf(graph, childByField(tree, node, Field.object), depth + 1)
        : undefined;
    case Kind.subscript:
      return tasksOf(graph, childByField(tree, node, Field.value), depth + 1);
    default:
      return undefined;
  }
}

function union(parts: readonly (readonly number[] | undefined)[]): readonly number[] | undefined {
  const found = new Set<number>();
  for (const part of parts) {
    if (!part) return undefined;
    for (const task of part) found.add(task);
  }
  return parts.length === 0 ? undefined : [...found];
}

function tasksOfCall(graph: Graph, node: Node, depth: number): readonly number[] | undefined {
  const task = graph.taskByNode.get(node);
  if (task !== undefined) return [task];
  const { source, containers, tasks } = graph;
  const target = resolve(source.names, childByField(source.tree, node, Field.function));
  // Calling an `@task_group` function stands for the tasks inside it.
  const group =
    target.kind === 'function' ? containers.groupByNode.get(target.node) : containers.groupByNode.get(node);
  if (group !== undefined) return tasks.filter((one) => one.groups.includes(group)).map((one) => one.id);
  // `.set_downstream` and `.as_setup()` hand on what they are called on; Label("…") stands for nothing.
  if (target.kind === 'name' && target.name.endsWith('.Label')) return [];
  const callee = childByField(source.tree, node, Field.function);
  if (callee < 0 || kindAt(source.tree, callee) !== Kind.attribute) return undefined;
  const method = textOf(source.tree, childByField(source.tree, callee, Field.attribute));
  return ['as_setup', 'as_teardown', 'map', 'zip', 'concat'].includes(method)
    ? tasksOf(graph, childByField(source.tree, callee, Field.object), depth + 1)
    : undefined;
}

function tasksOfName(graph: Graph, node: Node, depth: number): readonly number[] | undefined {
  const { source } = graph;
  const name = textOf(source.tree, node);
  const bindings = bindingsFor(source.scopes, node, name);
  if (!bindings || bindings.length === 0) return undefined;
  const parts = bindings.map((binding) => {
    if (binding.kind === 'with') return tasksOf(graph, binding.value, depth + 1);
    if (binding.kind === 'loop') return tasksOf(graph, binding.value, depth + 1);
    if (binding.kind !== 'value') return undefined;
    const collected = collectedTasks(graph, binding, node, depth);
    return collected ?? tasksOf(graph, binding.value, depth + 1);
  });
  const known = parts.filter((part) => part !== undefined);
  // `previous = None` before a loop that assigns a task each round is the usual way to chain.
  return known.length > 0 ? union(known) : undefined;
}

/** `tasks = []` and later `tasks.append(task)`: everything appended. */
function collectedTasks(
  graph: Graph,
  binding: Binding,
  read: Node,
  depth: number,
): readonly number[] | undefined {
  const { source } = graph;
  const { tree } = source;
  if (!isSequence(tree, binding.value)) return undefined;
  const scope = scopeBinding(source.scopes, read, binding.name);
  const mutations =
    scope === undefined ? [] : ((source.scopes.all[scope] as Scope).names.get(binding.name) ?? []);
  const appended = mutations.filter(
    (one) => one.kind === 'mutation' && kindAt(tree, one.statement) === Kind.call,
  );
  if (appended.length === 0) return undefined;
  const parts = appended.map((one) => {
    const list = argumentListOf(tree, one.statement);
    return tasksOf(graph, list < 0 ? -1 : (elements(tree, list)[0] ?? -1), depth + 1);
  });
  const initial = elements(tree, binding.value).map((element) => tasksOf(graph, element, depth + 1));
  return union([...parts, ...initial]);
}
