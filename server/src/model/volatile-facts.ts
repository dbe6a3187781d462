/** Values that differ from one run of the file to the next. */
import type { Range } from './facts.ts';

/** A keyword argument, or an entry of a dict, whose value differs from one run of the file to the next. */
export interface Volatile {
  /** The argument or entry whole. */
  readonly at: Range;
  readonly valueAt: Range;
  /** The call that it derives from: `datetime.now()`. */
  readonly call: number;
  readonly from: 'clock' | 'chance' | 'process';
  /** It differs from day to day only. */
  readonly daily: boolean;
  /** The call stands elsewhere: a name or a function of the file leads to it. */
  readonly elsewhere: boolean;
}
