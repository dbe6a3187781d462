import { effective } from '../../project/effective.ts';
import { servedQueues } from '../../project/queues.ts';
import { nearestName } from '../nearest.ts';
import { defineRule } from '../rule.ts';
import { listed } from '../words.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task is sent to a queue that no worker listens to',
  why: `A Celery worker takes tasks of the queues that it is started with (\`airflow celery worker -q …\`), by default of
\`[operators] default_queue\` alone. A task of another queue stays queued until a worker comes that listens to it: it holds
a place of \`parallelism\` and of its pool, and nothing fails.

With LocalExecutor there are no queues: \`queue\` has no effect (an information).

**Leave it** when the workers of that queue are started outside of this project.

Source: [Celery Executor, queues](https://airflow.apache.org/docs/apache-airflow-providers-celery/stable/celery_executor.html#queues).

**Not reported**: projects whose workers are not all known, values of charts that name no queue (another release may have the
other workers), names that are computed.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("train", schedule="@daily"):
    BashOperator(task_id="train", bash_command="train.sh", queue="gpus")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("train", schedule="@daily"):
    BashOperator(task_id="train", bash_command="train.sh", queue="gpu")
`,
    beside: {
      'docker-compose.yaml': `services:
  worker:
    image: apache/airflow:2.10.3
    command: celery worker -q default,gpu
    environment:
      AIRFLOW__CORE__EXECUTOR: CeleryExecutor
`,
    },
  },
  *check(file, project) {
    const served = servedQueues(project);
    if (served === undefined) return;
    for (const task of file.tasks) {
      const queue = effective(project, task, 'queue');
      if (queue.state === 'unknown' || queue.value.kind !== 'string') continue;
      if (queue.origin === 'default' || queue.origin === 'configuration' || queue.value.value === '')
        continue;
      const name = queue.value.value;
      const at = queue.at && queue.at.file === undefined ? queue.at.at : task.at;
      if (served === 'none') {
        yield {
          at,
          severity: 'info',
          message: `The queue "${name}" has no effect: with LocalExecutor all tasks run in the scheduler`,
        };
        continue;
      }
      if (served.has(name)) continue;
      const names = [...served].sort();
      const near = nearestName(name, names);
      yield {
        at,
        message: `No worker listens to the queue "${name}", only to ${listed(names)}: its tasks stay queued${near ? `; "${near}" is near` : ''}`,
      };
    }
  },
});
