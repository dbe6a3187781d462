/** When the functions of a project run: the phases of each file, followed through imports, calls and what is handed over. */
import {
  isDagClass,
  isDagDecorator,
  isNotifierClass,
  isOperatorClass,
  isTaskDecorator,
  isTriggerClass,
  taskMethods,
} from '../model/airflow.ts';
import type { Phase } from '../model/facts.ts';
import { runsAtOnce } from '../model/phases.ts';
import { isTestFile } from './discovery.ts';
import type { Lookup } from './lookup.ts';
import { basesOf } from './meanings.ts';
import { dagFilesOf, type ProjectModules } from './modules.ts';
import { type KnownParts, partsOf } from './parts.ts';
import { type Code, linkedMeaning, lookupIn, meaningOfCall, runBy, runByCall } from './running.ts';
import { type CallSummary, moduleKey } from './summaries.ts';

const bit = { parse: 1, task: 2, trigger: 4, callback: 8 } as const satisfies Record<Phase, number>;
const order: readonly Phase[] = ['parse', 'task', 'trigger', 'callback'];

/** File → key of a function → when its body runs; '' is the module itself. Absent: nothing known reaches it. */
export type ProjectPhases = ReadonlyMap<string, ReadonlyMap<string, readonly Phase[]>>;

/** The phases of all code that the Dag files of the project make run. */
export function phasesAcrossFiles(modules: ProjectModules): ProjectPhases {
  const { graph } = modules;
  const lookup = lookupIn(graph);
  const kinds = kindsOfClasses(lookup, modules);
  const known: KnownParts = new Map();
  const masks = new Map<string, Map<string, number>>();
  const queue: Code[] = [];
  const add = ({ path, key }: Code, mask: number) => {
    const of = masks.get(path) ?? new Map<string, number>();
    masks.set(path, of);
    const merged = (of.get(key) ?? 0) | mask;
    if (merged === of.get(key)) return;
    of.set(key, merged);
    queue.push({ path, key });
  };
  for (const path of dagFilesOf(modules)) add({ path, key: moduleKey }, bit.parse);
  for (const { path } of graph.summaries.values())
    if (!isTestFile(path)) for (const [code, mask] of rootsIn(lookup, modules, kinds, path)) add(code, mask);
  for (let next = queue.pop(); next; next = queue.pop()) {
    const mask = masks.get(next.path)?.get(next.key) ?? 0;
    const parts = partsOf(graph, next.path, known).get(next.key);
    if (!parts) continue;
    const { path } = next;
    for (const { linked } of parts.imports)
      for (const file of linked.runs) add({ path: file, key: moduleKey }, mask);
    for (const call of parts.calls) {
      for (const code of runByCall(lookup, graph, path, call).code) add(code, mask);
      if (!mayCallWhatItGets(modules, kinds, path, call)) continue;
      // An unknown callee may or may not run what it is given: enough for a task, not enough for a finding at parse time.
      for (const code of handedCode(lookup, modules, path, call)) add(code, mask & ~bit.parse);
    }
    for (const { decorators } of parts.decorated)
      for (const decorator of decorators)
        if (decorator)
          for (const code of runBy(lookup, graph, linkedMeaning(graph, path, decorator)).code)
            add(code, mask);
  }
  return new Map(
    [...masks].map(([path, of]) => [
      path,
      new Map([...of].map(([key, mask]) => [key, order.filter((phase) => mask & bit[phase])])),
    ]),
  );
}

