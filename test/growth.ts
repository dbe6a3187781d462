/**
 * How much longer the work takes on four times the input. Work that grows with the size takes about four times as long, work
 * that grows with its square sixteen times; `bound` lies between.
 */

/** Times as long as the work at four times the size may take. */
export const bound = 9;

/** Milliseconds; what is quicker than this is too quick to be compared. */
const shortest = 5;

/** A pair above the bound is measured again: a slow machine delays both sizes alike, a busy one not every time. */
const rounds = 4;

/** The least ratio that some rounds find. `prepare` makes the input of a size and gives the work on it. */
export function growth(prepare: (size: number) => () => unknown, size: number): number {
  const small = prepare(size);
  const large = prepare(size * 4);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds && least > bound; round++)
    least = Math.min(least, quickest(large) / Math.max(shortest, quickest(small)));
  return least;
}

function quickest(work: () => unknown): number {
  const times = [0, 1, 2].map(() => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.min(...times);
}
