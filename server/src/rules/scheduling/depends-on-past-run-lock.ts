import type { Dag, Task } from '../../model/facts.ts';
import { type Effective, effective, effectiveDag, isTrue, numberOf } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { periodOf } from '../../project/schedule.ts';
import { ownDags, placeOf } from '../places.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'After a failure the Dag locks itself: the next run waits for the one that may not start',
  why: `A task with \`depends_on_past\` or \`wait_for_downstream\` waits until its instance of the run before has succeeded. When
that fails, its run ends, the next run starts, and waits for it. Clearing the failed task puts its run back into the
queue, where it waits for a place: with \`max_active_runs=1\` the only place is held by the run that waits for it. Neither
goes on until somebody marks one of them by hand, and no run after them starts.

Where runs only may not overlap, \`max_active_runs=1\` alone is enough: a run starts when the one before has ended. Where
no run may go on after a failure, \`depends_on_past\` is needed; a larger \`max_active_runs\` then leaves more time before
the waiting runs hold every place.

**Leave it** when somebody watches the Dag, and knows that the waiting run has to be ended before the failed one is cleared.

Source: [apache/airflow#18304](https://github.com/apache/airflow/issues/18304),
[#29524](https://github.com/apache/airflow/issues/29524), [#17375](https://github.com/apache/airflow/issues/17375);
\`DagRun.get_queued_dag_runs_to_set_running\` of 2.11 and 3.x drops the runs of a Dag that has reached its limit.

**Not reported**: Dags without a schedule, \`max_active_runs\` or \`depends_on_past\` that cannot be known.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("stock", schedule="@daily", max_active_runs=1, default_args={"depends_on_past": True}):
    BashOperator(task_id="book", bash_command="book.sh")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("stock", schedule="@daily", max_active_runs=1):
    BashOperator(task_id="book", bash_command="book.sh")
`,
  },
  *check(file, project) {
    for (const dag of ownDags(file)) {
      const runs = effectiveDag(project, dag, 'max_active_runs');
      if (numberOf(runs) !== 1) continue;
      const waiting = dag.tasks.flatMap((task) => waitsForPast(project, task) ?? []);
      const [first] = waiting;
      if (!first || !periodOf(project, dag)) continue;
      const { at, related } = placeOf(runs, dag.at);
      yield {
        at,
        message: `Clearing a failed task locks this Dag: ${subject(waiting.length, dag)} \`${first.name}\`, and with max_active_runs=1 the cleared run gets no place`,
        related: [...related, ...placeOfSetting(first.by, first.task)],
      };
    }
  },
});

interface Waiting {
  readonly task: Task;
  readonly name: string;
  readonly by: Effective;
}

function waitsForPast(project: Project, task: Task): Waiting | undefined {
  for (const name of ['wait_for_downstream', 'depends_on_past']) {
    const by = effective(project, task, name);
    if (isTrue(by)) return { task, name, by };
  }
  return undefined;
}

function subject(waiting: number, dag: Dag): string {
  if (waiting === dag.tasks.length && dag.complete) return waiting === 1 ? 'its task has' : 'its tasks have';
  return waiting === 1 ? 'one of its tasks has' : `${waiting} of its tasks have`;
}

function placeOfSetting(by: Effective, task: Task) {
  if (by.state === 'unknown' || !by.at) return [];
  return [{ ...by.at, message: task.taskId === undefined ? 'Set here' : `Set here, for \`${task.taskId}\`` }];
}
