import { effective, secondsOf } from '../../project/effective.ts';
import { deferralOf, modeOf, sensorArgument, sensorOf } from '../../project/waiting.ts';
import { setTaskArgument } from '../edits.ts';
import { defineRule, type Finding } from '../rule.ts';
import { count, duration } from '../words.ts';

/** What `BaseSensorOperator` asks for in mode "reschedule", and has as default. */
const proposed = 60;
/** A poke is a query of something; below this many seconds between two of them it is a load of its own. */
const briefPoke = 5;
/** So many starts or pokes are nothing, however close together. */
const fewStarts = 10;
const shortWait = 600;

export default defineRule({
  severity: 'warning',
  summary: 'A sensor checks so often that the checks cost more than the waiting',
  why: `In mode "reschedule" every check is a start of a task: the scheduler queues it, a worker starts a process, imports
the DAG file and connects. With \`poke_interval=10\` that is 360 task starts an hour for one sensor. Airflow's own
description of the mode says that the interval "should be more than one minute to prevent too much load on the scheduler".

In mode "poke" a check is cheap for Airflow, but not for what is asked: a check a second for an hour is 3 600 queries.

A minute between two checks is the default and enough for most waiting. Where seconds count, a sensor with
\`deferrable=True\` polls in the triggerer, without starting anything.

**Leave it** when what follows has to start within seconds and the wait is known to be short.

Source: [\`BaseSensorOperator\`](https://airflow.apache.org/docs/task-sdk/stable/api.html), parameter \`mode\`;
[Core Concepts, Sensors](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/sensors.html).

**Not reported**: sensors that defer, \`exponential_backoff=True\`, rescheduled sensors whose timeout allows 10 checks or fewer, poking
for 10 minutes or less, and whatever cannot be known.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.common.sql.sensors.sql import SqlSensor

with DAG("orders", schedule="@daily"):
    SqlSensor(
        task_id="wait",
        conn_id="warehouse",
        sql="SELECT 1 FROM loads",
        mode="reschedule",
        poke_interval=10,
    )
`,
    good: `from airflow.sdk import DAG
from airflow.providers.common.sql.sensors.sql import SqlSensor

with DAG("orders", schedule="@daily"):
    SqlSensor(
        task_id="wait",
        conn_id="warehouse",
        sql="SELECT 1 FROM loads",
        mode="reschedule",
        poke_interval=60,
    )
`,
  },
  *check(file, project) {
    for (const task of file.tasks) {
      const sensor = sensorOf(project, task);
      if (!sensor) continue;
      const deferral = deferralOf(project, task, sensor);
      if (deferral === 'deferred' || deferral === 'unknown') continue;
      const mode = modeOf(project, task, sensor);
      const given = sensorArgument(project, task, sensor, 'poke_interval');
      const interval = secondsOf(given);
      if (mode === 'unknown' || given.state === 'unknown' || interval === undefined || interval < 0) continue;
      if (interval >= (mode === 'poke' ? briefPoke : proposed)) continue;
      const backoff = effective(project, task, 'exponential_backoff');
      if (backoff.state === 'unknown' || backoff.value.kind !== 'boolean' || backoff.value.value) continue;
      const timeout = secondsOf(sensorArgument(project, task, sensor, 'timeout'));
      if (mode === 'poke' && (timeout === undefined || timeout <= shortWait)) continue;
      const checks = timeout === undefined ? undefined : timeout / Math.max(interval, 1);
      if (checks !== undefined && checks <= fewStarts) continue;
      const every = `every ${duration(interval)}`;
      const most = checks === undefined ? '' : `, up to ${count(checks)} times`;
      const finding: Finding = {
        at: given.at && given.at.file === undefined ? given.at.at : task.at,
        message:
          mode === 'poke'
            ? `Sensor checks ${every}${most} (mode "poke")`
            : `Sensor starts a task ${every} to check${most} (mode "reschedule")`,
        ...(checks === undefined
          ? {}
          : {
              cost: {
                payer: mode === 'poke' ? ('external-system' as const) : ('scheduler' as const),
                amount: Math.round(checks),
                unit: mode === 'poke' ? 'checks' : 'task starts',
                per: 'run',
              },
            }),
      };
      const edit = setTaskArgument(file, task, 'poke_interval', String(proposed));
      yield edit
        ? { ...finding, fixes: [{ title: 'Check once a minute', safety: 'unsafe', edits: [edit] }] }
        : finding;
    }
  },
});
