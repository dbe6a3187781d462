/** What somebody who wrote a name that nobody knows may have meant. */
import { closest, distance } from 'fastest-levenshtein';

/** The nearest of `names` when it is near enough to be meant: a few letters off, or cut short and no other's beginning. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const close = names.length > 0 ? closest(word, names as string[]) : undefined;
  if (close !== undefined && distance(word, close) <= Math.max(2, word.length / 3)) return close;
  const begun = word.length > 2 ? names.filter((name) => name.startsWith(word)) : [];
  return begun.length === 1 ? begun[0] : undefined;
}
