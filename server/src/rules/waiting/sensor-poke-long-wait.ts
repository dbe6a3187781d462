import { type OperatorFacts, operatorFacts } from '../../catalogue/catalogue.ts';
import { isSensorClass } from '../../model/airflow.ts';
import type { DagFile, Range, Task } from '../../model/facts.ts';
import { catalogueClass, ownArgument } from '../../model/task-arguments.ts';
import { type Effective, effective, secondsOf } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { quoted, removeArgument, setTaskArgument, setTaskArguments, writtenHere } from '../edits.ts';
import { defineRule, type Fix } from '../rule.ts';
import { duration } from '../words.ts';

const hour = 3_600;
/** Airflow's own: `[sensors] default_timeout` and `BaseSensorOperator.poke_interval`, the same from 2.10 to 3.4. */
const longWait = 300;
/** A rescheduled check is a start of a task: below a minute it costs more than it saves. */
const briefInterval = 60;

export default defineRule({
  severity: 'warning',
  summary: 'A sensor in poke mode holds a worker slot for as long as it waits',
  why: `In mode "poke", which is the default, a sensor keeps its worker slot and its pool slot between two checks, by default one a
minute for up to seven days. A few dozen sensors waiting for the same late file can fill all workers, and the tasks that
would produce the file no longer get a slot.

\`deferrable=True\`, where the class has it, hands the waiting to the triggerer: one process waits for thousands. It needs a
running triggerer. \`mode="reschedule"\` frees the slot between checks; each check then starts a task of its own, so the
interval is best a minute or more. Short waits are what poke mode is for: a sensor that gives up within 5 minutes is not
reported. A sensor looks at its timeout after each check and then sleeps for the whole interval, so that a long
\`poke_interval\` outlasts a short timeout; \`execution_timeout\` ends a try sooner, and the message counts with both.

**Leave it** when the wait is known to be short although the timeout is long.

Source: [Core Concepts, Sensors](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/sensors.html):
"checking every second should be in poke mode, while … every minute should be in reschedule mode";
[Deferrable Operators](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/deferring.html).
Which classes have \`deferrable\`, another default mode, or only poke mode is read from the provider packages.

**Not reported**: sensors that always wait in the triggerer, classes whose default is reschedule, \`default_deferrable\`,
and every sensor whose mode cannot be known from this file.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.sensors.filesystem import FileSensor

with DAG("orders", schedule="@daily"):
    FileSensor(task_id="wait_for_orders", filepath="/data/orders.csv")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.sensors.filesystem import FileSensor

with DAG("orders", schedule="@daily"):
    FileSensor(task_id="wait_for_orders", filepath="/data/orders.csv", deferrable=True)
`,
  },
  *check(file, project) {
    for (const task of file.tasks) {
      const sensor = sensorOf(task, project);
      if (!sensor || !pokes(project, task, sensor)) continue;
      const deferral = deferralOf(project, task, sensor);
      if (deferral === 'deferred' || deferral === 'unknown') continue;
      // A class that can only poke can be helped by deferring alone.
      if (sensor.pokeModeOnly && deferral === 'impossible') continue;
      const wait = waitOf(project, task, sensor);
      if (!wait) continue;
      const mode = task.arguments.mode;
      yield {
        at: mode?.valueAt && !mode.splat ? mode.at : task.at,
        message: wait.message,
        ...(wait.timeout === undefined
          ? {}
          : {
              cost: {
                payer: 'worker-slots' as const,
                amount: round(wait.timeout / hour),
                unit: 'slot-hours',
                per: 'run',
              },
            }),
        fixes: [
          ...(deferral === 'possible' && project.triggerer !== 'absent' ? deferFixes(file, task) : []),
          ...(sensor.pokeModeOnly ? [] : rescheduleFixes(file, project, task, sensor)),
        ],
      };
    }
  },
});

type Sensor = Pick<
  OperatorFacts,
  'deferrable' | 'defaultMode' | 'pokeModeOnly' | 'alwaysAsynchronous' | 'parameters'
>;

const plainSensor: Sensor = {
  deferrable: false,
  pokeModeOnly: false,
  alwaysAsynchronous: false,
  parameters: [],
};

/** What the catalogue knows of the task's class; undefined when it is no sensor, or one that never holds a slot. */
function sensorOf(task: Task, project: Project): Sensor | undefined {
  if (task.operator === 'airflow.sdk.task.sensor') return plainSensor;
  const name = catalogueClass(task);
  if (!isSensorClass(name) || isAsynchronousByName(name)) return undefined;
  const facts = inBothLines(name, project) ?? plainSensor;
  return facts.alwaysAsynchronous ? undefined : facts;
}

