/** `timedelta(…)` and what is calculated with it. */
import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, kindAt, type Node, type Tree, textOf } from '../syntax/tree.ts';
import type { Range, Value } from './facts.ts';

/** Seconds in each unit that `timedelta` takes. */
export const secondsPer: Readonly<Record<string, number>> = {
  weeks: 604_800,
  days: 86_400,
  hours: 3_600,
  minutes: 60,
  seconds: 1,
  milliseconds: 0.001,
  microseconds: 0.000_001,
};
/** Positional order of `datetime.timedelta`. */
export const timedeltaOrder = [
  'days',
  'seconds',
  'microseconds',
  'milliseconds',
  'minutes',
  'hours',
  'weeks',
];

/** The value of `timedelta(…)` by its argument list; unknown when an argument is. */
export function durationCall(tree: Tree, list: Node, at: Range, evaluate: (node: Node) => Value): Value {
  let seconds = 0;
  let position = 0;
  for (const argument of elements(tree, list)) {
    const keyword = kindAt(tree, argument) === Kind.keyword_argument;
    const unit = keyword
      ? textOf(tree, childByField(tree, argument, Field.name))
      : (timedeltaOrder[position++] as string);
    const value = evaluate(keyword ? childByField(tree, argument, Field.value) : argument);
    const factor = secondsPer[unit];
    if (value.kind !== 'number' || factor === undefined) return { kind: 'unknown', at };
    seconds += value.value * factor;
  }
  return { kind: 'duration', seconds, at };
}

/** The value of `timedelta(…).total_seconds()`; undefined for every other call. */
export function totalSeconds(
  tree: Tree,
  call: Node,
  at: Range,
  evaluate: (node: Node) => Value,
): Value | undefined {
  const callee = childByField(tree, call, Field.function);
  if (kindAt(tree, callee) !== Kind.attribute) return undefined;
  if (textOf(tree, childByField(tree, callee, Field.attribute)) !== 'total_seconds') return undefined;
  const object = evaluate(childByField(tree, callee, Field.object));
  return object.kind === 'duration' ? { kind: 'number', value: object.seconds, at } : undefined;
}

/** Seconds of `left sign right` where one is a duration; undefined when the result is none. */
export function durationArithmetic(left: Value, sign: string, right: Value): number | undefined {
  if (left.kind === 'duration' && right.kind === 'duration') {
    return sign === '+'
      ? left.seconds + right.seconds
      : sign === '-'
        ? left.seconds - right.seconds
        : undefined;
  }
  if (left.kind === 'duration' && right.kind === 'number') {
    return sign === '*'
      ? left.seconds * right.value
      : sign === '/' && right.value
        ? left.seconds / right.value
        : undefined;
  }
  return left.kind === 'number' && right.kind === 'duration' && sign === '*'
    ? left.value * right.seconds
    : undefined;
}
