import { operatorFacts } from '../../catalogue/catalogue.ts';
import type { Dag, DagFile, Task } from '../../model/facts.ts';
import { bySite } from '../../model/instances.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import { type Effective, effective, effectiveDag, isNone, isOff, numberOf } from '../../project/effective.ts';
import { parallelism } from '../../project/parallelism.ts';
import type { Project } from '../../project/project.ts';
import { setTaskArgument } from '../edits.ts';
import { defineRule, type Finding } from '../rule.ts';
import { count } from '../words.ts';

const proposed = 16;

export default defineRule<{ instances: number }>({
  severity: 'info',
  summary: 'Nothing but the limit of the Dag bounds how many instances of a mapped task run at once',
  why: `A mapped task makes one instance for each element of its input. How many of them run at once is bounded by
\`max_active_tasks\` of the Dag (16 where nothing sets it), which they share with all other tasks of the run: while they run,
nothing else of the Dag does. Where somebody has raised that number, they can take every worker slot of the deployment.

\`max_active_tis_per_dagrun\` bounds the task within one run, \`max_active_tis_per_dag\` over all runs, a pool together with
other tasks that use the same system.

**Leave it** when the Dag does nothing else, or its input is always short.

Source: [Dynamic Task Mapping, Placing limits on mapped tasks](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/dynamic-task-mapping.html#placing-limits-on-mapped-tasks).

A mapped task of unknown length in a Dag whose limit is 16 or less is a hint, once for each Dag.

**Not reported**: short lists of known length, a limit of 16 or less in the call of the Dag, tasks that wait in the triggerer, pools and limits that are not known.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG, task

with DAG("files", schedule="@daily"):

    @task
    def files():
        return ["a.csv"]

    @task
    def load(path):
        print(path)

    load.expand(path=files())
`,
    good: `from airflow.sdk import DAG, task

with DAG("files", schedule="@daily"):

    @task
    def files():
        return ["a.csv"]

    @task(max_active_tis_per_dagrun=4)
    def load(path):
        print(path)

    load.expand(path=files())
`,
  },
  options: {
    instances: { default: 32, description: 'Number of mapped instances from which they are reported' },
  },
  *check(file, project, options) {
    for (const dag of file.dags) {
      const limit = effectiveDag(project, dag, 'max_active_tasks');
      const most = numberOf(limit);
      if (limit.state === 'unknown' || most === undefined || most <= 1) continue;
      const unlimited = dag.tasks.filter(
        (task) =>
          task.file === undefined &&
          (task.mapSize ?? Number.POSITIVE_INFINITY) >= options.instances &&
          isUnlimited(project, task) &&
          !waitsInTriggerer(project, task),
      );
      // How many there are is not known, and the Dag's limit bounds them: one word for all of them is enough.
      const bounded = unlimited.filter((task) => task.mapSize === undefined && most <= proposed);
      const isDecision = limit.origin === 'call';
      for (const task of unlimited) {
        const [first, ...others] = bySite(bounded).map(([one]) => one as Task);
        if (!bounded.includes(task)) yield findingOf(file, project, dag, task, limit, most, []);
        else if (task === first && !isDecision)
          yield findingOf(file, project, dag, task, limit, most, others);
      }
    }
  },
});

function isUnlimited(project: Project, task: Task): boolean {
  if (!task.mapped) return false;
  const pool = effective(project, task, 'pool');
  if (pool.state === 'unknown' || pool.value.kind !== 'string' || pool.value.value !== 'default_pool')
    return false;
  return ['max_active_tis_per_dag', 'max_active_tis_per_dagrun'].every((name) =>
    isNone(effective(project, task, name)),
  );
}

function waitsInTriggerer(project: Project, task: Task): boolean {
  const facts = operatorFacts(catalogueClass(task));
  if (facts?.alwaysAsynchronous) return true;
  return facts?.deferrable === true && !isOff(effective(project, task, 'deferrable'));
}

function findingOf(
  file: DagFile,
  project: Project,
  dag: Dag,
  task: Task,
  limit: Effective,
  most: number,
  others: readonly Task[],
): Finding {
  const isRaised = limit.state === 'known' && limit.origin !== 'default';
  const { value: all, isSet } = parallelism(project);
  const isAll = isRaised && isSet && all !== undefined && most >= all;
  const atOnce = Math.min(task.mapSize ?? most, most);
  const edit = setTaskArgument(file, task, 'max_active_tis_per_dagrun', String(proposed));
  const size =
    task.mapSize === undefined ? 'Every mapped instance' : `${count(task.mapSize)} mapped instances`;
  const share = dag.tasks.length > 1 ? ', shared with the other tasks of the run' : '';
  return {
    at: task.at,
    severity:
      isAll || (isRaised && most > proposed) ? 'warning' : task.mapSize === undefined ? 'hint' : 'info',
    message: `${size} can run at once, up to ${count(atOnce)} (${isRaised ? '' : 'the default '}max_active_tasks${share})`,
    fixes: edit
      ? [{ title: `Set max_active_tis_per_dagrun=${proposed}`, safety: 'unsafe', edits: [edit] }]
      : [],
    related: others.map(({ at }) => ({ at, message: 'Mapped without a limit as well' })),
  };
}
