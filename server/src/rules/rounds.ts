/** How often one parse makes a call, in numbers and words. */
import type { Call, DagFile, FunctionFacts } from '../model/facts.ts';
import type { Project } from '../project/project.ts';
import type { Related } from './rule.ts';
import { count } from './words.ts';

/** How often one parse makes a call. */
export interface Rounds {
  /** At most; undefined when a loop on the way to it has no known size. */
  readonly count?: number;
  /** No branch on the way passes rounds of a loop by. */
  readonly sure: boolean;
}

/** How often one parse makes a call, loops and calls of the functions around it multiplied. */
export function roundsOf(file: DagFile, call: Call, depth = 0): Rounds {
  const runs: Rounds = depth > 5 ? { sure: false } : runsOf(file, call.in, depth);
  let rounds = runs.count;
  for (const id of call.loops) {
    const size = file.loops[id]?.size;
    rounds = rounds === undefined || size === undefined ? undefined : rounds * size;
  }
  const sure = runs.sure && !call.skipsRounds && !(call.skipsRuns && runs.count !== 1);
  return rounds === undefined ? { sure } : { count: rounds, sure };
}

/** How often one parse runs a function: once for the module, else as often as it is called in sight. */
function runsOf(file: DagFile, id: number, depth: number): Rounds {
  if (id === 0) return { count: 1, sure: true };
  const callers = file.calls.filter(
    (one) => one.function === id && one.in !== id && one.phases.includes('parse'),
  );
  if (callers.length === 0) return { count: 1, sure: true };
  const all = callers.map((one) => roundsOf(file, one, depth + 1));
  const sure = all.every((one) => one.sure);
  if (all.some((one) => one.count === undefined)) return { sure };
  return { count: all.reduce((sum, one) => sum + (one.count ?? 0), 0), sure };
}

/** `3 times at every parse, up to 8 640 times a day`; `parses` is how often the file is parsed a day. */
export function often({ count: rounds, sure }: Rounds, parses: number): string {
  if (rounds === undefined)
    return `in ${sure ? 'every round' : 'rounds'} of a loop, at up to ${count(parses)} parses a day`;
  const times = rounds === 1 ? '' : `${sure ? '' : 'up to '}${count(rounds)} times `;
  return `${times}at every parse, up to ${count(rounds * parses)} times a day`;
}

/** Where the lookup of a Variable or connection goes, in words: Airflow 3 asks through its Execution API. */
export function databaseOf(project: Project): string {
  const isThree = project.target?.version.startsWith('3.');
  return isThree ? 'through the Execution API' : 'from the metadata database';
}

/** For a call in a helper: where the helper is called while the file is parsed. */
export function callersOf(file: DagFile, call: Call): Related[] {
  if (call.in === 0) return [];
  const helper = file.functions[call.in] as FunctionFacts;
  const caller = file.calls.find((one) => one.function === call.in && one.phases.includes('parse'));
  return caller
    ? [{ at: caller.at, message: `\`${helper.name}\` is called here while the file is parsed` }]
    : [];
}
