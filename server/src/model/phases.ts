/** When code runs: phases flow from the module, from decorators and from callables handed over, along calls. */
import {
  isDagClass,
  isDagDecorator,
  isNotifierClass,
  isOperatorClass,
  isTaskDecorator,
  isTaskGroupClass,
  isTaskGroupDecorator,
  isTriggerClass,
  taskMethods,
} from './airflow.ts';
import type { CallDraft } from './calls.ts';
import type { ClassFacts, Phase, Value } from './facts.ts';
import type { FunctionDraft } from './functions.ts';

const bit = { parse: 1, task: 2, trigger: 4, callback: 8 } as const satisfies Record<Phase, number>;
const order: readonly Phase[] = ['parse', 'task', 'trigger', 'callback'];

interface PhaseInput {
  readonly functions: readonly FunctionDraft[];
  readonly classes: readonly ClassFacts[];
  readonly calls: readonly CallDraft[];
}

/** Function id → when its body runs. A function reached from two places has the phases of both; empty means unknown. */
export function computePhases(input: PhaseInput): readonly (readonly Phase[])[] {
  const masks = new Uint8Array(input.functions.length);
  const edges: Edge[][] = input.functions.map(() => []);
  const queue: number[] = [];
  const add = (id: number, mask: number) => {
    const merged = (masks[id] as number) | mask;
    if (merged === masks[id]) return;
    masks[id] = merged;
    queue.push(id);
  };
  add(0, bit.parse);
  for (const fact of input.functions)
    if (fact.decorators.some((one) => isTaskDecorator(one.name))) add(fact.id, bit.task);
  for (const fact of input.functions) {
    for (const { function: id, call } of fact.decorators)
      if (id !== undefined && call === undefined) edges[fact.in]?.push({ to: id, withoutParse: false });
  }
  for (const fact of input.classes) {
    for (const [id, mask] of classRoots(fact)) add(id, mask);
    // `self.method()` in a base class runs the method of whichever subclass the object has.
    for (const [name, id] of Object.entries(fact.methods)) {
      const overridden = inherited(input.classes, fact.parents, name);
      if (overridden !== undefined) edges[overridden]?.push({ to: id, withoutParse: true });
    }
  }
  for (const call of input.calls) {
    if (call.dead) continue;
    for (const id of executedBy(input, call)) edges[call.in]?.push({ to: id, withoutParse: false });
    handOver(input, call, add, (id, withoutParse) => edges[call.in]?.push({ to: id, withoutParse }));
  }
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const mask = masks[id] as number;
    for (const edge of edges[id] as Edge[]) add(edge.to, edge.withoutParse ? mask & ~bit.parse : mask);
  }
  return [...masks].map((mask) => order.filter((phase) => mask & bit[phase]));
}

interface Edge {
  readonly to: number;
  /** An unknown callee may or may not run what it is given: enough for a task, not enough for a finding at parse time. */
  readonly withoutParse: boolean;
}

function classRoots(fact: ClassFacts): [number, number][] {
  const roots: [number, number][] = [];
  if (fact.bases.some(isOperatorClass)) {
    for (const method of taskMethods) {
      const id = own(fact, method);
      if (id !== undefined) roots.push([id, bit.task]);
    }
  }
  const run = own(fact, 'run');
  if (run !== undefined && fact.bases.some(isTriggerClass)) roots.push([run, bit.trigger]);
  const notify = own(fact, 'notify');
  if (notify !== undefined && fact.bases.some(isNotifierClass)) roots.push([notify, bit.task]);
  return roots;
}

function own(fact: ClassFacts, method: string): number | undefined {
  return Object.hasOwn(fact.methods, method) ? fact.methods[method] : undefined;
}

/** The method that the first of these classes has, or inherits from a class of this file. */
function inherited(
  classes: readonly ClassFacts[],
  candidates: readonly number[],
  method: string,
  depth = 0,
): number | undefined {
  if (depth > 20) return undefined;
  for (const id of candidates) {
    const fact = classes[id] as ClassFacts;
    const found = own(fact, method) ?? inherited(classes, fact.parents, method, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The functions of this file whose body a call runs. Calling an `@task` function makes a task, it does not run the body. */
function executedBy({ functions, classes }: PhaseInput, call: CallDraft): number[] {
  if (call.class !== undefined) {
    return ['__init__', '__new__', '__post_init__']
      .map((name) => inherited(classes, [call.class as number], name))
      .filter((id) => id !== undefined);
  }
  if (call.modified !== undefined) {
    const { decorators } = functions[call.modified] as FunctionDraft;
    return decorators.some((one) => isTaskGroupDecorator(one.name)) ? [call.modified] : [];
  }
  if (call.function === undefined) return [];
  const fact = functions[call.function] as FunctionDraft;
  return fact.decorators.some((one) => isTaskDecorator(one.name)) ? [] : [call.function];
}

/** Functions that run when, and in the phase in which, the built-in that gets them is called. */
export const runsAtOnce: ReadonlySet<string> = new Set(
  ['map', 'filter', 'sorted', 'min', 'max', 'sum', 'any', 'all', 'list', 'next'].map(
    (name) => `builtins.${name}`,
  ),
);

function handOver(
  input: PhaseInput,
  call: CallDraft,
  root: (id: number, mask: number) => void,
  edge: (id: number, withoutParse: boolean) => void,
): void {
  const makesTask = isTaskMaker(input, call);
  const makesDag = isDagClass(call.callee) || isDagDecorator(call.callee);
  const makesGroup = isTaskGroupClass(call.callee) || isTaskGroupDecorator(call.callee);
  const hand = (argument: string | undefined, id: number) => {
    if (makesTask || ((makesDag || makesGroup) && argument === 'default_args')) root(id, bit.task);
    else if (makesDag) root(id, argument?.startsWith('user_defined_') ? bit.task : bit.callback);
    else if (isTaskDecorator(call.callee)) root(id, bit.task);
    else if (call.callee !== 'functools.partial') edge(id, !(call.callee && runsAtOnce.has(call.callee)));
  };
  for (const argument of call.arguments) {
    for (const id of functionsIn(input, argument.value)) hand(argument.name, id);
  }
  for (const mention of call.mentions) hand(mention.argument, mention.function);
}

/** An operator call, its `.partial(…)`, `.override(…)` or `.expand(…)`, also for a subclass of this file. */
function isTaskMaker({ classes }: PhaseInput, call: CallDraft): boolean {
  if (call.class !== undefined) return (classes[call.class] as ClassFacts).bases.some(isOperatorClass);
  const name = call.callee;
  if (!name) return false;
  return (
    isOperatorClass(name) || isOperatorClass(name.replace(/\.(partial|override|expand|expand_kwargs)$/, ''))
  );
}

/** The functions that a value hands over: itself, the parts of a list or dict, the first argument of `functools.partial`. */
function functionsIn(
  input: { readonly calls: readonly Pick<CallDraft, 'callee' | 'arguments'>[] },
  value: Value,
  depth = 0,
): number[] {
  if (depth > 8) return [];
  switch (value.kind) {
    case 'function':
      return [value.function];
    case 'sequence':
      return value.items.flatMap((item) => functionsIn(input, item, depth + 1));
    case 'dict':
      return value.entries.flatMap((entry) => functionsIn(input, entry.value, depth + 1));
    case 'call': {
      const call = input.calls[value.call];
      const first = call?.callee === 'functools.partial' ? call.arguments[0] : undefined;
      return first ? functionsIn(input, first.value, depth + 1) : [];
    }
    default:
      return [];
  }
}
