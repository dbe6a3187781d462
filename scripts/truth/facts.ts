/** What real Airflow says of a file (python/worker.py), and what the model says of it (`dagperf debug model --format json`). */

import type { ModelReport } from '../../server/src/report/model.ts';

/** JSON of a value: seconds for durations; `{ class }`, `{ timetable }`, `{ assets }` for what has no such form. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface RealTask {
  readonly taskId: string;
  /** Dotted name of the class as Python has it. */
  readonly operator: string;
  /** `@task.branch` for a task of TaskFlow. */
  readonly decorator?: string;
  readonly group: string | null;
  readonly mapped: boolean;
  readonly arguments: Readonly<Record<string, Json>>;
}

export interface RealDag {
  readonly dagId: string;
  readonly arguments: Readonly<Record<string, Json>>;
  readonly tasks: readonly RealTask[];
  readonly edges: readonly (readonly [string, string])[];
  /** There are others that depend on the value of a Variable. */
  readonly tasksVary?: boolean;
  readonly edgesVary?: boolean;
}

/** A function that was entered; `line` is that of `def` or `lambda`. */
export interface Entered {
  readonly file: string;
  readonly name: string;
  readonly line: number;
}

/** An import statement that was executed, from its first to its last line. */
export interface Imported {
  readonly file: string;
  readonly module: string;
  readonly line: number;
  readonly end: number;
}

export interface Failure {
  readonly type: string;
  readonly message: string;
  /** The module that is missing. */
  readonly module?: string;
}

export interface Parsed {
  readonly status: 'ok';
  readonly dags: readonly RealDag[];
  /** There are others that depend on the value of a Variable. */
  readonly dagsVary?: boolean;
  readonly functions: readonly Entered[];
  readonly imports: readonly Imported[];
  /** Attempts to use the network, all refused. */
  readonly network: readonly string[];
  /** For a case of a fix: of two parses. */
  readonly effects?: Effects;
  readonly again?: Effects | null;
}

/** What a change of a file may change (python/effects.py). */
export interface Effects {
  /** That parsing the file takes. */
  readonly seconds: number;
  /** Top-level packages that parsing the file loads, those of Python itself left out. */
  readonly loaded: readonly string[];
  /** Variables and connections that are read. */
  readonly asked: number;
  /** By Dag id: a hash of what Airflow stores. */
  readonly serialized: Readonly<Record<string, string | null>>;
  readonly dags: Readonly<Record<string, Attributes>>;
  /** By Dag id and task id. */
  readonly tasks: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
}

type Attributes = Readonly<Record<string, Json>>;

export type RealFile = Parsed | { readonly status: 'error'; readonly error: Failure };

/** The part of the model's report that is compared. */
export type ModelFile = Pick<ModelReport, 'complete' | 'dags' | 'functions' | 'imports'>;
