/** What an analysis gives back: findings in a stable order, and what failed. Plain data. */
import type { FileNotes, SilencedPlace } from '../project/whole.ts';
import type { Finding, Severity } from '../rules/rule.ts';

/** A finding with the rule that made it and the file it stands in. */
export interface Reported extends Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
}

/** Something that kept dagperf from checking a file, or a rule from finishing. */
export interface Failure {
  readonly file: string;
  readonly message: string;
  /** The rule that threw. */
  readonly rule?: string;
}

/** The result for one version of one file. */
export interface FileReport {
  readonly file: string;
  readonly findings: readonly Reported[];
  readonly failures: readonly Failure[];
  readonly dags: number;
  /** What it adds to what is known of the whole project; absent where it builds neither Dags nor tasks. */
  readonly notes?: FileNotes;
  /** Where its comments silence rules about the whole project. */
  readonly silenced?: readonly SilencedPlace[];
  /** Rule → number of findings, for the rules that others count. */
  readonly counts?: Readonly<Record<string, number>>;
}
