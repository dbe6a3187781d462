import type { Dag, DagFile, Range, Task, Value } from '../../model/facts.ts';
import { catalogueClass, isOwn } from '../../model/task-arguments.ts';
import type { Project } from '../../project/project.ts';
import { type Period, periodOf } from '../../project/schedule.ts';
import { replacesTable, type WholeTable, wholeTable } from '../../project/sql.ts';
import { defineRule } from '../rule.ts';
import { about, duration } from '../words.ts';

const day = 86_400;

export default defineRule({
  severity: 'hint',
  summary: 'Each run reads all rows of a table again',
  why: `The query has no condition: what was read yesterday is read, sent and stored again today, and the run takes longer as the
table grows. With the run's own dates in the query each run reads what is new, and a run that is done again reads the
same rows:

    SELECT id, amount FROM orders
    WHERE created_at >= '{{ data_interval_start }}' AND created_at < '{{ data_interval_end }}'

From Airflow 3.0 on a cron schedule has no interval of its own unless \`[scheduler] create_cron_data_intervals\` is set:
count from \`{{ logical_date }}\` then. \`SELECT *\` also moves columns that nobody uses.

**Leave it** when the table is small, or has no column that tells what is new.

Source: [Best practices, Creating a task](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#creating-a-task):
read and write in a specific partition.

**Not reported**: queries with a condition, a limit, a join, an aggregate, a template or a parameter; tables whose name says that
they are small or read as a whole (\`dim\`, \`ref\`, \`lookup\`, \`static\`, \`snapshot\`, \`full\`); Dags that empty or replace a
table before they fill it, and Dags without a period.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator

with DAG("orders", schedule="@hourly"):
    SqlToS3Operator(
        task_id="export",
        query="SELECT * FROM orders",
        s3_bucket="lake",
        s3_key="orders.csv",
        sql_conn_id="shop",
    )
`,
    good: `from airflow.sdk import DAG
from airflow.providers.amazon.aws.transfers.sql_to_s3 import SqlToS3Operator

with DAG("orders", schedule="@hourly"):
    SqlToS3Operator(
        task_id="export",
        query="SELECT id, amount FROM orders WHERE created_at >= '{{ data_interval_start }}'",
        s3_bucket="lake",
        s3_key="orders.csv",
        sql_conn_id="shop",
    )
`,
  },
  *check(file, project) {
    for (const dag of file.dags) {
      const reads = dag.tasks.flatMap((task) => (task.file === undefined ? readsOf(file, task) : []));
      const whole = reads.flatMap(({ sql, at, form }) => {
        const found = wholeTable(sql);
        return found && (form === 'any' || found.form === 'copy') ? [{ found, at }] : [];
      });
      if (whole.length === 0 || reads.some(({ sql }) => replacesTable(sql))) continue;
      // Looked up last: to count a cron expression out costs more than everything before.
      const period = periodOfRuns(project, dag);
      if (!period) continue;
      for (const { found, at } of whole) yield { at, message: messageOf(found, period) };
    }
  },
});

function periodOfRuns(project: Project, dag: Dag): Period | undefined {
  return dag.registered ? periodOf(project, dag) : undefined;
}

interface Read {
  readonly sql: string;
  readonly at: Range;
  /** `copy`: only what the statement itself puts somewhere counts; the rows of a query go nowhere. */
  readonly form: 'any' | 'copy';
}

/** Functions of pandas and methods of hooks that give all rows of a query. */
const frames = new Set(['pandas.read_sql', 'pandas.read_sql_query']);
const methods = /^airflow\.providers\..+Hook\.(get_pandas_df|get_df|get_polars_df)$/;

function readsOf(file: DagFile, task: Task): Read[] {
  if (task.function !== undefined) {
    return file.calls.flatMap(({ callee, in: code, arguments: given, at }): Read[] => {
      if (code !== task.function || callee === undefined) return [];
      if (!frames.has(callee) && !methods.test(callee)) return [];
      const sql = given.find((one) => one.name === 'sql') ?? given.find((one) => one.name === undefined);
      return textOf(sql?.value).map((text) => ({ sql: text, at, form: 'any' as const }));
    });
  }
  const isTransfer = /^airflow\.providers\..+\.transfers\./.test(catalogueClass(task));
  return ['sql', 'query', 'select_query'].flatMap((name) => {
    const given = task.arguments[name];
    if (!given || !isOwn(given) || given.file !== undefined) return [];
    const form = isTransfer ? ('any' as const) : ('copy' as const);
    return textOf(given.value).map((sql) => ({ sql, at: given.at, form }));
  });
}

function textOf(value: Value | undefined): string[] {
  return value?.kind === 'string' ? [value.value] : [];
}

function messageOf({ table, everyColumn }: WholeTable, { mean }: Period): string {
  const runs = day / mean;
  const often =
    runs > 1.5 ? `${about(runs)} times a day` : runs > 0.9 ? 'every day' : `every ${duration(mean)}`;
  return `Reads all rows${everyColumn ? ' and columns' : ''} of \`${table}\` again in each run, ${often}`;
}
