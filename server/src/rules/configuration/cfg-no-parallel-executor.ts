import type { Deployment } from '../../project/deployment.ts';
import { isThree, textOption, versionOf } from '../../project/deployment-options.ts';
import type { Project } from '../../project/project.ts';
import { fixOption } from '../configuration-edits.ts';
import { defineRule, type PlacedFinding } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'The deployment runs one task at a time',
  why: `With \`SequentialExecutor\` the scheduler itself runs each task and does nothing else meanwhile: one task at a time for
all DAGs, and no scheduling while it runs. SQLite allows one writer, so Airflow 2 refuses other executors on it or falls
back to one task at a time; and a production scheduler needs the row locks that SQLite has not.

\`LocalExecutor\` with PostgreSQL runs \`[core] parallelism\` (32) tasks side by side on the same machine.

**Leave it** when it is a set-up for trying things out; in files whose path says dev, local, test or example the finding is
an information only.

Source: [Set up a database backend](https://airflow.apache.org/docs/apache-airflow/stable/howto/set-up-database.html),
[Executor](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/executor/index.html). \`SequentialExecutor\` is
the default of Airflow 2 and gone in 3.0.

**Not reported**: a deployment that sets no executor, since images, charts and platforms bring one of their own.`,
  fixes: ['unsafe'],
  example: {
    file: 'airflow.cfg',
    bad: `[core]
executor = SequentialExecutor
`,
    good: `[core]
executor = LocalExecutor
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      const finding = oneAtATime(project, deployment);
      if (finding) yield finding;
    }
  },
});

function oneAtATime(project: Project, deployment: Deployment): PlacedFinding | undefined {
  const key = 'core.executor';
  const executor = textOption(project, deployment, key);
  if (executor?.setting && /(^|\.)SequentialExecutor$/.test(executor.value)) {
    const { setting } = executor;
    const isGone = isThree(versionOf(project, deployment)) === true;
    return {
      file: setting.file,
      at: setting.at,
      message: isGone
        ? 'SequentialExecutor is gone in Airflow 3, and ran one task at a time'
        : 'SequentialExecutor runs one task at a time, for all DAGs',
      ...fixOption(project, deployment, { key, file: setting.file, setting }, 'LocalExecutor'),
    };
  }
  const database = textOption(project, deployment, 'database.sql_alchemy_conn');
  if (!database?.setting || !/^sqlite:/.test(database.value) || !executor?.setting) return undefined;
  return {
    file: database.setting.file,
    at: database.setting.at,
    message: `SQLite lets one process write at a time: ${executor.value} cannot run tasks side by side on it`,
    related: [{ file: executor.setting.file, at: executor.setting.at, message: 'The executor is set here' }],
  };
}
