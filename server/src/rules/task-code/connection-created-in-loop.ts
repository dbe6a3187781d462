import { effectOf } from '../../catalogue/effects.ts';
import { isHookClass } from '../../model/airflow-hooks.ts';
import type { Call, DagFile } from '../../model/facts.ts';
import { hoisted } from '../hoist.ts';
import { defineRule, type Fix } from '../rule.ts';
import { runsInTask } from '../running-tasks.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task makes the same hook, client or connection in every round of a loop',
  why: `A hook looks its connection up when it is used first (a read of the metadata database, from Airflow 3.0 a request to the
API server) and then connects: name lookup, TCP, TLS and a login, some 10 to 100 ms and more. In a loop each round pays
this again, and until they are closed the connections of all rounds stay open on the database, where they are the scarce
resource. An engine or session keeps its pool of connections only while it is the same object.

Make it once before the loop.

**Leave it** when each round needs a fresh connection, after a timeout for example.

Source: [Hooks](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/connections.html#hooks);
[SQLAlchemy, Engine](https://docs.sqlalchemy.org/en/20/core/connections.html#basic-usage): "is not necessarily cheap".

**Not reported**: hooks and clients that differ from round to round, a connection that is made again in \`except\`, and the
last round of a loop.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import DAG, task
from shop import files

with DAG("orders", schedule="@daily"):

    @task
    def upload():
        for file in files():
            hook = S3Hook("lake")
            hook.load_file(file, key=file, bucket_name="lake")

    upload()
`,
    good: `from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import DAG, task
from shop import files

with DAG("orders", schedule="@daily"):

    @task
    def upload():
        hook = S3Hook("lake")
        for file in files():
            hook.load_file(file, key=file, bucket_name="lake")

    upload()
`,
  },
  *check(file) {
    const made: Call[] = [];
    for (const call of file.calls) {
      if (call.constantIn.length === 0 || call.inHandler || !runsInTask(call)) continue;
      const what = whatItMakes(call);
      if (!what || isSmall(file, call)) continue;
      // `S3Hook().get_conn()`: the outer call stands for both.
      const outer = made.at(-1);
      made.push(call);
      if (outer && call.at.start >= outer.calleeAt.start && call.at.end <= outer.calleeAt.end) continue;
      yield {
        at: call.at,
        message: `Makes the same ${what} in every round of the loop`,
        fixes: hoistFix(file, call, what),
      };
    }
  },
});

/** Rounds that are known to be one or two. */
function isSmall(file: DagFile, call: Call): boolean {
  const size = file.loops[call.constantIn[0] as number]?.size;
  return size !== undefined && size < 3;
}

const sessions = new Set([
  'requests.Session',
  'requests.session',
  'requests.sessions.Session',
  'httpx.Client',
]);

function whatItMakes({ callee, method }: Call): string | undefined {
  if (callee === undefined) return undefined;
  if (isHookClass(callee)) return 'hook';
  if (method === 'get_conn' && isHookClass(callee.slice(0, -'.get_conn'.length))) return 'connection';
  if (sessions.has(callee)) return 'session';
  if (/^sqlalchemy(?:\.engine)?\.create_engine$/.test(callee)) return 'engine';
  const effect = effectOf(callee);
  if (effect?.does === 'construction') return 'client';
  return effect?.what === 'opens a database connection' || effect?.what === 'connects to a database'
    ? /\.(?:connect|raw_connection|get_client|create_client)$/i.test(callee)
      ? 'connection'
      : undefined
    : undefined;
}

function hoistFix(file: DagFile, call: Call, what: string): Fix[] {
  const edits = hoisted(file, call);
  return edits ? [{ title: `Make the ${what} before the loop`, safety: 'unsafe', edits }] : [];
}
