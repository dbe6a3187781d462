/**
 * What is true of Airflow and of libraries: the one reader of the generated data (`npm run refresh-catalogue`).
 *
 * Airflow's packages were read in snapshots: each minor version as X.Y.0 with the providers of its release day, and as its
 * newest patch with the newest providers that fit. A `version` is `2.11`, `3`, or undefined for every supported version;
 * answers hold for all snapshots of the version that have the thing, and are undefined where these differ.
 */

import {
  type ClassFacts,
  describe,
  mergedDefault,
  type OperatorFacts,
  type ParameterDefault,
} from './class-facts.ts';
import { classTable, expand } from './class-table.ts';
import classData from './data/classes.json';
import heavyData from './data/heavy-modules.json';
import loadedData from './data/loaded-libraries.json';
import movedData from './data/moved-names.json';
import optionData from './data/options.json';
import { type OptionFacts, type OptionNames, optionNames, optionTable } from './options-table.ts';
import { type Literal, parseToken, type Snapshots } from './tokens.ts';

export type { ClassFacts, OperatorFacts, ParameterDefault, SetByClass } from './class-facts.ts';
export type { OptionFacts, OptionNames } from './options-table.ts';
export type { Literal, OptionType } from './tokens.ts';

export interface HeavyModule {
  readonly module: string;
  /** Median import time in ms in a fresh process with Airflow already imported. */
  readonly ms: number;
  /** Growth of resident memory in MB. */
  readonly mb: number;
  readonly package: string;
  readonly version: string;
}

/** What `read` gives, read when it is first asked for. */
function lazy<T>(read: () => T): () => T {
  const known: T[] = [];
  return () => {
    if (known.length === 0) known.push(read());
    return known[0] as T;
  };
}

const BASE_OPERATOR = 'airflow.sdk.BaseOperator';
const BASE_SENSOR = 'airflow.sdk.BaseSensorOperator';

const everywhere: Snapshots = 2 ** classData.snapshots.length - 1;
const minors: readonly string[] = classData.snapshots.map((line) => /\d+\.\d+/.exec(line)?.[0] ?? '');
const classes = lazy(() => classTable(classData.classes, everywhere));
const options = lazy(() => optionTable(optionData.options, everywhere));
const names = lazy(() => optionNames(optionData.accepted, optionData.changes, everywhere));
const facts = new Map<string, ClassFacts>();

/** The supported minor versions of Airflow, the oldest first. */
export const airflowVersions: readonly string[] = [...new Set(minors)].sort(byNumber);

function byNumber(one: string, other: string): number {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
}

/** Snapshots of a version; the nearest supported one's for a version that is older or newer than all. */
function snapshotsOf(version: string | undefined): Snapshots {
  if (version === undefined) return everywhere;
  const wanted = version.split('.').slice(0, 2).join('.');
  const found = airflowVersions.filter((one) => one === wanted || one.startsWith(`${wanted}.`));
  const later = airflowVersions.find((one) => byNumber(one, wanted) > 0);
  const chosen = found.length > 0 ? found : [later ?? airflowVersions.at(-1)];
  return minors.reduce((bits, minor, at) => (chosen.includes(minor) ? bits | (1 << at) : bits), 0);
}

interface Moves {
  readonly targets: ReadonlyMap<string, string>;
  readonly longest: number;
}

const moves = lazy((): Moves => {
  const targets = new Map<string, string>();
  for (const line of movedData.moved) {
    const [old = '', target = '', ...kept] = line.split(' ');
    if (kept.length === 0) targets.set(expand(old), expand(target));
    for (const name of kept) targets.set(expand(old) + name, expand(target) + name);
  }
  return { targets, longest: Math.max(...[...targets.keys()].map((name) => name.length)) };
});

const spellings = lazy(() => {
  const found = new Map<string, string[]>();
  for (const [old, target] of [...moves().targets].sort())
    found.set(target, [...(found.get(target) ?? []), old]);
  return found;
});

/**
 * One spelling per thing, that of Airflow 3: `airflow.models.Variable.get` → `airflow.sdk.Variable.get`.
 * The longest known prefix is replaced and what stands behind it kept. Unknown names come back unchanged.
 */
export function canonical(name: string): string {
  if (!name.startsWith('airflow.')) return name;
  const { targets, longest } = moves();
  let end = name.length > longest ? name.lastIndexOf('.', longest) : name.length;
  while (end > 0) {
    const target = targets.get(name.slice(0, end));
    if (target !== undefined) return target + name.slice(end);
    end = name.lastIndexOf('.', end - 1);
  }
  return name;
}

/** The other way round: the older spellings of a canonical name, sorted; empty when it never had another. */
export function formerNames(name: string): readonly string[] {
  return spellings().get(name) ?? [];
}

/** Facts of an operator or sensor class by canonical name; undefined when the catalogue does not have it. A class that
 * none of the versions has is described as it is where it exists. */
