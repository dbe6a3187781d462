import { isExternalTaskSensorClass } from '../../model/airflow.ts';
import type { Dag, Task } from '../../model/facts.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import { effective } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { defineRule, type Finding } from '../rule.ts';

export default defineRule<{ sensors: number; 'sensors-on-one-dag': number }>({
  severity: 'info',
  summary: 'A Dag waits for many tasks of other Dags, each with a sensor of its own',
  why: `Every \`ExternalTaskSensor\` asks the metadata database on its own, for every run, and each holds a slot or is started again and again
while it waits. All of them have to agree with the other Dags about schedules and dates; one that does not waits for ever.

Assets turn it round: the other Dags say what they have updated, and Airflow starts this one when all of it is there, without a
single task that waits. Several tasks of one Dag need one sensor only: \`external_task_ids=[…]\`, or a task group.

**Leave it** when the other Dags cannot be changed.

Source: [Asset-Aware Scheduling](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/asset-scheduling.html);
[apache/airflow#29933](https://github.com/apache/airflow/issues/29933).

**Not reported**: sensors that wait for earlier runs of their own Dag, and sensors on one other Dag that look at different runs, or that different tasks
wait for.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor

with DAG("report", schedule="@daily"):
    for source in ["orders", "customers", "stock", "prices", "returns"]:
        ExternalTaskSensor(task_id=f"wait_{source}", external_dag_id=source, failed_states=["failed"])
`,
    good: `from airflow.sdk import DAG, Asset
from airflow.providers.standard.operators.bash import BashOperator

with DAG("report", schedule=[Asset("orders"), Asset("customers"), Asset("stock")]):
    BashOperator(task_id="report", bash_command="report.sh")
`,
  },
  options: {
    sensors: { default: 5, description: 'Number of sensors in a Dag from which they are reported' },
    'sensors-on-one-dag': {
      default: 3,
      description: 'Number of sensors on the same external Dag from which they are reported',
    },
  },
  *check(file, project, options) {
    for (const dag of file.dags) {
      const finding = fanIn(project, dag, options);
      if (finding) yield finding;
    }
  },
});

function fanIn(
  project: Project,
  dag: Dag,
  { sensors: most, 'sensors-on-one-dag': mostOnOne }: { sensors: number; 'sensors-on-one-dag': number },
): Finding | undefined {
  const sensors = dag.tasks.filter((task) => isExternalTaskSensorClass(catalogueClass(task)));
  const ids = new Map(sensors.map((task) => [task, externalDag(project, task)]));
  // Waiting for one's own earlier run is something else: no asset says that.
  const others = sensors.filter((task) => ids.get(task) === undefined || ids.get(task) !== dag.dagId);
  const known = new Set(others.map((task) => ids.get(task)).filter((id) => id !== undefined));
  if (others.length >= most) {
    const dags = known.size > 1 ? `${known.size} other Dags` : 'other Dags';
    return findingOn(
      others,
      `${others.length} sensors of this Dag wait for ${dags}, each with queries of its own`,
    );
  }
  const alike = dag.edgesComplete
    ? interchangeable(dag, others, ids).find((tasks) => tasks.length >= mostOnOne)
    : undefined;
  const [first] = alike ?? [];
  if (!alike || !first) return undefined;
  return findingOn(
    alike,
    `${alike.length} sensors wait for tasks of \`${ids.get(first)}\` before the same tasks: one can wait for them all`,
  );
}

function externalDag(project: Project, task: Task): string | undefined {
  const id = effective(project, task, 'external_dag_id');
  return id.state === 'known' && id.value.kind === 'string' ? id.value.value : undefined;
}

/** Sensors that look at the same run of the same Dag and that the same tasks wait for. */
function interchangeable(
  dag: Dag,
  sensors: readonly Task[],
  ids: ReadonlyMap<Task, string | undefined>,
): Task[][] {
  const groups = new Map<string, Task[]>();
  for (const task of sensors) {
    const id = ids.get(task);
    if (id === undefined || task.arguments.execution_date_fn) continue;
    const { value } = task.arguments.execution_delta ?? {};
    if (value && value.kind !== 'duration' && value.kind !== 'none') continue;
    const delta = value?.kind === 'duration' ? value.seconds : 0;
    const next = dag.edges.filter((edge) => edge.upstream === task.position).map((edge) => edge.downstream);
    const key = JSON.stringify([id, delta, next.sort((one, other) => one - other)]);
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  return [...groups.values()];
}

/** On the first of the tasks that this file makes; undefined when it makes none of them. */
function findingOn(tasks: readonly Task[], message: string): Finding | undefined {
  const first = tasks.find((task) => task.file === undefined);
  if (!first) return undefined;
  return {
    at: first.at,
    message,
    related: tasks
      .filter((task) => task.file !== undefined || task.at.start !== first.at.start)
      .slice(0, 19)
      .map(({ file, at }) => ({ ...(file === undefined ? {} : { file }), at, message: 'Waits as well' })),
  };
}
