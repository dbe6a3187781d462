import { effective } from '../../project/effective.ts';
import { reachOf } from '../../project/outside.ts';
import { hasRetryPolicy } from '../../project/retries.ts';
import { setTaskArguments } from '../edits.ts';
import { importedAs } from '../imports.ts';
import { defineRule, type Fix } from '../rule.ts';

const proposedRetries = 2;
const proposedMinutes = 5;

export default defineRule({
  severity: 'info',
  optIn: true,
  summary: 'A task that calls another system fails for good at the first hiccup',
  why: `Nothing sets \`retries\`: not the task, not \`default_args\`, not \`[core] default_task_retries\`, which is 0. A dropped connection
then fails the Dag run, and somebody has to clear it by hand; everything before it in the run may have to run again.

Off by default: the same holds for most tasks of most projects, and a task that is not idempotent is rightly tried once.

**Leave it** when a second try would do harm.

Source: [Core Concepts, Tasks](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html);
[\`[core] default_task_retries\`](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#default-task-retries).

**Not reported**: \`retries=0\` on the task itself, sensors, tasks without a connection, hook or request in sight, and values that cannot be known.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("orders", schedule="@daily"):
    SQLExecuteQueryOperator(task_id="load", conn_id="warehouse", sql="CALL load_orders()")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("orders", schedule="@daily", default_args={"retries": 2}):
    SQLExecuteQueryOperator(task_id="load", conn_id="warehouse", sql="CALL load_orders()")
`,
  },
  *check(file, project) {
    for (const task of file.tasks) {
      const reach = reachOf(file, task);
      if (reach !== 'connection' && reach !== 'network') continue;
      const retries = effective(project, task, 'retries');
      if (retries.state === 'unknown' || retries.value.kind !== 'number' || retries.value.value > 0) continue;
      if (retries.origin !== 'default' && retries.origin !== 'configuration') continue;
      if (hasRetryPolicy(task)) continue;
      const timedelta = importedAs(file, 'datetime', 'timedelta');
      const delay = effective(project, task, 'retry_delay');
      const isDelayed = delay.state === 'known' && delay.origin !== 'default';
      const values: [string, string][] = [['retries', String(proposedRetries)]];
      if (!isDelayed && timedelta)
        values.push(['retry_delay', `${timedelta.name}(minutes=${proposedMinutes})`]);
      const edits = setTaskArguments(file, task, values);
      const more = !isDelayed && timedelta ? timedelta.edits : [];
      const fixes: Fix[] = edits
        ? [{ title: `Set retries to ${proposedRetries}`, safety: 'unsafe', edits: [...more, ...edits] }]
        : [];
      yield {
        at: task.at,
        message: 'Task calls another system and is tried only once (retries is 0)',
        fixes,
      };
    }
  },
});
