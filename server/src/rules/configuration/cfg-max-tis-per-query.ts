import { numberOption } from '../../project/deployment-options.ts';
import { onOption, setHere } from '../option-findings.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'The scheduler looks at more tasks per query than may run',
  why: `In each loop the scheduler locks up to \`[scheduler] max_tis_per_query\` rows of task instances and decides which of
them may start. More than \`[core] parallelism\` can never start, so the rest is read, locked and put back: a slower query
and a lock that other schedulers wait for.

\`0\` means the value of \`parallelism\`.

Source: [Configuration Reference](https://airflow.apache.org/docs/apache-airflow/2.11.0/configurations-ref.html#max-tis-per-query):
"This should not be greater than \`[core] parallelism\`. If this is too high, SQL query performance may be impacted";
[Scheduler](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/scheduler.html).

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
        message: `The scheduler locks up to ${option.value} tasks per query, and no more than ${parallelism.value}${parallelism.setting ? '' : ' (default)'} may run`,
        related: setHere(parallelism, 'The limit for all tasks'),
        fix: '0',
      });
    }
  },
});
