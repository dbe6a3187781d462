/** Dependencies: `>>` and `<<`, groups and their roots and leaves, labels, setups and teardowns. */
import { blur, certain, dagInContext, type Machine } from './machine.ts';
import { isSequence, newBudget, type PyObject, within } from './objects.ts';
import type { DagState, GroupState, TaskState } from './state.ts';

/** One end of a dependency. */
type Node = { readonly task: TaskState } | { readonly group: GroupState } | { readonly label: LabelObject };
type LabelObject = Extract<PyObject, { type: 'label' }>;

/** More edges than this of one file are not kept. */
const mostEdges = 200_000;

/** `left >> right` (or `left << right`); gives what Python gives. */
export function connect(machine: Machine, left: PyObject, right: PyObject, forward: boolean): PyObject {
  relate(machine, left, right, forward);
  // A list has no `>>` of its own: the right operand's `__rrshift__` answers with itself, which is the right operand too.
  return right;
}

/** Makes `from` upstream of `to` (`forward`), or downstream. */
export function relate(machine: Machine, from: PyObject, to: PyObject, forward: boolean): void {
  const sources = nodesOf(from);
  const targets = nodesOf(to);
  if (!sources || !targets) {
    lost(machine, [...(sources ?? []), ...(targets ?? [])]);
    return;
  }
  // `[a, b] >> c` is `c << [a, b]`, and `a >> [b, c]` sets a downstream of each.
  for (const source of sources) for (const target of targets) join(machine, source, target, forward);
}

/** One operand is not known: some edge of the Dag of the other is missing. */
function lost(machine: Machine, known: readonly Node[]): void {
  const dags = new Set<DagState | undefined>(known.map(dagOfNode));
  if (known.length === 0) dags.add(dagInContext(machine));
  for (const dag of dags) if (dag) dag.edgesComplete = false;
}

function dagOfNode(node: Node): DagState | undefined {
  return 'task' in node ? node.task.dag : 'group' in node ? node.group.dag : undefined;
}

/** What a dependency can be set on in this object; undefined when that is not known. */
function nodesOf(object: PyObject, budget = newBudget()): Node[] | undefined {
  switch (object.type) {
    case 'task':
      return [{ task: object.task }];
    case 'group':
      return [{ group: object.group }];
    case 'xcom':
      return object.tasks.map((task) => ({ task }));
    case 'label':
      return [{ label: object }];
    case 'instance':
      return object.built ? nodesOf(object.built, budget) : undefined;
    case 'none':
      return [];
    default: {
      if (!isSequence(object) || !object.complete) return undefined;
      const found = object.items.map((item) => within(budget, () => nodesOf(item, budget)));
      return found.includes(undefined) ? undefined : (found.flat() as Node[]);
    }
  }
}

/** The tasks that an object stands for, groups left out; undefined when that is not known. */
export function tasksIn(object: PyObject): TaskState[] | undefined {
  const nodes = nodesOf(object);
  return nodes?.flatMap((node) => ('task' in node ? [node.task] : []));
}

/** Every task whose result is somewhere in this object, in lists and dicts too. */
export function resultsIn(object: PyObject): readonly TaskState[] {
  const found = new Set<TaskState>();
  const seen = new Set<PyObject>();
  const pending = [object];
  for (let one = pending.pop(); one; one = pending.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    if (one.type === 'xcom') for (const task of one.tasks) found.add(task);
    else if (isSequence(one)) for (const item of one.items) pending.push(item);
    else if (one.type === 'dict') for (const { value } of one.entries.values()) pending.push(value);
  }
  return [...found];
}

function join(machine: Machine, a: Node, b: Node, forward: boolean): void {
  const [up, down] = forward ? [a, b] : [b, a];
  if ('label' in up) {
    if ('label' in down) return;
    up.label.downstream.push(asObject(down));
    throughLabel(machine, up.label, down, true);
    return;
  }
  if ('label' in down) {
    down.label.upstream.push(asObject(up));
    throughLabel(machine, down.label, up, false);
    return;
  }
  const dag = dagOfNode(up) ?? dagOfNode(down);
  // Which tasks stand first or last in a group is not known while edges may be missing.
  if (('group' in up || 'group' in down) && dag?.edgesComplete === false) return;
  for (const from of 'task' in up ? [up.task] : leavesOf(up.group))
    for (const to of 'task' in down ? [down.task] : rootsOf(down.group)) addEdge(machine, from, to);
}

function asObject(node: Node): PyObject {
  if ('task' in node) return { type: 'task', task: node.task };
  return 'group' in node ? { type: 'group', group: node.group } : node.label;
}

