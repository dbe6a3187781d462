/** How the task of a sensor, or of an operator that waits for something, waits: on a worker, again and again, or deferred. */
import { type OperatorFacts, operatorFacts } from '../catalogue/catalogue.ts';
import { isSensorClass } from '../model/airflow.ts';
import type { Task } from '../model/facts.ts';
import { catalogueClass, ownArgument } from '../model/task-arguments.ts';
import { type Effective, effective, secondsOf } from './effective.ts';
import type { Project } from './project.ts';

export type WaitingClass = Pick<
  OperatorFacts,
  'deferrable' | 'defaultMode' | 'pokeModeOnly' | 'alwaysAsynchronous' | 'parameters' | 'waitForCompletion'
>;

/** A sensor of which the catalogue knows nothing is one that can do what `BaseSensorOperator` can. */
const plainSensor: WaitingClass = {
  deferrable: false,
  pokeModeOnly: false,
  alwaysAsynchronous: false,
  parameters: [],
};

/** What is known of the task's class; undefined when it is no sensor, or one that always waits in the triggerer. */
export function sensorOf(project: Project, task: Task): WaitingClass | undefined {
  if (task.operator === 'airflow.sdk.task.sensor') return plainSensor;
  const name = catalogueClass(task);
  if (!isSensorClass(name) || isAsynchronousByName(name)) return undefined;
  const facts = waitingClass(project, name) ?? plainSensor;
  return facts.alwaysAsynchronous ? undefined : facts;
}

/** `SnowflakeSensorAsync`, `DateTimeSensorAsync`: the suffix of classes that have no other way to wait than deferring. */
function isAsynchronousByName(name: string): boolean {
  return name.endsWith('Async');
}

/**
 * What holds of a class of the catalogue (canonical name) in all packages of the target's major version; for an unknown
 * target version in the oldest and the newest packages alike. Undefined for a class that the catalogue does not have.
 */
export function waitingClass(project: Project, name: string): WaitingClass | undefined {
  const version = project.target?.version;
  if (version) return operatorFacts(name, version.startsWith('2.') ? '2' : '3');
  const old = operatorFacts(name, '2');
  const fresh = operatorFacts(name, '3');
  if (!old || !fresh) return old ?? fresh;
  return {
    deferrable: old.deferrable && fresh.deferrable,
    pokeModeOnly: old.pokeModeOnly || fresh.pokeModeOnly,
    alwaysAsynchronous: old.alwaysAsynchronous || fresh.alwaysAsynchronous,
    parameters: [...old.parameters, ...fresh.parameters],
    ...((old.defaultMode ?? fresh.defaultMode) ? { defaultMode: 'reschedule' as const } : {}),
    ...(old.waitForCompletion === fresh.waitForCompletion && old.waitForCompletion !== undefined
      ? { waitForCompletion: old.waitForCompletion }
      : {}),
  };
}

/** The effective mode of a sensor. */
export function modeOf(
  project: Project,
  task: Task,
  sensor: WaitingClass,
): 'poke' | 'reschedule' | 'unknown' {
  const mode = effective(project, task, 'mode');
  if (mode.state === 'unknown') return 'unknown';
  if (mode.origin === 'default') return sensor.defaultMode ?? 'poke';
  const value = mode.value.kind === 'string' ? mode.value.value : undefined;
  return value === 'poke' || value === 'reschedule' ? value : 'unknown';
}

/**
 * Whether a task waits in the triggerer, or could. `refused`: an explicit `deferrable=False` is a decision.
 * `impossible`: its class cannot.
 */
export type Deferral = 'possible' | 'impossible' | 'refused' | 'deferred' | 'unknown';

export function deferralOf(project: Project, task: Task, known: Pick<WaitingClass, 'deferrable'>): Deferral {
  if (!known.deferrable) return ownArgument(task, 'deferrable') ? 'unknown' : 'impossible';
  // The triggerer asks what the class of the provider asks: `poke` of a subclass is not called, nor what follows in its `execute`.
  if (task.ownCode && !ownArgument(task, 'deferrable')) return 'impossible';
  const deferrable = effective(project, task, 'deferrable');
  if (deferrable.state === 'unknown' || deferrable.value.kind !== 'boolean') return 'unknown';
  if (deferrable.value.value) return 'deferred';
  return deferrable.origin === 'default' || deferrable.origin === 'configuration' ? 'possible' : 'refused';
}

