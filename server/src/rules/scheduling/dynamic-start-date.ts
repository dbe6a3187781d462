import type { Call } from '../../model/facts.ts';
import { airflowArguments } from '../airflow-arguments.ts';
import { calledName } from '../parse-calls.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A start or end date moves with the clock',
  why: `A Dag's first data interval begins at its \`start_date\`, and its run starts when that interval is over. When the date is
computed from the current time, it is another one at each parse: with \`datetime.now()\` the interval is never over and the
Dag never runs; with \`days_ago(1)\` or \`pendulum.today()\` the runs that are created depend on when the file was parsed last.
From Airflow 3.0 each new date makes a new version of the Dag in the metadata database as well, and in 2.x the serialized
Dag is written anew.

Write the date down: \`pendulum.datetime(2024, 1, 1, tz="UTC")\`.

**Leave it** when the Dag has no schedule and the date is never looked at.

Source: [FAQ](https://airflow.apache.org/docs/apache-airflow/stable/faq.html#what-s-the-deal-with-start-date): "we recommend
against using dynamic values as \`start_date\`, especially \`datetime.now()\`".

**Not reported**: dates that come from other modules; dates in task code.`,
  noqa: ['AIR301', 'AIR304'],
  example: {
    bad: `from datetime import datetime

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily", start_date=datetime.now()):
    BashOperator(task_id="load", bash_command="load.sh")
`,
    good: `from datetime import datetime

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1)):
    BashOperator(task_id="load", bash_command="load.sh")
`,
  },
  *check(file) {
    const byStart = new Map(file.volatile.map((one) => [one.at.start, one]));
    for (const { name, at } of airflowArguments(file)) {
      if (name !== 'start_date' && name !== 'end_date') continue;
      const volatile = byStart.get(at.start);
      if (volatile?.from !== 'clock') continue;
      const call = file.calls[volatile.call] as Call;
      yield {
        at,
        message: `\`${name}\` is another one ${volatile.daily ? 'each day' : 'at every parse'}: \`${calledName(file, call)}\` takes it from the clock`,
        ...(volatile.elsewhere ? { related: [{ at: call.at, message: 'The clock is read here' }] } : {}),
      };
    }
  },
});
