import type { Deployment } from '../../project/deployment.ts';
import { isPlatform, switchOption } from '../../project/deployment-options.ts';
import { onOption } from '../option-findings.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'info',
  summary: 'The deployment sends no metrics',
  why: `Without metrics nobody sees how long DAG files take to parse, how long the scheduler's loop takes, or that a pool is
starved, until tasks are late: \`dag_processing.total_parse_time\`, \`scheduler.scheduler_loop_duration\`,
\`pool.starving_tasks\`. Both \`[metrics] statsd_on\` and \`[metrics] otel_on\` are off by default.

**Leave it** where the same numbers come from elsewhere, such as an agent that asks the database.

Source: [Metrics](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/logging-monitoring/metrics.html);
[Scheduler](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/scheduler.html): monitoring is
"extremely important".

**Not reported**: development set-ups, managed Airflow, the official chart (its StatsD exporter is on), services with
environment files that are not in the project, and compose files that do not speak of metrics: many of them are for trying
things out.`,
  example: {
    file: 'airflow.cfg',
    bad: `[scheduler]
parsing_processes = 2

[metrics]
statsd_on = False
otel_on = False
`,
    good: `[scheduler]
parsing_processes = 2

[metrics]
statsd_on = True
otel_on = False
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      if (deployment.isForDevelopment || deployment.metrics?.on || isPlatform(project, deployment)) continue;
      if (!speaksOfScheduler(deployment)) continue;
      const key = 'metrics.statsd_on';
      const statsd = switchOption(project, deployment, key);
      const otel = switchOption(project, deployment, 'metrics.otel_on');
      if (statsd?.value !== false || otel?.value !== false) continue;
      yield onOption(project, deployment, {
        key,
        option: statsd,
        message:
          'No metrics: how long files take to parse, the loop of the scheduler and starved pools stay unseen',
      });
    }
  },
});

/** An airflow.cfg or a chart's values that speak of the scheduler or of metrics: a compose file may be any set-up. */
function speaksOfScheduler(deployment: Deployment): boolean {
  return (
    deployment.sections.some(({ name }) => name === 'scheduler' || name === 'metrics') ||
    deployment.settings['metrics.statsd_on'] !== undefined ||
    deployment.metrics !== undefined
  );
}