export function operatorFacts(name: string, version?: string): OperatorFacts | undefined {
  const found = classFacts(name, version);
  return found && isOperator(found) ? found : undefined;
}

function isOperator(one: ClassFacts): one is OperatorFacts {
  return one.kind === 'operator' || one.kind === 'sensor';
}

/** Facts of any class of the catalogue (hooks, triggers, notifiers, operators, DAG, TaskGroup) by canonical name. */
export function classFacts(name: string, version?: string): ClassFacts | undefined {
  const entry = classes()(name);
  if (!entry) return undefined;
  const key = `${version ?? ''} ${name}`;
  const asked = snapshotsOf(version) & entry.present || entry.present;
  const found = facts.get(key) ?? describe(name, entry, asked, ofOption, sinceVersions().get(name));
  facts.set(key, found);
  return found;
}

/** The constructor of this class (canonical name) reads a connection, in all versions; false for hooks that wait for
 * their first use and for unknown names. */
export function readsConnection(name: string): boolean {
  return classFacts(name)?.readsConnection ?? false;
}

interface Flavour {
  readonly operator: string;
  readonly present: Snapshots;
}

const decorators = lazy(() => {
  const found = new Map<string, Flavour[]>();
  for (const line of classData.decorators) {
    const { text, in: present } = parseToken(line, everywhere);
    const [flavour = '', operator = ''] = text.split(' ');
    found.set(flavour, [...(found.get(flavour) ?? []), { operator: expand(operator), present }]);
  }
  return found;
});

/** Canonical name of the class of the tasks that `@task.<flavour>` makes (`@task` is `python`), the newest of the versions;
 * undefined when none of them has the flavour. */
export function decoratorClass(flavour: string, version?: string): string | undefined {
  const asked = snapshotsOf(version);
  return (decorators().get(flavour) ?? [])
    .filter((one) => (one.present & asked) !== 0)
    .sort((one, other) => other.present - one.present)[0]?.operator;
}

/** All flavours of `@task`, sorted. */
export function decoratorFlavours(): readonly string[] {
  return [...decorators().keys()];
}

/** Default of an argument of BaseOperator or, where it has none of that name, BaseSensorOperator. */
export function taskParameterDefault(name: string, version?: string): ParameterDefault | undefined {
  return ownDefault(BASE_OPERATOR, name, version) ?? ownDefault(BASE_SENSOR, name, version);
}

/** Default of an argument of `DAG` and `@dag`; undefined when none of the versions has it. */
export function dagParameterDefault(name: string, version?: string): ParameterDefault | undefined {
  return ownDefault('airflow.sdk.DAG', name, version);
}

function ownDefault(owner: string, name: string, version: string | undefined): ParameterDefault | undefined {
  const entry = classes()(owner);
  return entry && mergedDefault(entry, name, snapshotsOf(version) & entry.present, ofOption);
}

function ofOption(key: string, asked: Snapshots): Literal | 'absent' | undefined {
  const found = options()(key, asked);
  return found ? found.literal : 'absent';
}

/** Type and default of a configuration option (`core.parallelism`); undefined when none of the versions has it. */
export function optionFacts(key: string, version?: string): OptionFacts | undefined {
  return options()(key, snapshotsOf(version));
}

/** Default of a configuration option; undefined when it is computed, or differs between the versions. */
export function optionDefault(key: string, version?: string): Literal | undefined {
  return optionFacts(key, version)?.literal;
}

/** Older names under which an option is still read, and what became of it in Airflow 3. */
export function optionRenames(key: string, version?: string): OptionNames {
  return names()(key, snapshotsOf(version));
}

const sinceVersions = lazy(
  () =>
    new Map(
      classData.deferrableSince.map((line) => {
        const [name = '', version = ''] = line.split(' ');
        return [expand(name), version] as const;
      }),
    ),
);

const modules = lazy(() => {
  const found = new Map<string, HeavyModule>();
  for (const line of heavyData.modules) {
    const [module = '', ms = '', mb = '', name = '', version = ''] = line.split(' ');
    found.set(module, { module, ms: Number(ms), mb: Number(mb), package: name, version });
  }
  return found;
});

/** Measured import cost of exactly this module; undefined when it was not measured. */
export function heavyModule(module: string): HeavyModule | undefined {
  return modules().get(module);
}

const loaded = lazy(
  () => new Map(loadedData.modules.map((line) => [expand(line.slice(0, line.indexOf(' '))), line])),
);

/**
 * The libraries of `heavyModule` that a module of Airflow, of a provider (by its canonical or its written name) or of a
 * library imports when it is imported itself: whoever imports it has paid for them. Empty for modules that were not
 * looked at.
 */
export function loadedBy(module: string): readonly string[] {
  return loaded().get(module)?.split(' ').slice(1) ?? [];
}
