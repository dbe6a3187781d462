import { effective, secondsOf } from '../../project/effective.ts';
import { hasRetryPolicy } from '../../project/retries.ts';
import { deferralOf, modeOf, sensorArgument, sensorOf } from '../../project/waiting.ts';
import { defineRule } from '../rule.ts';
import { count, duration } from '../words.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A sensor is killed and tried again before its own timeout can end the wait',
  why: `\`timeout\` is how long a sensor waits; when it has passed, the sensor fails for good, without retries. \`execution_timeout\` is how long
one try may run; when it has passed, the try is killed, and tried again. If \`execution_timeout\` is the shorter one, the sensor
never reaches its timeout: each try dies, waits for \`retry_delay\` and starts over, and the message is not "timed out
waiting" but "task timed out".

Set \`timeout\` to the wait that is normal, and leave \`execution_timeout\` to guard a single check of a rescheduled sensor. In \`default_args\` an
\`execution_timeout\` meant for other tasks reaches sensors, too.

**Leave it** when the tries are meant as the wait.

Source: [Core Concepts, Tasks, Timeouts](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html#timeouts);
[Sensors](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/sensors.html).

**Not reported**: rescheduled sensors, whose \`execution_timeout\` counts the checks only, deferred ones, and sensors without retries.`,
  example: {
    bad: `from datetime import timedelta

from airflow.sdk import DAG
from airflow.providers.standard.sensors.filesystem import FileSensor

with DAG("orders", schedule="@daily", default_args={"retries": 2, "execution_timeout": timedelta(hours=1)}):
    FileSensor(task_id="wait", filepath="/data/orders.csv", timeout=4 * 3600)
`,
    good: `from datetime import timedelta

from airflow.sdk import DAG
from airflow.providers.standard.sensors.filesystem import FileSensor

with DAG("orders", schedule="@daily", default_args={"retries": 2, "execution_timeout": timedelta(hours=1)}):
    FileSensor(task_id="wait", filepath="/data/orders.csv", timeout=1800)
`,
  },
  *check(file, project) {
    for (const task of file.tasks) {
      const sensor = sensorOf(project, task);
      if (!sensor || hasRetryPolicy(task)) continue;
      const limit = effective(project, task, 'execution_timeout');
      const most = secondsOf(limit);
      const timeout = secondsOf(sensorArgument(project, task, sensor, 'timeout'));
      if (limit.state === 'unknown' || most === undefined || timeout === undefined || most >= timeout)
        continue;
      if (modeOf(project, task, sensor) !== 'poke') continue;
      const deferral = deferralOf(project, task, sensor);
      if (deferral === 'deferred' || deferral === 'unknown') continue;
      const retries = effective(project, task, 'retries');
      if (retries.state === 'unknown' || retries.value.kind !== 'number' || retries.value.value < 1) continue;
      const tries = retries.value.value + 1;
      const given = task.arguments.execution_timeout;
      yield {
        at: given?.valueAt && !given.splat ? given.at : task.at,
        message: `Each of ${count(tries)} tries of this sensor is killed after ${duration(most)} (execution_timeout): its timeout of ${duration(timeout)} is never reached`,
        ...(limit.at && !given?.valueAt ? { related: [{ ...limit.at, message: 'Set here' }] } : {}),
      };
    }
  },
});
