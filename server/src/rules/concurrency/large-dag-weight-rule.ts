import type { Dag, DagFile } from '../../model/facts.ts';
import { countTasks } from '../../model/instances.ts';
import { effective } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { addArguments, addDictEntries, quoted } from '../edits.ts';
import { ownDags } from '../places.ts';
import { defineRule, type Edit } from '../rule.ts';
import { count } from '../words.ts';

export default defineRule<{ tasks: number }>({
  severity: 'info',
  summary: 'The weights of a large Dag are added up along all of its paths',
  why: `With the weight rule \`downstream\`, the default, the priority of a task is the sum of the weights of all tasks behind it.
Airflow finds them for each task, whenever it creates the tasks of a run: in a Dag of hundreds of tasks that is a
large part of the time in which the scheduler does nothing else. Where no task has a \`priority_weight\`, the sums say nothing
but how deep a task stands.

\`weight_rule="absolute"\` takes the weight as it is written.

**Leave it** when tasks at the beginning of the Dag are meant to run before those of other Dags.

Source: [Priority weights](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/priority-weight.html):
"significantly speeding up the task creation process as for very large Dags".

**Not reported**: a Dag with a \`priority_weight\` or \`weight_rule\` anywhere.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("partitions", schedule="@daily"):
    for number in range(300):
        BashOperator(task_id=f"load_{number}", bash_command="load.sh")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("partitions", schedule="@daily", default_args={"weight_rule": "absolute"}):
    for number in range(300):
        BashOperator(task_id=f"load_{number}", bash_command="load.sh")
`,
  },
  options: {
    tasks: { default: 300, description: 'Number of tasks of a Dag from which it is reported' },
  },
  *check(file, project, options) {
    for (const dag of ownDags(file)) {
      const { atLeast } = countTasks(dag);
      if (atLeast < options.tasks || !dag.tasks.every((task) => isPlain(project, task))) continue;
      const edit = defaultArgsEdit(file, dag);
      yield {
        at: dag.at,
        message: `Airflow adds up the weights of ${count(atLeast)} tasks along all paths, and no task has one of its own (weight rule "downstream")`,
        fixes: edit ? [{ title: 'Set weight_rule="absolute"', safety: 'unsafe', edits: [edit] }] : [],
      };
    }
  },
});

/** Has the default weight and weight rule, for certain. */
function isPlain(project: Project, task: Dag['tasks'][number]): boolean {
  const rule = effective(project, task, 'weight_rule');
  const weight = effective(project, task, 'priority_weight');
  return (
    rule.state === 'known' &&
    rule.value.kind === 'string' &&
    rule.value.value === 'downstream' &&
    (rule.origin === 'default' || rule.origin === 'configuration') &&
    weight.state === 'known' &&
    weight.origin === 'default'
  );
}

/** An entry in the dict that the call of the Dag gets, or a dict of its own. */
function defaultArgsEdit(file: DagFile, dag: Dag): Edit | undefined {
  const call = dag.call === undefined ? undefined : file.calls[dag.call];
  if (!call?.complete) return undefined;
  const given = call.arguments.find((one) => one.name === 'default_args');
  const value = quoted(file, 'absolute');
  if (!given)
    return addArguments(file, call.argumentList, [`default_args={${quoted(file, 'weight_rule')}: ${value}}`]);
  if (given.value.kind !== 'dict' || given.value.uses > 1) return undefined;
  return addDictEntries(file, given.value, [['weight_rule', value]]);
}
