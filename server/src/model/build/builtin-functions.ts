/** Python's own functions and a few of the standard library, on known values. */

import { forEach } from './arguments.ts';
import { combine } from './arithmetic.ts';
import { iterate, pair } from './expressions.ts';
import { textOfObject } from './format.ts';
import { charge, frameOf, type Machine, mayGoOn } from './machine.ts';
import {
  type Arguments,
  bool,
  type Entry,
  external,
  int,
  isSequence,
  keyOf,
  list,
  noArguments,
  none,
  type Place,
  type PyObject,
  type Sequence,
  str,
  truth,
  tuple,
  unknown,
} from './objects.ts';
import { callPathFunction } from './paths.ts';
import { durationOf } from './timedeltas.ts';

/** A `range` with more numbers than this is not unrolled: its length is known, its elements are not looked at. */
const longestRange = 10_000;

/** What a call of a builtin or a function of the standard library gives; undefined for those that are not known here. */
export function callBuiltin(
  machine: Machine,
  name: string,
  given: Arguments,
  at: Place,
): PyObject | undefined {
  const inputs = given.positional.map((one) => one.value);
  const [first = unknown(), second] = inputs;
  if (!given.complete) return undefined;
  for (const input of inputs) charge(machine, sizeOf(input));
  switch (name) {
    case 'builtins.range':
      return range(inputs);
    case 'builtins.len':
      return length(first);
    case 'builtins.list':
    case 'builtins.tuple':
    case 'builtins.set':
    case 'builtins.sorted':
    case 'builtins.reversed':
      return inputs.length === 0 ? emptyOf(name) : sequence(name, first, given);
    case 'builtins.dict':
      return dict(inputs[0], given);
    case 'builtins.enumerate': {
      const { items, complete } = iterate(first);
      const from = given.named.get('start')?.value ?? second;
      const start = from === undefined ? 0 : from.type === 'int' ? from.value : undefined;
      return list(
        items.map((item, index) => pair(start === undefined ? unknown() : int(start + index), item)),
        complete,
      );
    }
    case 'builtins.zip': {
      const all = inputs.map(iterate);
      const shortest = Math.min(...all.map((one) => one.items.length));
      if (inputs.length === 0) return list([]);
      return list(
        Array.from({ length: shortest }, (_, index) => tuple(all.map((one) => one.items[index] as PyObject))),
        all.every((one) => one.complete),
      );
    }
    case 'builtins.map':
      return mapped(machine, first, inputs.slice(1), at);
    case 'builtins.filter':
      return filtered(machine, first, second ?? unknown(), at);
    case 'builtins.str':
    case 'builtins.repr': {
      const text = inputs.length === 0 ? '' : textOfObject(first);
      return text === undefined ? unknown() : str(text);
    }
    case 'builtins.int':
      return toInt(first);
    case 'builtins.float':
      return toFloat(first);
    case 'builtins.bool': {
      const known = truth(first);
      return known === undefined ? unknown() : bool(known);
    }
    case 'builtins.sum':
      return total(first, second ?? int(0));
    case 'builtins.min':
    case 'builtins.max':
      return extreme(inputs, name === 'builtins.min', given);
    case 'builtins.print':
      return none;
    case 'builtins.globals': {
      const { module } = frameOf(machine);
      return { type: 'namespace', names: module.globals.names };
    }
    case 'builtins.getattr': {
      if (second?.type !== 'str') return unknown();
      return machine.attribute(first, second.value);
    }
    case 'builtins.super':
      return superOf(machine);
    case 'builtins.isinstance':
      return unknown();
    case 'functools.partial': {
      const [callee, ...rest] = given.positional;
      return callee && { type: 'partial', callee: callee.value, bound: { ...given, positional: rest } };
    }
    case 'functools.lru_cache':
    case 'functools.cache':
      return inputs.length === 1 && first.type === 'function' ? first : external('functools.cache');
    case 'functools.wraps':
      return external('functools.cache');
    case 'copy.copy':
    case 'copy.deepcopy':
      return copied(first);
    case 'datetime.timedelta':
    case 'pendulum.duration':
    case 'pendulum.Duration':
      return durationOf(given);
    default:
      return callPathFunction(name, inputs);
  }
}

/** How many items a builtin that is given this object looks at. */
function sizeOf(object: PyObject): number {
  if (object.type === 'dict') return object.entries.size;
  return isSequence(object) ? object.items.length : 0;
}

function range(bounds: readonly PyObject[]): PyObject {
  const numbers = bounds.map((bound) => (bound.type === 'int' ? bound.value : Number.NaN));
  if (numbers.length === 0 || numbers.length > 3 || numbers.some(Number.isNaN)) return list([], false);
  const [from, to, by] =
    numbers.length === 1
      ? [0, numbers[0] as number, 1]
      : [numbers[0] as number, numbers[1] as number, numbers[2] ?? 1];
  const size = by === 0 ? 0 : Math.max(0, Math.ceil((to - from) / by));
  if (by === 0 || size > longestRange) return list([], false);
  return list(Array.from({ length: size }, (_, index) => int(from + index * by)));
}

function length(object: PyObject): PyObject {
  if (object.type === 'str') return int([...object.value].length);
  if (isSequence(object) && object.type !== 'set')
    return object.complete ? int(object.items.length) : unknown();
  if (object.type === 'dict') return object.complete ? int(object.entries.size) : unknown();
  return unknown();
}