/**
 * The effective value of an argument that all sensors have. A class that has the parameter itself may have another default
 * than the base class.
 */
export function sensorArgument(
  project: Project,
  task: Task,
  sensor: WaitingClass,
  name: 'poke_interval' | 'timeout',
): Effective {
  const value = effective(project, task, name);
  const isBases = value.state === 'known' && (value.origin === 'default' || value.origin === 'configuration');
  return isBases && sensor.parameters.includes(name) ? { state: 'unknown' } : value;
}

/** How long a try of a sensor in poke mode may hold its worker slot, in seconds. */
export interface SlotTime {
  /** Undefined when it is not known. */
  readonly held?: number;
  readonly interval?: number;
  /** `execution_timeout`, which ends the try. */
  readonly limit?: number;
  /** A sensor looks at its timeout after each check and then sleeps for the whole interval: that is what it holds. */
  readonly isSlept: boolean;
  /** The timeout is Airflow's own default. */
  readonly isDefault: boolean;
}

export function slotTimeOf(project: Project, task: Task, sensor: WaitingClass): SlotTime {
  const interval = secondsOf(sensorArgument(project, task, sensor, 'poke_interval'));
  const given = sensorArgument(project, task, sensor, 'timeout');
  const limit = secondsOf(effective(project, task, 'execution_timeout'));
  const timeout = secondsOf(given);
  const isSlept = timeout !== undefined && interval !== undefined && interval > timeout;
  const waits = isSlept ? interval : timeout;
  const held = waits === undefined ? undefined : Math.min(waits, limit ?? waits);
  return {
    ...(held === undefined ? {} : { held }),
    ...(interval === undefined ? {} : { interval }),
    ...(limit !== undefined && (waits === undefined || limit < waits) ? { limit } : {}),
    isSlept,
    isDefault: given.state === 'known' && given.origin === 'default',
  };
}

/** Below this a sensor waits briefly: what poke mode is for. */
const longWait = 300;

/** Whether a sensor in poke mode may hold its slot for long; false when that is not known. */
export function isLong({ held, interval, limit }: SlotTime): boolean {
  if (held !== undefined) return held >= longWait;
  return interval !== undefined && interval >= longWait && (limit === undefined || limit >= longWait);
}

/** Arguments by which operators are told to wait for the job that they start, and the value that says so. */
const waitSwitches: readonly (readonly [name: string, waits: boolean])[] = [
  ['wait_for_completion', true],
  ['wait_for_termination', true],
  ['wait_until_finished', true],
  ['wait_until_job_complete', true],
  ['wait_until_complete', true],
  ['wait_for_results', true],
  ['wait', true],
  ['asynchronous', false],
];

/** How operators without such an argument say that they poll something that runs elsewhere. */
const pollingParameters =
  /^(job_)?poll(ing)?_(interval|period|sleep)(_seconds)?$|^waiter_delay$|^max_polling_attempts$/;

/**
 * Whether an operator of a class that can defer waits for a job that runs elsewhere: `switch` is the argument that says so, absent
 * where the class always waits. Undefined when it does not wait, or when that cannot be known.
 */
export function waitsForJob(
  project: Project,
  task: Task,
  known: WaitingClass,
): { readonly switch?: string } | undefined {
  const found = waitSwitches.filter(([name]) => known.parameters.includes(name));
  if (found.length === 0)
    return known.parameters.some((name) => pollingParameters.test(name)) ? {} : undefined;
  const waits = found.every(([name, on]) => {
    const value = effective(project, task, name);
    return value.state === 'known' && value.value.kind === 'boolean' && value.value.value === on;
  });
  return waits
    ? { switch: found.map(([name, on]) => `${name}=${on ? 'True' : 'False'}`).join(', ') }
    : undefined;
}
