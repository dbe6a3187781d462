/** Operators on known values. */
import { formatPercent } from './format.ts';
import { type Entry, int, isSequence, type PyObject, unknown } from './objects.ts';

/** Strings and sequences that are put together grow no longer than this. */
const longest = 20_000;

/** `left sign right` for everything but `>>` and `<<`. */
export function combine(sign: string, left: PyObject, right: PyObject): PyObject {
  const a = numeric(left);
  const b = numeric(right);
  if (a !== undefined && b !== undefined) {
    return numbers(sign, a, b, left.type === 'float' || right.type === 'float');
  }
  if (left.type === 'timedelta' || right.type === 'timedelta') return durations(sign, left, right);
  if (left.type === 'str' && sign === '%') return formatPercent(left.value, right);
  if (left.type === 'str' && right.type === 'str' && sign === '+' && left.value.length < longest)
    return { type: 'str', value: left.value + right.value };
  if (sign === '*') return repeated(left, right) ?? repeated(right, left) ?? unknown();
  if (
    sign === '+' &&
    isSequence(left) &&
    isSequence(right) &&
    left.items.length + right.items.length <= longest
  )
    return {
      type: left.type,
      items: [...left.items, ...right.items],
      complete: left.complete && right.complete,
    };
  if (sign === '|' && left.type === 'dict' && right.type === 'dict')
    return {
      type: 'dict',
      entries: new Map<string, Entry>([...left.entries, ...right.entries]),
      complete: left.complete && right.complete,
    };
  return unknown();
}

function numeric(object: PyObject): number | undefined {
  if (object.type === 'int' || object.type === 'float') return object.value;
  return object.type === 'bool' ? Number(object.value) : undefined;
}

function numbers(sign: string, a: number, b: number, isFloat: boolean): PyObject {
  const result = (value: number): PyObject => (isFloat ? { type: 'float', value } : int(value));
  switch (sign) {
    case '+':
      return result(a + b);
    case '-':
      return result(a - b);
    case '*':
      return result(a * b);
    case '/':
      return b === 0 ? unknown() : { type: 'float', value: a / b };
    case '//':
      return b === 0 ? unknown() : result(Math.floor(a / b));
    case '%':
      return b === 0 ? unknown() : result(a - b * Math.floor(a / b));
    case '**':
      return b < 0 ? { type: 'float', value: a ** b } : result(a ** b);
    default:
      return unknown();
  }
}

function durations(sign: string, left: PyObject, right: PyObject): PyObject {
  const a = left.type === 'timedelta' ? left.seconds : numeric(left);
  const b = right.type === 'timedelta' ? right.seconds : numeric(right);
  if (a === undefined || b === undefined) return unknown();
  const both = left.type === 'timedelta' && right.type === 'timedelta';
  if (both && sign === '+') return { type: 'timedelta', seconds: a + b };
  if (both && sign === '-') return { type: 'timedelta', seconds: a - b };
  if (!both && sign === '*') return { type: 'timedelta', seconds: a * b };
  if (left.type !== 'timedelta' || sign !== '/' || b === 0) return unknown();
  return both ? { type: 'float', value: a / b } : { type: 'timedelta', seconds: a / b };
}

function repeated(what: PyObject, times: PyObject): PyObject | undefined {
  if (times.type !== 'int') return undefined;
  const count = Math.max(0, times.value);
  if (what.type === 'str')
    return what.value.length * count > longest ? unknown() : { type: 'str', value: what.value.repeat(count) };
  if (!isSequence(what) || what.items.length * count > longest) return undefined;
  return {
    type: what.type,
    items: Array.from({ length: count }, () => what.items).flat(),
    complete: what.complete,
  };
}
