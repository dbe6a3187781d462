import { executorsOf } from '../../project/deployment-options.ts';
import { servicesOf } from '../../project/services.ts';
import { concurrencyOf } from '../../project/worker-memory.ts';
import { setHere } from '../option-findings.ts';
import { defineRule } from '../rule.ts';

const mebibyte = 1024 * 1024;

export default defineRule<{ 'minimum-mib': number }>({
  severity: 'warning',
  summary: 'A worker has less memory for each task than a task needs to start',
  why: `Each task try is a Python process of its own that imports Airflow, the DAG file and all that it imports: with a
provider or two that is 150 to 250 MiB before the task does anything. A worker whose limit, divided by the tasks that it runs
at once, is less is killed when all slots are taken: every task on it fails and is tried again, together.

Raise the limit, or lower \`worker_concurrency\` (16 by default).

**Leave it** when most tasks wait for other systems and a forked process shares what it has imported.

Source: [Celery Executor](https://airflow.apache.org/docs/apache-airflow-providers-celery/stable/celery_executor.html);
the memory of an import of Airflow in a fresh interpreter, measured.

**Not reported**: workers of which the memory or the concurrency is not known.`,
  example: {
    file: 'docker-compose.yaml',
    bad: `services:
  worker:
    image: apache/airflow:2.10.3
    command: celery worker
    environment:
      AIRFLOW__CORE__EXECUTOR: CeleryExecutor
      AIRFLOW__CELERY__WORKER_CONCURRENCY: '16'
    mem_limit: 2g
`,
    good: `services:
  worker:
    image: apache/airflow:2.10.3
    command: celery worker
    environment:
      AIRFLOW__CORE__EXECUTOR: CeleryExecutor
      AIRFLOW__CELERY__WORKER_CONCURRENCY: '4'
    mem_limit: 2g
`,
  },
  options: {
    'minimum-mib': { default: 256, description: 'MiB for each task below which a worker is reported' },
  },
  *checkConfiguration(project, options) {
    for (const deployment of project.deployments) {
      const executors = executorsOf(project, deployment);
      if (executors && !executors.some((one) => one.includes('Celery'))) continue;
      for (const worker of servicesOf(deployment, 'worker')) {
        const concurrency = concurrencyOf(project, deployment, worker);
        if (!worker.memoryLimit || !concurrency || concurrency.value <= 0) continue;
        const each = worker.memoryLimit.value / concurrency.value / mebibyte;
        if (each >= options['minimum-mib']) continue;
        const fits = Math.max(1, Math.floor(worker.memoryLimit.value / mebibyte / options['minimum-mib']));
        yield {
          file: worker.file,
          at: worker.memoryLimit.at,
          message: `${Math.round(each)} MiB for each of the ${concurrency.value} tasks that the worker runs at once: it has room for ${fits}`,
          related: setHere(concurrency, 'How many it runs at once'),
        };
      }
    }
  },
});
