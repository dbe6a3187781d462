/** Facts on what stands around code within its function: part of the facts of a file, see `facts.ts`. */

/** What stands around a call. */
export interface CallSurroundings {
  /** Those of its `loops` whose later rounds run it again: what stands before a `break`, `return` or `raise` runs once. */
  readonly repeatedBy: readonly number[];
  /** Those of `repeatedBy`, innermost first, in whose rounds nothing that it reads changes: it is the same call each time. */
  readonly constantIn: readonly number[];
  /** For a call of an attribute, its name: `xcom_push` of `context["ti"].xcom_push(…)`. */
  readonly method?: string;
  /** Stands in an `except` clause of its function. */
  readonly inHandler?: true;
  /** `await f()`, `async with f()`, `async for x in f()`. */
  readonly awaited?: true;
}
