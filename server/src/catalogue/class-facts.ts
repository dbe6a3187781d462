/** What a class is, in words of the product: from the tokens of a line, as far as the asked snapshots agree. */

import type { ClassEntry, Kind } from './class-table.ts';
import {
  type Default,
  defaultOf,
  type Literal,
  type OptionType,
  readLiteral,
  type Snapshots,
  sameLiteral,
  type Token,
} from './tokens.ts';

/** The default of a parameter, as far as the asked versions agree on it. */
export interface ParameterDefault {
  /** It has to be given. */
  readonly required: boolean;
  /** Absent when the source computes it or the versions differ; what the configuration has as default where `option` decides. */
  readonly literal?: Literal;
  /** `section.option` of the configuration that decides. */
  readonly option?: string;
  /** As what the source reads it. */
  readonly readAs?: OptionType;
  /** Only some of the versions ask the configuration: where it sets `option`, the value is not known. */
  readonly optionInSome?: string;
}

/** What the constructor of a class sets an argument of Airflow's base classes to; without `literal` it is not known. */
export interface SetByClass {
  readonly literal?: Literal;
  /** Nothing is set where this parameter is None or False. */
  readonly when?: string;
}

export interface ClassFacts {
  /** Canonical dotted name. */
  readonly name: string;
  readonly kind: Kind;
  /** Names of the constructor parameters, inherited ones included, those of Airflow's base classes excluded. */
  readonly parameters: readonly string[];
  /** Parameters that only some of the versions have. */
  readonly parametersInSome: readonly string[];
  /** Default of each of `parameters`. `default_args` and `.partial()` come before it. */
  readonly defaults: Readonly<Record<string, ParameterDefault>>;
  readonly templateFields: readonly string[];
  /** Template fields whose constructor parameter is annotated as a plain `str` (or `str | None`). */
  readonly stringFields: readonly string[];
  /** The constructor reads a connection. */
  readonly readsConnection: boolean;
}

export interface OperatorFacts extends ClassFacts {
  readonly kind: 'operator' | 'sensor';
  /** Arguments of Airflow's base classes that the constructor sets itself: neither `default_args` nor the configuration is asked. */
  readonly sets: Readonly<Record<string, SetByClass>>;
  /** The constructor has a parameter `deferrable` that takes effect, in all of the versions. */
  readonly deferrable: boolean;
  /** First version of the provider in which `deferrable` takes effect; absent when it always did in the supported versions. */
  readonly deferrableSince?: string;
  /** Default of `mode` where it is not `poke` in one of the versions. */
  readonly defaultMode?: 'reschedule';
  /** `@poke_mode_only`, in one of the versions. */
  readonly pokeModeOnly: boolean;
  /** Waits in the triggerer whatever its arguments, in one of the versions. */
  readonly alwaysAsynchronous: boolean;
  /** Default of the parameter `wait_for_completion` where it is a literal; absent when there is no such parameter. */
  readonly waitForCompletion?: boolean;
  /** Whether `execute` returns something, which goes to XCom; undefined when that is not known. */
  readonly returnsValue?: boolean;
}

/** Default of a configuration option in some snapshots: `absent` when they have none of that name. */
export type OptionDefault = (key: string, asked: Snapshots) => Literal | 'absent' | undefined;

/** What the tokens about `name` say together; undefined when no snapshot of `asked` has a parameter of that name. */
export function mergedDefault(
  entry: ClassEntry,
  name: string,
  asked: Snapshots,
  optionDefault: OptionDefault,
): ParameterDefault | undefined {
  const found = (entry.tokens.get(name) ?? []).filter(
    (one) => (one.in & asked) !== 0 && !one.text.startsWith('~'),
  );
  const defaults = found.map((one) => defaultOf(one.text));
  const [first] = defaults;
  if (!first) return undefined;
  const literals = found.map((one) => literalIn(defaultOf(one.text), one.in & asked, optionDefault));
  const literal = literals.every((one) => one !== undefined && sameLiteral(one, literals[0]))
    ? literals[0]
    : undefined;
  const keys = new Set(defaults.map((one) => one.option));
  const everyone = keys.size === 1 && (found.reduce((bits, one) => bits | one.in, 0) & asked) === asked;
  const option = [...keys].find((one) => one !== undefined);
  const readAs = defaults.find((one) => one.option !== undefined)?.readAs;
  return {
    required: defaults.some((one) => one.required),
    ...(literal ? { literal } : {}),
    ...(option === undefined ? {} : everyone ? { option } : { optionInSome: option }),
    ...(readAs === undefined ? {} : { readAs }),
  };
}

