import type { Call, DagFile, Loop } from '../../model/facts.ts';
import { hoisted } from '../hoist.ts';
import { defineRule, type Fix } from '../rule.ts';
import { runsInTask } from '../running-tasks.ts';
import { knownRounds, oftenInLoop } from '../task-loops.ts';

/** Fewer lookups than these are as well written out one by one. */
const fewest = 5;

export default defineRule({
  severity: 'warning',
  summary: 'A task looks up a Variable, a connection or an XCom in every round of a loop',
  why: `A task has no cache for Variables and connections: "there is no caching in place when tasks are run", says Airflow of
\`[secrets] use_cache\`. Each call asks the secrets backend, where there is one, and then the metadata database; from
Airflow 3.0 each is a request to the API server. \`xcom_pull\` reads a row each time.

What is the same in each round is looked up once, before the loop. Many values that belong together are one Variable with
JSON in it (\`deserialize_json=True\`), and \`xcom_pull(task_ids=[…])\` pulls from several tasks at once.

**Leave it** when the loop is short.

Source: [Configuration Reference, [secrets] use_cache](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#use-cache).

**Not reported**: loops that are known to go round less than five times for keys that differ, a \`while\` that waits for the
value to change, and a lookup before the loop is left.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG, Variable, task
from shop import orders, send

with DAG("orders", schedule="@daily"):

    @task
    def export():
        for order in orders():
            url = Variable.get("shop_url")
            send(url, order)

    export()
`,
    good: `from airflow.sdk import DAG, Variable, task
from shop import orders, send

with DAG("orders", schedule="@daily"):

    @task
    def export():
        url = Variable.get("shop_url")
        for order in orders():
            send(url, order)

    export()
`,
  },
  *check(file) {
    for (const call of file.calls) {
      if (call.repeatedBy.length === 0 || call.inHandler || !runsInTask(call)) continue;
      const what = lookups[call.callee ?? ''] ?? (isPull(call) ? 'an XCom' : undefined);
      if (!what) continue;
      const innermost = file.loops[call.repeatedBy.at(-1) as number] as Loop;
      const isSame = call.constantIn.length > 0;
      if (isSame && innermost.kind === 'while') continue;
      const rounds = knownRounds(file, call);
      if (rounds !== undefined && rounds < (isSame ? 2 : fewest)) continue;
      const { often, exact } = oftenInLoop(call, rounds);
      yield {
        at: call.at,
        message: `Looks up ${isSame ? what.replace(/^an? /, 'the same ') : what} ${often}, and tasks cache nothing`,
        ...(exact === undefined
          ? {}
          : { cost: { payer: 'metadata-db' as const, amount: exact, unit: 'reads', per: 'task try' } }),
        fixes: hoistFix(file, call),
      };
    }
  },
});

const lookups: Readonly<Record<string, string>> = {
  'airflow.sdk.Variable.get': 'a Variable',
  'airflow.sdk.Connection.get': 'a connection',
  'airflow.sdk.Connection.get_connection_from_secrets': 'a connection',
  'airflow.sdk.BaseHook.get_connection': 'a connection',
};

function isPull(call: Call): boolean {
  return call.method === 'xcom_pull' && call.function === undefined;
}

/** Unsafe: a loop without rounds would not have looked it up, and its absence may be an error. */
function hoistFix(file: DagFile, call: Call): Fix[] {
  const edits = hoisted(file, call);
  return edits ? [{ title: 'Look it up before the loop', safety: 'unsafe', edits }] : [];
}
