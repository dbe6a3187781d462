import { catalogueClass } from '../../model/task-arguments.ts';
import { defineRule } from '../rule.ts';

const subDagOperator = 'airflow.operators.subdag.SubDagOperator';

export default defineRule({
  severity: 'warning',
  summary: 'A SubDagOperator waits for a Dag of its own, and Airflow 3 does not have it',
  why: `A \`SubDagOperator\` is a task that starts runs of a second Dag and waits for them. It holds its place while the tasks inside wait
for one: with few places, all of them can be held by operators that wait, and nothing goes on. The second Dag has its own
limits and its own runs, and its state and that of the operator come apart when either is cleared.

A \`TaskGroup\` groups tasks within one Dag, at no cost.

Source: [Release notes of 2.0.0](https://airflow.apache.org/docs/apache-airflow/stable/release_notes.html), which deprecate it;
3.0.0, which removes it; [apache/airflow#1350](https://github.com/apache/airflow/issues/1350), the deadlock.

**Not reported**: nothing is passed over.`,
  noqa: ['AIR301'],
  example: {
    bad: `from airflow import DAG
from airflow.operators.subdag import SubDagOperator

with DAG("orders", schedule="@daily") as dag:
    part = DAG("orders.load", schedule="@daily")
    SubDagOperator(task_id="load", subdag=part)
`,
    good: `from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.utils.task_group import TaskGroup

with DAG("orders", schedule="@daily") as dag:
    with TaskGroup("load"):
        BashOperator(task_id="read", bash_command="read.sh")
`,
  },
  *check(file, project) {
    const isGone = project.target?.version.startsWith('3.') === true;
    for (const task of file.tasks) {
      if (catalogueClass(task) !== subDagOperator) continue;
      yield {
        at: task.at,
        ...(isGone ? { severity: 'error' as const } : {}),
        message: isGone
          ? `Airflow ${project.target?.version} has no SubDagOperator`
          : 'A SubDagOperator waits for the runs of a Dag of its own; Airflow 3 does not have it',
      };
    }
  },
});