function literalIn(one: Default, asked: Snapshots, optionDefault: OptionDefault): Literal | undefined {
  if (one.option === undefined) return one.literal;
  const configured = optionDefault(one.option, asked);
  return configured === 'absent' ? one.literal : readLiteral(configured, one.readAs ?? 'string');
}

/** The facts of a class; those of operators and sensors when it is one. */
export function describe(
  name: string,
  entry: ClassEntry,
  asked: Snapshots,
  optionDefault: OptionDefault,
  since: string | undefined,
): ClassFacts | OperatorFacts {
  const parameters: string[] = [];
  const parametersInSome: string[] = [];
  const defaults: Record<string, ParameterDefault> = {};
  const sets: Record<string, SetByClass> = {};
  const templateFields: string[] = [];
  const stringFields: string[] = [];
  for (const [about, tokens] of entry.tokens) {
    if (about.startsWith(':')) continue;
    const inAll = (pattern: RegExp) => has(entry, about, (text) => pattern.test(text), asked) === 'all';
    if (about.startsWith('^')) {
      const set = setOf(tokens, asked, optionDefault);
      if (set) sets[about.slice(1)] = set;
      continue;
    }
    const merged = mergedDefault(entry, about, asked, optionDefault);
    if (inAll(/^[^~]/) && merged) {
      parameters.push(about);
      defaults[about] = merged;
    } else if (merged) parametersInSome.push(about);
    if (inAll(/^[$@~]/)) templateFields.push(about);
    if (inAll(/^\$/)) stringFields.push(about);
  }
  const flag = (about: string) => has(entry, about, () => true, asked);
  const common = {
    name,
    kind: entry.kind,
    parameters,
    parametersInSome,
    defaults,
    templateFields,
    stringFields,
    readsConnection: flag(':connects') === 'all',
  };
  if (entry.kind !== 'operator' && entry.kind !== 'sensor') return common;
  const wait = defaults.wait_for_completion?.literal;
  const result = returnsValue(entry, asked);
  return {
    ...common,
    kind: entry.kind,
    sets,
    deferrable: flag(':deferrable') === 'all',
    ...(since === undefined ? {} : { deferrableSince: since }),
    ...(isRescheduling(entry, asked) ? { defaultMode: 'reschedule' } : {}),
    pokeModeOnly: flag(':poke-only') !== 'none',
    alwaysAsynchronous: flag(':asynchronous') !== 'none',
    ...(wait?.kind === 'boolean' ? { waitForCompletion: wait.value } : {}),
    ...(result === undefined ? {} : { returnsValue: result }),
  };
}

function setOf(
  tokens: readonly Token[],
  asked: Snapshots,
  optionDefault: OptionDefault,
): SetByClass | undefined {
  const found = tokens.filter((one) => (one.in & asked) !== 0);
  const [first, ...others] = found.map((one) => defaultOf(one.text));
  if (!first) return undefined;
  if (others.length > 0)
    return others.every((one) => one.when !== undefined && one.when === first.when) ? first : {};
  if (first.when !== undefined) return { when: first.when };
  const literal = isEverywhere(found, asked) ? literalIn(first, asked, optionDefault) : undefined;
  return literal ? { literal } : {};
}

function isEverywhere(tokens: readonly Token[], asked: Snapshots): boolean {
  return (tokens.reduce((bits, one) => bits | one.in, 0) & asked) === asked;
}

/** In which of the asked snapshots some token about `about` passes. */
function has(
  entry: ClassEntry,
  about: string,
  passes: (text: string) => boolean,
  asked: Snapshots,
): 'all' | 'some' | 'none' {
  const members = (entry.tokens.get(about) ?? [])
    .filter((one) => passes(one.text))
    .reduce((bits, one) => bits | one.in, 0);
  return (members & asked) === asked ? 'all' : (members & asked) !== 0 ? 'some' : 'none';
}

function isRescheduling(entry: ClassEntry, asked: Snapshots): boolean {
  const passes = (text: string) => text.endsWith("='reschedule'");
  return ['mode', '^mode'].some((about) => has(entry, about, passes, asked) !== 'none');
}

/** Operators return something and sensors do not, unless a flag says otherwise. */
function returnsValue(entry: ClassEntry, asked: Snapshots): boolean | undefined {
  const flagged = (text: string) => has(entry, ':result', (one) => one === text, asked);
  const [yes, no, unknown] = [flagged(':result'), flagged(':result=no'), flagged(':result=?')];
  if (unknown !== 'none' || yes === 'some' || no === 'some') return undefined;
  return entry.kind === 'operator' ? no === 'none' : yes === 'all';
}
