import { partKeywords } from '../../catalogue/frames.ts';
import type { Call, DagFile } from '../../model/facts.ts';
import { defineRule } from '../rule.ts';
import { resultCode, runsInTask } from '../running-tasks.ts';
import { readRows } from '../sql-calls.ts';
import { returnedCalls } from '../xcom-values.ts';

export default defineRule({
  severity: 'info',
  summary: 'A task reads a whole table into the memory of its worker',
  why: `All rows of a \`SELECT\` without \`WHERE\` and \`LIMIT\` are in the worker's memory at once, in a data frame often several times
their size on disk. The task grows with the table until the worker is out of memory, and then takes the tasks beside it
along. The database is where such data is put together best: Airflow is meant to orchestrate the work, not to do it.

Read in pieces (\`hook.get_df_by_chunks\`, \`pd.read_sql(…, chunksize=50_000)\`, \`cursor.fetchmany\`), read what is new by the
data interval, or leave the work to the database (\`INSERT … SELECT\`).

**Leave it** for tables that stay small, such as lists of countries or shops.

Source: [DbApiHook.get_df_by_chunks](https://airflow.apache.org/docs/apache-airflow-providers-common-sql/stable/_api/airflow/providers/common/sql/hooks/sql/index.html);
[Amazon MWAA, worker pool optimization](https://aws.amazon.com/blogs/big-data/a-guide-to-airflow-worker-pool-optimization-in-amazon-mwaa/).

**Not reported**: statements that leave rows out or put them together (\`WHERE\`, \`JOIN\`, \`GROUP BY\`), reading in pieces,
statements that are not known, and rows that a task returns: there the rules on XCom speak.`,
  example: {
    bad: `from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task
from shop import write

with DAG("orders", schedule="@daily"):

    @task
    def copy():
        write(PostgresHook("shop").get_records("SELECT id, total FROM orders"))

    copy()
`,
    good: `from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task
from shop import write

with DAG("orders", schedule="@daily"):

    @task
    def copy():
        for frame in PostgresHook("shop").get_df_by_chunks("SELECT id, total FROM orders", chunksize=50_000):
            write(frame)

    copy()
`,
  },
  *check(file, project) {
    const read = file.calls.filter((call) => runsInTask(call) && readsTable(file, call));
    if (read.length === 0) return;
    const returned = returnedPlaces(file, resultCode(file, project));
    for (const call of read) {
      if (returned.has(call.at.start)) continue;
      yield { at: call.at, message: 'Reads all rows of a table into the memory of the worker at once' };
    }
  },
});

function readsTable(file: DagFile, call: Call): boolean {
  const statement = readRows(file, call);
  if (!statement || statement.filtered || !call.complete) return false;
  return !call.arguments.some((one) => one.name !== undefined && partKeywords.has(one.name));
}

/** Where the rows are read that go to XCom. */
function returnedPlaces(file: DagFile, code: ReturnType<typeof resultCode>): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { fact } of code) {
    for (const one of fact.returns) {
      found.add(one.madeAt?.start ?? -1);
      for (const call of returnedCalls(file, one)) found.add(call.at.start);
    }
  }
  return found;
}
