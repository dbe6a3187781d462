/** Which arguments are the Dag's own. */
import { classFacts, operatorFacts } from '../catalogue/catalogue.ts';
import { isTaskDecorator } from '../model/airflow.ts';
import type { Dag, Task } from '../model/facts.ts';
import { catalogueClass } from '../model/task-arguments.ts';

const dagClass = 'airflow.sdk.DAG';

/** The parameters of a class of Airflow in any supported version; of `version` only those that all its releases have. */
function parametersOf(name: string, version?: string): readonly string[] {
  const facts = classFacts(name, version);
  return version === undefined
    ? [...(facts?.parameters ?? []), ...(facts?.parametersInSome ?? [])]
    : (facts?.parameters ?? []);
}

/** Names that the DAG takes and tasks of Airflow's base classes do not, in any supported version. */
export function isDagOnly(name: string): boolean {
  return (
    parametersOf(dagClass).includes(name) &&
    !parametersOf('airflow.sdk.BaseOperator').includes(name) &&
    !parametersOf('airflow.sdk.BaseSensorOperator').includes(name)
  );
}

/** What became of arguments of the DAG. */
const successors: Readonly<Record<string, string>> = {
  schedule_interval: 'schedule',
  timetable: 'schedule',
  concurrency: 'max_active_tasks',
};

/**
 * The name under which every release of the target version, or of all versions, takes an argument of the DAG. `gone`: the
 * target has it no longer. Undefined when the versions differ.
 */
export function dagArgumentName(name: string, version: string | undefined): string | 'gone' | undefined {
  const current = successors[name] ?? name;
  if ((classFacts(dagClass, version)?.parameters ?? []).includes(current)) return current;
  return version !== undefined && !(classFacts(dagClass, version)?.parametersInSome ?? []).includes(current)
    ? 'gone'
    : undefined;
}

/** Position of a parameter of the DAG: a call with more positional arguments sets it. */
export function dagArgumentPosition(name: string): number {
  return parametersOf(dagClass, '3').indexOf(name);
}

/** Words that operators outside the catalogue may well have as parameters, too. */
const commonWords = new Set(['description', 'tags', 'schedule', 'concurrency', 'deadline', 'timetable']);

/** Whether some task of a Dag takes an argument of this name from `default_args`, or may. */
export function mayBeTaken({ tasks, complete }: Dag, name: string): boolean {
  const isCommon = commonWords.has(name);
  return (isCommon && !complete) || tasks.some((task) => takes(task, name, isCommon));
}

function takes(task: Task, name: string, isCommon: boolean): boolean {
  if (task.keywords?.includes(name)) return true;
  const facts = operatorFacts(catalogueClass(task));
  if (!facts) return isCommon && !isTaskDecorator(task.operator);
  return (
    facts.parameters.includes(name) ||
    facts.parametersInSome.includes(name) ||
    (isCommon && task.base !== undefined)
  );
}
