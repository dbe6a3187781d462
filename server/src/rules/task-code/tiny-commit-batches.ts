import type { Argument, Call, DagFile } from '../../model/facts.ts';
import { removeArgument } from '../edits.ts';
import { defineRule, type Fix } from '../rule.ts';
import { runsInTask } from '../running-tasks.ts';
import { count } from '../words.ts';

export default defineRule<{ rows: number }>({
  severity: 'warning',
  summary: 'Rows are written to a database in batches of a few rows',
  why: `Each commit waits until the database has its log on disk, and each batch is a round trip: a million rows with
\`commit_every=10\` are 100 000 commits, while the task holds its worker slot. The default of \`insert_rows\` is 1 000 rows a
commit, that of psycopg2's \`execute_values\` and \`execute_batch\` 100 rows a statement; 1 000 and more is common for both.

Better still is the bulk path of the database: \`COPY\` (\`PostgresHook.copy_expert\`), \`LOAD DATA\` (\`MySqlHook.bulk_load\`),
or a load from object storage.

**Leave it** when a row takes megabytes, or when each batch has to be seen by others at once.

Source: [DbApiHook.insert_rows](https://airflow.apache.org/docs/apache-airflow-providers-common-sql/stable/_api/airflow/providers/common/sql/hooks/sql/index.html);
[psycopg2, Fast execution helpers](https://www.psycopg.org/docs/extras.html#fast-execution-helpers).

**Not reported**: \`commit_every=0\`, which is one transaction for all rows.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task
from shop import orders

with DAG("orders", schedule="@daily"):

    @task
    def load():
        PostgresHook("warehouse").insert_rows("orders", orders(), commit_every=10)

    load()
`,
    good: `from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task
from shop import orders

with DAG("orders", schedule="@daily"):

    @task
    def load():
        PostgresHook("warehouse").insert_rows("orders", orders())

    load()
`,
  },
  options: {
    rows: { default: 100, description: 'Number of rows in a batch below which it is reported' },
  },
  *check(file, _project, options) {
    for (const call of file.calls) {
      if (!runsInTask(call)) continue;
      const batch = batchOf(call);
      if (!batch || batch.argument.splat || batch.argument.value.kind !== 'number') continue;
      const rows = batch.argument.value.value;
      if (!(rows >= 1 && rows < options.rows && rows < batch.usual)) continue;
      const size = rows === 1 ? 'every row' : `every ${count(rows)} rows`;
      yield {
        at: batch.argument.at,
        message: `${batch.does} ${size}, by default it is every ${count(batch.usual)}`,
        fixes: dropFix(file, call, batch.argument),
      };
    }
  },
});

interface Batch {
  readonly argument: Argument;
  readonly does: string;
  /** Rows in a batch without the argument. */
  readonly usual: number;
}

function batchOf(call: Call): Batch | undefined {
  if (call.method === 'insert_rows' && call.function === undefined) {
    const isHook = /Hook\.insert_rows$/.test(call.callee ?? '');
    // Members of Airflow's classes that are not known by name, such as `self.hook` of an operator, may be a hook.
    if (call.callee !== undefined && !isHook && !call.callee.startsWith('airflow.')) return undefined;
    // Only of a hook it is known what the fourth position means.
    const argument = named(call, 'commit_every') ?? (isHook ? positional(call, 3) : undefined);
    return argument && { argument, does: 'Commits after', usual: 1_000 };
  }
  const position = pageSizes[call.callee ?? ''];
  const argument =
    position === undefined ? undefined : (named(call, 'page_size') ?? positional(call, position));
  return argument && { argument, does: 'Sends a statement for', usual: 100 };
}

/** Functions of psycopg2 with a `page_size`, and its position. */
const pageSizes: Readonly<Record<string, number>> = {
  'psycopg2.extras.execute_values': 4,
  'psycopg2.extras.execute_batch': 3,
};

function named(call: Call, name: string): Argument | undefined {
  return call.arguments.find((one) => one.name === name);
}

function positional(call: Call, position: number): Argument | undefined {
  const argument = call.arguments[position];
  return argument?.name === undefined ? argument : undefined;
}

/** Without it the default counts; a position can only be dropped at the end. */
function dropFix(file: DagFile, call: Call, argument: Argument): Fix[] {
  if (argument.name === undefined && call.arguments.at(-1) !== argument) return [];
  const title = argument.name === undefined ? 'Use the default size' : `Remove ${argument.name}`;
  return [{ title, safety: 'unsafe', edits: [removeArgument(file, call.argumentList, argument.at)] }];
}
