/** The arguments that decide how, when and how often Dags and tasks run. */
import { operatorFacts } from '../catalogue/catalogue.ts';
import { isSensorClass } from '../model/airflow.ts';
import type { BuiltTask } from '../model/build/built.ts';

/** Arguments that only sensors have. */
const ofSensors = new Set(['mode', 'poke_interval', 'timeout']);

/** The task arguments that decide how it runs, as far as this task's class takes them. */
export function tunedArguments(task: BuiltTask): string[] {
  const isSensor = isSensorTask(task);
  const deferrable = operatorFacts(task.base ?? task.operator)?.deferrable === true;
  return [
    'retries',
    'retry_delay',
    'retry_exponential_backoff',
    'execution_timeout',
    'pool',
    'pool_slots',
    'queue',
    'priority_weight',
    'weight_rule',
    'trigger_rule',
    'depends_on_past',
    'max_active_tis_per_dag',
    'max_active_tis_per_dagrun',
    'do_xcom_push',
    'multiple_outputs',
    ...(isSensor ? ofSensors : []),
    ...(deferrable || task.arguments.deferrable?.origin === 'call' ? ['deferrable'] : []),
  ];
}

/** The Dag arguments that decide when and how often it runs. */
export const tunedDagArguments = [
  'schedule',
  'catchup',
  'max_active_runs',
  'max_active_tasks',
  'dagrun_timeout',
] as const;

function isSensorTask(task: BuiltTask): boolean {
  return isSensorClass(task.base ?? task.operator) || task.operator === 'airflow.sdk.task.sensor';
}
