import { executorsOf, numberOption } from '../../project/deployment-options.ts';
import { countOf } from '../../project/services.ts';
import { onOption } from '../option-findings.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'Celery workers take tasks that they cannot start yet',
  why: `A worker takes \`worker_concurrency\` × \`worker_prefetch_multiplier\` tasks from the queue. With a multiplier above 1 it
sits on tasks behind long ones that it is running, while other workers are idle: they show as queued, and the slots that
could run them are paid for and empty.

Set it to 1: a task that starts takes longer than its message.

**Leave it** when all tasks of the queue take a second or less.

Source: [Configuration Reference of the Celery provider](https://airflow.apache.org/docs/apache-airflow-providers-celery/stable/configurations-ref.html#worker-prefetch-multiplier):
"A value greater than 1 can result in tasks being unnecessarily blocked".

**Not reported**: a deployment with a single worker, and other executors.`,
  fixes: ['unsafe'],
  example: {
    file: 'airflow.cfg',
    bad: `[core]
executor = CeleryExecutor

[celery]
worker_prefetch_multiplier = 4
`,
    good: `[core]
executor = CeleryExecutor

[celery]
worker_prefetch_multiplier = 1
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      const executors = executorsOf(project, deployment);
      if (executors && !executors.some((one) => one.includes('Celery'))) continue;
      const key = 'celery.worker_prefetch_multiplier';
      const option = numberOption(project, deployment, key);
      if (!option?.setting || option.value <= 1 || countOf(deployment, 'worker') === 1) continue;
      const concurrency = numberOption(project, deployment, 'celery.worker_concurrency');
      const taken = concurrency && concurrency.value > 0 ? concurrency.value * option.value : undefined;
      yield onOption(project, deployment, {
        key,
        option,
        message:
          taken === undefined
            ? `Each worker takes ${option.value} times as many tasks as it can run, while others are idle`
            : `Each worker takes ${taken} tasks and can run ${concurrency?.value}: the others wait, while other workers are idle`,
        fix: '1',
      });
    }
  },
});
