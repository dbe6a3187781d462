import { countTasks } from '../../model/instances.ts';
import { ownDags } from '../places.ts';
import { defineRule } from '../rule.ts';
import { count } from '../words.ts';

export default defineRule<{ tasks: number; 'many-tasks': number }>({
  severity: 'info',
  summary: 'The Dag has hundreds of tasks',
  why: `The scheduler looks at all unfinished tasks of a run in each of its loops, and the whole Dag is serialized, stored, loaded and
drawn again whenever it changes. From some hundred tasks on that is what its loop spends its time with, and other Dags
start later. Each task instance also costs a process that imports the whole DAG file.

Put together what belongs together: one task for a batch of tables, a mapped task for items of one kind, several Dags
that start each other through assets for parts that stand alone.

**Leave it** when each task has to be retried and looked at by itself, and the scheduler has time.

Source: [Best practices, Reducing Dag complexity](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#reducing-dag-complexity);
[apache/airflow#31185](https://github.com/apache/airflow/issues/31185).

**Not reported**: what is not certain to be there. Loops of unknown size are not counted, and a mapped task counts once.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("partitions", schedule="@daily"):
    for number in range(250):
        BashOperator(task_id=f"load_{number}", bash_command=f"load.sh {number}")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("partitions", schedule="@daily"):
    for batch in range(0, 250, 25):
        BashOperator(task_id=f"load_{batch}", bash_command=f"load.sh {batch} {batch + 25}")
`,
  },
  options: {
    tasks: { default: 200, description: 'Number of tasks from which a Dag is a remark' },
    'many-tasks': { default: 500, description: 'Number of tasks from which a Dag is a warning' },
  },
  *check(file, _project, options) {
    for (const dag of ownDags(file)) {
      const { atLeast, isOpen, hasMapped } = countTasks(dag);
      if (atLeast < options.tasks) continue;
      const more = isOpen ? ', and more from code whose number is not known' : '';
      yield {
        at: dag.at,
        ...(atLeast >= options['many-tasks'] ? { severity: 'warning' as const } : {}),
        message: `This Dag has ${isOpen ? 'at least ' : ''}${count(atLeast)} tasks${hasMapped ? ', mapped ones counted once' : ''}${more}`,
        cost: { payer: 'scheduler', amount: atLeast, unit: 'instances', per: 'run' },
      };
    }
  },
});
