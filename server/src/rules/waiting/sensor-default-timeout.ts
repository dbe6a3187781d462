import { isClockSensorClass } from '../../model/airflow.ts';
import type { DagFile, Task } from '../../model/facts.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import { effective, effectiveDag, secondsOf } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { deferralOf, modeOf, sensorArgument, sensorOf } from '../../project/waiting.ts';
import { setTaskArgument } from '../edits.ts';
import { defineRule } from '../rule.ts';
import { duration } from '../words.ts';

/** What the fix proposes; on a command line nobody can be asked. */
const proposed = 3_600;

export default defineRule({
  severity: 'warning',
  summary: 'A sensor waits for up to seven days because nothing sets its timeout',
  why: `\`timeout\` of a sensor is seven days unless something sets it (\`[sensors] default_timeout\`). When a file never comes,
nobody hears of it for a week: the task is neither failed nor late, it waits, holds its slot or is started every minute, and
each day's run adds another sensor that waits for what is not there.

Give the sensor the longest wait that is still normal. After it the sensor fails (or is skipped, with \`soft_fail=True\`), the
callbacks run, and somebody can look.

**Leave it** when a wait of days is normal.

Source: [Core Concepts, Sensors](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/sensors.html);
[\`[sensors] default_timeout\`](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#default-timeout).

**Not reported**: timeouts in \`default_args\` and configuration, classes with a timeout of their own, sensors that wait for a time of day or
a date, which is sure to come, and sensors that \`execution_timeout\` or the Dag's \`dagrun_timeout\` ends. A deferred sensor holds no
slot: for it this is an info.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.sensors.filesystem import FileSensor

with DAG("orders", schedule="@daily"):
    FileSensor(task_id="wait", filepath="/data/orders.csv", mode="reschedule")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.sensors.filesystem import FileSensor

with DAG("orders", schedule="@daily"):
    FileSensor(task_id="wait", filepath="/data/orders.csv", mode="reschedule", timeout=3600)
`,
  },
  *check(file, project) {
    for (const task of file.tasks) {
      const sensor = sensorOf(project, task);
      if (!sensor || isClockSensorClass(catalogueClass(task))) continue;
      const timeout = sensorArgument(project, task, sensor, 'timeout');
      const longest = secondsOf(timeout);
      if (timeout.state === 'unknown' || timeout.origin !== 'default' || longest === undefined) continue;
      const deferral = deferralOf(project, task, sensor);
      const mode = modeOf(project, task, sensor);
      if (deferral === 'unknown' || mode === 'unknown') continue;
      const isDeferred = deferral === 'deferred';
      // Only the time on a worker counts for execution_timeout: between the starts of a rescheduled sensor it stands still.
      if ((isDeferred || mode === 'poke') && !isUnlimited(project, task)) continue;
      if (isRunLimited(file, project, task)) continue;
      const edit = setTaskArgument(file, task, 'timeout', String(proposed));
      yield {
        at: task.at,
        message: `Nothing ends the wait of this sensor before ${duration(longest)} have passed (default timeout)`,
        ...(isDeferred ? { severity: 'info' as const } : {}),
        fixes: edit
          ? [{ title: `Set timeout to ${duration(proposed)}`, safety: 'unsafe' as const, edits: [edit] }]
          : [],
      };
    }
  },
});

/** Whether no `execution_timeout` is known to end a try; what is not known may. */
function isUnlimited(project: Project, task: Task): boolean {
  const limit = effective(project, task, 'execution_timeout');
  return limit.state === 'known' && limit.value.kind === 'none';
}

/** Whether `dagrun_timeout` of the task's Dag ends the wait, or may; false for a task of no known Dag. */
function isRunLimited(file: DagFile, project: Project, task: Task): boolean {
  const dag = task.dag === undefined ? undefined : file.dags[task.dag];
  if (!dag) return false;
  const limit = effectiveDag(project, dag, 'dagrun_timeout');
  return limit.state === 'unknown' || limit.value.kind !== 'none';
}
