import { placeOfAbsent, showsOptions } from '../../project/deployment-options.ts';
import { defineRule } from '../rule.ts';
import { count } from '../words.ts';

export default defineRule<{ 'minimum-dags': number }>({
  severity: 'info',
  summary: 'Nothing ever removes old rows from the metadata database',
  why: `Every run adds rows for itself, its task instances, their rendered fields, XComs and log lines, and Airflow keeps all of
them. The scheduler's queries and the web pages get slower with the tables, backups and upgrades longer.

\`airflow db clean --clean-before-timestamp …\`, once a week, from a DAG or a cron job.

**Leave it** where somebody cleans up outside of this project.

Source: [Using the CLI, purge history](https://airflow.apache.org/docs/apache-airflow/stable/howto/usage-cli.html#purge-history-from-metadata-database).

**Not reported**: a project in which any DAG, script, compose file or chart has to do with \`airflow db clean\`, or that has fewer
DAGs than \`minimum-dags\`; before the whole project has been analysed. The rule is off by default: who cleans the database is
rarely seen in the project that has the DAGs.`,
  optIn: true,
  since: { from: '2.3' },
  example: {
    file: 'airflow.cfg',
    bad: `[core]
executor = CeleryExecutor
`,
    good: `# dagperf: ignore[cfg-metadata-never-cleaned] a cron job of the database team
[core]
executor = CeleryExecutor
`,
    around: { dagFiles: 40, dags: 60 },
  },
  options: {
    'minimum-dags': { default: 20, description: 'Number of DAGs from which a project is reported' },
  },
  *checkProject(project, options) {
    const { dags, cleansMetadata } = project.whole;
    if (dags < options['minimum-dags'] || cleansMetadata) return;
    const [deployment] = project.deployments.filter((one) => !one.isForDevelopment && showsOptions(one));
    if (!deployment) return;
    yield {
      ...placeOfAbsent(project, deployment, 'database.'),
      message: `Nothing in the project runs airflow db clean: the history of ${count(dags)} DAGs only grows`,
    };
  },
});
