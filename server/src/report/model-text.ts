/** The model of a file for people: Dags, tasks, edges, when functions and imports run. */
import type { ModelDag, ModelReport, ModelTask, ModelValue } from './model.ts';

/** One fact a line; what is not known says so. */
export function modelText(report: ModelReport): string {
  const lines = [
    `${report.file}, for ${report.airflow === null ? 'any supported Airflow' : `Airflow ${report.airflow}`}`,
    ...builtLines(report).flatMap((lines) => ['', ...lines]),
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

/** What the file builds: the lines of each Dag, and what is not known. */
export function builtLines({ dags, perhaps, complete }: ModelReport): string[][] {
  return [
    ...dags.map((dag) => dagLines(dag, 'Dag')),
    ...perhaps.map((dag) => dagLines(dag, 'perhaps Dag')),
    ...(dags.length + perhaps.length === 0 ? [['builds no Dag']] : []),
    ...(complete ? [] : [['may build further Dags']]),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function phases(names: readonly string[]): string {
  return names.length === 0 ? 'unknown' : names.join(' + ');
}

function dagLines(dag: ModelDag, what: string): string[] {
  const reads = new Set(dag.reads.map((edge) => edge.join(' >> ')));
  return [
    `${what} ${name(dag.dagId)}, ${placeText(dag)}`,
    ...argumentLines(dag.arguments, '  '),
    ...dag.tasks.flatMap((task) => taskLines(task, 'task')),
    ...dag.perhaps.flatMap((task) => taskLines(task, 'perhaps task')),
    ...(dag.complete ? [] : [`  and further tasks that are not known${reason(dag)}`]),
    ...dag.edges
      .map((edge) => edge.join(' >> '))
      .map((edge) => `  ${edge}${reads.has(edge) ? ', which takes its result' : ''}`),
    ...(dag.edgesComplete ? [] : ['  and further dependencies that are not known']),
  ];
}

function taskLines(task: ModelTask, what: string): string[] {
  const marks = [
    ...(task.base === undefined ? [] : [`a ${task.base}`]),
    ...(task.group === null ? [] : [`in ${task.group}`]),
    ...(task.mapped ? [task.mapSize === undefined ? 'mapped' : `mapped to ${task.mapSize}`] : []),
    ...(task.runs === undefined ? [] : [`runs ${task.runs}`]),
    placeText(task),
  ];
  return [
    `  ${what} ${name(task.taskId)}${reason(task)}: ${task.operator}, ${marks.join(', ')}`,
    ...argumentLines(task.arguments, '    '),
  ];
}

/**
 * Documented defaults are left out: what is shown is what somebody has set, and what is not known, arguments with one
 * reason in one line.
 */
function argumentLines(values: Readonly<Record<string, ModelValue>>, indent: string): string[] {
  const known: string[] = [];
  const unknown = new Map<string, string[]>();
  for (const [key, value] of Object.entries(values)) {
    if (value.known) {
      if (value.origin !== 'default') known.push(`${indent}${key} = ${valueText(value)}`);
      continue;
    }
    const text = valueText(value);
    unknown.set(text, [...(unknown.get(text) ?? []), key]);
  }
  return [...known, ...[...unknown].map(([text, keys]) => `${indent}${keys.join(', ')} = ${text}`)];
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
