/** Which canonical names are Airflow's building blocks. The only place of the model that knows their spelling. */
import { operatorFacts } from '../catalogue/catalogue.ts';

/** `airflow.sdk.task`, `airflow.sdk.task.virtualenv`, with `.setup`/`.teardown` counted as plain tasks. */
export function isTaskDecorator(name: string | undefined): boolean {
  return (
    name !== undefined &&
    (name === 'airflow.sdk.task' ||
      name.startsWith('airflow.sdk.task.') ||
      name === 'airflow.sdk.setup' ||
      name === 'airflow.sdk.teardown')
  );
}

export function isDagDecorator(name: string | undefined): boolean {
  return name === 'airflow.sdk.dag';
}

export function isTaskGroupDecorator(name: string | undefined): boolean {
  return name === 'airflow.sdk.task_group';
}

export function isDagClass(name: string | undefined): boolean {
  return name === 'airflow.sdk.DAG';
}

export function isTaskGroupClass(name: string | undefined): boolean {
  return name === 'airflow.sdk.TaskGroup';
}

const otherRoots = ['airflow.', 'astronomer.providers.', 'cosmos.'];

/** An operator or sensor class: in the catalogue, or by Airflow's naming convention below Airflow's own packages. */
export function isOperatorClass(name: string | undefined): boolean {
  if (name === undefined) return false;
  if (operatorFacts(name)) return true;
  const last = name.slice(name.lastIndexOf('.') + 1);
  return (
    /^[A-Z]\w*(Operator|Sensor|SensorAsync)$/.test(last) && otherRoots.some((root) => name.startsWith(root))
  );
}

export function isSensorClass(name: string | undefined): boolean {
  if (name === undefined) return false;
  // SubDagOperator derives from the sensors' base class, but it waits for tasks of its own: no sensor in the sense of the word.
  if (!/Sensor/.test(name.slice(name.lastIndexOf('.') + 1))) return false;
  const facts = operatorFacts(name);
  return facts ? facts.kind === 'sensor' : isOperatorClass(name);
}

const ownSensors = 'airflow.providers.standard.sensors';

/** Waits for a task, a group or a whole run of another Dag. */
export function isExternalTaskSensorClass(name: string): boolean {
  return name === `${ownSensors}.external_task.ExternalTaskSensor`;
}

/** Waits for a moment that is sure to come: a time of day, a date, a day of the week, a while. */
export function isClockSensorClass(name: string): boolean {
  return ['date_time', 'time', 'time_delta', 'weekday'].some((module) =>
    name.startsWith(`${ownSensors}.${module}.`),
  );
}

export function isTriggerDagRunClass(name: string): boolean {
  return name === 'airflow.providers.standard.operators.trigger_dagrun.TriggerDagRunOperator';
}

export function isTriggerClass(name: string | undefined): boolean {
  return name?.startsWith('airflow.') === true && name.endsWith('Trigger');
}

export function isNotifierClass(name: string | undefined): boolean {
  return name?.startsWith('airflow.') === true && name.endsWith('Notifier');
}

export function isTimetableClass(name: string | undefined): boolean {
  return name?.startsWith('airflow.') === true && name.endsWith('Timetable');
}

/** Methods of an operator that a task instance calls. */
export const taskMethods = [
  'execute',
  'poke',
  'pre_execute',
  'post_execute',
  'on_kill',
  'execute_complete',
  'execute_callable',
  'resume_execution',
  'choose_branch',
] as const;