function emptyOf(name: string): PyObject {
  const type = name === 'builtins.tuple' ? 'tuple' : name === 'builtins.set' ? 'set' : 'list';
  return { type, items: [], complete: true };
}

function sequence(name: string, object: PyObject, given: Arguments): PyObject {
  const { items, complete } = iterate(object);
  if (name === 'builtins.tuple') return tuple([...items], complete);
  if (name === 'builtins.set') return { type: 'set', items: unique(items), complete };
  if (name === 'builtins.reversed') return list([...items].reverse(), complete);
  if (name === 'builtins.list') return list([...items], complete);
  const sorted = given.named.has('key') ? undefined : inOrder(items);
  const reverse = given.named.get('reverse')?.value;
  if (!sorted || (reverse && reverse.type !== 'bool')) return list([...items], complete && items.length < 2);
  return list(reverse?.type === 'bool' && reverse.value ? sorted.reverse() : sorted, complete);
}

function unique(items: readonly PyObject[]): PyObject[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = keyOf(item);
    if (key === undefined) return true;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function inOrder(items: readonly PyObject[]): PyObject[] | undefined {
  const values = items.map((item) =>
    item.type === 'str' || item.type === 'int' || item.type === 'float' ? item : undefined,
  );
  const [first] = values;
  if (values.includes(undefined) || values.some((one) => (one?.type === 'str') !== (first?.type === 'str')))
    return undefined;
  return (values as { value: string | number }[]).sort((a, b) =>
    a.value < b.value ? -1 : a.value > b.value ? 1 : 0,
  ) as PyObject[];
}

function dict(from: PyObject | undefined, given: Arguments): PyObject {
  const entries = new Map<string, Entry>();
  let complete = given.complete;
  if (from?.type === 'dict') {
    for (const [key, entry] of from.entries) entries.set(key, entry);
    complete &&= from.complete;
  } else if (from) {
    const pairs = iterate(from);
    complete &&= pairs.complete;
    for (const item of pairs.items) {
      const [key, value] = iterate(item).items;
      const id = key && keyOf(key);
      const at = given.positional[0]?.at;
      if (id === undefined || !key || !value || !at) complete = false;
      else entries.set(id, { key, value, at });
    }
  }
  for (const [name, { value, at }] of given.named) entries.set(`s${name}`, { key: str(name), value, at });
  return { type: 'dict', entries, complete };
}

function mapped(machine: Machine, callee: PyObject, inputs: readonly PyObject[], at: Place): PyObject {
  const [values] = inputs;
  if (!values || inputs.length > 1) return list([], false);
  const from = iterate(values);
  const items: PyObject[] = [];
  forEach(machine, from, (value) => {
    items.push(machine.call(callee, { ...noArguments, positional: [{ value, at }] }, at));
    return mayGoOn(machine);
  });
  return list(from.complete ? items : items.slice(0, from.items.length), from.complete);
}

function filtered(machine: Machine, callee: PyObject, values: PyObject, at: Place): PyObject {
  const from = iterate(values);
  const items: PyObject[] = [];
  let { complete } = from;
  for (const value of from.items) {
    const kept =
      callee.type === 'none'
        ? value
        : machine.call(callee, { ...noArguments, positional: [{ value, at }] }, at);
    const known = truth(kept);
    if (known === undefined) complete = false;
    if (known === true) items.push(value);
  }
  return list(items, complete);
}

function toInt(object: PyObject): PyObject {
  if (object.type === 'int') return object;
  if (object.type === 'bool') return int(Number(object.value));
  if (object.type === 'float') return int(Math.trunc(object.value));
  return object.type === 'str' && /^\s*[+-]?\d+\s*$/.test(object.value)
    ? int(Number(object.value))
    : unknown();
}

function toFloat(object: PyObject): PyObject {
  if (object.type === 'float') return object;
  if (object.type === 'int') return { type: 'float', value: object.value };
  if (object.type !== 'str') return unknown();
  if (/^\s*\+?inf(inity)?\s*$/i.test(object.value)) return { type: 'float', value: Number.POSITIVE_INFINITY };
  const value = Number(object.value);
  return Number.isNaN(value) || object.value.trim() === '' ? unknown() : { type: 'float', value };
}

function total(values: PyObject, start: PyObject): PyObject {
  const { items, complete } = iterate(values);
  return complete ? items.reduce((before, item) => combine('+', before, item), start) : unknown();
}

function extreme(inputs: readonly PyObject[], least: boolean, given: Arguments): PyObject {
  const [first] = inputs;
  const values = inputs.length === 1 && first ? iterate(first) : { items: inputs, complete: true };
  const sorted = values.complete && !given.named.has('key') ? inOrder(values.items) : undefined;
  return sorted?.at(least ? 0 : -1) ?? unknown();
}

function superOf(machine: Machine): PyObject {
  const { owner, self } = frameOf(machine);
  return owner && self?.type === 'instance' ? { type: 'super', self, after: owner } : unknown();
}

function copied(object: PyObject): PyObject {
  if (object.type === 'dict')
    return { type: 'dict', entries: new Map(object.entries), complete: object.complete };
  return isSequence(object) ? ({ ...object, items: [...object.items] } as Sequence) : object;
}
