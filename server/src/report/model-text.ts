/** The model of a file for people: Dags, tasks, edges, when functions and imports run. */
import type { ModelDag, ModelReport, ModelTask, ModelValue } from './model.ts';

/** One fact a line; what is not known says so. */
export function modelText(report: ModelReport): string {
  const lines = [
    `${report.file}, for ${report.airflow === null ? 'any supported Airflow' : `Airflow ${report.airflow}`}`,
    ...report.dags.flatMap((dag) => ['', ...dagLines(dag)]),
    ...(report.dags.length === 0 ? ['', 'builds no Dag'] : []),
    ...(report.complete ? [] : ['', 'may build further Dags']),
    ...section(
      'Functions',
      report.functions.map((one) => `${one.line}: ${one.name}: ${phases(one.phases)}`),
    ),
    ...section(
      'Imports',
      report.imports.map((one) => `${one.line}: ${one.module}: ${phases(one.phases)}`),
    ),
    ...section(
      'Calls',
      report.calls.map((one) => `${one.line}: ${one.callee ?? 'unknown'}: ${phases(one.phases)}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function phases(names: readonly string[]): string {
  return names.length === 0 ? 'unknown' : names.join(' + ');
}

function dagLines(dag: ModelDag): string[] {
  return [
    `Dag ${name(dag.dagId)}, ${placeText(dag)}`,
    ...argumentLines(dag.arguments, '  '),
    ...dag.tasks.flatMap(taskLines),
    ...(dag.complete ? [] : [`  and further tasks that are not known${reason(dag)}`]),
    ...dag.edges.map(([from, to]) => `  ${from} >> ${to}`),
    ...(dag.edgesComplete ? [] : ['  and further dependencies that are not known']),
  ];
}

function taskLines(task: ModelTask): string[] {
  const marks = [
    ...(task.group === null ? [] : [`in ${task.group}`]),
    ...(task.mapped ? ['mapped'] : []),
    placeText(task),
  ];
  return [
    `  task ${name(task.taskId)}${reason(task)}: ${task.operator}, ${marks.join(', ')}`,
    ...argumentLines(task.arguments, '    '),
  ];
}

/** Documented defaults are left out: what is shown is what somebody has set, or what is not known. */
function argumentLines(values: Readonly<Record<string, ModelValue>>, indent: string): string[] {
  return Object.entries(values)
    .filter(([, value]) => !value.known || value.origin !== 'default')
    .map(([key, value]) => `${indent}${key} = ${valueText(value)}`);
}

function placeText({ file, line }: { readonly file?: string; readonly line: number }): string {
  return file === undefined ? `line ${line}` : `${file}:${line}`;
}

function valueText(value: ModelValue): string {
  if (!value.known) return `unknown${reason(value)}`;
  const where = [
    value.origin,
    ...(value.line === undefined ? [] : [placeText({ ...value, line: value.line })]),
  ];
  return `${value.value === null ? 'None' : JSON.stringify(value.value)} (${where.join(', ')})`;
}

function reason({ why }: { readonly why?: string }): string {
  return why === undefined ? '' : ` (${why})`;
}

function name(id: string | null): string {
  return id ?? 'of unknown id';
}
