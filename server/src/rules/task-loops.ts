/** How often the loops of a function run a call again. */
import type { Call, DagFile } from '../model/facts.ts';
import { count } from './words.ts';

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

/** How often a message says that a loop makes a call, from its `knownRounds`; `exact` where every round makes it. */
export function oftenInLoop(
  call: Call,
  rounds: number | undefined,
): { readonly often: string; readonly exact?: number } {
  if (rounds === undefined || call.skipsRounds) return { often: 'in every round of a loop' };
  return { often: `${count(rounds)} times in a loop`, exact: rounds };
}
