import { operatorFacts } from '../../catalogue/catalogue.ts';
import type { Dag } from '../../model/facts.ts';
import { countTasks } from '../../model/instances.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import { effective, effectiveDag, isTrue } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { isAtMostHourly, schedulePeriod } from '../../project/schedule.ts';
import { ownDags, placeOf } from '../places.ts';
import { defineRule } from '../rule.ts';
import { about, count, duration } from '../words.ts';

const day = 86_400;
const hour = 3_600;
const minute = 60;
/** A Dag of more tasks than this, every minute, fills the queue. */
const fewTasks = 5;
/** Two runs that lie close together once a day are no frequent schedule. */
const manyRuns = 100;

export default defineRule<{ seconds: number }>({
  severity: 'info',
  summary: 'The schedule starts a run every few minutes',
  why: `Each Dag run is a row that the scheduler looks at in each of its loops, and each task instance is queued, started as a
process that imports the DAG file, and recorded. For a task of a few seconds that is more work than the task itself, and
the metadata database grows by all of it every day. Runs that start faster than the tasks before them end fill the queue.

A sensor or trigger that waits for the event, an asset that another Dag updates, or fewer runs with more work each do the
same for less. What has to react within seconds is better served by a service beside Airflow.

**Leave it** when the work is small, the deployment is sized for it, and somebody cleans up the metadata database.

Source: [Optimize, Cloud Composer](https://cloud.google.com/composer/docs/composer-3/debug-task-scheduling-issues) on tasks that
are scheduled at once; [Scheduler, fine-tuning](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/scheduler.html).

**Not reported**: \`@continuous\`, schedules whose period is not known, fewer than ${manyRuns} runs a day, and a Dag of one
task that waits in the triggerer.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("prices", schedule="*/2 * * * *", catchup=False):
    BashOperator(task_id="load", bash_command="load.sh")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("prices", schedule="*/30 * * * *", catchup=False):
    BashOperator(task_id="load", bash_command="load.sh")
`,
  },
  options: {
    seconds: {
      default: 300,
      description: 'Shortest time between two runs, in seconds, that is not reported',
    },
  },
  *check(file, project, options) {
    for (const dag of ownDags(file)) {
      const schedule = effectiveDag(project, dag, 'schedule');
      if (schedule.state === 'unknown' || (isAtMostHourly(schedule.value) && options.seconds <= hour))
        continue;
      const period = schedulePeriod(schedule.value);
      if (!period || period.shortest >= options.seconds || day / period.mean < manyRuns) continue;
      if (onlyDefers(project, dag)) continue;
      const tasks = countTasks(dag);
      const runs = day / period.mean;
      const instances = runs * tasks.atLeast;
      const isMany = period.shortest <= minute && tasks.atLeast > fewTasks;
      yield {
        ...placeOf(schedule, dag.at),
        ...(isMany ? { severity: 'warning' as const } : {}),
        message: `Starts a run every ${duration(period.shortest)}: ${about(runs)} runs${tasks.atLeast > 0 ? ` and ${tasks.isOpen || tasks.hasMapped ? 'at least ' : ''}${count(instances)} task instances` : ''} a day`,
        cost: { payer: 'scheduler', amount: Math.round(runs), unit: 'runs', per: 'day' },
      };
    }
  },
});

function onlyDefers(project: Project, dag: Dag): boolean {
  const [task] = dag.tasks;
  if (!task || dag.tasks.length > 1 || !dag.complete) return false;
  const facts = operatorFacts(catalogueClass(task));
  if (facts?.alwaysAsynchronous) return true;
  return facts?.deferrable === true && isTrue(effective(project, task, 'deferrable'));
}
