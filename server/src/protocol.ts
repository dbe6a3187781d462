/** The custom part of the conversation between client and server. The only server file that the client imports. */
import type { Cost, Payer, Severity } from './rules/rule.ts';

export type { Cost, Payer, Severity };

/** Command that opens a rule's page; its one argument is the rule id, or an object with `rule` and `url`. */
export const showRuleCommand = 'dagperf.showRule';

/** Request: `AnalyzeWorkspaceParams` → `WorkspaceReport`. Reports work-done progress and can be cancelled. */
export const analyzeWorkspaceRequest = 'dagperf/analyzeWorkspace';
/** Request: `AnalyzeFileParams` → `FileSummary`, or null for a document that is not open. */
export const analyzeFileRequest = 'dagperf/analyzeFile';
/** Request: `ModelParams` → what is known of a document, as `dagperf debug model` prints it; null when it is not open. */
export const modelRequest = 'dagperf/model';
/** Request without parameters → `ServerInfo`. */
export const serverInfoRequest = 'dagperf/serverInfo';
/** Notification from the server: `Status`. Sent only to clients that ask for it when they initialize. */
export const statusNotification = 'dagperf/status';

/** What a client may say in `initializationOptions`; everything may be absent. */
export interface InitializationOptions {
  /** Settings for clients that have no `workspace/configuration`; same keys as the section `dagperf`. */
  readonly settings?: unknown;
  /** The client understands `dagperf/status`. */
  readonly status?: boolean;
  /** The client has the command `dagperf.showRule` itself. */
  readonly showRule?: boolean;
}

export interface ProtocolPosition {
  /** Zero-based. */
  readonly line: number;
  /** Zero-based, in UTF-16 code units. */
  readonly character: number;
}

export interface ProtocolRange {
  readonly start: ProtocolPosition;
  readonly end: ProtocolPosition;
}

export interface AnalyzeWorkspaceParams {
  readonly workDoneToken?: string | number;
}

export interface AnalyzeFileParams {
  readonly uri: string;
}

export interface ModelParams {
  readonly uri: string;
}

/** Findings of one open document by severity. */
export interface FileSummary {
  readonly uri: string;
  readonly version: number;
  readonly dags: number;
  readonly findings: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly fixable: number;
  /** Why there is nothing to say: `disabled`, `excluded`, `no-airflow`. Absent when the file was analysed. */
  readonly skipped?: SkipReason;
}

export type SkipReason = 'disabled' | 'excluded' | 'no-airflow';

/** One row of the report. */
export interface WorkspaceFinding {
  readonly uri: string;
  /** Relative to the workspace folder, with `/`. */
  readonly path: string;
  readonly range: ProtocolRange;
  readonly rule: string;
  readonly ruleUrl: string;
  readonly severity: Severity;
  readonly message: string;
  readonly cost?: Cost;
  /** `2 880 reads per day`: the cost in words, absent without one. */
  readonly costText?: string;
  readonly fixable: boolean;
}

/** Costs of one payer that have the same unit and the same period, added up. */
export interface CostTotal {
  readonly payer: Payer;
  readonly amount: number;
  readonly unit: string;
  readonly per: string;
  /** `2 880 reads`: amount and unit in words. */
  readonly amountText: string;
  /** How many findings it is the sum of. */
  readonly findings: number;
}

export interface WorkspaceFailure {
  readonly uri: string;
  readonly path: string;
  readonly message: string;
  readonly rule?: string;
}

export interface WorkspaceReport {
  /** Python files that were read. */
  readonly files: number;
  readonly dags: number;
  readonly totals: readonly CostTotal[];
  /** By path, then by position. */
  readonly findings: readonly WorkspaceFinding[];
  readonly failures: readonly WorkspaceFailure[];
  /** Wall time of the analysis. */
  readonly seconds: number;
}

export interface Status {
  readonly state: 'idle' | 'busy' | 'error';
  /** The document that `findings` counts; absent for the server's own state. */
  readonly uri?: string;
  readonly findings?: number;
  /** `2.10 (requirements.txt:3)`: the version that the document is checked for, and how it is known. */
  readonly airflowVersion?: string;
  /** Why the document is not checked. */
  readonly skipped?: SkipReason;
  /** What went wrong, for `error`. */
  readonly message?: string;
}

export interface RuleInfo {
  readonly id: string;
  readonly summary: string;
  readonly url: string;
}

export interface ServerInfo {
  readonly parserBackend: 'native' | 'wasm';
  /** Why the native parser is not used. */
  readonly fallbackReason?: string;
  readonly version: string;
  readonly processId: number;
  readonly rules: readonly RuleInfo[];
}
