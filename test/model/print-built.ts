/** What a file builds as text, for the pages test/model/built-*.md. */

import {
  type Built,
  type BuiltArgument,
  type BuiltDag,
  type BuiltTask,
  foundByAirflow,
  type Written,
} from '../../server/src/model/build/built.ts';
import type { Value } from '../../server/src/model/facts.ts';
import { plainText } from './print.ts';

/** Stands for the file that is printed. */
const thisFile = '';

/** The text of a file of the case. */
export type TextOf = (file: string) => string;

/** One Dag, task or edge a line; Dags, tasks and edges that may be missing are said. Places in other files are named. */
export function printBuilt(built: Built, textOf: TextOf, file: string): string {
  const lines = [
    ...foundByAirflow(built).flatMap((dag) =>
      dagLines(dag, (name) => textOf(name === thisFile ? file : name)),
    ),
    ...(built.complete ? [] : ['and further Dags']),
    ...Object.entries(built.entered).flatMap(([one, starts]) =>
      starts.map((start) => `entered: ${one === file ? '' : `${one}: `}${firstLine(textOf(one), start)}`),
    ),
  ];
  return lines.length === 0 ? 'nothing\n' : `${lines.join('\n')}\n`;
}

function firstLine(text: string, start: number): string {
  return text.slice(start).split('\n', 1)[0] ?? '';
}

function dagLines(dag: BuiltDag, textOf: TextOf): string[] {
  const id = (at: number) => dag.tasks[at]?.taskId ?? '?';
  return [
    `Dag ${dag.dagId ?? '?'}${dag.certain ? '' : ', perhaps'}${shown(dag.arguments, textOf, ['dag_id'])}`,
    ...dag.tasks.map((task) => `  ${taskLine(task, textOf)}`),
    ...(dag.complete ? [] : [`  and further tasks${dag.why === undefined ? '' : `: ${dag.why}`}`]),
    ...dag.edges.map(
      ({ upstream, downstream, data }) => `  ${id(upstream)} >> ${id(downstream)}${data ? ', data' : ''}`,
    ),
    ...(dag.edgesComplete ? [] : ['  and further edges']),
  ];
}

function taskLine(task: BuiltTask, textOf: TextOf): string {
  const marks = [
    ...(task.base === undefined ? [] : [`a ${last(task.base)}`]),
    ...(task.ownCode ? ['with code of its own'] : []),
    ...(task.group === undefined ? [] : [`in ${task.group}`]),
    ...(task.mapped ? [`mapped${task.mapSize === undefined ? '' : ` to ${task.mapSize}`}`] : []),
    ...(task.runs ? [`runs ${definitionText(task.runs, textOf)}`] : []),
    ...(task.certain ? [] : ['perhaps']),
    ...(task.complete ? [] : ['perhaps with further arguments']),
  ];
  return `${task.taskId ?? '?'}: ${[last(task.operator), ...marks].join(', ')}${shown(task.arguments, textOf, ['task_id', 'dag', 'task_group'])}`;
}

/** `load` for `def load(…)`, else the first line. */
function definitionText({ file, at }: Written, textOf: TextOf): string {
  const line = firstLine(textOf(file ?? thisFile), at.start);
  return /^(?:async )?def (\w+)/.exec(line)?.[1] ?? line;
}

function last(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function shown(
  given: Readonly<Record<string, BuiltArgument>>,
  textOf: TextOf,
  without: readonly string[],
): string {
  return Object.entries(given)
    .filter(([name, one]) => !without.includes(name) && !isInferred(name, one))
    .map(
      ([name, one]) =>
        `, ${name}=${valueText(one.value)}${one.origin === 'call' ? '' : ` (${one.origin})`}${placeIn(one, textOf)}`,
    )
    .join('');
}

function valueText(value: Value): string {
  if (value.kind === 'sequence') return `[${value.items.map(valueText).join(', ')}]`;
  return plainText(value) ?? (value.kind === 'name' ? last(value.name) : '?');
}

/** For what another file sets: where. */
function placeIn({ file, at }: BuiltArgument, textOf: TextOf): string {
  return file === undefined ? '' : ` [${file}:${textOf(file).slice(0, at.start).split('\n').length}]`;
}

/** Of `multiple_outputs` only what is set, or inferred to be true. */
function isInferred(name: string, { value }: BuiltArgument): boolean {
  return name === 'multiple_outputs' && value.kind === 'boolean' && !value.value;
}
