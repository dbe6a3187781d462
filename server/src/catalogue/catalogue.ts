/** What is true of Airflow and of libraries: the one reader of the generated data (`npm run refresh-catalogue`). */

import heavyData from './data/heavy-modules.json';
import loadedData from './data/loaded-libraries.json';
import movedData from './data/moved-names.json';
import operatorData from './data/operators.json';

export interface OperatorFacts {
  /** Canonical dotted name. */
  readonly name: string;
  readonly kind: 'operator' | 'sensor';
  readonly templateFields: readonly string[];
  /** Template fields whose constructor parameter is annotated as a plain `str` (or `str | None`). */
  readonly stringFields: readonly string[];
  /** Names of the constructor parameters, inherited ones included, those of BaseOperator and BaseSensorOperator excluded. */
  readonly parameters: readonly string[];
  /** The constructor has a parameter `deferrable` that takes effect. */
  readonly deferrable: boolean;
  /** Default of `mode` where it is not `poke`. */
  readonly defaultMode?: 'reschedule';
  /** `@poke_mode_only`. */
  readonly pokeModeOnly: boolean;
  /** Waits in the triggerer whatever its arguments. */
  readonly alwaysAsynchronous: boolean;
  /** Default of the parameter `wait_for_completion` where it is a literal; absent when there is no such parameter. */
  readonly waitForCompletion?: boolean;
}

/** Airflow 2 means 2.10.0 and the providers of its time, the oldest supported; 3 the newest packages of all. */
export type AirflowLine = '2' | '3';

export interface HeavyModule {
  readonly module: string;
  /** Median import time in ms in a fresh process with Airflow already imported. */
  readonly ms: number;
  /** Growth of resident memory in MB. */
  readonly mb: number;
  readonly package: string;
  readonly version: string;
}

const PROVIDERS = 'airflow.providers';

interface Index {
  readonly newest: ReadonlyMap<string, string>;
  readonly onlyOld: ReadonlyMap<string, string>;
  readonly changes: ReadonlyMap<string, string>;
}

let moves: ReadonlyMap<string, string> | undefined;
let longestMove = 0;
let operators: Index | undefined;
let modules: ReadonlyMap<string, HeavyModule> | undefined;
let loaded: ReadonlyMap<string, readonly string[]> | undefined;
let hooks: ReadonlySet<string> | undefined;
const facts = new Map<string, OperatorFacts>();

/**
 * One spelling per thing, that of Airflow 3: `airflow.models.Variable.get` → `airflow.sdk.Variable.get`.
 * The longest known prefix is replaced and what stands behind it kept. Unknown names come back unchanged.
 */
export function canonical(name: string): string {
  if (!name.startsWith('airflow.')) {
    return name;
  }
  moves ??= readMoves();
  let end = name.length > longestMove ? name.lastIndexOf('.', longestMove) : name.length;
  while (end > 0) {
    const target = moves.get(name.slice(0, end));
    if (target !== undefined) {
      return target + name.slice(end);
    }
    end = name.lastIndexOf('.', end - 1);
  }
  return name;
}

/**
 * Facts of an operator or sensor class by canonical name; undefined when the catalogue does not have it.
 * `airflow` chooses the line to answer for; a class that only one line has is described as it is there.
 */
export function operatorFacts(name: string, airflow: AirflowLine = '3'): OperatorFacts | undefined {
  operators ??= readOperators();
  const change = airflow === '2' ? operators.changes.get(name) : undefined;
  const line = operators.newest.get(name) ?? operators.onlyOld.get(name);
  if (line === undefined) {
    return undefined;
  }
  const key = change === undefined ? name : `2 ${name}`;
  const known = facts.get(key) ?? describe(name, change === undefined ? line : apply(line, change));
  facts.set(key, known);
  return known;
}

/** The constructor of this hook class (canonical name) reads a connection; false for hooks that wait for their first use and for unknown names. */
export function readsConnection(name: string): boolean {
  hooks ??= new Set(operatorData.hooksReadingConnections.map(expand));
  return hooks.has(name);
}

/** Measured import cost of exactly this module; undefined when it was not measured. */
export function heavyModule(module: string): HeavyModule | undefined {
  modules ??= readModules();
  return modules.get(module);
}

function expand(name: string): string {
  return name.startsWith('.') ? PROVIDERS + name : name;
}

function readMoves(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of movedData.moved) {
    const space = line.indexOf(' ');
    const old = expand(line.slice(0, space));
    found.set(old, expand(line.slice(space + 1)));
    longestMove = Math.max(longestMove, old.length);
  }
  return found;
}

/**
 * The libraries of `heavyModule` that a module of Airflow, of a provider (by its canonical or its written name) or of a
 * library imports when it is imported itself: whoever imports it has paid for them. Empty for modules that were not
 * looked at.
 */
export function loadedBy(module: string): readonly string[] {
  loaded ??= readLoaded();
  return loaded.get(module) ?? [];
}

function byName(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const space = line.indexOf(' ');
    found.set(expand(line.slice(0, space)), line.slice(space + 1));
  }
  return found;
}

function readOperators(): Index {
  return {
    newest: byName(operatorData.operators),
    onlyOld: byName(operatorData.onlyInAirflow2),
    changes: byName(operatorData.inAirflow2),
  };
}

/** The line of the old class: its own kind and flags, the newest one's parameters without `-…` and with `+…`. */
function apply(line: string, change: string): string {
  const [kind = '', flags = '', ...tokens] = change.split(' ');
  const gone = new Set(tokens.filter((token) => token.startsWith('-')).map((token) => token.slice(1)));
  const kept = line
    .split(' ')
    .slice(2)
    .filter((token) => !gone.has(token));
  const added = tokens.filter((token) => token.startsWith('+')).map((token) => token.slice(1));
  return [kind, flags, ...kept, ...added].join(' ');
}

function describe(name: string, line: string): OperatorFacts {
  const [kind, flagText = '', ...tokens] = line.split(' ');
  const flags = new Set(flagText.split(','));
  const plain = (token: string): string => token.replace(/^[$@~]/, '').replace(/=.*$/, '');
  const wait = tokens.find((token) => plain(token) === 'wait_for_completion' && token.includes('='));
  return {
    name,
    kind: kind === 's' ? 'sensor' : 'operator',
    templateFields: tokens.filter((token) => /^[$@~]/.test(token)).map(plain),
    stringFields: tokens.filter((token) => token.startsWith('$')).map(plain),
    parameters: tokens.filter((token) => !token.startsWith('~')).map(plain),
    deferrable: flags.has('deferrable'),
    ...(flags.has('reschedule') ? { defaultMode: 'reschedule' } : {}),
    pokeModeOnly: flags.has('poke-only'),
    alwaysAsynchronous: flags.has('asynchronous'),
    ...(wait === undefined ? {} : { waitForCompletion: wait.endsWith('=True') }),
  };
}

function readModules(): ReadonlyMap<string, HeavyModule> {
  const found = new Map<string, HeavyModule>();
  for (const line of heavyData.modules) {
    const [module = '', ms = '', mb = '', name = '', version = ''] = line.split(' ');
    found.set(module, { module, ms: Number(ms), mb: Number(mb), package: name, version });
  }
  return found;
}

function readLoaded(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const line of loadedData.modules) {
    const [module = '', ...libraries] = line.split(' ');
    found.set(expand(module), libraries);
  }
  return found;
}
