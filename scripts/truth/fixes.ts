/** The fix of each rule, tried on the rule's own example: what real Airflow builds and does before and after it. */
import path from 'node:path';
import { check } from '../../server/src/engine/check.ts';
import { defaultConfiguration } from '../../server/src/engine/configuration.ts';
import { applyEdits } from '../../server/src/engine/fix.ts';
import { dagFileOf } from '../../server/src/model/dag-file.ts';
import { emptyProject } from '../../server/src/project/project.ts';
import { compareVersions } from '../../server/src/project/versions.ts';
import { rules } from '../../server/src/rules/registry.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import { askAirflow } from './airflow.ts';
import { type Case, writeCase } from './corpus.ts';
import type { Environment } from './environment.ts';
import type { Effects, Json, Parsed, RealFile } from './facts.ts';

export interface FixResult {
  readonly rule: string;
  readonly title: string;
  readonly safety: 'safe' | 'unsafe';
  /** Ids, tasks and edges that real Airflow has on one side only; a fix may say that it changes them. */
  readonly graph: readonly string[];
  /** What real Airflow does otherwise after the fix. */
  readonly effects: readonly string[];
  /** Why Airflow could not be asked. */
  readonly skipped?: string;
}

interface Tried {
  readonly rule: string;
  readonly title: string;
  readonly safety: 'safe' | 'unsafe';
  readonly case: Case;
}

const before = 'dags/before.py';
const after = 'dags/after.py';

/** Applies the first fix of every rule that is true for the version of the environment, and asks real Airflow. */
export async function tryFixes(environment: Environment, say: (text: string) => void): Promise<FixResult[]> {
  const tried = await casesOf(environment);
  const answers = await askAirflow(
    environment,
    tried.map((one) => one.case),
    say,
  );
  return tried.map((one) => {
    const files = answers.files.get(one.case.name);
    return resultOf(one, files?.get(before) as RealFile, files?.get(after) as RealFile);
  });
}

async function casesOf(environment: Environment): Promise<Tried[]> {
  const { parser } = await loadParser();
  const target = { version: environment.version, reason: 'the version that is asked' };
  const project = { ...emptyProject, target };
  return rules.flatMap(({ id, rule }) => {
    const { from, before: until } = rule.since ?? {};
    if (from && compareVersions(environment.version, from) < 0) return [];
    if (until && compareVersions(environment.version, until) >= 0) return [];
    const text = environment.version.startsWith('2.') ? asInTwo(rule.example.bad) : rule.example.bad;
    const tree = parser.parse(text);
    if (dagFileOf(before, tree).tasks.length === 0) return [];
    const configuration = { ...defaultConfiguration, select: [id] };
    const { report } = check(before, tree, { project, configuration });
    const fix = report.findings.find((one) => one.rule === id)?.fixes?.[0];
    if (!fix) return [];
    const fixed = applyEdits(
      text,
      fix.edits.filter((edit) => edit.file === undefined),
    );
    const files = [
      { path: before, text },
      { path: after, text: fixed },
    ];
    const folder = path.join(environment.folder, 'corpus', 'fixes', id);
    return writeCase({ kind: 'fix', name: `fix of ${id}`, folder }, files, environment.version).map(
      (written) => ({ rule: id, title: fix.title, safety: fix.safety, case: written }),
    );
  });
}

/** Where Airflow 2.11 has what examples import from `airflow.sdk`. */
const homesInTwo: Readonly<Record<string, string>> = {
  BaseHook: 'airflow.hooks.base',
  BaseOperator: 'airflow.models',
  BaseSensorOperator: 'airflow.sensors.base',
  Connection: 'airflow.models',
  DAG: 'airflow',
  TaskGroup: 'airflow.utils.task_group',
  Variable: 'airflow.models',
  chain: 'airflow.models.baseoperator',
  cross_downstream: 'airflow.models.baseoperator',
  dag: 'airflow.decorators',
  task: 'airflow.decorators',
  task_group: 'airflow.decorators',
};

