/** The lines of `classes.json`, one per module and below it one per class, decoded when they are asked for. */

import { nameOf, parseToken, parseTokens, type Snapshots, type Token } from './tokens.ts';

export type Kind = 'operator' | 'sensor' | 'hook' | 'trigger' | 'notifier' | 'dag' | 'group';

const kinds: Readonly<Record<string, Kind>> = {
  o: 'operator',
  s: 'sensor',
  h: 'hook',
  t: 'trigger',
  n: 'notifier',
  d: 'dag',
  g: 'group',
};

/** One class: its tokens by what they are about, inherited ones included. */
export interface ClassEntry {
  readonly kind: Kind;
  readonly present: Snapshots;
  readonly tokens: ReadonlyMap<string, readonly Token[]>;
}

const providers = 'airflow.providers';

/** `.http.x` → `airflow.providers.http.x` */
export function expand(name: string): string {
  return name.startsWith('.') ? providers + name : name;
}

/** A function that gives the entry of a class by its canonical name. */
export function classTable(
  lines: readonly string[],
  everywhere: Snapshots,
): (name: string) => ClassEntry | undefined {
  // Only modules are looked up: most names that are asked for are in none, and a module has few classes.
  const modules = new Map<string, number>();
  lines.forEach((line, at) => {
    if (!line.startsWith(' ')) modules.set(expand(line), at);
  });
  const lineOf = (name: string): string | undefined => {
    const dot = name.lastIndexOf('.');
    const at = modules.get(name.slice(0, dot));
    const own = ` ${name.slice(dot + 1)}`;
    for (let next = (at ?? lines.length) + 1; lines[next]?.startsWith(' '); next++) {
      const line = lines[next] as string;
      if (line.startsWith(own) && /[[ ]/.test(line.charAt(own.length))) return line.slice(own.length);
    }
    return undefined;
  };
  const known = new Map<string, ClassEntry>();
  const find = (name: string): ClassEntry | undefined => {
    const entry = known.get(name);
    if (entry) return entry;
    const line = lineOf(name);
    if (line === undefined) return undefined;
    const decoded = decode(name, line, everywhere, find);
    known.set(name, decoded);
    return decoded;
  };
  return find;
}

function decode(
  name: string,
  line: string,
  everywhere: Snapshots,
  find: (name: string) => ClassEntry | undefined,
): ClassEntry {
  const [where = '', kind = '', ...words] = line.split(' ');
  const present = parseToken(`x${where}`, everywhere).in;
  const tokens = new Map<string, readonly Token[]>();
  const [first] = words;
  if (first?.startsWith('<')) {
    const base = first.slice(1);
    const whole = base.includes('.') ? expand(base) : `${name.slice(0, name.lastIndexOf('.'))}.${base}`;
    for (const [about, inherited] of find(whole)?.tokens ?? []) {
      const kept = inherited
        .map((one) => ({ text: one.text, in: one.in & present }))
        .filter((one) => one.in !== 0);
      if (kept.length > 0) tokens.set(about, kept);
    }
    words.shift();
  }
  const own = new Map<string, Token[]>();
  for (const word of words) {
    if (word.startsWith('-')) {
      tokens.delete(word.slice(1));
      continue;
    }
    for (const token of parseTokens(word, present)) {
      const about = nameOf(token.text);
      own.set(about, [...(own.get(about) ?? []), token]);
    }
  }
  for (const [about, its] of own) tokens.set(about, its);
  return { kind: kinds[kind] ?? 'operator', present, tokens };
}
