/** Which parts of a text are taken by edits. */
import type { Range } from '../model/facts.ts';

export interface Taken {
  /** Insertions at one offset touch, too: their order would be arbitrary. */
  touches(range: Range): boolean;
  add(range: Range): void;
}

/** Ranges that do not overlap; asking takes a binary search. */
export function takenRanges(): Taken {
  /** By start, and so by end. */
  const ranges: Range[] = [];
  /** How many ranges start at or before `offset`. */
  const startedBy = (offset: number): number => {
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle] as Range).start <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    touches({ start, end }) {
      const last = ranges[startedBy(end) - 1];
      return last !== undefined && last.end >= start;
    },
    add(range) {
      let at = startedBy(range.start);
      // An insertion right before a replacement of the same fix.
      while ((ranges[at - 1]?.start ?? -1) === range.start && (ranges[at - 1]?.end ?? 0) > range.end) at--;
      ranges.splice(at, 0, range);
    },
  };
}