/** `SnowflakeSensorAsync`, `DateTimeSensorAsync`: the suffix of classes that have no other way to wait than deferring. */
function isAsynchronousByName(name: string): boolean {
  return name.endsWith('Async');
}

/** For an unknown target version, what holds for the oldest and the newest packages. */
function inBothLines(name: string, project: Project): Sensor | undefined {
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
  };
}

function pokes(project: Project, task: Task, sensor: Sensor): boolean {
  const mode = effective(project, task, 'mode');
  if (mode.state === 'unknown') return false;
  if (mode.origin === 'default') return sensor.defaultMode !== 'reschedule';
  return mode.value.kind === 'string' && mode.value.value === 'poke';
}

/** `refused`: an explicit `deferrable=False` is a decision. */
function deferralOf(
  project: Project,
  task: Task,
  sensor: Sensor,
): 'possible' | 'impossible' | 'refused' | 'deferred' | 'unknown' {
  if (!sensor.deferrable) return ownArgument(task, 'deferrable') ? 'unknown' : 'impossible';
  const deferrable = effective(project, task, 'deferrable');
  if (deferrable.state === 'unknown' || deferrable.value.kind !== 'boolean') return 'unknown';
  if (deferrable.value.value) return 'deferred';
  return deferrable.origin === 'default' || deferrable.origin === 'configuration' ? 'possible' : 'refused';
}

interface Wait {
  readonly message: string;
  /** Seconds; undefined when not known. */
  readonly timeout?: number;
}

/** An argument's effective value; a class that has the parameter itself may have another default than the base class. */
function effectiveOf(
  project: Project,
  task: Task,
  sensor: Sensor,
  name: 'poke_interval' | 'timeout',
): Effective {
  const value = effective(project, task, name);
  const isBases = value.state === 'known' && (value.origin === 'default' || value.origin === 'configuration');
  return isBases && sensor.parameters.includes(name) ? { state: 'unknown' } : value;
}

function waitOf(project: Project, task: Task, sensor: Sensor): Wait | undefined {
  const interval = secondsOf(effectiveOf(project, task, sensor, 'poke_interval'));
  const timeout = effectiveOf(project, task, sensor, 'timeout');
  const limit = secondsOf(effective(project, task, 'execution_timeout'));
  const longest = secondsOf(timeout);
  if (longest === undefined) {
    if (interval === undefined || interval < longWait || (limit !== undefined && limit < longWait))
      return undefined;
    return {
      message: `Sensor holds a worker slot while it waits (mode "poke", a check every ${duration(interval)})`,
    };
  }
  const sleeps = interval !== undefined && interval > longest;
  const held = sleeps ? interval : longest;
  const isCut = limit !== undefined && limit < held;
  if ((isCut ? limit : held) < longWait) return undefined;
  if (isCut) {
    return {
      message: `Sensor holds a worker slot for up to ${duration(limit)} a try (mode "poke", execution_timeout)`,
      timeout: limit,
    };
  }
  const isDefault = timeout.state === 'known' && timeout.origin === 'default';
  const note = sleeps ? `, a check every ${duration(interval)}` : isDefault ? ', default timeout' : '';
  return {
    message: `Sensor holds a worker slot for up to ${duration(held)} (mode "poke"${note})`,
    timeout: held,
  };
}

function deferFixes(file: DagFile, task: Task): Fix[] {
  const edit = setTaskArgument(file, task, 'deferrable', 'True');
  if (!edit) return [];
  const mode = task.arguments.mode;
  if (!mode?.valueAt) return [{ title: 'Set deferrable=True', safety: 'unsafe', edits: [edit] }];
  if (mode.splat || !task.argumentList) return [];
  const list: Range = task.argumentList;
  const replaced = { range: mode.at, text: 'deferrable=True' };
  const edits = ownArgument(task, 'deferrable') ? [edit, removeArgument(file, list, mode.at)] : [replaced];
  return [{ title: 'Set deferrable=True', safety: 'unsafe', edits }];
}

function rescheduleFixes(file: DagFile, project: Project, task: Task, sensor: Sensor): Fix[] {
  const given = ownArgument(task, 'mode');
  if (given && !writtenHere(given)) return [];
  const interval = secondsOf(effectiveOf(project, task, sensor, 'poke_interval'));
  const isBrief = interval !== undefined && interval < briefInterval;
  const mode = ['mode', quoted(file, 'reschedule')] as const;
  const edits = setTaskArguments(
    file,
    task,
    isBrief ? [['poke_interval', String(briefInterval)], mode] : [mode],
  );
  const title = `Set mode="reschedule"${isBrief ? ', with a check every minute' : ''}`;
  return edits ? [{ title, safety: 'unsafe', edits }] : [];
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
