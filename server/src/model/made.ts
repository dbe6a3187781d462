/** How much a file builds, as far as its own text tells: enough to know whether it is a DAG file. */
import { isDagClass, isDagDecorator, isOperatorClass, isTaskDecorator } from './airflow.ts';
import type { Call, FileFacts } from './facts.ts';

/** Places of code that runs while the file is parsed and makes Dags, or tasks; loops and other files are not followed. */
export function placesThatBuild(file: FileFacts): { readonly dags: number; readonly tasks: number } {
  let dags = 0;
  let tasks = 0;
  for (const call of file.calls) {
    if (!call.phases.includes('parse')) continue;
    if (makes(file, call, isDagClass)) dags++;
    else if (makes(file, call, isOperatorClass) || callsTaskFlow(file, call)) tasks++;
  }
  for (const one of file.functions)
    if (one.phases.includes('parse') && one.decorators.some(({ name }) => isDagDecorator(name))) dags++;
  return { dags, tasks };
}

/** Calls a class, or a class of this file that extends one; `.partial(…)` makes a mapped task. */
function makes(
  file: FileFacts,
  { callee, class: own }: Call,
  is: (name: string | undefined) => boolean,
): boolean {
  if (is(callee) || (callee?.endsWith('.partial') && is(callee.slice(0, -'.partial'.length)))) return true;
  return own !== undefined && file.classes[own]?.bases.some(is) === true;
}

function callsTaskFlow(file: FileFacts, { function: id }: Call): boolean {
  const called = id === undefined ? undefined : file.functions[id];
  return called?.decorators.some(({ name }) => isTaskDecorator(name)) === true;
}
