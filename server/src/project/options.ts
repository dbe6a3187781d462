/** The options of one deployment → what Airflow takes of them. */
import type { OptionFact } from '../configuration/facts.ts';
import type { Placed } from './deployment.ts';
import type { Setting } from './project.ts';
import { currentName } from './renamed-options.ts';

/** An option and how strong its source is. */
export interface RankedOption {
  readonly fact: Placed<OptionFact>;
  /** An environment variable, which wins over every file. */
  readonly isEnvironment: boolean;
  /** Among sources of one kind: the greater one is laid over the smaller. */
  readonly rank: number;
}

export interface Settings {
  readonly settings: Readonly<Record<string, Setting>>;
  readonly unknown: readonly string[];
  /** Options that sources of one rank set differently, or that are set to what no file shows. */
  readonly places: Readonly<Record<string, readonly Setting[]>>;
}

/**
 * Environment variables win over files, and within each the new name of an option over the old one, as in
 * `AirflowConfigParser.get`. What two sources of one rank set differently is unknown.
 */
export function takeOptions(options: readonly RankedOption[], version: string | undefined): Settings {
  const byName = new Map<string, { strength: number; facts: Placed<OptionFact>[]; certain: boolean }>();
  for (const { fact, isEnvironment, rank } of options) {
    const { name, certain } = currentName(fact.key, version);
    const strength = (isEnvironment ? 1000 : 0) + (name === fact.key ? 500 : 0) + rank;
    const known = byName.get(name);
    if (known && known.strength > strength) continue;
    if (known && known.strength === strength) known.facts.push(fact);
    else byName.set(name, { strength, facts: [fact], certain });
  }
  const settings: Record<string, Setting> = {};
  const places: Record<string, readonly Setting[]> = {};
  for (const [name, { facts, certain }] of byName) {
    const [first] = facts;
    if (!first) continue;
    const isOne = first.value !== undefined && facts.every((one) => one.value === first.value);
    if (isOne && certain) settings[name] = settingOf(first, name);
    else places[name] = facts.map((one) => settingOf(one, name));
  }
  return { settings, unknown: Object.keys(places).sort(), places };
}

function settingOf({ key, value, file, at }: Placed<OptionFact>, name: string): Setting {
  return { value: value ?? '', file, at, ...(key === name ? {} : { writtenAs: key }) };
}
