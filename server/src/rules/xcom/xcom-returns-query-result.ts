import { storesOutside } from '../../project/xcom.ts';
import { growsByPages } from '../pages.ts';
import { defineRule } from '../rule.ts';
import { resultCode } from '../running-tasks.ts';
import { readRows } from '../sql-calls.ts';
import { returnedCalls, writtenAndRead } from '../xcom-values.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task hands all rows of a query to other tasks through XCom',
  why: `What a task returns is serialized into one value of the metadata database and read back by each task that takes it; from
Airflow 3.0 it crosses the Execution API each time. The rows of a query without a limit grow with the table behind it:
it works on the day it is written. XComs are "only designed for small amounts of data".

Write the rows where the next task reads them (\`INSERT … SELECT\`, a table, a file in object storage) and return its name,
or do both steps in one task. \`SELECT count(*)\` and \`LIMIT\` say that the result is small.

**Leave it** when the table is known to be small; a \`LIMIT\` then says so to the reader as well.

Source: [Core Concepts, XComs](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/xcoms.html);
[apache/airflow#39784](https://github.com/apache/airflow/issues/39784).

**Not reported**: statements with a limit, counts and other sums, \`get_first\`, statements that are not known,
\`do_xcom_push=False\`. Data frames are the matter of \`xcom-returns-dataframe\`.`,
  example: {
    bad: `from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task

with DAG("orders", schedule="@daily"):

    @task
    def extract():
        return PostgresHook("shop").get_records("SELECT * FROM orders")

    extract()
`,
    good: `from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task

with DAG("orders", schedule="@daily"):

    @task
    def extract():
        PostgresHook("shop").copy_expert("COPY orders TO STDOUT", "/mnt/lake/orders.csv")
        return "/mnt/lake/orders.csv"

    extract()
`,
  },
  *check(file, project) {
    const outside = storesOutside(project);
    for (const { fact, tasks } of resultCode(file, project)) {
      for (const one of fact.returns) {
        if (one.type || growsByPages(file, fact, one)) continue;
        const query = returnedCalls(file, one).find((call) => readRows(file, call));
        if (!query) continue;
        yield {
          at: one.at,
          message: `All rows of a query go through XCom${outside ? ' (to object storage, as configured)' : `: ${writtenAndRead(file, tasks, 'every row')}`}`,
          ...(outside ? { severity: 'info' as const } : {}),
          ...(query.at.start !== one.at.start
            ? { related: [{ at: query.at, message: 'The rows are read here' }] }
            : {}),
        };
      }
    }
  },
});
