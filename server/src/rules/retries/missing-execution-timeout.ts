import { catalogueClass } from '../../model/task-arguments.ts';
import { effective } from '../../project/effective.ts';
import { type Reach, reachOf } from '../../project/outside.ts';
import { deferralOf, waitingClass } from '../../project/waiting.ts';
import { setTaskArgument } from '../edits.ts';
import { importedAs } from '../imports.ts';
import { defineRule, type Fix } from '../rule.ts';

const what: Readonly<Record<Reach, string>> = {
  connection: 'A call of another system',
  network: 'A request',
  process: 'A process',
};

export default defineRule({
  severity: 'info',
  optIn: true,
  summary: 'A task that hangs holds its worker slot for ever',
  why: `Nothing sets \`execution_timeout\`: not the task, not \`default_args\`, not \`[core] default_task_execution_timeout\`, which is empty. A
connection that neither answers nor closes, or a process that waits for input, then holds a worker slot and a pool slot until
somebody looks; with \`max_active_runs=1\` the Dag stands still.

Off by default: it holds for four of five files in the wild.

**Leave it** when the client has a timeout of its own.

Source: [Core Concepts, Tasks, Timeouts](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html#timeouts);
[\`[core] default_task_execution_timeout\`](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#default-task-execution-timeout).

**Not reported**: sensors, which have a timeout, deferred tasks, tasks without a connection, request or process in sight, and values that cannot be known.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="load", bash_command="load.sh")
`,
    good: `from datetime import timedelta

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="load", bash_command="load.sh", execution_timeout=timedelta(hours=1))
`,
  },
  *check(file, project) {
    for (const task of file.tasks) {
      const reach = reachOf(file, task);
      if (!reach) continue;
      const limit = effective(project, task, 'execution_timeout');
      if (limit.state === 'unknown' || limit.value.kind !== 'none') continue;
      const known = waitingClass(project, catalogueClass(task));
      if (known?.alwaysAsynchronous) continue;
      const deferral = known ? deferralOf(project, task, known) : 'impossible';
      if (deferral === 'deferred' || deferral === 'unknown') continue;
      const timedelta = importedAs(file, 'datetime', 'timedelta');
      const edit =
        timedelta && setTaskArgument(file, task, 'execution_timeout', `${timedelta.name}(hours=1)`);
      const fixes: Fix[] = edit
        ? [{ title: 'Set execution_timeout to 1 h', safety: 'unsafe', edits: [...timedelta.edits, edit] }]
        : [];
      yield {
        at: task.at,
        message: `${what[reach]} that hangs holds a worker slot for ever (no execution_timeout)`,
        fixes,
      };
    }
  },
});
