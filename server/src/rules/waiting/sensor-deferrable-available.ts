import { isExternalTaskSensorClass } from '../../model/airflow.ts';
import type { Task } from '../../model/facts.ts';
import { catalogueClass, ownArgument } from '../../model/task-arguments.ts';
import { effective } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { deferralOf, isLong, modeOf, sensorOf, slotTimeOf } from '../../project/waiting.ts';
import { deferFixes } from '../defer.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'info',
  summary: 'A sensor is started again for each check although it can wait in the triggerer',
  why: `With \`deferrable=True\` a sensor gives up its worker slot once and its condition is polled in the triggerer, one process for
thousands of waits. In mode "reschedule" each check is a start of a task instead: queued by the scheduler, a new process on a
worker, the DAG file imported again. Airflow's comparison: reschedule's "resource use is higher (repeated execution)".

Which classes have the argument is read from the provider packages.

**Leave it** when no triggerer runs, or when the checks are rare. \`deferrable=False\` says so for one sensor, and is not reported.

Source: [Deferrable Operators](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/deferring.html).

**Not reported**: sensors in poke mode that may wait for five minutes or more, which
[\`sensor-poke-long-wait\`](sensor-poke-long-wait.md) reports with the same fix; short waits in poke mode are a hint. Deployments whose files show no triggerer,
\`default_deferrable\`, and \`ExternalTaskSensor(check_existence=True)\`, whose check Airflow 3 leaves out when it defers.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor

with DAG("orders", schedule="@daily"):
    S3KeySensor(task_id="wait", bucket_key="s3://lake/orders.csv", mode="reschedule")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor

with DAG("orders", schedule="@daily"):
    S3KeySensor(task_id="wait", bucket_key="s3://lake/orders.csv", deferrable=True)
`,
  },
  *check(file, project) {
    if (project.triggerer === 'absent') return;
    for (const task of file.tasks) {
      const sensor = sensorOf(project, task);
      if (!sensor || deferralOf(project, task, sensor) !== 'possible') continue;
      if (isExternalTaskSensorClass(catalogueClass(task)) && checksExistence(project, task)) continue;
      const mode = modeOf(project, task, sensor);
      if (mode === 'unknown') continue;
      if (mode === 'reschedule') {
        const given = ownArgument(task, 'mode');
        yield {
          at: given?.valueAt && !given.splat ? given.at : task.at,
          message:
            'Each check of this sensor starts a task (mode "reschedule"), although its class can wait in the triggerer',
          fixes: deferFixes(file, task),
        };
        continue;
      }
      const time = slotTimeOf(project, task, sensor);
      if (time.held === undefined || isLong(time)) continue;
      yield {
        at: task.at,
        message: 'Sensor waits on a worker, although its class can wait in the triggerer',
        severity: 'hint',
        fixes: deferFixes(file, task),
      };
    }
  },
});

/** Whether the sensor looks first whether what it waits for exists at all, or may do so. */
function checksExistence(project: Project, task: Task): boolean {
  if (project.target?.version.startsWith('2.')) return false;
  const check = effective(project, task, 'check_existence');
  return check.state === 'unknown' || check.value.kind !== 'boolean' || check.value.value;
}
