import { effectOf } from '../../catalogue/effects.ts';
import { isDatabaseHook } from '../../model/airflow-hooks.ts';
import type { Assignment, Call, DagFile } from '../../model/facts.ts';
import { defineRule } from '../rule.ts';
import { runsInTask } from '../running-tasks.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task opens a database connection and never closes it',
  why: `A connection that nobody closes stays open on the database until Python happens to collect it or the task's process ends:
through the rest of the task, and in a mapped task once for each instance. What was read with it also stays in an open
transaction, which keeps Postgres from cleaning up and locks from being released. Databases allow some hundred
connections.

\`with contextlib.closing(hook.get_conn()) as connection:\` closes it in any case. \`with connection:\` alone does not in most
drivers: it ends the transaction. \`hook.run\`, \`hook.get_records\` and the like open and close by themselves.

**Leave it** when the task ends right behind it.

Source: [PEP 249, Connection.close](https://peps.python.org/pep-0249/#Connection.close);
[psycopg2, with statement](https://www.psycopg.org/docs/usage.html#with-statement): "exiting the context doesn't close the connection".

**Not reported**: connections that are closed on some path, returned, kept on an object or handed to another function.`,
  example: {
    bad: `from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task

with DAG("orders", schedule="@daily"):

    @task
    def clean():
        connection = PostgresHook("shop").get_conn()
        connection.cursor().execute("DELETE FROM carts")
        connection.commit()

    clean()
`,
    good: `from contextlib import closing

from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task

with DAG("orders", schedule="@daily"):

    @task
    def clean():
        with closing(PostgresHook("shop").get_conn()) as connection:
            connection.cursor().execute("DELETE FROM carts")
            connection.commit()

    clean()
`,
  },
  *check(file) {
    const methods = new Map(file.calls.map((call) => [call.calleeAt.start, call]));
    for (const assignment of file.assignments) {
      const call = file.calls[assignment.call] as Call;
      if (!runsInTask(call) || assignment.in !== call.in || !opensConnection(call)) continue;
      if (!staysOpen(file, assignment, methods)) continue;
      yield { at: call.at, message: 'This database connection is never closed' };
    }
  },
});

function opensConnection({ callee, method }: Call): boolean {
  if (callee === undefined) return false;
  if (method === 'get_conn') return isDatabaseHook(callee.slice(0, -'.get_conn'.length));
  const effect = effectOf(callee);
  if (effect?.does !== 'database') return false;
  return effect.what === 'opens a database connection' || /\.(?:connect|raw_connection)$/.test(callee)
    ? /\.(?:connect|Connect|raw_connection)$/.test(callee)
    : false;
}

/** Every use calls a method of it, none of them `close`: then nobody else has it. */
function staysOpen(
  file: DagFile,
  { uses, in: code, bindings }: Assignment,
  methods: ReadonlyMap<number, Call>,
): boolean {
  if (bindings !== 1 || file.functions[code]?.kind === 'module') return false;
  return (
    uses.every((use) => {
      if (use.in !== code) return false;
      const called = methods.get(use.at.start);
      // `connection.close()` in `contextlib.ExitStack().callback(connection.close)` is no call of it: the use then stands alone.
      return called?.method !== undefined && called.method !== 'close' && called.calleeAt.end > use.at.end;
    }) &&
    !file.calls.some(
      (call) =>
        call.in === code &&
        call.method === 'close' &&
        uses.some((use) => use.at.start === call.calleeAt.start),
    )
  );
}
