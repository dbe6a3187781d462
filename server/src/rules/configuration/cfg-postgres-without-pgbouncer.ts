import { chartFilesOf } from '../../project/chart.ts';
import type { Deployment } from '../../project/deployment.ts';
import { configurationFile, placeOfAbsent, textOption } from '../../project/deployment-options.ts';
import type { Project } from '../../project/project.ts';
import { defineRule, type Fix, type PlacedFinding } from '../rule.ts';

export default defineRule({
  severity: 'info',
  summary: 'Many processes connect to PostgreSQL, and nothing pools their connections',
  why: `Every scheduler, parsing process, web worker and, in Airflow 2, every task opens connections of its own, and PostgreSQL
starts a process with several megabytes for each. With the Celery or Kubernetes executor their number grows with the tasks:
at the limit new tasks fail with "too many clients already".

The official chart brings PgBouncer: \`pgbouncer.enabled: true\`.

**Leave it** when another pooler stands before the database, or the deployment is small and stays so.

Source: [Set up a database backend](https://airflow.apache.org/docs/apache-airflow/stable/howto/set-up-database.html):
"using PGBouncer … is recommended"; [Scheduler](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/scheduler.html):
"even for medium size Postgres-based Airflow installations".

**Not reported**: values that take the connection from a secret, a host or port that is a pooler's (\`pgbouncer\`, 6432), other
databases and executors, development set-ups, the community's chart (its PgBouncer is on).`,
  fixes: ['unsafe'],
  example: {
    file: 'values.yaml',
    bad: `executor: CeleryExecutor
pgbouncer:
  enabled: false
`,
    good: `executor: CeleryExecutor
pgbouncer:
  enabled: true
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      const finding = unpooled(project, deployment);
      if (finding) yield finding;
    }
  },
});

function unpooled(project: Project, deployment: Deployment): PlacedFinding | undefined {
  const charts = chartFilesOf(project, deployment);
  const [first] = charts;
  if (!first || deployment.pgbouncer?.on || deployment.isForDevelopment) return undefined;
  const executor = textOption(project, deployment, 'core.executor')?.setting?.value;
  if (deployment.unknownSettings.includes('core.executor')) return undefined;
  // Without a word the chart takes CeleryExecutor; a file that says so little may be a layer of another.
  if (!executor || !/Celery|Kubernetes/.test(executor)) return undefined;
  const connection = 'database.sql_alchemy_conn';
  if (deployment.unknownSettings.includes(connection)) return undefined;
  const url = deployment.settings[connection]?.value;
  if (url !== undefined && (!url.startsWith('postgres') || isPooler(url))) return undefined;
  for (const { database } of charts.map(({ parts }) => parts)) {
    if (database.isHidden || (database.protocol && !database.protocol.startsWith('postgres')))
      return undefined;
    if (isPooler(`${database.host ?? ''}:${database.port ?? ''}`)) return undefined;
  }
  const written = charts.find(({ parts }) => parts.pgbouncerAt);
  const place = written
    ? { file: written.file, at: written.parts.pgbouncerAt ?? { start: 0, end: 0 } }
    : placeOfAbsent(project, deployment, 'pgbouncer.enabled');
  const fix = switchedOn(project, written ?? first, written !== undefined);
  return {
    ...place,
    message: `${executor} with PostgreSQL and no PgBouncer${written ? '' : ' (default)'}: each process opens its own connections`,
    ...(fix ? { fixes: [fix] } : {}),
  };
}

function isPooler(address: string): boolean {
  return /pgbouncer|pooler|:6432\b/i.test(address);
}

function switchedOn(
  project: Project,
  { file: path, parts }: ReturnType<typeof chartFilesOf>[number],
  isWritten: boolean,
): Fix | undefined {
  const file = configurationFile(project, path);
  if (!file) return undefined;
  const title = 'Set pgbouncer.enabled to true';
  const at = parts.pgbouncerAt;
  if (at && isWritten) {
    const word = /false$/i.exec(file.text.slice(at.start, at.end));
    const start = at.end - 5;
    return word
      ? { title, safety: 'unsafe', edits: [{ range: { start, end: at.end }, text: 'true' }] }
      : undefined;
  }
  if (!parts.isTop || /^pgbouncer:/m.test(file.text) || /^\.\.\.|^---[\s\S]*^---/m.test(file.text))
    return undefined;
  const eol = /\r?\n/.exec(file.text)?.[0] ?? '\n';
  const end = file.text.length;
  const before = file.text.endsWith('\n') ? '' : eol;
  return {
    title,
    safety: 'unsafe',
    edits: [{ range: { start: end, end }, text: `${before}${eol}pgbouncer:${eol}  enabled: true${eol}` }],
  };
}
