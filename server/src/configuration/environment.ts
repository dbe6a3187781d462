/** Environment variables as Airflow reads them, and files of them. */
import type { Range } from '../model/facts.ts';
import type { FileReference, NamedFact, OptionFact } from './facts.ts';

/** An environment variable that a file sets. */
export interface Assignment {
  readonly name: string;
  /** Undefined: set, but to something that the file does not show. */
  readonly value?: string;
  readonly at: Range;
}

/** What Airflow makes of environment variables. */
export interface AirflowEnvironment {
  readonly options: readonly OptionFact[];
  readonly connections: readonly NamedFact[];
  readonly variables: readonly NamedFact[];
  /** Entries of `PYTHONPATH`. */
  readonly pythonPath: readonly FileReference[];
}

/**
 * `AIRFLOW__SECTION__KEY` sets an option, `…_CMD` and `…_SECRET` set it to what a command or a secret store says.
 * `AIRFLOW_CONN_X` and `AIRFLOW_VAR_X` define a connection and a variable. Source: `AirflowConfigParser._get_env_var_option`.
 */
export function airflowEnvironment(assignments: readonly Assignment[]): AirflowEnvironment {
  const options: OptionFact[] = [];
  const connections: NamedFact[] = [];
  const variables: NamedFact[] = [];
  const pythonPath: FileReference[] = [];
  for (const { name, value, at } of assignments) {
    const key = optionKey(name);
    if (name === 'PYTHONPATH') pythonPath.push(...pathEntries(value ?? '').map((path) => ({ path, at })));
    if (key) options.push(option(key, value, at));
    else if (name.startsWith('AIRFLOW_CONN_') && name.length > 13)
      connections.push({ name: name.slice(13).toLowerCase(), at });
    else if (name.startsWith('AIRFLOW_VAR_') && name.length > 12)
      variables.push({ name: name.slice(12).toLowerCase(), at });
  }
  return { options, connections, variables, pythonPath };
}

function pathEntries(value: string): string[] {
  return value.split(':').filter((path) => path !== '' && !hasReference(path));
}

/** `core.parallelism` for `AIRFLOW__CORE__PARALLELISM`; undefined for other names. */
export function optionKey(name: string): string | undefined {
  if (!name.startsWith('AIRFLOW__')) return undefined;
  const between = name.indexOf('__', 9);
  if (between <= 9 || between + 2 >= name.length) return undefined;
  return `${name.slice(9, between)}.${name.slice(between + 2)}`.toLowerCase();
}

/** Airflow expands `$NAME` in every value; what such a value is, only the machine knows. */
export function option(key: string, value: string | undefined, at: Range): OptionFact {
  const plain = key.replace(/_(cmd|secret)$/, '');
  if (plain !== key || value === undefined || hasReference(value)) return { key: plain, at };
  return { key, value, at };
}

/**
 * Whether a text refers to something that it does not show: `$NAME`, `${NAME}`, `$(…)`. Paths below `$AIRFLOW_HOME` are
 * kept as they are written.
 */
export function hasReference(value: string): boolean {
  return /\$[\w{(]/.test(value.replace(/\$(?:AIRFLOW_HOME\b|\{AIRFLOW_HOME\})/g, ''));
}

/** The assignments of an environment file: `NAME=value`, with or without `export`, quotes and comments. */
export function readAssignments(text: string): Assignment[] {
  const found: Assignment[] = [];
  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    const name = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=/.exec(line);
    if (name) {
      const from = start + (line.length - line.trimStart().length);
      const raw = line.slice(name[0].length).trim();
      const value = unquoted(raw);
      found.push({
        name: name[1] as string,
        ...(value === undefined ? {} : { value }),
        at: { start: from, end: start + line.trimEnd().length },
      });
    }
    start = end + 1;
  }
  return found;
}

/** What stands between quotes, else everything before a comment. Single quotes keep references as they are. */
function unquoted(raw: string): string | undefined {
  const quote = raw[0];
  if (quote === '"' || quote === "'") {
    const end = raw.indexOf(quote, 1);
    if (end < 0) return undefined;
    return raw.slice(1, end);
  }
  const comment = raw.search(/[ \t]#/);
  return comment < 0 ? raw : raw.slice(0, comment).trimEnd();
}

/** Values that others make longer than this are unknown. */
const longestValue = 100_000;

/**
 * `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `$NAME` and `$$`, with the variables that are known. Undefined when one
 * of them is not known and has no default.
 */
export function interpolate(value: string, variables: ReadonlyMap<string, string>): string | undefined {
  let known = true;
  let length = 0;
  const filled = value.replace(
    /\$\$|\$\{(\w+)(?:(:?[-+?])([^{}]*))?\}|\$(\w+)|\$\{/g,
    (whole, braced?: string, operator?: string, word?: string, bare?: string) => {
      if (whole === '$$') return '\u0000';
      const name = braced ?? bare ?? '';
      // `${PYTHONPATH}:/opt/airflow` adds to whatever was there.
      const set = variables.get(name) ?? (name === 'PYTHONPATH' ? '' : undefined);
      const isSet = set !== undefined && (set !== '' || !operator?.startsWith(':'));
      if (operator?.endsWith('+')) return isSet ? (word ?? '') : '';
      length += isSet ? (set?.length ?? 0) : 0;
      if (length > longestValue) known = false;
      else if (isSet && set !== undefined) return set;
      if (operator?.endsWith('-')) return word ?? '';
      known = false;
      return '';
    },
  );
  if (!known || /\$\{|\$\w/.test(filled)) return undefined;
  return filled.replaceAll('\u0000', '$');
}
