/** Facts on what stands around code within its function: part of the facts of a file, see `facts.ts`. */

import type { Range, Value } from './facts.ts';

/** What stands around a call. */
export interface CallSurroundings {
  /** Those of its `loops` whose later rounds run it again: what stands before a `break`, `return` or `raise` runs once. */
  readonly repeatedBy: readonly number[];
  /** Those of `repeatedBy`, innermost first, in whose rounds nothing that it reads changes: it is the same call each time. */
  readonly constantIn: readonly number[];
  /** For a call of an attribute, its name: `xcom_push` of `context["ti"].xcom_push(…)`. */
  readonly method?: string;
  /** For a method, the call that gave the object it is called on, also through a name: `open(…)` of `file.read()`. */
  readonly subject?: number;
  /** Stands in an `except` clause of its function. */
  readonly inHandler?: true;
  /** `await f()`, `async with f()`, `async for x in f()`. */
  readonly awaited?: true;
}

/** Something in a loop that makes a container larger: `x.append(…)`, `x.update(…)`, `x += …`, `x[key] = …`. */
export interface Growth {
  readonly name: string;
  /** What it begins as; sets count as lists. */
  readonly container: 'list' | 'dict';
  /** The function whose code does it. */
  readonly in: number;
  /** Loops of the same function around it, outermost first. */
  readonly loops: readonly number[];
  readonly at: Range;
}

/** What a `return` hands out. */
export interface ReturnedValue {
  readonly value: Value;
  /** The name that is returned, where it is one. */
  readonly name?: string;
  /** For an attribute of the result of a call, also through a name: `content` of `requests.get(…)`. */
  readonly attribute?: { readonly name: string; readonly call: number };
  /** Keys of a dict that is written out, or made by a comprehension; unknown where that goes over something unknown. */
  readonly keys?: number | 'unknown';
}

/** What a function says of its result. */
export interface ReturnAnnotation {
  /** Canonical name of the annotated class without its parameters: `builtins.dict` of `-> dict[str, int]`. */
  readonly returnType?: string;
}
