/** Effective values of what a file builds: arguments as they reach the task, then configuration, then documented defaults. */
import { operatorFacts } from '../catalogue/catalogue.ts';
import { isSensorClass } from '../model/airflow.ts';
import type { BuiltArgument, BuiltDag, BuiltTask } from '../model/build/built.ts';
import { configured, documentedDefault, setByClass } from './defaults.ts';
import { type Effective, isOff, meansDefault } from './effective.ts';
import type { Project } from './project.ts';

function because(why: string | undefined): Effective {
  return { state: 'unknown', ...(why === undefined ? {} : { why }) };
}

const furtherArguments = 'arguments that are not known may set it';
const configurationDiffers = 'the configuration does not set it to one known value';
const versionsDiffer = 'its default differs between the versions of Airflow';

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

/** The effective value of a task's argument in the target version. */
export function effectiveOfTask(project: Project, task: BuiltTask, name: string): Effective {
  // `BaseOperator.__init__`: waiting for downstream implies depending on the past.
  if (name === 'depends_on_past' && isTrue(effectiveOfTask(project, task, 'wait_for_downstream')))
    return effectiveOfTask(project, task, 'wait_for_downstream');
  const given = task.arguments[name];
  const set =
    given && (isOwn(given) || given.origin === 'class')
      ? undefined
      : setByClass(project, name, [classOf(task)]);
  if (set && (set.when === undefined || !isOff(effectiveOfTask(project, task, set.when))))
    return set.value && task.complete
      ? { state: 'known', value: set.value, origin: 'class' }
      : because('its class sets it');
  if (given && (task.complete || isOwn(given))) {
    if (given.origin === 'expand') return because('it differs between the mapped instances');
    if (given.value.kind === 'none' && meansDefault.has(name)) return fallback(project, task, name);
    return known(given);
  }
  return task.complete ? fallback(project, task, name) : because(furtherArguments);
}

/** The class of the catalogue that the task's class is or extends. */
function classOf(task: BuiltTask): string {
  return task.base ?? task.operator;
}

function isTrue(effective: Effective): boolean {
  return effective.state === 'known' && effective.value.kind === 'boolean' && effective.value.value;
}

/** Set by the call or decorator itself: nothing that is missing elsewhere can win over it. */
function isOwn({ origin }: BuiltArgument): boolean {
  return origin !== 'default-args' && origin !== 'group-default-args' && origin !== 'class';
}

function known({ value, origin, file, at }: BuiltArgument): Effective {
  if (value.kind === 'unknown') return because(value.why);
  if (value.kind === 'name') return because(`\`${value.name}\` lies outside the project`);
  return { state: 'known', value, origin, at: { at, ...(file === undefined ? {} : { file }) } };
}

function fallback(project: Project, task: BuiltTask, name: string): Effective {
  const setting = configured(project, 'task', name, [classOf(task)]);
  if (setting === 'unknown') return because(configurationDiffers);
  if (setting) {
    const at = { file: setting.setting.file, at: setting.setting.at };
    return { state: 'known', value: setting.value, origin: 'configuration', at };
  }
  const value = documentedDefault(project, 'task', name, [classOf(task)]);
  return value ? { state: 'known', value, origin: 'default' } : because(versionsDiffer);
}

/** Old and new spellings of Dag arguments; the first is the one that the target versions share. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  schedule: ['schedule', 'schedule_interval', 'timetable'],
  max_active_tasks: ['max_active_tasks', 'concurrency'],
};

/** The effective value of a Dag's argument in the target version. */
export function effectiveOfDag(project: Project, dag: BuiltDag, name: string): Effective {
  const given = (spellings[name] ?? [name]).map((one) => dag.arguments[one]).find((one) => one !== undefined);
  if (given && (given.value.kind !== 'none' || name === 'schedule')) return known(given);
  if (!given && !dag.argumentsComplete) return because(furtherArguments);
  const setting = configured(project, 'dag', name);
  if (setting === 'unknown') return because(configurationDiffers);
  if (setting) {
    const at = { file: setting.setting.file, at: setting.setting.at };
    return { state: 'known', value: setting.value, origin: 'configuration', at };
  }
  const value = documentedDefault(project, 'dag', name);
  return value ? { state: 'known', value, origin: 'default' } : because(versionsDiffer);
}
