/** Dependencies between tasks: `>>`, `<<`, `set_upstream`, `chain`, `cross_downstream`, and TaskFlow arguments. */
import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, kindAt, type Node, parentOf, textOf } from '../syntax/tree.ts';
import type { Callers } from './callers.ts';
import type { Containers } from './dags.ts';
import type { Call, Edge, Task } from './facts.ts';
import { argumentListOf } from './names.ts';
import { newOperands, type Operands } from './operands.ts';
import type { Source } from './source.ts';

interface Graph {
  readonly source: Source;
  readonly operands: Operands;
  readonly edges: Map<string, Edge>;
  complete: boolean;
}

/** A list of tasks before another list makes a product; beyond this many edges the rest is left out. */
const edgeLimit = 100_000;

/** Edges in source order; `complete` is false when an operand of some dependency could not be resolved. */
export function extractEdges(
  source: Source,
  calls: readonly Call[],
  tasks: readonly Task[],
  taskByNode: ReadonlyMap<Node, number>,
  containers: Containers,
  callers: Callers,
): { edges: Edge[]; complete: boolean } {
  const operands = newOperands(source, tasks, taskByNode, containers, callers);
  const graph: Graph = { source, operands, edges: new Map(), complete: true };
  const { tree } = source;
  for (let node = 0; node < tree.size; node++) {
    if (kindAt(tree, node) === Kind.binary_operator) shift(graph, node);
  }
  for (const call of calls) if (call.phases.includes('parse')) dependencyCall(graph, call);
  for (const task of tasks) taskFlowArguments(graph, task, calls);
  return { edges: [...graph.edges.values()], complete: graph.complete && !operands.ambiguous() };
}

