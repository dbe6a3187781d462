/** Reads dagperf's own configuration and says which rules run, with which options. */
import { parse, TomlError } from 'smol-toml';
import { airflowVersions } from '../catalogue/catalogue.ts';
import { nearestName } from '../rules/nearest.ts';
import type { RegisteredRule } from '../rules/registry.ts';
import { engineRules, rules as registered } from '../rules/registry.ts';
import type { Options, OptionValue, Rule, Severity } from '../rules/rule.ts';
import type { Configuration, RuleSettings } from './configuration.ts';
import { placeOfKey } from './settings-place.ts';

export interface ConfigurationProblem {
  readonly file: string;
  readonly message: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
}

export interface ParsedConfiguration {
  /** What could be read; keys with a problem are left out. */
  readonly configuration: Partial<Configuration>;
  readonly problems: readonly ConfigurationProblem[];
}

/** One rule that runs. `rule` is absent for the engine's own. */
export interface ResolvedRule {
  readonly id: string;
  readonly rule?: Rule;
  /** As the user set it; wins over what a finding says. */
  readonly severity?: Severity;
  readonly options: Options;
}

/** Sets that `select` can name beside rule ids. */
export const ruleSets = ['recommended', 'all'] as const;
export const severities = ['error', 'warning', 'info', 'hint'] as const;

/** Every id that `select`, `ignore` and the `rules` table can name. */
export function ruleIds(rules: readonly RegisteredRule[] = registered): string[] {
  return [...rules.map((one) => one.id), ...engineRules].sort();
}

/** The rules that run under a configuration, in the order of their ids. Ids that it does not know are passed over. */
export function resolveRules(
  configuration: Configuration,
  rules: readonly RegisteredRule[] = registered,
): ResolvedRule[] {
  const selected = new Set(configuration.select);
  const isSelected = (id: string, optIn: boolean) =>
    selected.has(id) || selected.has('all') || (selected.has('recommended') && !optIn);
  const found: ResolvedRule[] = [];
  const add = (id: string, rule: Rule | undefined) => {
    if (!isSelected(id, rule?.optIn === true) || configuration.ignore.includes(id)) return;
    const settings = configuration.rules[id];
    if (settings?.severity === 'off') return;
    const defaults = Object.entries(rule?.options ?? {}).map(([name, option]) => [name, option.default]);
    found.push({
      id,
      ...(rule ? { rule } : {}),
      ...(settings?.severity ? { severity: settings.severity } : {}),
      options: { ...Object.fromEntries(defaults), ...settings?.options },
    });
  };
  for (const { id, rule } of rules) add(id, rule);
  for (const id of engineRules) add(id, undefined);
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** `override` over `base`; the rules of both, where both set one the override's options win one by one. */
export function mergeConfiguration(base: Configuration, override: Partial<Configuration>): Configuration {
  const rules: Record<string, RuleSettings> = { ...base.rules };
  for (const [id, settings] of Object.entries(override.rules ?? {})) {
    rules[id] = { ...rules[id], ...settings, options: { ...rules[id]?.options, ...settings.options } };
  }
  return { ...base, ...override, rules, heavyModules: { ...base.heavyModules, ...override.heavyModules } };
}

/** Gets each key that is wrong, in its parts, and why; `value` is the element of a list that is meant. */
export type ReportProblem = (key: readonly string[], message: string, value?: string) => void;

/**
 * Reads `dagperf.toml`, or the table `[tool.dagperf]` of a `pyproject.toml`. Never throws: broken TOML, unknown keys,
 * unknown rules and wrong types are problems, and the rest is read.
 */
export function parseConfiguration(text: string, file: string): ParsedConfiguration {
  let document: Record<string, unknown>;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = error.message.split('\n', 1)[0]?.replace(/^Invalid TOML document: /, '');
    return {
      configuration: {},
      problems: [{ file, message: `broken TOML: ${message}`, line: error.line, column: error.column }],
    };
  }
  const tool = isTable(document.tool) ? document.tool : {};
  const isBelowTool = /(^|[\\/])pyproject\.toml$/.test(file) || Object.hasOwn(tool, 'dagperf');
  const table = isBelowTool ? tool.dagperf : document;
  if (table === undefined) return { configuration: {}, problems: [] };
  const above = isBelowTool ? ['tool', 'dagperf'] : [];
  const problems: ConfigurationProblem[] = [];
  const configuration = readConfiguration(table, (key, message, value) => {
    const shown = [...above, ...key].join('.');
    problems.push({ file, message: `${shown}: ${message}`, ...placeOfKey(text, above, key, value) });
  });
  return { configuration, problems };
}

