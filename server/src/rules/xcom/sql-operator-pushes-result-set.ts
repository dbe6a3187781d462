import { operatorFacts } from '../../catalogue/catalogue.ts';
import type { Task, Value } from '../../model/facts.ts';
import { selectedRows } from '../../model/sql.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import { effective } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { mayBeRead, storesOutside } from '../../project/xcom.ts';
import { setTaskArgument } from '../edits.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'An SQL operator fetches every row of a query and writes them to XCom',
  why: `\`SQLExecuteQueryOperator\` and its relatives have \`handler=fetch_all_handler\` and push what that gives: after a SELECT the worker reads all
rows into memory, and the metadata database gets them as one value, on every run, read or not. XComs are "only designed for
small amounts of data".

Write the rows where they belong with SQL (\`INSERT … SELECT\`, \`CREATE TABLE … AS\`, \`UNLOAD\`), or with a transfer operator. Where only the effect of the statement
counts, \`do_xcom_push=False\` fetches nothing at all.

**Leave it** when the query gives a handful of rows; a LIMIT says so.

Source: [Core Concepts, XComs](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/xcoms.html);
\`SQLExecuteQueryOperator.execute\`, which passes the handler only where the result is pushed.

**Not reported**: LIMIT, TOP, FETCH FIRST, INTO, GROUP BY, DISTINCT, aggregates, a SELECT without FROM, a handler of one's own,
\`do_xcom_push=False\`, and SQL in files. Where Jinja fills parts of the statement, this is an info; statements with Jinja blocks are passed over.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("orders", schedule="@daily"):
    SQLExecuteQueryOperator(task_id="read", conn_id="warehouse", sql="SELECT * FROM orders")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("orders", schedule="@daily"):
    SQLExecuteQueryOperator(
        task_id="copy", conn_id="warehouse", sql="INSERT INTO clean SELECT * FROM orders"
    )
`,
  },
  *check(file, project) {
    const outside = storesOutside(project);
    for (const task of file.tasks) {
      if (!pushesRows(project, task)) continue;
      const sql = effective(project, task, 'sql');
      const rows = sql.state === 'known' ? rowsOf(sql.value) : undefined;
      if (!rows) continue;
      const given = task.arguments.sql;
      const edit = mayBeRead(file, task) ? undefined : setTaskArgument(file, task, 'do_xcom_push', 'False');
      yield {
        at: given?.valueAt && !given.splat && !given.varies ? given.at : task.at,
        message: `Every row of this SELECT is fetched and written to XCom${outside ? ' (to object storage, as configured)' : ''}`,
        ...(rows.templated || outside ? { severity: 'info' as const } : {}),
        fixes: edit ? [{ title: 'Set do_xcom_push=False', safety: 'unsafe' as const, edits: [edit] }] : [],
      };
    }
  },
});

/** Whether the handler of the task's class is the default one, which fetches all rows, and its result is pushed. */
function pushesRows(project: Project, task: Task): boolean {
  if (task.ownCode || !task.complete || task.arguments.handler || task.arguments.output_processor)
    return false;
  const facts = operatorFacts(catalogueClass(task), project.target?.version);
  const handler = facts?.defaults.handler;
  // A default that is no constant is a function.
  if (!facts?.returnsValue || !handler || handler.required || handler.literal) return false;
  const push = effective(project, task, 'do_xcom_push');
  return push.state === 'known' && push.value.kind === 'boolean' && push.value.value;
}

/** Of several statements it is the last one whose rows are pushed. */
function rowsOf(sql: Value): ReturnType<typeof selectedRows> {
  if (sql.kind === 'string') return selectedRows(sql.value);
  const last = sql.kind === 'sequence' ? sql.items.at(-1) : undefined;
  return last?.kind === 'string' ? selectedRows(last.value) : undefined;
}
