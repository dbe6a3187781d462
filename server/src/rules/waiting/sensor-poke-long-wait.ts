import type { DagFile, Task } from '../../model/facts.ts';
import { ownArgument } from '../../model/task-arguments.ts';
import { secondsOf } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import {
  deferralOf,
  isLong,
  modeOf,
  type SlotTime,
  sensorArgument,
  sensorOf,
  slotTimeOf,
  type WaitingClass,
} from '../../project/waiting.ts';
import { deferFixes } from '../defer.ts';
import { quoted, setTaskArguments, writtenHere } from '../edits.ts';
import { defineRule, type Fix } from '../rule.ts';
import { duration } from '../words.ts';

const hour = 3_600;
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
      const sensor = sensorOf(project, task);
      if (!sensor || modeOf(project, task, sensor) !== 'poke') continue;
      const deferral = deferralOf(project, task, sensor);
      if (deferral === 'deferred' || deferral === 'unknown') continue;
      // A class that can only poke can be helped by deferring alone.
      if (sensor.pokeModeOnly && deferral === 'impossible') continue;
      const time = slotTimeOf(project, task, sensor);
      if (!isLong(time)) continue;
      const mode = task.arguments.mode;
      yield {
        at: mode?.valueAt && !mode.splat ? mode.at : task.at,
        message: messageOf(time),
        ...(time.held === undefined
          ? {}
          : {
              cost: {
                payer: 'worker-slots' as const,
                amount: round(time.held / hour),
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

function messageOf({ held, limit, interval, isSlept, isDefault }: SlotTime): string {
  if (held === undefined)
    return `Sensor holds a worker slot while it waits (mode "poke", a check every ${duration(interval ?? 0)})`;
  if (held === limit)
    return `Sensor holds a worker slot for up to ${duration(held)} a try (mode "poke", execution_timeout)`;
  const note = isSlept ? `, a check every ${duration(held)}` : isDefault ? ', default timeout' : '';
  return `Sensor holds a worker slot for up to ${duration(held)} (mode "poke"${note})`;
}

function rescheduleFixes(file: DagFile, project: Project, task: Task, sensor: WaitingClass): Fix[] {
  const given = ownArgument(task, 'mode');
  if (given && !writtenHere(given)) return [];
  const interval = secondsOf(sensorArgument(project, task, sensor, 'poke_interval'));
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
