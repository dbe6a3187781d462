import type { DagFile, Range, Task } from '../../model/facts.ts';
import { isOwn, ownArgument } from '../../model/task-arguments.ts';
import type { Project } from '../../project/project.ts';
import { removeArgument, replace } from '../edits.ts';
import { importsLeftUnused, removeImports } from '../imports.ts';
import { defineRule, type Fix } from '../rule.ts';

const emptyOperator = 'airflow.providers.standard.operators.empty.EmptyOperator';
const pythonOperator = 'airflow.providers.standard.operators.python.PythonOperator';

export default defineRule({
  severity: 'info',
  summary: 'A worker starts a process for a Python task whose function does nothing',
  why: `A Python task is queued, a worker starts a process for it, on Kubernetes a pod, and that imports the whole DAG file: some
seconds of a worker slot, for a function that only prints a constant or does nothing. An \`EmptyOperator\` is finished by
the scheduler and costs none of it; it still joins, splits and names what runs before and behind it.

**Leave it** while the function waits to be written, or when a line in the log of a worker is what you want.

Source: \`DagRun.schedule_tis\` of 2.11 and 3.x, which sets an EmptyOperator to success without running it;
[Cloud Composer](https://cloud.google.com/composer/docs/composer-3/debug-task-scheduling-issues) on consolidating tasks.

**Not reported**: functions that are not known or do anything else, even printing a value; tasks with a callback, an outlet or
a hook before and after them, mapped tasks, and tasks whose result another one takes. On the Kubernetes executor, where
each of them is a pod, it is a warning.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator


def start():
    print("start")


with DAG("orders", schedule="@daily"):
    first = PythonOperator(task_id="start", python_callable=start)
    first >> BashOperator(task_id="load", bash_command="load.sh")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("orders", schedule="@daily"):
    first = EmptyOperator(task_id="start")
    first >> BashOperator(task_id="load", bash_command="load.sh")
`,
  },
  *check(file, project) {
    for (const task of file.tasks) {
      if (task.operator !== pythonOperator && task.operator !== 'airflow.sdk.task') continue;
      const code = task.function === undefined ? undefined : file.functions[task.function];
      if (!code?.idle || task.mapped || !task.complete || isWanted(task) || isRead(file, task)) continue;
      const fix = emptied(file, task);
      yield {
        at: task.at,
        ...(isOnKubernetes(project) ? { severity: 'warning' as const } : {}),
        message: `A worker ${isOnKubernetes(project) ? 'pod ' : 'process '}starts for this task, and its function \`${code.name}\` does nothing`,
        cost: { payer: 'worker-slots', amount: 1, unit: 'instances', per: 'run' },
        fixes: fix ? [fix] : [],
        related: [{ at: code.nameAt, message: 'Does nothing' }],
      };
    }
  },
});

/** Something happens because the task runs. */
function isWanted(task: Task): boolean {
  return Object.entries(task.arguments).some(
    ([name, { value }]) =>
      value.kind !== 'none' &&
      (name === 'outlets' ||
        name === 'inlets' ||
        name === 'pre_execute' ||
        name === 'post_execute' ||
        (name.endsWith('_callback') && name !== 'sla_miss_callback')),
  );
}

function isRead(file: DagFile, task: Task): boolean {
  const dag = task.dag === undefined ? undefined : file.dags[task.dag];
  if (!dag?.edgesComplete) return true;
  return dag.edges.some((edge) => edge.data && edge.upstream === task.position);
}

function isOnKubernetes({ settings }: Project): boolean {
  return settings['core.executor']?.value.trim() === 'KubernetesExecutor';
}

/** Arguments that only Python operators take. */
const ofPython = ['op_args', 'op_kwargs', 'templates_dict', 'templates_exts', 'show_return_value_in_logs'];

/** `PythonOperator(…)` becomes the EmptyOperator that the file imports already. */
function emptied(file: DagFile, task: Task): Fix | undefined {
  const name = file.imports.find((one) => one.name === emptyOperator && one.topLevel && one.bindings === 1);
  const callable = ownArgument(task, 'python_callable');
  const isPlain = ofPython.every((one) => !task.arguments[one] || !isOwn(task.arguments[one]));
  if (!name?.bound || !callable || callable.origin !== 'call' || callable.splat || !isPlain) return undefined;
  if (!task.argumentList || task.base !== undefined || callable.file !== undefined) return undefined;
  const removed: Range = callable.at;
  const edits = [
    replace(task.at, name.bound),
    removeArgument(file, task.argumentList, removed),
    ...removeImports(file, importsLeftUnused(file, [task.at, removed])),
  ];
  return { title: 'Make it an EmptyOperator', safety: 'unsafe', edits };
}
