import { ownArgument } from '../../model/task-arguments.ts';
import { largeResult } from '../../project/large-results.ts';
import { mayBeRead } from '../../project/xcom.ts';
import { setTaskArgument } from '../edits.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'info',
  summary: 'A task writes a large result to XCom that nothing reads',
  why: `Operators push what their \`execute\` returns, read or not: a list of all keys below a prefix, the whole text of a response, the output
of a command. Each run adds such a value to the metadata database, where it stays until the run is deleted. A pod with
\`do_xcom_push=True\` runs a second container for it.

\`do_xcom_push=False\` keeps the operator and drops the value.

**Leave it** when another Dag, a template in a file of its own, or a person reads it.

Source: [Core Concepts, XComs](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/xcoms.html): "XComs are … only designed for small
amounts of data"; what the operators return is read from the provider packages.

**Not reported**: tasks whose id stands anywhere else in the file, tasks whose Dag is not known as a whole, files with an
\`xcom_pull\` whose ids are not written out, and operators whose result is small.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.amazon.aws.operators.s3 import S3ListOperator

with DAG("orders", schedule="@daily"):
    S3ListOperator(task_id="list_orders", bucket="lake", prefix="orders/")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.amazon.aws.operators.s3 import S3ListOperator

with DAG("orders", schedule="@daily"):
    S3ListOperator(task_id="list_orders", bucket="lake", prefix="orders/", do_xcom_push=False)
`,
  },
  *check(file, project) {
    for (const task of file.tasks) {
      const what = largeResult(project, task);
      if (!what || mayBeRead(file, task)) continue;
      const given = ownArgument(task, 'do_xcom_push');
      const edit = setTaskArgument(file, task, 'do_xcom_push', 'False');
      yield {
        at: given?.valueAt && !given.splat ? given.at : task.at,
        message: `Task writes ${what} to XCom, and no task of this Dag reads it`,
        fixes: edit ? [{ title: 'Set do_xcom_push=False', safety: 'unsafe' as const, edits: [edit] }] : [],
      };
    }
  },
});
