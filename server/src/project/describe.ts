/** The facts of a project's Python files for people: `dagperf debug project`. */
import type { Phase, Range } from '../model/facts.ts';
import { type Discovery, discovery } from './discovery.ts';
import { heavyLoads } from './heavy.ts';
import type { Unknown } from './lookup.ts';
import type { ModuleGraph } from './module-graph.ts';
import { importedBy, type ProjectModules } from './modules.ts';
import { phasesAcrossFiles } from './phases-across-files.ts';
import { chainTo, type Effect, effectsOf, type Reached, reachedFrom } from './reach.ts';
import { rootsOf } from './roots.ts';
import { type ModuleSummary, moduleKey } from './summaries.ts';

/** `dags/a.py:12`. */
type Place = string;

export interface Happening {
  /** Measured module, canonical name of what is called, or why it is not known. */
  readonly name: string;
  /** From the statement in the file that was asked about to the place itself. */
  readonly chain: readonly Place[];
}

export interface Happenings {
  readonly heavy: readonly (Happening & { readonly ms: number })[];
  /** Calls of libraries in other files, and in functions of this one. */
  readonly calls: readonly Happening[];
  readonly unknown: readonly (Happening & { readonly name: Unknown })[];
}

export interface ImportReport {
  readonly module: string;
  readonly line: number;
  /** Files of the project that it runs, in order. */
  readonly runs: readonly string[];
  readonly unknown?: Unknown;
}

export interface FunctionReport extends Happenings {
  readonly name: string;
  readonly line: number;
  /** When its body runs, as far as the files of the project tell. */
  readonly phases: readonly Phase[];
}

export interface ModuleReport extends Happenings {
  readonly path: string;
  readonly discovery: Discovery;
  readonly dags: number;
  readonly tasks: number;
  readonly broken: boolean;
  /** How many other Dag files run it when they are parsed. */
  readonly importedBy: number;
  /** When its own code runs; empty when nothing known runs it. */
  readonly phases: readonly Phase[];
  /** Where its absolute imports are looked up, in order. */
  readonly roots: readonly string[];
  /** Imports of the project's own files. */
  readonly imports: readonly ImportReport[];
  /** Functions that do something when they are called, by name. */
  readonly functions: readonly FunctionReport[];
}

export interface ProjectReport {
  readonly version: 1;
  readonly airflow: string | null;
  readonly files: readonly ModuleReport[];
}

/** The text of a file of the project; undefined when it is not at hand: then its places have no line. */
export type TextOf = (path: string) => string | undefined;

/** All facts, file by file. `ownCosts` are import times that users give themselves. */
export function projectReport(
  modules: ProjectModules,
  textOf: TextOf,
  ownCosts: Readonly<Record<string, number>> = {},
): ProjectReport {
  const { graph, discovery: settings } = modules;
  const users = importedBy(modules);
  const phases = phasesAcrossFiles(modules);
  const lineOf = lines(textOf);
  const paths = [...graph.summaries.keys()].sort();
  return {
    version: 1,
    airflow: settings.version ?? null,
    files: paths.map((path) => {
      const summary = graph.summaries.get(path) as ModuleSummary;
      return {
        path,
        discovery: discovery(path, summary.mentions, settings),
        dags: summary.dags,
        tasks: summary.tasks,
        broken: summary.broken,
        importedBy: users.get(path)?.length ?? 0,
        phases: phases.get(path)?.get(moduleKey) ?? [],
        roots: rootsOf(graph.index, graph.settings, path).map((root) => root.folder || '.'),
        imports: importsOf(graph, summary, lineOf),
        ...happenings(graph, path, moduleKey, lineOf, ownCosts),
        functions: [...summary.functions].flatMap(([name, { at, class: owner }]) => {
          if (
            name.startsWith('<lambda>') ||
            (owner === undefined && summary.functions.get(name)?.in !== moduleKey)
          )
            return [];
          const found = happenings(graph, path, name, lineOf, ownCosts);
          const isQuiet = found.heavy.length + found.calls.length + found.unknown.length === 0;
          return isQuiet
            ? []
            : [{ name, line: lineOf(path, at), phases: phases.get(path)?.get(name) ?? [], ...found }];
        }),
      };
    }),
  };
}

type LineOf = (path: string, at: Range) => number;

