import { executorsOf, numberOption, switchOption, textOption } from '../../project/deployment-options.ts';
import { onOption } from '../option-findings.ts';
import { defineRule } from '../rule.ts';
import { duration } from '../words.ts';

/** Airflow's own for Redis and SQS. */
const usual = 86_400;

export default defineRule({
  severity: 'warning',
  summary: 'Celery delivers a task again while it is still running',
  why: `Redis and SQS hand a message to another worker when it has not been acknowledged for \`visibility_timeout\` seconds. With
\`task_acks_late\`, Airflow's default, that is when the task ends: a task that may run longer is started a second time, and
the second worker's try fails, or both do the work.

Set \`[celery_broker_transport_options] visibility_timeout\` above the longest time that a task may take.

**Leave it** when no task comes near the timeout that it is given.

Source: [Configuration Reference of the Celery provider](https://airflow.apache.org/docs/apache-airflow-providers-celery/stable/configurations-ref.html#visibility-timeout):
"Tasks running longer than this value will be terminated and redelivered", 86 400 seconds unless it is set, and
\`task_acks_late\`: "for Redis and SQS brokers, task_acks_late does NOT override visibility_timeout".

**Not reported**: tasks whose times are not known, sensors that do not wait in a worker, \`task_acks_late = False\` (a task is
acknowledged when it starts), other brokers; before the whole project has been analysed.`,
  example: {
    file: 'airflow.cfg',
    bad: `[core]
executor = CeleryExecutor

[celery]
broker_url = redis://redis:6379/0

[celery_broker_transport_options]
visibility_timeout = 3600
`,
    good: `[core]
executor = CeleryExecutor

[celery]
broker_url = redis://redis:6379/0

[celery_broker_transport_options]
visibility_timeout = 43200
`,
    around: {
      dagFiles: 4,
      dags: 4,
      longest: {
        seconds: 21_600,
        argument: 'execution_timeout',
        file: 'dags/train.py',
        at: { start: 0, end: 0 },
      },
    },
  },
  *checkProject(project) {
    const { longest } = project.whole;
    if (!longest) return;
    for (const deployment of project.deployments) {
      if (deployment.isForDevelopment) continue;
      if (!executorsOf(project, deployment)?.some((one) => one.includes('Celery'))) continue;
      const broker = textOption(project, deployment, 'celery.broker_url');
      if (!broker?.setting || !/^(rediss?|sentinel|sqs):/.test(broker.value)) continue;
      if (switchOption(project, deployment, 'celery.task_acks_late')?.value !== true) continue;
      const key = 'celery_broker_transport_options.visibility_timeout';
      const option = numberOption(project, deployment, key);
      if (!option && (deployment.settings[key] || deployment.unknownSettings.includes(key))) continue;
      const seconds = option?.value ?? usual;
      if (longest.seconds <= seconds) continue;
      yield onOption(project, deployment, {
        key,
        option,
        message: `Celery delivers a task again after ${duration(seconds)}${option ? '' : ' (default)'}, and a task may run for ${duration(longest.seconds)}`,
        related: [{ file: longest.file, at: longest.at, message: `Its ${longest.argument}` }],
      });
    }
  },
});
