/** What is true of Airflow and of libraries: the one reader of the generated data. */

export interface OperatorFacts {
  /** Canonical dotted name. */
  readonly name: string;
  readonly kind: 'operator' | 'sensor';
  readonly templateFields: readonly string[];
  /** Template fields whose constructor parameter is annotated as a plain `str` (or `str | None`). */
  readonly stringFields: readonly string[];
  /** Names of the constructor parameters, inherited ones of the class's own package included, BaseOperator's excluded. */
  readonly parameters: readonly string[];
  /** The constructor has a parameter `deferrable` that takes effect. */
  readonly deferrable: boolean;
  /** Default of `mode` where it is not `poke`. */
  readonly defaultMode?: 'reschedule';
  /** `@poke_mode_only`. */
  readonly pokeModeOnly: boolean;
  /** Waits in the triggerer whatever its arguments. */
  readonly alwaysAsynchronous: boolean;
}

export interface HeavyModule {
  readonly module: string;
  /** Median import time in ms in a fresh interpreter with Airflow already imported. */
  readonly ms: number;
  /** Growth of resident memory in MB. */
  readonly mb: number;
  readonly package: string;
  readonly version: string;
}

/** One spelling per thing: `airflow.models.Variable` → `airflow.sdk.Variable`, attributes behind it kept. Unknown names come back unchanged. */
export function canonical(name: string): string {
  return name;
}

/** Facts of an operator or sensor class by canonical name; undefined when the catalogue does not have it. */
export function operatorFacts(_name: string): OperatorFacts | undefined {
  return undefined;
}

/** Measured import cost of exactly this module; undefined when it was not measured. */
export function heavyModule(_module: string): HeavyModule | undefined {
  return undefined;
}
