/** The contract of a rule: a function from facts to findings. */
import type { DagFile, Range } from '../model/facts.ts';
import type { Project } from '../project/project.ts';
import type { WholeFacts, WholeProject } from '../project/whole.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';
export type Safety = 'safe' | 'unsafe';

/** Who pays for a finding. */
export type Payer =
  | 'dag-processor'
  | 'metadata-db'
  | 'worker-slots'
  | 'scheduler'
  | 'triggerer'
  | 'xcom'
  | 'external-system';

/** What a finding costs, in numbers that can be added up. Absent where literals do not allow one. */
export interface Cost {
  readonly payer: Payer;
  readonly amount: number;
  /** `ms`, `reads`, `slot-hours`, `attempts`, `instances`, `MB`… */
  readonly unit: string;
  /** `parse`, `day`, `run`, `task try`… */
  readonly per: string;
}

/** A replacement of text. `file` is absent for the file the finding stands in. */
export interface Edit {
  readonly file?: string;
  readonly range: Range;
  readonly text: string;
}

export interface Fix {
  /** A verb phrase: ``Set mode="reschedule"``. */
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly Edit[];
}

export interface Related {
  /** Absent for the file the finding stands in. */
  readonly file?: string;
  readonly at: Range;
  readonly message: string;
}

export interface Finding {
  readonly at: Range;
  /** What is wrong here, with the number; one sentence without a full stop. */
  readonly message: string;
  /** Where the finding is milder or graver than the rule's own severity. */
  readonly severity?: Severity;
  readonly cost?: Cost;
  /** Best first. */
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
  /** The code can go: editors draw it faded. */
  readonly unnecessary?: boolean;
}

/** A finding with the file that it stands in. */
export interface PlacedFinding extends Finding {
  /** Of a deployment's file or, from `checkProject`, a Python file: relative to the project root; empty for a finding that no file shows: it stands in the report only. */
  readonly file: string;
}

export type OptionValue = number | string | boolean | readonly string[];
export type Options = Readonly<Record<string, OptionValue>>;

/** A range of Airflow versions, both ends `major.minor`; `from` included, `before` excluded. */
export interface VersionRange {
  readonly from?: string;
  readonly before?: string;
}

export interface Rule<O extends Options = Options> {
  readonly severity: Severity;
  /** One line, no full stop. */
  readonly summary: string;
  /** Markdown: what it costs, what to do instead, when to leave it, the source. */
  readonly why: string;
  /** Which kinds of fix it may offer; held by the tests. */
  readonly fixes?: readonly Safety[];
  /** Airflow versions it is true for; all when absent. */
  readonly since?: VersionRange;
  /** Speaks of parse time only: modules that build no Dags are checked as well, where DAG files run them while they are parsed. */
  readonly parseTime?: boolean;
  /** Off by default; its page says why. */
  readonly optIn?: boolean;
  /** Codes of other linters whose `# noqa` counts for this rule. */
  readonly noqa?: readonly string[];
  readonly example: Example;
  /** Rules whose findings in Python files `checkProject` counts: they run for it, even where they are not selected. */
  readonly counts?: readonly string[];
  /** Option name → default and meaning; the types of the defaults are the schema. */
  readonly options?: { readonly [K in keyof O]: { readonly default: O[K]; readonly description: string } };
  /** Findings in a file that builds Dags or tasks. */
  check?(file: DagFile, project: Project, options: O): Iterable<Finding>;
  /** Findings on the files of the deployments; once for a project. */
  checkConfiguration?(project: Project, options: O): Iterable<PlacedFinding>;
  /** Findings that all Python files together give; once for a project, when all of them have been analysed. */
  checkProject?(project: WholeProject, options: O): Iterable<PlacedFinding>;
}

export interface Example {
  readonly bad: string;
  readonly good: string;
  /** Its path where it is no Python: `airflow.cfg`. */
  readonly file?: string;
  /** Other files of the project, by their paths. */
  readonly beside?: Readonly<Record<string, string>>;
  /** What the rest of the project comes to, for a rule about the whole project. */
  readonly around?: Partial<WholeFacts>;
}

/** Gives a rule's options their types; returns the rule unchanged. */
export function defineRule<O extends Options = Record<never, never>>(rule: Rule<O>): Rule<O> {
  return rule;
}