/** `added` has just become the label's last operand; edges go from what stood on its other side. */
function throughLabel(machine: Machine, label: LabelObject, added: Node, addedIsDownstream: boolean): void {
  const others = addedIsDownstream ? label.upstream : label.downstream;
  const converted = spansGroups(label);
  for (const other of others) {
    for (const node of nodesOf(other) ?? []) {
      const end = converted ? widened(node) : node;
      if ('label' in end) continue;
      join(machine, addedIsDownstream ? end : added, addedIsDownstream ? added : end, true);
    }
  }
}

/** Operands of a label that lie in different groups stand for their groups (`EdgeModifier._convert_streams_to_task_groups`). */
function spansGroups(label: LabelObject): boolean {
  const ids = new Set<string>();
  for (const object of [...label.upstream, ...label.downstream]) {
    if (object.type === 'task') ids.add(object.task.group?.id ?? 'root');
    else if (object.type === 'group') ids.add(object.group.id ?? '');
  }
  return ids.size !== 1;
}

function widened(node: Node): Node {
  return 'task' in node && node.task.group ? { group: node.task.group } : node;
}

/** Tasks of a group that depend on none of it. */
function rootsOf(group: GroupState): TaskState[] {
  const own = new Set(group.tasks);
  return group.tasks.filter((task) => ![...task.upstream].some((one) => own.has(one)));
}

/** Tasks of a group on which none of it depends; a teardown stands for the work before it. */
function leavesOf(group: GroupState): TaskState[] {
  const own = new Set(group.tasks);
  const found = new Set<TaskState>();
  const hasWorkBehind = (task: TaskState, except: TaskState) =>
    [...task.downstream].some((one) => one !== except && own.has(one) && !one.teardown);
  const before = (task: TaskState, depth: number): void => {
    for (const one of task.upstream) {
      if (!own.has(one) || depth > 50) continue;
      if (one.teardown) before(one, depth + 1);
      else if (task.teardown && one.setup) continue;
      else if (!hasWorkBehind(one, task)) found.add(one);
    }
  };
  for (const task of group.tasks) {
    if ([...task.downstream].some((one) => own.has(one))) continue;
    if (task.teardown) before(task, 0);
    else found.add(task);
  }
  return [...found];
}

/** `from` before `to`. A task without a Dag gets the other's. */
export function addEdge(machine: Machine, from: TaskState, to: TaskState): void {
  const dag = from.dag ?? to.dag;
  if (!from.dag && dag) adopt(dag, from);
  if (!to.dag && dag) adopt(dag, to);
  if (!certain(machine) && machine.doubt > (dag?.doubt ?? 0)) {
    if (dag) dag.edgesComplete = false;
    return;
  }
  if (++machine.edges > mostEdges) {
    if (dag) dag.edgesComplete = false;
    return;
  }
  from.downstream.add(to);
  to.upstream.add(from);
}

/** `to` takes the result of `from` as an argument. */
export function addRead(machine: Machine, from: TaskState, to: TaskState): void {
  addEdge(machine, from, to);
  if (from.downstream.has(to)) from.readers.add(to);
}

function adopt(dag: DagState, task: TaskState): void {
  task.dag = dag;
  dag.tasks.push(task);
  if (task.taskId === undefined) blur(dag, 'the id of a task is not known');
  else dag.taskIds.set(task.taskId, task);
}

/** Tasks made within `with setup_or_teardown:` stand between its setups and teardowns (`SetupTeardownContext`). */
export function workBetween(
  machine: Machine,
  around: readonly TaskState[],
  made: readonly TaskState[],
): void {
  const work = made.filter((task) => !task.setup && !task.teardown);
  const [first] = work;
  if (first?.dag?.edgesComplete === false) return;
  const last = work.at(-1);
  if (!first || !last) return;
  const setups = around.filter((task) => task.setup);
  const teardowns = around.filter((task) => task.teardown);
  const roots = work.filter((task) => task.upstream.size === 0);
  const leaves = work.filter((task) => task.downstream.size === 0);
  const above = setups.length > 0 ? setups : related(teardowns, 'upstream', (task) => task.setup);
  const below = teardowns.length > 0 ? teardowns : related(setups, 'downstream', (task) => task.teardown);
  for (const setup of above)
    for (const task of roots.length > 0 ? roots : [first]) addEdge(machine, setup, task);
  for (const teardown of below)
    for (const task of leaves.length > 0 ? leaves : [last]) addEdge(machine, task, teardown);
}

function related(
  tasks: readonly TaskState[],
  side: 'upstream' | 'downstream',
  wanted: (task: TaskState) => boolean,
): TaskState[] {
  return [...new Set(tasks.flatMap((task) => [...task[side]].filter(wanted)))];
}