/** An example with its imports from `airflow.sdk` as Airflow 2 has them; what has no place there stays. */
function asInTwo(text: string): string {
  return text.replace(/^from airflow\.sdk import ([\w, ]+)$/gm, (line, names: string) => {
    const homes = names.split(',').map((name) => [name.trim(), homesInTwo[name.trim()]] as const);
    if (homes.some(([, home]) => home === undefined)) return line;
    return homes.map(([name, home]) => `from ${home} import ${name}`).join('\n');
  });
}

function resultOf({ rule, title, safety }: Tried, bad: RealFile, good: RealFile): FixResult {
  const base = { rule, title, safety };
  if (bad.status === 'error' || good.status === 'error') {
    const { error } = (bad.status === 'error' ? bad : good) as Extract<RealFile, { status: 'error' }>;
    // A file that is whole before the fix and is not afterwards has been damaged.
    if (bad.status === 'ok') return { ...base, graph: [`cannot be imported: ${error.message}`], effects: [] };
    return {
      ...base,
      graph: [],
      effects: [],
      skipped: error.module ? `needs ${error.module}` : error.message,
    };
  }
  return { ...base, graph: graphDifferences(bad, good), effects: effectsOf(bad, good) };
}

/** Dags, tasks and edges that only one side has. */
export function graphDifferences(bad: Parsed, good: Parsed): string[] {
  const [one, other] = [partsOf(bad), partsOf(good)];
  return [
    ...one.filter((part) => !other.includes(part)).map((part) => `no ${part}`),
    ...other.filter((part) => !one.includes(part)).map((part) => `new ${part}`),
  ];
}

function partsOf({ dags }: Parsed): string[] {
  return dags.flatMap((dag) => [
    `Dag ${dag.dagId}`,
    ...dag.tasks.map((task) => `task ${task.taskId}`),
    ...dag.edges.map((edge) => `edge ${edge.join(' >> ')}`),
  ]);
}

/** What Airflow does otherwise, one sentence each. */
export function effectsOf(bad: Parsed, good: Parsed): string[] {
  const [one, other] = [bad.effects, good.effects];
  if (!one || !other) return [];
  const unloaded = one.loaded.filter((name) => !other.loaded.includes(name));
  const found: string[] = [];
  // Only what is not loaded any more saves time that can be told from what a machine does beside it.
  if (unloaded.length > 0 && one.seconds - other.seconds > 0.1)
    found.push(`parsed in ${other.seconds.toFixed(1)} s instead of ${one.seconds.toFixed(1)} s`);
  if (unloaded.length > 0) found.push(`${shortList(unloaded)} no longer loaded`);
  if (other.asked < one.asked)
    found.push(`${one.asked - other.asked} fewer reads of Variables and connections`);
  const lost = bad.functions.filter((a) => !good.functions.some((b) => a.name === b.name));
  if (lost.length > 0) found.push(`${shortList(lost.map(({ name }) => `\`${name}\``))} no longer runs`);
  if (isStable(bad) === false && isStable(good)) found.push('two parses give the same serialized Dag');
  return [...found, ...attributeChanges(one, other)];
}

/** Whether two parses serialize every Dag alike; undefined where one cannot be serialized. */
function isStable({ effects, again }: Parsed): boolean | undefined {
  if (!effects || !again) return undefined;
  const hashes = Object.entries(effects.serialized);
  if (hashes.some(([, hash]) => hash === null)) return undefined;
  return hashes.every(([id, hash]) => again.serialized[id] === hash);
}

function attributeChanges(one: Effects, other: Effects): string[] {
  const changes = new Set<string>();
  const compare = (a: Readonly<Record<string, Json>> = {}, b: Readonly<Record<string, Json>> = {}) => {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (text(a[name]) !== text(b[name])) changes.add(`\`${name}\` ${text(a[name])} → ${text(b[name])}`);
    }
  };
  for (const [id, dag] of Object.entries(one.dags)) compare(dag, other.dags[id]);
  for (const [id, tasks] of Object.entries(one.tasks))
    for (const [task, attributes] of Object.entries(tasks)) compare(attributes, other.tasks[id]?.[task]);
  return [...changes].sort();
}

function text(value: Json | undefined): string {
  const written = value === undefined ? 'none' : JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 60)}…` : written;
}

function shortList(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 4).join(', ')} …` : names.join(', ');
}
