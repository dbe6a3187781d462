import { connectionBudget } from '../../project/connections-to-database.ts';
import type { Deployment } from '../../project/deployment.ts';
import { textOption } from '../../project/deployment-options.ts';
import type { Project } from '../../project/project.ts';
import { replicasOf, servicesOf } from '../../project/services.ts';
import { setHere } from '../option-findings.ts';
import { defineRule, type PlacedFinding } from '../rule.ts';
import { count, listed } from '../words.ts';

/** Of PostgreSQL. */
const usualLimit = 100;

export default defineRule({
  severity: 'warning',
  summary: 'The services may open more connections than the database takes',
  why: `Each process of Airflow has its own pool of connections to the metadata database: \`sql_alchemy_pool_size\` and
\`sql_alchemy_max_overflow\` on top (5 + 10). A scheduler is one process, and in Airflow 2 the parsing processes as well; a web
or API server one per worker; a triggerer one; in Airflow 2 every task on a Celery worker opens a connection of its own.
PostgreSQL takes 100 unless \`max_connections\` says otherwise: on a busy day the rest fails with "too many clients already",
the scheduler's heartbeat included.

Put PgBouncer in between, make the pools smaller, or raise \`max_connections\`.

Source: [Set up a database backend](https://airflow.apache.org/docs/apache-airflow/stable/howto/set-up-database.html);
[Configuration Reference](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#database), both options:
"the total number of simultaneous connections the pool will allow is pool_size + max_overflow".

**Not reported**: deployments in which a number is not known, with PgBouncer, with pools without a limit, whose database is not
among the services, and those that leave all of these numbers as Airflow has them.`,
  example: {
    file: 'docker-compose.yaml',
    bad: `x-environment: &environment
  AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: postgresql+psycopg2://airflow:airflow@postgres/airflow
  AIRFLOW__DATABASE__SQL_ALCHEMY_POOL_SIZE: '50'
services:
  postgres:
    image: postgres:16
  scheduler:
    image: apache/airflow:2.10.3
    command: scheduler
    environment: *environment
`,
    good: `x-environment: &environment
  AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: postgresql+psycopg2://airflow:airflow@postgres/airflow
  AIRFLOW__DATABASE__SQL_ALCHEMY_POOL_SIZE: '5'
services:
  postgres:
    image: postgres:16
  scheduler:
    image: apache/airflow:2.10.3
    command: scheduler
    environment: *environment
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      const finding = overdrawn(project, deployment);
      if (finding) yield finding;
    }
  },
});

function overdrawn(project: Project, deployment: Deployment): PlacedFinding | undefined {
  if (deployment.pgbouncer?.on) return undefined;
  const url = textOption(project, deployment, 'database.sql_alchemy_conn');
  const host = /^postgres[\w+]*:\/\/(?:[^@/]*@)?([\w.-]+)(?::\d+)?\//.exec(url?.value ?? '')?.[1];
  const database = servicesOf(deployment, 'database').find((one) => one.name === host);
  const budget = connectionBudget(project, deployment);
  if (!database || !budget || replicasOf(database) !== 1) return undefined;
  const limit = database.maxConnections?.value ?? usualLimit;
  const set = budget.options.filter((option) => option.setting);
  const isScaled = deployment.services.some((one) => one.replicas || one.concurrency || one.autoscale);
  if (set.length === 0 && !isScaled && !database.maxConnections) return undefined;
  if (budget.total <= limit) return undefined;
  return {
    file: database.file,
    at: database.maxConnections?.at ?? database.at,
    message: `The services may open ${count(budget.total)} connections (processes: ${listed(budget.parts)}), and PostgreSQL takes ${count(limit)}${database.maxConnections ? '' : ' (default)'}`,
    related: set.flatMap((option) => setHere(option, 'Decides how many')),
  };
}