function lines(textOf: TextOf): LineOf {
  const starts = new Map<string, readonly number[]>();
  return (path, { start }) => {
    const known = starts.get(path) ?? lineStarts(textOf(path));
    starts.set(path, known);
    let low = 0;
    let high = known.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((known[middle] as number) <= start) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function lineStarts(text: string | undefined): readonly number[] {
  return text === undefined ? [] : [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
}

function importsOf(graph: ModuleGraph, summary: ModuleSummary, lineOf: LineOf): ImportReport[] {
  const found = new Map<string, ImportReport>();
  summary.imports.forEach((one, index) => {
    const linked = graph.linked.get(summary.path)?.imports[index];
    if (!linked || linked.external) return;
    const line = lineOf(summary.path, one.at);
    const unknown = linked.unknown ? { unknown: linked.unknown } : {};
    const report = { module: one.module, line, runs: linked.runs, ...unknown };
    found.set(JSON.stringify(report), report);
  });
  return [...found.values()];
}

function happenings(
  graph: ModuleGraph,
  path: string,
  key: string,
  lineOf: LineOf,
  ownCosts: Readonly<Record<string, number>>,
): Happenings {
  const reached = reachedFrom(graph, { path, key });
  const placeOf = (by: number, at: Range): Place[] => [
    ...chainTo(reached, by).map((step) => `${step.path}:${lineOf(step.path, step.at)}`),
    `${(reached[by] as Reached).path}:${lineOf((reached[by] as Reached).path, at)}`,
  ];
  const effects = effectsOf(graph, reached);
  return {
    heavy: heavyLoads(graph, reached, ownCosts).map(({ module, ms, imports }) => {
      const nearest = imports[0] as (typeof imports)[number];
      return { name: module, ms, chain: placeOf(nearest.by, nearest.import.at) };
    }),
    calls: effects.flatMap((one) =>
      isTold(one, key) ? [{ name: one.name, chain: placeOf(one.by, one.call.at) }] : [],
    ),
    unknown: effects.flatMap((one) =>
      one.kind === 'unknown' ? [{ name: one.reason, chain: placeOf(one.by, one.at) }] : [],
    ),
  };
}

/** A module's own calls stand in the model of its file; here it is what only other files tell that counts. */
function isTold(effect: Effect, key: string): effect is Effect & { readonly kind: 'call' } {
  if (effect.kind !== 'call') return false;
  const { callee } = effect.call;
  return effect.by > 0 || key !== moduleKey || callee?.kind !== 'name' || callee.name !== effect.name;
}

/** The report as text. */
export function printProjectReport({ airflow, files }: ProjectReport): string {
  const head = `Airflow ${airflow ?? 'unknown'}\n`;
  return head + files.map((file) => `\n${printModule(file)}`).join('');
}

const whyNot: Readonly<Record<NonNullable<Discovery['reason']>, string>> = {
  test: 'a test',
  ignored: 'left out by .airflowignore',
  outside: 'outside of the Dags folder',
  'no-words': 'without the words that safe mode wants',
  'no-word-dag': 'without the word "dag": not parsed before Airflow 3',
};

function printModule(file: ModuleReport): string {
  const { state, reason } = file.discovery;
  const parsed = state === 'parsed' ? 'parsed' : state === 'unknown' ? 'perhaps parsed' : 'not parsed';
  const builds =
    file.dags + file.tasks > 0 ? `, ${counted(file.dags, 'Dag')}, ${counted(file.tasks, 'task')}` : '';
  const used = file.importedBy > 0 ? `, run by ${counted(file.importedBy, 'Dag file')}` : '';
  const why = reason ? ` (${whyNot[reason]})` : '';
  const text = [
    `${file.path}: ${parsed}${why}${builds}${used}${file.broken ? ', syntax error' : ''}`,
    ...file.imports.map(({ module, line, runs, unknown }) => {
      const what = runs.length > 0 ? `runs ${runs.join(', ')}` : 'runs nothing';
      return `  ${line}: import of ${module} ${what}${unknown ? `, unknown: ${unknown}` : ''}`;
    }),
    ...printHappenings(file, '  '),
    ...file.functions.flatMap((one) => [
      `  ${one.line}: running ${one.name}${one.phases.length > 0 ? ` (${one.phases.join(', ')})` : ''}`,
      ...printHappenings(one, '    '),
    ]),
  ];
  return `${text.join('\n')}\n`;
}

function printHappenings({ heavy, calls, unknown }: Happenings, indent: string): string[] {
  return [
    ...heavy.map(
      ({ name, ms, chain }) => `${indent}loads ${name} (about ${Math.round(ms)} ms): ${chain.join(' → ')}`,
    ),
    ...calls.map(({ name, chain }) => `${indent}calls ${name}: ${chain.join(' → ')}`),
    ...unknown.map(({ name, chain }) => `${indent}unknown (${name}): ${chain.join(' → ')}`),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
