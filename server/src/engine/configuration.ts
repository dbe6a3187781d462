/** dagperf's own configuration, merged from defaults, a file and the host's settings. Plain data. */
import type { OptionValue, Severity } from '../rules/rule.ts';

export interface RuleSettings {
  readonly severity?: Severity | 'off';
  readonly options: Readonly<Record<string, OptionValue>>;
}

export interface Configuration {
  /** `2.11`, `3.0`; undefined: detected. */
  readonly airflowVersion?: string;
  /** Sets (`recommended`, `all`) and rule ids. */
  readonly select: readonly string[];
  readonly ignore: readonly string[];
  /** Glob patterns relative to the project root. */
  readonly exclude: readonly string[];
  readonly rules: Readonly<Record<string, RuleSettings>>;
  /** Import cost in ms that users give themselves, by module. */
  readonly heavyModules: Readonly<Record<string, number>>;
}

export const defaultConfiguration: Configuration = {
  select: ['recommended'],
  ignore: [],
  exclude: [],
  rules: {},
  heavyModules: {},
};