/** `certain`: it is a dependency whatever the operands are; `data`: by handing over a result. */
function connect(
  graph: Graph,
  upstream: readonly number[] | undefined,
  downstream: readonly number[] | undefined,
  certain: boolean,
  data = false,
): void {
  if (!upstream || !downstream) {
    // Two unknown operands of a shift may be numbers; with one task known it is a dependency that could not be resolved.
    if (upstream || downstream || certain) graph.complete = false;
    return;
  }
  if (graph.edges.size + upstream.length * downstream.length > edgeLimit) {
    graph.complete = false;
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
  const { operands, source } = graph;
  const { tree } = source;
  const operator = kindAt(tree, childByField(tree, node, Field.operator));
  if (operator !== Kind['>>'] && operator !== Kind['<<']) return;
  const left = operands.tasksOf(childByField(tree, node, Field.left));
  const right = operands.tasksOf(childByField(tree, node, Field.right));
  // A shift whose result nobody takes is there for its effect.
  let around = parentOf(tree, node);
  while (kindAt(tree, around) === Kind.parenthesized_expression) around = parentOf(tree, around);
  const certain = kindAt(tree, around) === Kind.expression_statement && operands.runsAtParse(node);
  if (operator === Kind['>>']) connect(graph, left, right, certain);
  else connect(graph, right, left, certain);
}

function dependencyCall(graph: Graph, call: Call): void {
  const { operands, source } = graph;
  const { tree } = source;
  const node = source.callNodes[call.id] as Node;
  const list = argumentListOf(tree, node);
  const inputs = list < 0 ? [] : elements(tree, list);
  if (call.callee === 'airflow.sdk.chain' || call.callee === 'airflow.sdk.chain_linear') {
    const links = inputs.filter((input) => operands.tasksOf(input)?.length !== 0);
    const pairwise = call.callee === 'airflow.sdk.chain';
    for (let index = 1; index < links.length; index++)
      link(graph, links[index - 1] as Node, links[index] as Node, pairwise);
    for (const one of links)
      if (kindAt(tree, one) === Kind.list_splat) chainWithin(graph, operands.tasksOf(one));
    return;
  }
  if (call.callee === 'airflow.sdk.cross_downstream') {
    connect(graph, operands.tasksOf(inputs[0] ?? -1), operands.tasksOf(inputs[1] ?? -1), true);
    return;
  }
  const callee = childByField(tree, node, Field.function);
  const method =
    callee >= 0 && kindAt(tree, callee) === Kind.attribute
      ? textOf(tree, childByField(tree, callee, Field.attribute))
      : undefined;
  if (method === 'set_upstream' || method === 'set_downstream') {
    const object = operands.tasksOf(childByField(tree, callee, Field.object));
    const first = inputs[0] ?? -1;
    const isKeyword = first >= 0 && kindAt(tree, first) === Kind.keyword_argument;
    const other = operands.tasksOf(isKeyword ? childByField(tree, first, Field.value) : first);
    if (method === 'set_downstream') connect(graph, object, other, true);
    else connect(graph, other, object, true);
  } else if (method === 'as_teardown') {
    const setups = inputs.map((input) => namedValue(graph, input, 'setups')).find((value) => value >= 0);
    const teardown = operands.tasksOf(childByField(tree, callee, Field.object));
    if (setups !== undefined && teardown) connect(graph, operands.tasksOf(setups), teardown, true);
  } else if (mayConnect(call) && handsOverSeveral(graph, inputs)) graph.complete = false;
}

/** The value of a positional argument, or of this keyword; -1 for other keywords. */
function namedValue({ source: { tree } }: Graph, input: Node, name: string): Node {
  if (kindAt(tree, input) !== Kind.keyword_argument) return input;
  const isIt = textOf(tree, childByField(tree, input, Field.name)) === name;
  return isIt ? childByField(tree, input, Field.value) : -1;
}

/** Two neighbours of a chain. `chain` takes two lists element by element, `chain_linear` each with each. */
function link(graph: Graph, upstream: Node, downstream: Node, pairwise: boolean): void {
  const { operands } = graph;
  if (!pairwise || !operands.isList(upstream) || !operands.isList(downstream)) {
    connect(graph, operands.tasksOf(upstream), operands.tasksOf(downstream), true);
    return;
  }
  const before = operands.itemsOf(upstream);
  const after = operands.itemsOf(downstream);
  if (!before || !after || before.length !== after.length) {
    graph.complete = false;
    return;
  }
  before.forEach((tasks, index) => {
    connect(graph, tasks, after[index], true);
  });
}

/** A call of something outside the file that is not Python's or Airflow's own. */
function mayConnect({ callee, function: own, class: ownClass }: Call): boolean {
  if (own !== undefined || ownClass !== undefined) return false;
  return callee === undefined || !/^(builtins|airflow)\./.test(callee);
}

function handsOverSeveral({ operands, source }: Graph, inputs: readonly Node[]): boolean {
  const { tree } = source;
  const found = new Set<number>();
  for (const input of inputs) {
    const isKeyword = kindAt(tree, input) === Kind.keyword_argument;
    const value = isKeyword ? childByField(tree, input, Field.value) : input;
    const kind = value < 0 ? Kind.other : kindAt(tree, value);
    if (kind !== Kind.identifier && kind !== Kind.list && kind !== Kind.tuple) continue;
    for (const task of operands.tasksOf(value) ?? []) found.add(task);
  }
  return found.size > 1;
}

/** `chain(*tasks)`: one after the other, rounds of a loop included. */
function chainWithin(graph: Graph, tasks: readonly number[] | undefined): void {
  if (!tasks) {
    graph.complete = false;
    return;
  }
  tasks.forEach((task, index) => {
    connect(graph, [task], [task], true);
    if (index > 0) connect(graph, [tasks[index - 1] as number], [task], true);
  });
}

/** Results of tasks handed to another task's call, anywhere in its arguments but in strings, where they are only text. */
function taskFlowArguments(graph: Graph, task: Task, calls: readonly Call[]): void {
  const { operands, source } = graph;
  const { tree } = source;
  const pending = argumentLists(graph, source.callNodes[(calls[task.call] as Call).id] as Node);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const kind = kindAt(tree, node);
    if (
      kind === Kind.identifier ||
      kind === Kind.call ||
      kind === Kind.attribute ||
      kind === Kind.subscript
    ) {
      const upstream = operands.tasksOf(node);
      if (upstream) {
        connect(graph, upstream, [task.id], true, true);
        continue;
      }
    }
    if (kind === Kind.lambda || kind === Kind.string) continue;
    for (const child of elements(tree, node)) pending.push(child);
  }
}

/** The argument lists of a call such as `task.override(…).partial(…).expand(…)`. */
function argumentLists({ source: { tree } }: Graph, call: Node): Node[] {
  const found: Node[] = [];
  let at = call;
  for (let step = 0; step < 4 && at >= 0 && kindAt(tree, at) === Kind.call; step++) {
    const list = argumentListOf(tree, at);
    if (list >= 0) found.push(list);
    const callee = childByField(tree, at, Field.function);
    at = kindAt(tree, callee) === Kind.attribute ? childByField(tree, callee, Field.object) : callee;
  }
  return found;
}
