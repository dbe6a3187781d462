import { defineRule } from '../rule.ts';
import { runsInTask } from '../running-tasks.ts';
import { sqlCallOf } from '../sql-calls.ts';
import { knownRounds } from '../task-loops.ts';

/** Fewer statements than these are as well written out one by one. */
const fewest = 5;

export default defineRule({
  severity: 'warning',
  summary: 'A task sends a SQL statement in every round of a loop over data',
  why: `Each statement is a round trip to the database, and with \`DbApiHook\` also a connection and a commit of its own: a loop over
100 000 rows at 2 ms each keeps the worker slot for more than three minutes, and warehouses such as Snowflake or BigQuery
take a second and more for each.

Rows are inserted together: \`hook.insert_rows\`, \`executemany\`, \`execute_values\`, \`COPY\`. Values are looked up together:
a join, \`WHERE id = ANY(%s)\`, or one query before the loop.

**Leave it** when the loop is short, or each statement takes long by itself.

Source: [DbApiHook](https://airflow.apache.org/docs/apache-airflow-providers-common-sql/stable/_api/airflow/providers/common/sql/hooks/sql/index.html);
[PEP 249, executemany](https://peps.python.org/pep-0249/#executemany).

**Not reported**: loops that are known to go round less than five times, statements for another table in each round, DDL,
inserts of many rows at once, \`while\` loops, pages of a result (\`LIMIT\`, \`OFFSET\`), and statements that are not known.`,
  example: {
    bad: `from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task
from shop import orders

with DAG("orders", schedule="@daily"):

    @task
    def load():
        hook = PostgresHook("warehouse")
        for order in orders():
            hook.run("INSERT INTO orders VALUES (%s, %s)", parameters=(order.id, order.total))

    load()
`,
    good: `from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task
from shop import orders

with DAG("orders", schedule="@daily"):

    @task
    def load():
        hook = PostgresHook("warehouse")
        hook.insert_rows("orders", [(order.id, order.total) for order in orders()])

    load()
`,
  },
  *check(file) {
    for (const call of file.calls) {
      if (call.repeatedBy.length === 0 || call.inHandler || !runsInTask(call)) continue;
      if (call.repeatedBy.some((id) => file.loops[id]?.kind === 'while')) continue;
      if ((knownRounds(file, call) ?? fewest) < fewest) continue;
      const statement = sqlCallOf(file, call)?.statement;
      const does = statement && verbs[statement.verb];
      if (!does || statement.anyTable || (statement.verb === 'insert' && statement.bulk)) continue;
      if (statement.verb === 'select' && statement.bounded) continue;
      yield { at: call.at, message: `${does} in every round of a loop, each a round trip to the database` };
    }
  },
});

const verbs: Readonly<Record<string, string>> = {
  insert: 'Inserts a row',
  replace: 'Inserts a row',
  upsert: 'Inserts a row',
  select: 'Runs a query',
  update: 'Runs an UPDATE',
  delete: 'Runs a DELETE',
};