/** Whether a `pyproject.toml` configures dagperf. Broken ones count when they look like it, so that somebody is told. */
export function hasConfigurationTable(text: string): boolean {
  if (!text.includes('dagperf')) return false;
  try {
    const { tool } = parse(text.replace(/^\uFEFF/, ''));
    return isTable(tool) && Object.hasOwn(tool, 'dagperf');
  } catch {
    return /^\s*\[\s*tool\s*\.\s*"?dagperf\b/m.test(text);
  }
}

/** Reads the settings of an editor or a TOML table into a configuration; `problem` gets each key that is wrong, and why. */
export function readConfiguration(table: unknown, problem: ReportProblem): Partial<Configuration> {
  if (!isTable(table)) {
    problem([], 'expected a table');
    return {};
  }
  const result: { -readonly [K in keyof Configuration]?: Configuration[K] } = {};
  const known = ['airflow-version', 'select', 'ignore', 'exclude', 'rules', 'heavy-modules'];
  for (const [key, value] of Object.entries(table)) {
    switch (key) {
      case 'airflow-version':
        if (typeof value !== 'string') problem([key], 'expected a version such as "2.11" or "3.1"');
        else {
          const wrong = versionProblem(value);
          if (wrong) problem([key], wrong);
          else result.airflowVersion = majorMinor(value);
        }
        break;
      case 'select':
      case 'ignore':
        if (isStrings(value)) result[key] = value.filter((id) => isRuleName(key, id, problem));
        else problem([key], 'expected a list of strings');
        break;
      case 'exclude':
        if (isStrings(value)) result.exclude = value;
        else problem([key], 'expected a list of strings');
        break;
      case 'rules':
        if (isTable(value)) result.rules = readRules(value, problem);
        else problem([key], 'expected a table');
        break;
      case 'heavy-modules':
        if (isTable(value)) result.heavyModules = Object.fromEntries(readModules([key], value, problem));
        else problem([key], 'expected a table of module = milliseconds');
        break;
      default:
        problem([key], `unknown key${nearest(key, known)}`);
    }
  }
  return result;
}

/** `2.10.5` → `2.10`. */
export function majorMinor(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/**
 * Why a text cannot be the target version; undefined where it can. Facts of older and newer versions than the catalogue
 * has would be those of another version, so the user hears of it.
 */
export function versionProblem(text: string): string | undefined {
  if (!/^\d+\.\d+(\.\d+)?$/.test(text)) return 'expected a version such as "2.11" or "3.1"';
  if (airflowVersions.includes(majorMinor(text))) return undefined;
  return `Airflow ${text} is not supported; expected a version from ${airflowVersions[0]} to ${airflowVersions.at(-1)}`;
}

function isRuleName(key: string, id: string, problem: ReportProblem): boolean {
  const names = key === 'select' ? [...ruleSets, ...ruleIds()] : ruleIds();
  if (names.includes(id)) return true;
  problem([key], `unknown rule "${id}"${nearest(id, names)}`, id);
  return false;
}

function readRules(table: Record<string, unknown>, problem: ReportProblem): Configuration['rules'] {
  const result: Record<string, RuleSettings> = {};
  for (const [id, value] of Object.entries(table)) {
    const key = ['rules', id];
    if (!ruleIds().includes(id)) problem(key, `unknown rule${nearest(id, ruleIds())}`);
    else if (typeof value === 'string') {
      const severity = readSeverity(key, value, problem);
      if (severity) result[id] = { severity, options: {} };
    } else if (isTable(value)) result[id] = readRule(id, value, problem);
    else problem(key, 'expected a severity or a table');
  }
  return result;
}

function readRule(id: string, table: Record<string, unknown>, problem: ReportProblem): RuleSettings {
  const declared = registered.find((one) => one.id === id)?.rule.options ?? {};
  const options: Record<string, OptionValue> = {};
  let severity: RuleSettings['severity'];
  for (const [name, value] of Object.entries(table)) {
    const key = ['rules', id, name];
    const option = Object.hasOwn(declared, name)
      ? (declared as Record<string, { default: OptionValue }>)[name]
      : undefined;
    if (name === 'severity') severity = readSeverity(key, value, problem);
    else if (!option) problem(key, `unknown option${nearest(name, ['severity', ...Object.keys(declared)])}`);
    else if (!isLike(value, option.default)) problem(key, `expected ${typeInWords(option.default)}`);
    else options[name] = value;
  }
  return { options, ...(severity ? { severity } : {}) };
}

/** Whether a value has the type of an option's default. */
function isLike(value: unknown, standard: OptionValue): value is OptionValue {
  if (typeof standard === 'object') return isStrings(value);
  return typeof value === typeof standard && (typeof value !== 'number' || isAmount(value));
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

function typeInWords(standard: OptionValue): string {
  if (typeof standard === 'object') return 'a list of strings';
  if (typeof standard === 'number') return 'a number, 0 or more';
  return typeof standard === 'boolean' ? 'true or false' : 'a string';
}

/** Module → ms. A dotted name without quotes is a table in TOML; it is the module that its author meant. */
function readModules(
  key: readonly string[],
  table: Record<string, unknown>,
  problem: ReportProblem,
): [string, number][] {
  return Object.entries(table).flatMap(([name, value]): [string, number][] => {
    const here = [...key, name];
    if (isTable(value)) return readModules(here, value, problem);
    if (isAmount(value)) return [[here.slice(1).join('.'), value]];
    problem(here, 'expected milliseconds, 0 or more');
    return [];
  });
}

function readSeverity(
  key: readonly string[],
  value: unknown,
  problem: ReportProblem,
): RuleSettings['severity'] {
  if (value === 'off' || severities.includes(value as Severity)) return value as Severity | 'off';
  problem(key, `expected one of ${[...severities, 'off'].map((one) => `"${one}"`).join(', ')}`);
  return undefined;
}

/** `; did you mean "x"?` for the nearest of `names`; empty when none is near. */
export function nearest(word: string, names: readonly string[]): string {
  const name = nearestName(word, names);
  return name === undefined ? '' : `; did you mean "${name}"?`;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
