/** What a file builds as text, for the pages test/model/built-*.md. */
import type { Built, BuiltArgument, BuiltDag, BuiltTask } from '../../server/src/model/build/built.ts';

/** One Dag, task or edge a line; Dags, tasks and edges that may be missing are said. */
export function printBuilt(built: Built, text: string): string {
  const lines = [
    ...built.dags.flatMap((dag) => dagLines(dag)),
    ...(built.complete ? [] : ['and further Dags']),
    ...Object.entries(built.entered).flatMap(([file, starts]) =>
      starts.map(
        (start) => `entered: ${file === 'dags/case.py' ? firstLine(text, start) : `${file}:${start}`}`,
      ),
    ),
  ];
  return lines.length === 0 ? 'nothing\n' : `${lines.join('\n')}\n`;
}

function firstLine(text: string, start: number): string {
  return text.slice(start).split('\n', 1)[0] ?? '';
}

function dagLines(dag: BuiltDag): string[] {
  const id = (at: number) => dag.tasks[at]?.taskId ?? '?';
  return [
    `Dag ${dag.dagId ?? '?'}${dag.certain ? '' : ', perhaps'}${shown(dag.arguments, ['dag_id'])}`,
    ...dag.tasks.map((task) => `  ${taskLine(task)}`),
    ...(dag.complete ? [] : ['  and further tasks']),
    ...dag.edges.map(([from, to]) => `  ${id(from)} >> ${id(to)}`),
    ...(dag.edgesComplete ? [] : ['  and further edges']),
  ];
}

function taskLine(task: BuiltTask): string {
  const marks = [
    ...(task.base === undefined ? [] : [`a ${last(task.base)}`]),
    ...(task.group === undefined ? [] : [`in ${task.group}`]),
    ...(task.mapped ? ['mapped'] : []),
    ...(task.certain ? [] : ['perhaps']),
    ...(task.complete ? [] : ['perhaps with further arguments']),
  ];
  return `${task.taskId ?? '?'}: ${[last(task.operator), ...marks].join(', ')}${shown(task.arguments, ['task_id', 'dag', 'task_group'])}`;
}

function last(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function shown(given: Readonly<Record<string, BuiltArgument>>, without: readonly string[]): string {
  return Object.entries(given)
    .filter(([name, one]) => !without.includes(name) && !isInferred(name, one))
    .map(([name, one]) => `, ${name}=${valueText(one)}${one.origin === 'call' ? '' : ` (${one.origin})`}`)
    .join('');
}

/** Of `multiple_outputs` only what is set, or inferred to be true. */
function isInferred(name: string, { value }: BuiltArgument): boolean {
  return name === 'multiple_outputs' && value.kind === 'boolean' && !value.value;
}

function valueText({ value }: BuiltArgument): string {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.value);
    case 'number':
    case 'boolean':
      return String(value.value);
    case 'none':
      return 'None';
    case 'duration':
      return `${value.seconds} s`;
    case 'name':
      return value.name;
    default:
      return '?';
  }
}
