/** How often the loops of a function run a call again. */
import type { Call, DagFile } from '../model/facts.ts';

/**
 * Rounds of all loops that repeat a call, multiplied; undefined where one has no known size. A branch may pass rounds by
 * (`call.skipsRounds`), so that it is the most there can be. 1 for a call that no loop repeats.
 */
export function knownRounds(file: DagFile, call: Call): number | undefined {
  let rounds = 1;
  for (const id of call.repeatedBy) {
    const size = file.loops[id]?.size;
    if (size === undefined) return undefined;
    rounds *= size;
  }
  return rounds;
}
