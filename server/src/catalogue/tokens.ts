/**
 * How the generated data writes down what holds in which snapshot, and defaults: the format of `scripts/catalogue/snapshots.py`
 * and `default_values.py`. `x[a-cf]` holds in the snapshots a, b, c and f, `x` wherever the thing itself exists.
 */

/** A set of snapshots, one bit for each. */
export type Snapshots = number;

/** A constant of Airflow's source; `empty` is `[]`, `()` or `{}`. */
export type Literal =
  | { readonly kind: 'none' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'duration'; readonly seconds: number }
  | { readonly kind: 'empty'; readonly of: 'list' | 'dict' };

/** What one version of the source has as default. */
export interface Default {
  /** There is none: the argument has to be given. */
  readonly required: boolean;
  /** Absent when the source computes it. With `option` it is what holds where the configuration has no such option. */
  readonly literal?: Literal;
  /** `section.option` of the configuration that decides. */
  readonly option?: string;
  /** As what the source reads it. */
  readonly readAs?: OptionType;
  /** The parameter that has to be true for it to be set at all. */
  readonly when?: string;
}

export type OptionType = 'string' | 'integer' | 'float' | 'boolean';

const types: Readonly<Record<string, OptionType>> = { s: 'string', i: 'integer', f: 'float', b: 'boolean' };

/** The type behind its letter. */
export function typeOf(letter: string): OptionType {
  return types[letter] ?? 'string';
}

/** A token of a line, and where it holds. */
export interface Token {
  readonly text: string;
  readonly in: Snapshots;
}

/** The tokens that a word of a line stands for: two for `$[c-f]x`, one for every other. */
export function parseTokens(word: string, whole: Snapshots): readonly Token[] {
  const marked = /^([$@])\[([a-z-]+)\](.*)$/.exec(word);
  if (!marked) return [parseToken(word, whole)];
  const [, mark = '', letters = '', rest = ''] = marked;
  const { text, in: present } = parseToken(rest, whole);
  const where = members(letters);
  return [
    { text: mark + text, in: where },
    { text, in: present & ~where },
  ];
}

/** `text[a-c]` → text and members; members are `whole` without brackets. */
export function parseToken(token: string, whole: Snapshots): Token {
  if (!token.endsWith(']')) return { text: token, in: whole };
  const open = token.lastIndexOf('[');
  // `x=[]` is an empty list, not an empty set of snapshots.
  if (open === token.length - 2) return { text: token, in: whole };
  return { text: token.slice(0, open), in: members(token.slice(open + 1, -1)) };
}

function members(letters: string): Snapshots {
  let found = 0;
  for (let at = 0; at < letters.length; at++) {
    const first = bitOf(letters, at);
    const isRun = letters[at + 1] === '-';
    const last = isRun ? bitOf(letters, at + 2) : first;
    for (let bit = first; bit <= last; bit++) found |= 1 << bit;
    if (isRun) at += 2;
  }
  return found;
}

function bitOf(letters: string, at: number): number {
  return letters.charCodeAt(at) - 97;
}

/** What a token is about: `^mode='poke'` → `^mode`, `$sql!` → `sql`, `:result=no` → `:result`. */
export function nameOf(text: string): string {
  const name = /^[$@~]?([:^]?\w[\w-]*)/.exec(text)?.[1];
  return name ?? text;
}

/** The default behind the name of a parameter's token. */
export function defaultOf(text: string): Default {
  if (text.endsWith('!')) return { required: true };
  const equals = text.indexOf('=');
  if (equals < 0) return { required: false, literal: { kind: 'none' } };
  const value = text.slice(equals + 1);
  const [before = '', after = ''] = value.split('|');
  if (before.startsWith('%'))
    return { ...withLiteral(after), option: before.slice(3), readAs: typeOf(before.charAt(1)) };
  return after === '' ? withLiteral(value) : { required: false, when: after };
}

function withLiteral(text: string): Default {
  const literal = literalOf(text);
  return { required: false, ...(literal ? { literal } : {}) };
}

/** The constant that a text stands for; undefined for `?` and what else is no constant. */
export function literalOf(text: string): Literal | undefined {
  if (text === 'none') return { kind: 'none' };
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' };
  if (text === '[]' || text === '{}') return { kind: 'empty', of: text === '[]' ? 'list' : 'dict' };
  if (text.startsWith("'")) return { kind: 'string', value: text.slice(1, -1) };
  if (/^-?[\d.]+s$/.test(text)) return { kind: 'duration', seconds: Number(text.slice(0, -1)) };
  return /^-?\d[\d.e+-]*$/.test(text) ? { kind: 'number', value: Number(text) } : undefined;
}

/** An option's default as the source reads it: `'0'` as an integer is 0, and nothing at all is None to who wants a number. */
export function readLiteral(literal: Literal | undefined, as: OptionType): Literal | undefined {
  if (literal?.kind !== 'string' || as === 'string') return literal;
  if (literal.value === '') return { kind: 'none' };
  if (as === 'boolean') return literalOf(literal.value.toLowerCase());
  const value = Number(literal.value);
  return Number.isFinite(value) ? { kind: 'number', value } : undefined;
}

/** Whether two constants are the same to Airflow: `False == 0`, and a number of seconds is a duration. */
export function sameLiteral(one: Literal | undefined, other: Literal | undefined): boolean {
  return key(one) === key(other);
}

function key(literal: Literal | undefined): string {
  if (literal?.kind === 'boolean') return `number ${Number(literal.value)}`;
  if (literal?.kind === 'duration') return `number ${literal.seconds}`;
  return literal === undefined ? '' : Object.values(literal).join(' ');
}
