/** Applies fixes until nothing changes. */
import type { Edit, Safety } from '../rules/rule.ts';
import type { FileReport, Reported } from './report.ts';

/** `text` with `edits` (of this file) applied. Edits that touch one another are refused: throws RangeError. */
export function applyEdits(_text: string, _edits: readonly Edit[]): string {
  throw new Error('not written yet');
}

export interface Fixed {
  readonly text: string;
  /** Findings whose fix was applied, in order of application. */
  readonly applied: readonly Reported[];
  /** Edits of other files, in order of application. */
  readonly otherFiles: readonly (Edit & { readonly file: string })[];
  readonly report: FileReport;
}

/**
 * Applies, pass after pass, the first allowed fix of each finding that collides with no other, until no fix is left
 * or 10 passes are done. `check` analyses a text; `rule` restricts to one rule. A pass whose result has a syntax error
 * that the text before had not is undone and ends the work.
 */
export function fixUntilStable(
  _text: string,
  _allowed: readonly Safety[],
  _check: (text: string) => FileReport & { readonly broken: boolean },
  _rule?: string,
): Fixed {
  throw new Error('not written yet');
}
