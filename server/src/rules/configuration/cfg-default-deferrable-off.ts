import { showsOptions, switchOption } from '../../project/deployment-options.ts';
import { onOption } from '../option-findings.ts';
import { defineRule } from '../rule.ts';
import { count } from '../words.ts';

export default defineRule<{ 'minimum-tasks': number }>({
  severity: 'info',
  summary: 'Tasks wait in worker slots while a triggerer runs that could wait for them',
  why: `An operator that can defer gives its slot back and lets the triggerer wait, which waits for thousands at once. Each one
has to be told so with \`deferrable=True\`, or all of them by \`[operators] default_deferrable\`. The deployment pays for a
triggerer already.

**Leave it** when the triggerer is there for a few DAGs only, or lacks the network or the secrets that the others need.

Source: [Deferrable Operators & Triggers](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/deferring.html);
\`[operators] default_deferrable\`, since 2.7.

**Not reported**: deployments without a visible triggerer, tasks that set \`deferrable\` themselves; before the whole project has
been analysed.`,
  fixes: ['unsafe'],
  example: {
    file: 'docker-compose.yaml',
    bad: `services:
  scheduler:
    image: apache/airflow:2.10.3
    command: scheduler
    environment:
      AIRFLOW__OPERATORS__DEFAULT_DEFERRABLE: 'false'
  triggerer:
    image: apache/airflow:2.10.3
    command: triggerer
`,
    good: `services:
  scheduler:
    image: apache/airflow:2.10.3
    command: scheduler
    environment:
      AIRFLOW__OPERATORS__DEFAULT_DEFERRABLE: 'true'
  triggerer:
    image: apache/airflow:2.10.3
    command: triggerer
`,
    around: { dagFiles: 8, dags: 8, waitingTasks: 14 },
  },
  options: {
    'minimum-tasks': { default: 5, description: 'Number of such tasks from which a deployment is reported' },
  },
  *checkProject(project, options) {
    const { waitingTasks } = project.whole;
    if (waitingTasks < options['minimum-tasks']) return;
    for (const deployment of project.deployments) {
      const { triggerer, isForDevelopment } = deployment;
      if (!triggerer?.on || triggerer.implied || isForDevelopment || !showsOptions(deployment)) continue;
      const key = 'operators.default_deferrable';
      const option = switchOption(project, deployment, key);
      if (option?.value !== false) continue;
      yield onOption(project, deployment, {
        key,
        option,
        message: `${count(waitingTasks)} tasks wait in worker slots, and the triggerer could wait for them: default_deferrable is off${option.setting ? '' : ' (default)'}`,
        related: [{ file: triggerer.file, at: triggerer.at, message: 'The triggerer' }],
        fix: 'True',
      });
    }
  },
});
