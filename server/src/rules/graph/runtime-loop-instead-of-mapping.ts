import type { DagFile, Loop } from '../../model/facts.ts';
import { runtimeSources, sourceBehind } from '../../project/runtime-sources.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'info',
  summary:
    'A loop at parse time makes tasks from data that changes, where a mapped task would read it once per run',
  why: `The loop runs whenever the file is parsed, by the Dag processor and before every task try, and asks for the data each time. When
the data changes, the tasks of the Dag change with it, also under runs that are under way: tasks vanish with their history,
and Airflow 3 stores a new version of the Dag.

A task that reads the data once in each run, and a mapped task behind it, give the same work:

    @task
    def tables():
        return Variable.get("tables", deserialize_json=True)

    load.expand(table=tables())

**Leave it** when each item has tasks of its own kind or dependencies of its own.

Source: [Dynamic Task Mapping](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/dynamic-task-mapping.html);
[Dynamic Dag Generation](https://airflow.apache.org/docs/apache-airflow/stable/howto/dynamic-dag-generation.html).

**Not reported**: lists in the code, files beside the DAG file, which Airflow's documentation recommends, and loops that make
a Dag for each item.`,
  example: {
    bad: `from airflow.sdk import DAG, Variable
from airflow.providers.standard.operators.bash import BashOperator

with DAG("tables", schedule="@daily"):
    for table in Variable.get("tables", deserialize_json=True):
        BashOperator(task_id=f"load_{table}", bash_command=f"load.sh {table}")
`,
    good: `from airflow.sdk import DAG, Variable, task

with DAG("tables", schedule="@daily"):

    @task
    def tables():
        return Variable.get("tables", deserialize_json=True)

    @task.bash
    def load(table):
        return f"load.sh {table}"

    load.expand(table=tables())
`,
  },
  *check(file, project) {
    const isThree = project.target?.version.startsWith('3.') === true;
    const sources = runtimeSources(file);
    const loops = loopsWithTasks(file).flatMap((loop) => {
      const source = sourceBehind(file, sources, loop.headAt);
      return source ? [{ loop, source }] : [];
    });
    for (const source of new Set(loops.map((one) => one.source))) {
      const [first, ...others] = loops.filter((one) => one.source === source).map((one) => one.loop.headAt);
      if (!first) continue;
      const { at } = source.call;
      const isInHead = at.start >= first.start && at.end <= first.end;
      yield {
        at: first,
        message: `Makes tasks for each item of ${source.text}, read whenever the file is parsed: the tasks of the Dag change with it${isThree ? ', and its version' : ''}`,
        related: [
          ...(isInHead ? [] : [{ at, message: 'Read here' }]),
          ...others.slice(0, 19).map((loop) => ({ at: loop, message: 'Makes tasks of it as well' })),
        ],
      };
    }
  },
});

/** Loops that run at parse time and make tasks, but no Dags. */
function loopsWithTasks(file: DagFile): Loop[] {
  const around = (calls: readonly (number | undefined)[]) =>
    new Set(calls.flatMap((call) => (call === undefined ? [] : (file.calls[call]?.loops ?? []))));
  const ofTasks = around(file.tasks.map((task) => task.call));
  const ofDags = around(file.dags.map((dag) => dag.call));
  return file.loops.filter(
    ({ id, phases, kind }) =>
      kind !== 'while' && phases.includes('parse') && ofTasks.has(id) && !ofDags.has(id),
  );
}
