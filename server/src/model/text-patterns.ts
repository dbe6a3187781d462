/** Texts that are known in part: f-strings, sums and `%` formats of constants with something unknown. */
import type { Value } from './facts.ts';

/** Stands in a pattern for a part that is not known; no character of a program. */
export const hole = '\ufffc';

/** Patterns grow no longer than this. */
export const patternLimit = 10_000;

/** A text with `hole` for each unknown part of it; undefined for what is no text, or shows nothing of it. */
export function patternOf(value: Value): string | undefined {
  if (value.kind === 'string') return value.value;
  return value.kind === 'unknown' ? value.pattern : undefined;
}

/** `left + right`, `left % …` of texts that are known in part; none where neither side shows text. */
export function joinedPattern(left: Value, sign: string, right: Value): { readonly pattern?: string } {
  const before = patternOf(left);
  if (sign === '%') return before === undefined ? {} : { pattern: before };
  const after = patternOf(right);
  if (sign !== '+' || (before === undefined && after === undefined)) return {};
  const pattern = (before ?? hole) + (after ?? hole);
  return pattern.length > patternLimit ? {} : { pattern };
}
