import { operatorFacts } from '../../catalogue/catalogue.ts';
import { isSensorClass } from '../../model/airflow.ts';
import type { Dag, Task } from '../../model/facts.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import {
  type Effective,
  effective,
  effectiveDag,
  isNone,
  isOff,
  numberOf,
  secondsOf,
} from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { periodOf } from '../../project/schedule.ts';
import { ownDags, placeOf } from '../places.ts';
import { defineRule, type Finding } from '../rule.ts';
import { duration } from '../words.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task may take longer than the schedule gives it, and the next runs start beside it',
  why: `Airflow starts the next Dag run when its time has come, whether the one before has ended or not, until
\`max_active_runs\` (16) of them run side by side. When a file does not arrive or a system is slow, each of these runs
holds its worker slots or its place in the queue with the same work, and all of them go on at once when the cause is gone.

A sensor waits for up to its \`timeout\`, which is seven days where nothing sets it; any other task may take
\`execution_timeout\` for each of its attempts. Give them less than the schedule's period, or set \`max_active_runs=1\`,
so that one run waits and the others are not started. A \`dagrun_timeout\` ends a run that takes too long.

**Leave it** when runs that wait side by side are what you want, such as one for each day's file that may be late. Where
the Dag sets \`max_active_runs\`, and where the waiting holds no worker slot, the finding is a remark.

Source: [Sensors](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/sensors.html);
[Tasks, Timeouts](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html#timeouts).

**Not reported**: tasks without a timeout, tasks that depend on their past, schedules whose period is not known, and what
waits less than the longest gap between two runs.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor

with DAG("orders", schedule="@hourly", catchup=False):
    S3KeySensor(task_id="wait", bucket_key="s3://lake/orders.csv", timeout=6 * 3600)
`,
    good: `from airflow.sdk import DAG
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor

with DAG("orders", schedule="@hourly", catchup=False, max_active_runs=1):
    S3KeySensor(task_id="wait", bucket_key="s3://lake/orders.csv", timeout=6 * 3600)
`,
  },
  *check(file, project) {
    for (const dag of ownDags(file)) {
      const finding = pileOf(project, dag);
      if (finding) yield finding;
    }
  },
});

interface Wait {
  readonly task: Task;
  readonly seconds: number;
  readonly by: Effective;
  readonly text: string;
  readonly holdsSlot: boolean;
}

function pileOf(project: Project, dag: Dag): Finding | undefined {
  const limitOfRuns = effectiveDag(project, dag, 'max_active_runs');
  const runs = numberOf(limitOfRuns);
  if (limitOfRuns.state === 'unknown' || runs === undefined || runs === 1) return undefined;
  const waits = dag.tasks.flatMap((task) => {
    const wait = task.file === undefined && !dependsOnPast(project, task) ? waitOf(project, task) : undefined;
    return wait ? [wait] : [];
  });
  const end = effectiveDag(project, dag, 'dagrun_timeout');
  const limit = isNone(end) ? Number.POSITIVE_INFINITY : secondsOf(end);
  if (waits.length === 0 || limit === undefined) return undefined;
  // Looked up last: to count a cron expression out costs more than everything before.
  const period = periodOf(project, dag);
  if (!period || limit <= period.longest) return undefined;
  const longer = waits.filter((one) => one.seconds > period.longest);
  const holding = longer.filter((one) => one.holdsSlot);
  const [first, ...others] = holding.length > 0 ? holding : longer;
  if (!first) return undefined;
  const longest = others.reduce((most, one) => (one.seconds > most.seconds ? one : most), first);
  const seconds = Math.min(longest.seconds, limit);
  // Airflow takes 0 for no limit.
  const most = runs < 1 ? Number.POSITIVE_INFINITY : runs;
  const beside = Math.min(Math.ceil(seconds / period.mean), most);
  const { at, related } = placeOf(longest.by, longest.task.at);
  return {
    at,
    related,
    ...(longest.holdsSlot && limitOfRuns.origin !== 'call' ? {} : { severity: 'info' as const }),
    message: `Up to ${beside} runs pile up: ${longest.text}, and a run starts every ${duration(period.mean)}`,
    ...(longest.holdsSlot
      ? { cost: { payer: 'worker-slots' as const, amount: beside, unit: 'slots', per: 'Dag' } }
      : {}),
  };
}

function dependsOnPast(project: Project, task: Task): boolean {
  const value = effective(project, task, 'depends_on_past');
  return value.state === 'unknown' || !isOff(value);
}

function waitOf(project: Project, task: Task): Wait | undefined {
  const attempt = effective(project, task, 'execution_timeout');
  const retries = numberOf(effective(project, task, 'retries'));
  const seconds = secondsOf(attempt);
  const attempts =
    seconds === undefined || retries === undefined
      ? undefined
      : { seconds: seconds * (retries + 1), retries };
  if (isSensor(task)) return sensorWait(project, task, attempt, attempts?.seconds);
  return (
    attempts && {
      task,
      seconds: attempts.seconds,
      by: attempt,
      text: `this task may take ${duration(attempts.seconds)}${attempts.retries > 0 ? ` with its ${attempts.retries + 1} attempts` : ''}`,
      holdsSlot: true,
    }
  );
}

function isSensor(task: Task): boolean {
  return task.operator === 'airflow.sdk.task.sensor' || isSensorClass(catalogueClass(task));
}

/** A sensor ends with its `timeout`, retries or not; while it pokes, each attempt may end earlier. */
function sensorWait(
  project: Project,
  task: Task,
  attempt: Effective,
  attempts: number | undefined,
): Wait | undefined {
  const timeout = effective(project, task, 'timeout');
  const longest = secondsOf(timeout);
  if (longest === undefined || attempt.state === 'unknown') return undefined;
  const isCut = !isNone(attempt);
  if (isCut && attempts === undefined) return undefined;
  const seconds = Math.min(longest, attempts ?? longest);
  const isDefault = timeout.state === 'known' && timeout.origin === 'default' && seconds === longest;
  return {
    task,
    seconds,
    by: seconds === longest ? timeout : attempt,
    text: `this sensor may wait ${duration(seconds)}${isDefault ? ' (default timeout)' : ''}`,
    holdsSlot: holdsSlot(project, task),
  };
}

function holdsSlot(project: Project, task: Task): boolean {
  const facts = operatorFacts(catalogueClass(task));
  if (facts?.alwaysAsynchronous || catalogueClass(task).endsWith('Async')) return false;
  const mode = effective(project, task, 'mode');
  if (mode.state === 'unknown' || mode.value.kind !== 'string' || mode.value.value !== 'poke') return false;
  const deferrable = facts?.deferrable ? effective(project, task, 'deferrable') : undefined;
  return deferrable === undefined || isOff(deferrable);
}
