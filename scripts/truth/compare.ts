/** Holds the model of one file beside what real Airflow says: contradictions, and how much is known. */

import type { ModelDag, ModelTask, ModelValue } from '../../server/src/report/model.ts';
import { canonicalValue, isOwnClass, operatorOf, taskflow } from './canonical.ts';
import type { Json, ModelFile, Parsed, RealDag, RealTask } from './facts.ts';
import type { Counts, Mark } from './marks.ts';
import { comparePhases } from './phases.ts';

/** A known fact that differs. */
export interface Contradiction {
  /** What kind of fact: `task.retries`, `edge`, `function`. */
  readonly field: string;
  readonly dag?: string;
  readonly task?: string;
  /** Line of the model's fact, or of the function or import. */
  readonly line?: number;
  readonly real: Json | undefined;
  readonly model: unknown;
}

/** What real Airflow has and the model does not know. */
export interface Unknown {
  readonly mark: Mark;
  /** Field, name or id. */
  readonly what: string;
  readonly dag?: string;
  readonly task?: string;
  readonly line?: number;
}

export interface Comparison {
  readonly contradictions: readonly Contradiction[];
  readonly unknown: readonly Unknown[];
  readonly counts: Counts;
  /** Functions and imports that the model expects at parse time and that did not run: branches that were not taken. */
  readonly notReached: readonly { readonly name: string; readonly line: number }[];
}

export interface CompareInput {
  readonly real: Parsed;
  /** By file; the Dags are those of `file`, functions and imports those of all files. */
  readonly models: ReadonlyMap<string, ModelFile>;
  readonly file: string;
  /** Names of first-party modules, without the file itself. */
  readonly ownModules: readonly string[];
}

/** Collects while a file is compared. */
export interface Ledger {
  readonly contradictions: Contradiction[];
  readonly unknown: Unknown[];
  readonly counts: Record<Mark, { known: number; total: number }>;
}

/** Counts one real fact; `unknown` says what it is when the model does not have it. */
export function count(ledger: Ledger, isKnown: boolean, unknown: Unknown): void {
  const sum = ledger.counts[unknown.mark];
  sum.total++;
  if (isKnown) sum.known++;
  else ledger.unknown.push(unknown);
}

export function emptyLedger(): Ledger {
  const none = () => ({ known: 0, total: 0 });
  return {
    contradictions: [],
    unknown: [],
    counts: {
      dagIds: none(),
      dagValues: none(),
      tasks: none(),
      edges: none(),
      values: none(),
      functions: none(),
      imports: none(),
    },
  };
}

export function compare(input: CompareInput): Comparison {
  const ledger = emptyLedger();
  const model = input.models.get(input.file);
  if (!model) throw new Error(`no model of ${input.file}`);
  compareDags(input.real.dags, model, input.ownModules, ledger);
  const isNamed = model.dags.every((dag) => dag.dagId !== null);
  if (input.real.dagsVary && model.complete && isNamed) neverComplete('file.complete', {}, ledger);
  const notReached = comparePhases(input, ledger);
  return { ...ledger, notReached };
}

/** A list that depends on Variables is called complete. */
function neverComplete(field: string, at: { readonly dag?: string }, ledger: Ledger): void {
  ledger.contradictions.push({ field, ...at, real: { varies: true }, model: true });
}

function compareDags(
  real: readonly RealDag[],
  model: ModelFile,
  ownModules: readonly string[],
  ledger: Ledger,
): void {
  const left = new Set(model.dags);
  const pairs: [RealDag, ModelDag | undefined][] = real.map((dag) => {
    const found = [...left].find((one) => one.dagId === dag.dagId);
    if (found) left.delete(found);
    count(ledger, found !== undefined, { mark: 'dagIds', what: dag.dagId });
    return [dag, found];
  });
  const ids = new Set(real.map((dag) => dag.dagId));
  for (const one of left) {
    // Of several Dags with the same id Airflow keeps one.
    if (one.dagId !== null && !ids.has(one.dagId))
      ledger.contradictions.push({
        field: 'dag',
        dag: one.dagId,
        line: one.line,
        real: undefined,
        model: one.dagId,
      });
  }
  // One Dag without a name on either side can only be the same.
  const unnamed = [...left].filter((one) => one.dagId === null);
  const unmatched = pairs.filter(([, found]) => !found);
  const [only] = unmatched;
  if (only && unmatched.length === 1 && unnamed.length === 1) only[1] = unnamed[0];
  for (const [{ dagId }, found] of pairs) {
    if (!found && model.complete && unnamed.length === 0)
      ledger.contradictions.push({ field: 'file.complete', dag: dagId, real: dagId, model: true });
  }
  for (const [dag, found] of pairs) compareDag(dag, found, ownModules, ledger);
}

