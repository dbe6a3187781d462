import { defineRule } from '../rule.ts';
import { runsInTask } from '../running-tasks.ts';
import { knownRounds, oftenInLoop } from '../task-loops.ts';

/** Fewer pushes than these are as well written out one by one. */
const fewest = 5;

export default defineRule({
  severity: 'warning',
  summary: 'A task pushes an XCom in every round of a loop',
  why: `Each \`xcom_push\` is an insert into the metadata database of its own, committed at once; from Airflow 3.0 it is a request to
the API server. A loop over a few thousand keys is a few thousand of them for one task instance, and as many rows that
\`airflow db clean\` has to remove.

Collect the values in a dict or list and push or return it once; a mapped task takes one list as well.

**Leave it** when other tasks pull single keys by name and there are only some.

Source: [Core Concepts, XComs](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/xcoms.html).

**Not reported**: loops that are known to go round less than five times, and a push before the loop is left.`,
  example: {
    bad: `from airflow.sdk import DAG, task
from shop import shops

with DAG("orders", schedule="@daily"):

    @task
    def count_orders(ti=None):
        for shop in shops():
            ti.xcom_push(key=shop.name, value=shop.orders)

    count_orders()
`,
    good: `from airflow.sdk import DAG, task
from shop import shops

with DAG("orders", schedule="@daily"):

    @task
    def count_orders():
        return {shop.name: shop.orders for shop in shops()}

    count_orders()
`,
  },
  *check(file) {
    for (const call of file.calls) {
      if (call.method !== 'xcom_push' || call.function !== undefined || !runsInTask(call)) continue;
      if (call.repeatedBy.length === 0) continue;
      const rounds = knownRounds(file, call);
      if (rounds !== undefined && rounds < fewest) continue;
      const { often, exact } = oftenInLoop(call, rounds);
      yield {
        at: call.at,
        message: `Pushes an XCom ${often}: each is a write of its own to the metadata database`,
        ...(exact === undefined
          ? {}
          : { cost: { payer: 'xcom' as const, amount: exact, unit: 'writes', per: 'task try' } }),
      };
    }
  },
});
