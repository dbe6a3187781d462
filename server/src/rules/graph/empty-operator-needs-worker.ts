import type { DagFile, Task, TaskArgument } from '../../model/facts.ts';
import { isOwn, isSet } from '../../model/task-arguments.ts';
import { setTaskArgument } from '../edits.ts';
import { defineRule } from '../rule.ts';

const emptyOperator = 'airflow.providers.standard.operators.empty.EmptyOperator';
const callbacks = ['on_execute_callback', 'on_success_callback'] as const;

export default defineRule({
  severity: 'warning',
  summary:
    'A callback or an outlet makes a worker run an EmptyOperator, which the scheduler else finishes by itself',
  why: `The scheduler sets an \`EmptyOperator\` to success without starting it: it costs no worker slot, no process and no pod.
That is only so while the task has neither an \`on_execute_callback\` nor an \`on_success_callback\` nor outlets. With one of
these it is queued like any other task, and a worker imports the whole DAG file to run nothing, on Kubernetes in a pod of
its own. Mostly the callback comes from \`default_args\`, where nobody thought of the tasks that only join others.

\`on_success_callback=None\` on the task takes it back. A callback of the Dag instead of its tasks runs once for each run.

**Leave it** when the callback of just this task is wanted. One that the task sets itself, and an outlet, is a remark: outlets
can stand on the task that really makes the data.

Source: \`DagRun.schedule_tis\` of [2.11](https://github.com/apache/airflow/blob/2.11.0/airflow/models/dagrun.py) and 3.x: "Any
EmptyOperator without callbacks or outlets is instead set straight to the success state".

**Not reported**: callbacks that are not known, \`on_failure_callback\` and the others, which do not count, and classes that
extend \`EmptyOperator\` with code of their own.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator


def tell(context):
    print(context["ti"])


with DAG("orders", schedule="@daily", default_args={"on_success_callback": tell}):
    BashOperator(task_id="load", bash_command="load.sh") >> EmptyOperator(task_id="done")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator


def tell(context):
    print(context["ti"])


with DAG("orders", schedule="@daily", default_args={"on_success_callback": tell}):
    BashOperator(task_id="load", bash_command="load.sh") >> EmptyOperator(task_id="done", on_success_callback=None)
`,
  },
  *check(file) {
    for (const task of file.tasks) {
      if (task.operator !== emptyOperator) continue;
      const set = [...callbacks, 'outlets' as const].filter((name) => isCertain(task, name));
      const [first] = set;
      if (first === undefined) continue;
      const inherited = set.filter((name) => !isOwn(task.arguments[name] as TaskArgument));
      const isAsked = inherited.length < set.length;
      const names = set.map((name) => `\`${name}\``).join(' and ');
      const given = task.arguments[first] as TaskArgument;
      yield {
        at: task.at,
        ...(isAsked ? { severity: 'info' as const } : {}),
        message: `A worker runs this EmptyOperator for its ${names}${isAsked ? '' : ' from default_args'}; without, the scheduler finishes it`,
        cost: { payer: 'worker-slots', amount: task.mapSize ?? 1, unit: 'instances', per: 'run' },
        fixes: isAsked || inherited.includes('outlets') ? [] : withoutCallbacks(file, task, inherited),
        related: [
          { ...(given.file === undefined ? {} : { file: given.file }), at: given.at, message: 'Set here' },
        ],
      };
    }
  },
});

/** Set for certain: nothing that is not known can take it back. */
function isCertain(task: Task, name: string): boolean {
  const given = task.arguments[name];
  return given !== undefined && (task.complete || isOwn(given)) && isSet(given);
}

function withoutCallbacks(file: DagFile, task: Task, names: readonly string[]) {
  const edits = names.map((name) => setTaskArgument(file, task, name, 'None'));
  const known = edits.filter((edit) => edit !== undefined);
  // Two insertions at one place would come apart: one argument at a time, until nothing is left.
  const [edit] = known;
  if (known.length < names.length || !edit) return [];
  return [{ title: `Set ${names[0]}=None`, safety: 'unsafe' as const, edits: [edit] }];
}
