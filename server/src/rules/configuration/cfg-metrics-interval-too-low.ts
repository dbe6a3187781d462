import { numberOption } from '../../project/deployment-options.ts';
import { onOption } from '../option-findings.ts';
import { defineRule } from '../rule.ts';
import { duration } from '../words.ts';

/** Option → its default in seconds; the second took over from the third in 3.2. */
const intervals: Readonly<Record<string, number>> = {
  'scheduler.pool_metrics_interval': 5,
  'scheduler.ti_metrics_interval': 30,
  'scheduler.running_metrics_interval': 30,
};

export default defineRule({
  severity: 'warning',
  summary: 'The scheduler counts tasks for its metrics more often than by default',
  why: `For the metrics of pools and of task instances the scheduler counts rows of the metadata database, in its own loop:
\`pool_metrics_interval\` (5 seconds by default), and \`running_metrics_interval\`, from 3.2 \`ti_metrics_interval\` (30 seconds).
A smaller interval makes the scheduler slower for every DAG, and charts no better than their own resolution.

**Leave it** when the charts are read at that resolution and the scheduler's loop time stays flat.

Source: [Scheduler, tuning options](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/scheduler.html#scheduler-configuration-options):
"this is a relatively expensive query to compute".`,
  fixes: ['unsafe'],
  example: {
    file: 'airflow.cfg',
    bad: `[scheduler]
pool_metrics_interval = 1.0
`,
    good: `[scheduler]
pool_metrics_interval = 5.0
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      for (const [key, usual] of Object.entries(intervals)) {
        const option = numberOption(project, deployment, key);
        if (!option?.setting || option.value >= usual || option.value < 0) continue;
        yield onOption(project, deployment, {
          key,
          option,
          message: `The scheduler counts ${key.includes('pool') ? 'the slots of all pools' : 'its task instances'} ${option.value === 0 ? 'without a pause' : `every ${duration(option.value)}`}, by default every ${usual} s`,
          fix: String(usual),
        });
      }
    }
  },
});