function compareDag(
  real: RealDag,
  model: ModelDag | undefined,
  ownModules: readonly string[],
  ledger: Ledger,
): void {
  const dag = real.dagId;
  const at = model ? { dag, line: model.line } : { dag };
  compareValues('dag', 'dagValues', real.arguments, model, at, ledger);
  compareTasks(real, model, ownModules, ledger);
  // What the model has without a name may be what is missing.
  const isNamed = model?.tasks.every((task) => task.taskId !== null) === true;
  const hasAllEdges = isNamed && model?.edgesComplete === true;
  if (real.tasksVary && isNamed && model?.complete) neverComplete('complete', at, ledger);
  if (real.edgesVary && hasAllEdges) neverComplete('edgesComplete', at, ledger);

  const edgeText = ([upstream, downstream]: readonly [string, string]) => `${upstream} >> ${downstream}`;
  const known = new Set((model?.edges ?? []).map(edgeText));
  const exist = new Set(real.edges.map(edgeText));
  for (const edge of exist) {
    count(ledger, known.has(edge), { mark: 'edges', what: edge, ...at });
    if (!known.has(edge) && hasAllEdges)
      ledger.contradictions.push({ field: 'edgesComplete', ...at, real: edge, model: true });
  }
  for (const edge of known) {
    if (!exist.has(edge)) ledger.contradictions.push({ field: 'edge', ...at, real: undefined, model: edge });
  }
}

function compareTasks(
  real: RealDag,
  model: ModelDag | undefined,
  ownModules: readonly string[],
  ledger: Ledger,
): void {
  const dag = real.dagId;
  const left = new Set(model?.tasks.filter((one) => one.taskId !== null));
  for (const task of real.tasks) {
    const found = [...left].find((one) => one.taskId === task.taskId);
    if (found) left.delete(found);
    const at = { dag, task: task.taskId, ...(model ? { line: (found ?? model).line } : {}) };
    count(ledger, found !== undefined, { mark: 'tasks', what: task.taskId, ...at });
    if (found) compareTask(task, found, at, ownModules, ledger);
    else if (model?.complete && model.tasks.every((one) => one.taskId !== null))
      ledger.contradictions.push({ field: 'complete', ...at, real: task.taskId, model: true });
  }
  for (const { taskId, line } of left) {
    ledger.contradictions.push({
      field: 'task',
      dag,
      task: String(taskId),
      line,
      real: undefined,
      model: taskId,
    });
  }
}

interface Place {
  readonly dag: string;
  readonly task?: string;
  readonly line?: number;
}

function compareTask(
  real: RealTask,
  model: ModelTask,
  at: Place,
  ownModules: readonly string[],
  ledger: Ledger,
): void {
  const differs = (field: string, one: Json, other: unknown) =>
    ledger.contradictions.push({ field: `task.${field}`, ...at, real: one, model: other });
  if (!isSameClass(real, model.operator, ownModules)) differs('class', operatorOf(real), model.operator);
  if (real.group !== model.group) differs('group', real.group, model.group);
  if (real.mapped !== model.mapped) differs('mapped', real.mapped, model.mapped);
  compareValues('task', 'values', real.arguments, model, at, ledger);
}

function isSameClass(real: RealTask, model: string, ownModules: readonly string[]): boolean {
  const name = operatorOf(real);
  if (name === taskflow(model)) return true;
  const lastName = (dotted: string) => dotted.slice(dotted.lastIndexOf('.') + 1);
  return isOwnClass(real.operator, ownModules) && lastName(name) === lastName(model);
}

function compareValues(
  holder: 'dag' | 'task',
  mark: 'dagValues' | 'values',
  real: Readonly<Record<string, Json>>,
  model: { readonly arguments: Readonly<Record<string, ModelValue>>; readonly line: number } | undefined,
  at: Place,
  ledger: Ledger,
): void {
  if (!model) return;
  for (const [name, value] of Object.entries(real)) {
    const found = model.arguments[name];
    if (isVarying(value)) {
      // It depends on a Variable: nobody can know it.
      if (found?.known)
        ledger.contradictions.push({ field: `${holder}.${name}`, ...at, real: value, model: found.value });
      continue;
    }
    count(ledger, found?.known === true, { mark, what: name, ...at });
    if (!found?.known || isSameValue(name, value, found.value)) continue;
    ledger.contradictions.push({ field: `${holder}.${name}`, ...at, real: value, model: found.value });
  }
}

function isSameValue(name: string, real: Json, model: unknown): boolean {
  // A timetable, assets or a strategy of the author's own has no JSON that two sides could agree on: only its kind counts.
  if (isObject(real)) return isObject(model) || real.class === model;
  return JSON.stringify(canonicalValue(name, real)) === JSON.stringify(canonicalValue(name, model as Json));
}

function isVarying(value: Json): boolean {
  return isObject(value) && value.varies === true;
}

function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}
