/** What a call runs: the functions of the project whose bodies it executes. */
import { isDagDecorator, isOperatorClass, isTaskDecorator, isTaskGroupDecorator } from '../model/airflow.ts';
import { runsAtOnce } from '../model/phases.ts';
import { type Lookup, type Meaning, newLookup, unknown } from './lookup.ts';
import { method } from './meanings.ts';
import type { ModuleGraph } from './module-graph.ts';
import type { CalleeRef, CallSummary } from './summaries.ts';

/** A piece of code: a function of a file, or with the key '' the file itself. */
export interface Code {
  readonly path: string;
  readonly key: string;
}

/** A lookup over the files of a graph as they are now. */
export function lookupIn(graph: ModuleGraph): Lookup {
  return newLookup(graph.index, graph.settings, graph.summaries);
}

/** What a callee of a linked file stands for. */
export function linkedMeaning(graph: ModuleGraph, path: string, callee: CalleeRef): Meaning {
  if (callee.kind === 'function' || callee.kind === 'class')
    return { kind: callee.kind, path, key: callee.key };
  const meanings = graph.linked.get(path)?.meanings;
  if (callee.kind === 'star') return meanings?.get(`*${callee.name}`) ?? unknown('missing');
  return meanings?.get(callee.name) ?? { kind: 'external', name: callee.name };
}

/** What is called; undefined when nothing is known of it. */
export function meaningOfCall(graph: ModuleGraph, path: string, call: CallSummary): Meaning | undefined {
  return call.callee && linkedMeaning(graph, path, call.callee);
}

export interface Run {
  readonly code: readonly Code[];
  /** Calls something of the project that cannot be followed, such as a function in a decorator of a library. */
  readonly unknown: boolean;
}

const nothing: Run = { code: [], unknown: false };

/** The code that calling this runs, calls of that code not included. */
export function runBy(lookup: Lookup, graph: ModuleGraph, called: Meaning, depth = 0): Run {
  if (depth > 5) return { code: [], unknown: true };
  switch (called.kind) {
    case 'function':
      return runFunction(graph, called);
    case 'class':
      return runMethods(lookup, graph, called, ['__new__', '__init__', '__post_init__']);
    case 'instance':
      return called.of.kind === 'class' ? runMethods(lookup, graph, called.of, ['__call__']) : nothing;
    case 'partial':
      return runBy(lookup, graph, called.of, depth + 1);
    case 'unknown':
      return { code: [], unknown: true };
    default:
      return nothing;
  }
}

function runMethods(lookup: Lookup, graph: ModuleGraph, of: Code, names: readonly string[]): Run {
  const found = names
    .map((name) => method(lookup, of, name))
    .filter((one) => one.kind !== 'unknown' || one.reason !== 'missing')
    .map((one) =>
      one.kind === 'function' ? runFunction(graph, one) : { code: [], unknown: one.kind === 'unknown' },
    );
  return { code: found.flatMap((one) => one.code), unknown: found.some((one) => one.unknown) };
}

function runFunction(graph: ModuleGraph, { path, key }: Code): Run {
  switch (callingOf(graph, { path, key })) {
    case 'runs':
      return { code: [{ path, key }], unknown: false };
    case 'makes-task':
      return nothing;
    case 'unknown':
      return { code: [], unknown: true };
  }
}

/** Decorators of libraries whose result runs the function when it is called. */
const transparent =
  /^(?:functools\.(?:wraps|cache|lru_cache|cached_property|singledispatch)|contextlib\.\w+|builtins\.(?:staticmethod|classmethod|property)|abc\.\w+|typing\.\w+|typing_extensions\.\w+|tenacity\.retry|retry\.retry|retrying\.retry|backoff\.\w+|cachetools\.\w+|deprecated\.\w+|wrapt\.decorator|airflow\.utils\.(?:session|db)\.\w+|airflow\.utils\.decorators\.apply_defaults)$/;

/** What calling a decorated function does: run its body, make a task of it, or something that is not known. */
export function callingOf(graph: ModuleGraph, { path, key }: Code): 'runs' | 'makes-task' | 'unknown' {
  const fact = graph.summaries.get(path)?.functions.get(key);
  if (!fact) return 'unknown';
  let calling: 'runs' | 'unknown' = 'runs';
  for (const decorator of fact.decorators) {
    const meaning = decorator && linkedMeaning(graph, path, decorator);
    if (meaning?.kind === 'external') {
      if (isTaskDecorator(meaning.name)) return 'makes-task';
      if (isDagDecorator(meaning.name) || isTaskGroupDecorator(meaning.name)) continue;
      if (!transparent.test(meaning.name) && !/\.(?:setter|getter|deleter)$/.test(meaning.name))
        calling = 'unknown';
    } else if (meaning?.kind !== 'function' || makesTasks(graph, meaning)) calling = 'unknown';
  }
  return calling;
}

/** A decorator of the project that hands what it decorates to Airflow. */
function makesTasks(graph: ModuleGraph, { path, key }: Code): boolean {
  const summary = graph.summaries.get(path);
  if (!summary) return true;
  const isInside = (owner: string): boolean => {
    for (let at: string | undefined = owner; at; at = summary.functions.get(at)?.in)
      if (at === key) return true;
    return false;
  };
  return summary.calls.some((call) => {
    if (!isInside(call.in)) return false;
    const meaning = meaningOfCall(graph, path, call);
    return meaning?.kind === 'external' && (isTaskDecorator(meaning.name) || isOperatorClass(meaning.name));
  });
}

/** The code that a call runs in its own phase: what it calls, and what it hands to a built-in that calls it at once. */
export function runByCall(lookup: Lookup, graph: ModuleGraph, path: string, call: CallSummary): Run {
  const called = meaningOfCall(graph, path, call);
  const found = called ? [runBy(lookup, graph, called)] : [];
  if (called?.kind === 'external' && runsAtOnce.has(called.name)) {
    for (const { callee } of call.handed ?? [])
      found.push(runBy(lookup, graph, linkedMeaning(graph, path, callee)));
  }
  return { code: found.flatMap((one) => one.code), unknown: found.some((one) => one.unknown) };
}
