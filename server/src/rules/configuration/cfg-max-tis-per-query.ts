import { numberOption } from '../../project/deployment-options.ts';
import { onOption, setHere } from '../option-findings.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'info',
  summary: 'The scheduler puts more tasks into one query than may run at once',
  why: `\`[scheduler] max_tis_per_query\` is how many task instances the scheduler puts into one query: it schedules them in
batches of that size. With hundreds in one the database works through a long list of keys and keeps their rows locked, and
other schedulers wait; and no more than \`[core] parallelism\` of them may start. Older versions of Airflow wrote 512 into
their airflow.cfg.

\`0\` means the value of \`parallelism\`.

Source: [Scheduler, tuning options](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/scheduler.html#scheduler-configuration-options):
"This should not be greater than \`core.parallelism\`. If this is too high then SQL query performance may be impacted".

**Not reported**: the default, and any value where \`parallelism\` has no limit (0, in Airflow 2).`,
  fixes: ['unsafe'],
  example: {
    file: 'airflow.cfg',
    bad: `[core]
parallelism = 32

[scheduler]
max_tis_per_query = 512
`,
    good: `[core]
parallelism = 32

[scheduler]
max_tis_per_query = 0
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      const key = 'scheduler.max_tis_per_query';
      const option = numberOption(project, deployment, key);
      const parallelism = numberOption(project, deployment, 'core.parallelism');
      if (!option?.setting || !parallelism || parallelism.value <= 0) continue;
      if (option.value <= parallelism.value) continue;
      yield onOption(project, deployment, {
        key,
        option,
        message: `The scheduler puts up to ${option.value} tasks into one query, and no more than ${parallelism.value}${parallelism.setting ? '' : ' (default)'} may run at once`,
        related: setHere(parallelism, 'The limit for all tasks'),
        fix: '0',
      });
    }
  },
});
