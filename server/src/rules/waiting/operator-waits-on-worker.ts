import { isSensorClass, isTriggerDagRunClass } from '../../model/airflow.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import { effective, secondsOf } from '../../project/effective.ts';
import { deferralOf, waitingClass, waitsForJob } from '../../project/waiting.ts';
import { deferFixes } from '../defer.ts';
import { defineRule } from '../rule.ts';
import { duration } from '../words.ts';

export default defineRule({
  severity: 'warning',
  summary: 'An operator holds a worker slot while a job runs elsewhere',
  why: `The work is done by Glue, EMR, Databricks or Kubernetes; the worker only asks every few seconds whether it is done. For
that it holds a worker slot, a pool slot and a process for as long as the job runs, and a worker that is restarted meanwhile
takes the task with it.

With \`deferrable=True\` the operator starts the job and hands the waiting to the triggerer, which waits for thousands of jobs in
one process.

**Leave it** when no triggerer runs, or when the job takes seconds.

Source: [Deferrable Operators](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/deferring.html). Which
classes have \`deferrable\`, and which wait, is read from the provider packages.

**Not reported**: \`deferrable=False\`, which is a decision, \`default_deferrable\`, arguments that switch the waiting off
(\`wait_for_completion=False\` and its relatives), and deployments whose files show no triggerer. Operators that always wait, and have nothing but an interval
for polling to say so, are an info: their jobs may be short.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.amazon.aws.operators.glue import GlueJobOperator

with DAG("orders", schedule="@daily"):
    GlueJobOperator(task_id="load", job_name="load_orders")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.amazon.aws.operators.glue import GlueJobOperator

with DAG("orders", schedule="@daily"):
    GlueJobOperator(task_id="load", job_name="load_orders", deferrable=True)
`,
  },
  *check(file, project) {
    if (project.triggerer === 'absent') return;
    for (const task of file.tasks) {
      const name = catalogueClass(task);
      if (isSensorClass(name) || isTriggerDagRunClass(name)) continue;
      const known = waitingClass(project, name);
      if (!known || known.alwaysAsynchronous || deferralOf(project, task, known) !== 'possible') continue;
      const wait = waitsForJob(project, task, known);
      if (!wait) continue;
      const limit = secondsOf(effective(project, task, 'execution_timeout'));
      const most = limit === undefined ? '' : `, for up to ${duration(limit)} a try`;
      const how = wait.switch ? ` (${wait.switch})` : '';
      yield {
        at: task.at,
        message: `Operator holds a worker slot while its job runs elsewhere${most}${how}, although it can wait in the triggerer`,
        ...(wait.switch ? {} : { severity: 'info' as const }),
        fixes: deferFixes(file, task),
      };
    }
  },
});
