/** The editor's settings (section `dagperf`), from whatever JSON a client sends to a checked record. */

export interface Settings {
  readonly enable: boolean;
  readonly run: 'onType' | 'onSave';
  /** Undefined: detected from the project. */
  readonly airflowVersion?: string;
  /** Rule id → severity, `off`, or an object with `severity` and options; checked by the configuration reader. */
  readonly rules: Readonly<Record<string, unknown>>;
  readonly select: readonly string[];
  readonly ignore: readonly string[];
  readonly exclude: readonly string[];
}

export const defaultSettings: Settings = {
  enable: true,
  run: 'onType',
  rules: {},
  select: [],
  ignore: [],
  exclude: [],
};

export interface ReadSettings {
  readonly settings: Settings;
  /** One sentence for each value that was not usable; its default is taken instead. */
  readonly problems: readonly string[];
}

/** Reads the section `dagperf`; absent and null values are defaults, unusable ones are defaults with a problem. */
export function readSettings(raw: unknown): ReadSettings {
  const problems: string[] = [];
  const source = isRecord(raw) ? raw : {};
  const take = <T>(key: string, expected: string, fallback: T, accept: (value: unknown) => value is T): T => {
    const value = source[key];
    if (value === undefined || value === null) return fallback;
    if (accept(value)) return value;
    problems.push(`Setting dagperf.${key} is ${JSON.stringify(value)}, expected ${expected}`);
    return fallback;
  };
  const version = take('airflowVersion', 'a version such as "2.11", or ""', '', isVersion);
  const settings: Settings = {
    enable: take('enable', 'true or false', defaultSettings.enable, isBoolean),
    run: take('run', '"onType" or "onSave"', defaultSettings.run, isRun),
    rules: take('rules', 'an object', defaultSettings.rules, isRecord),
    select: take('select', 'a list of strings', defaultSettings.select, isStrings),
    ignore: take('ignore', 'a list of strings', defaultSettings.ignore, isStrings),
    exclude: take('exclude', 'a list of strings', defaultSettings.exclude, isStrings),
    ...(version === '' ? {} : { airflowVersion: version }),
  };
  return { settings, problems };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isRun(value: unknown): value is Settings['run'] {
  return value === 'onType' || value === 'onSave';
}

function isVersion(value: unknown): value is string {
  return typeof value === 'string' && /^(\d+\.\d+(\.\d+)?)?$/.test(value);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