/** Code that Airflow itself runs: task functions, methods of operators and triggers, and what is handed to either. */
function* rootsIn(
  lookup: Lookup,
  modules: ProjectModules,
  kinds: Kinds,
  path: string,
): Iterable<[Code, number]> {
  const { graph } = modules;
  const summary = graph.summaries.get(path);
  if (!summary || summary.broken) return;
  for (const [key, { decorators }] of summary.functions) {
    const isTask = decorators.some((one) => {
      const meaning = one && linkedMeaning(graph, path, one);
      return meaning?.kind === 'external' && isTaskDecorator(meaning.name);
    });
    if (isTask) yield [{ path, key }, bit.task];
  }
  for (const [key, { methods }] of summary.classes) {
    const id = `${path} ${key}`;
    const ofTask = kinds.operators.has(id) ? taskMethods : kinds.notifiers.has(id) ? ['notify'] : [];
    for (const name of ofTask) {
      const method = methods.get(name);
      if (method !== undefined) yield [{ path, key: method }, bit.task];
    }
    const run = methods.get('run');
    if (run !== undefined && kinds.triggers.has(id)) yield [{ path, key: run }, bit.trigger];
  }
  for (const call of summary.calls) {
    const mask = phaseOfHanded(modules, kinds, path, call);
    for (const { argument, callee } of call.handed ?? []) {
      const at = mask(argument);
      if (at > 0)
        for (const code of runBy(lookup, graph, linkedMeaning(graph, path, callee)).code) yield [code, at];
    }
  }
}

interface Kinds {
  /** Classes that derive from Airflow's, also through classes of the project: `path key`. */
  readonly operators: ReadonlySet<string>;
  readonly notifiers: ReadonlySet<string>;
  readonly triggers: ReadonlySet<string>;
}

function kindsOfClasses(lookup: Lookup, { graph }: ProjectModules): Kinds {
  const derived = new Map<string, string[]>();
  const roots: { readonly id: string; readonly base: string }[] = [];
  for (const { path, classes } of graph.summaries.values()) {
    for (const key of classes.keys()) {
      const id = `${path} ${key}`;
      for (const base of basesOf(lookup, { path, key })) {
        if (base.kind === 'external') roots.push({ id, base: base.name });
        if (base.kind !== 'class') continue;
        const known = derived.get(`${base.path} ${base.key}`);
        if (known) known.push(id);
        else derived.set(`${base.path} ${base.key}`, [id]);
      }
    }
  }
  const deriving = (test: (name: string) => boolean): ReadonlySet<string> => {
    const found = new Set(roots.filter(({ base }) => test(base)).map(({ id }) => id));
    for (const id of found) for (const one of derived.get(id) ?? []) found.add(one);
    return found;
  };
  return {
    operators: deriving(isOperatorClass),
    notifiers: deriving(isNotifierClass),
    triggers: deriving(isTriggerClass),
  };
}

/** When Airflow runs what a call hands over, by argument: 0 when the call makes nothing of Airflow's. */
function phaseOfHanded(
  { graph }: ProjectModules,
  kinds: Kinds,
  path: string,
  call: CallSummary,
): (argument: string | undefined) => number {
  const called = meaningOfCall(graph, path, call);
  if (called?.kind === 'class')
    return kinds.operators.has(`${called.path} ${called.key}`) ? () => bit.task : () => 0;
  if (called?.kind !== 'external') return () => 0;
  const name = called.name.replace(/\.(partial|override|expand|expand_kwargs)$/, '');
  if (isOperatorClass(name) || isTaskDecorator(name)) return () => bit.task;
  if (!isDagClass(name) && !isDagDecorator(name)) return () => 0;
  return (argument) =>
    argument === 'default_args' || argument?.startsWith('user_defined_') ? bit.task : bit.callback;
}

/** Of such a callee it is not known that it only keeps what it gets. */
function mayCallWhatItGets(modules: ProjectModules, kinds: Kinds, path: string, call: CallSummary): boolean {
  if (!call.handed) return false;
  const called = meaningOfCall(modules.graph, path, call);
  if (called?.kind === 'external' && (called.name === 'functools.partial' || runsAtOnce.has(called.name)))
    return false;
  return phaseOfHanded(modules, kinds, path, call)(undefined) === 0;
}

function handedCode(
  lookup: Lookup,
  { graph }: ProjectModules,
  path: string,
  call: CallSummary,
): readonly Code[] {
  return (call.handed ?? []).flatMap(
    ({ callee }) => runBy(lookup, graph, linkedMeaning(graph, path, callee)).code,
  );
}
