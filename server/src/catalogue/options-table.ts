/** The lines of `options.json`: configuration options with type and default, and the names that they had before. */

import {
  type Literal,
  literalOf,
  type OptionType,
  parseToken,
  readLiteral,
  type Snapshots,
  sameLiteral,
  typeOf,
} from './tokens.ts';

export interface OptionFacts {
  /** `section.option`, in lower case. */
  readonly key: string;
  /** The type that its newest description declares. */
  readonly type: OptionType;
  /** Absent where it is computed, or differs between the versions. Empty text is `''`, no default at all is none. */
  readonly literal?: Literal;
}

/** Other names of an option. */
export interface OptionNames {
  /** Older names under which every one of the versions still reads it. */
  readonly accepted: readonly string[];
  /** What Airflow 3 calls it, or `removed`; absent where it kept its name. */
  readonly now?: string;
}

/** `key[members] rest` → the line, by key. */
function byKey(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const space = line.indexOf(' ');
    const bracket = line.indexOf('[');
    found.set(line.slice(0, bracket >= 0 && bracket < space ? bracket : space), line);
  }
  return found;
}

/** A function that gives what is the same of an option in all asked snapshots that have it. */
export function optionTable(
  lines: readonly string[],
  everywhere: Snapshots,
): (key: string, asked: Snapshots) => OptionFacts | undefined {
  const options = byKey(lines);
  return (key, asked) => {
    const [head = '', ...tokens] = options.get(key)?.split(' ') ?? [];
    const present = head === '' ? 0 : parseToken(head, everywhere).in;
    const members = present & asked;
    if (members === 0) return undefined;
    const values = tokens
      .map((token) => parseToken(token, present))
      .filter((token) => (token.in & members) !== 0);
    // The newest comes first; some of Airflow 2 declare numbers and switches as strings.
    const type = typeOf(tokens[0]?.charAt(0) ?? 's');
    const literals = values.map((value) => readLiteral(literalOf(value.text.slice(1)), type));
    const [first] = literals;
    const isSame = literals.every((one) => one !== undefined && sameLiteral(one, first));
    return { key, type, ...(isSame && first ? { literal: first } : {}) };
  };
}

/** A function that gives the other names of an option in the asked snapshots. */
export function optionNames(
  accepted: readonly string[],
  changes: readonly string[],
  everywhere: Snapshots,
): (key: string, asked: Snapshots) => OptionNames {
  const read = accepted.map((line) => {
    const { text, in: present } = parseToken(line, everywhere);
    const [old = '', now = ''] = text.split(' ');
    return { old, now, present };
  });
  const changed = new Map(changes.map((line) => line.split(' ') as [string, string]));
  return (key, asked) => {
    const now = changed.get(key);
    return {
      accepted: read
        .filter((one) => one.now === key && (one.present & asked) === asked)
        .map((one) => one.old),
      ...(now === undefined ? {} : { now: now === '-' ? 'removed' : now }),
    };
  };
}
