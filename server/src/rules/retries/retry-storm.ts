import { isSensorClass } from '../../model/airflow.ts';
import type { DagFile, Task } from '../../model/facts.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import { effective, type Known, secondsOf } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { backoffFactor, hasRetryPolicy, isTooLong, manyRetries, waitingTime } from '../../project/retries.ts';
import { editablePlace, growingDelay } from '../retry-fixes.ts';
import { defineRule, type Finding, type Fix } from '../rule.ts';
import { count, duration } from '../words.ts';

/** With a delay as long as this an outage of some minutes is over before the last retry. */
const longDelay = 60;

export default defineRule<{ 'minimum-retries': number; 'retries-of-all-instances': number }>({
  severity: 'warning',
  summary:
    'A failing task is tried again so fast, or by so many instances, that the retries are a load of their own',
  why: `Each attempt is a task start: the scheduler queues it, a worker parses the DAG file again and opens connections anew. Five
retries ten seconds apart are over before a database has restarted, and while it restarts they are what keeps it busy. 400
mapped instances with three retries are 1 200 further starts against a system that has just failed.

\`retry_exponential_backoff=True\` doubles the delay from attempt to attempt, and adds jitter, so that instances do not come back
all at once; \`max_retry_delay\` caps it. A pool limits how many instances are at it at a time.

**Leave it** when the failures are known to pass within seconds, as with an optimistic lock.

Source: [Core Concepts, Tasks](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html); \`taskinstance.py\`, \`next_retry_datetime\`.

**Not reported**: sensors, \`retry_policy\`, delays that cannot be known, and what
[\`unbounded-retries\`](unbounded-retries.md) reports.`,
  fixes: ['unsafe'],
  example: {
    bad: `from datetime import timedelta

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command="export.sh", retries=5, retry_delay=timedelta(seconds=10))
`,
    good: `from datetime import timedelta

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command="export.sh", retries=3, retry_delay=timedelta(minutes=5))
`,
  },
  options: {
    'minimum-retries': {
      default: 5,
      description: 'Number of retries from which a delay below a minute is reported',
    },
    'retries-of-all-instances': {
      default: 500,
      description:
        'Number of retries, those of all instances of a task together, from which they are reported',
    },
  },
  *check(file, project, options) {
    const sites = new Map<number, number>();
    const findings: { task: Task; retries: Known; attempts: number }[] = [];
    for (const task of file.tasks) {
      const retries = retriesOf(file, project, task);
      if (retries?.value.kind !== 'number') continue;
      const attempts = retries.value.value;
      const instances = task.mapped ? (task.mapSize ?? 0) : task.certain ? 1 : 0;
      sites.set(task.at.start, (sites.get(task.at.start) ?? 0) + attempts * instances);
      findings.push({ task, retries, attempts });
    }
    for (const { task, retries, attempts } of findings) {
      const all = sites.get(task.at.start) ?? 0;
      const finding =
        (attempts >= options['minimum-retries']
          ? tooFast(file, project, task, retries, attempts)
          : undefined) ??
        (all >= options['retries-of-all-instances']
          ? tooMany(file, project, task, retries, all / attempts, all)
          : undefined);
      if (finding) yield finding;
    }
  },
});

/** The retries of a task, where nothing else decides about them and \`unbounded-retries\` is silent. */
function retriesOf(file: DagFile, project: Project, task: Task): Known | undefined {
  if (isSensorClass(catalogueClass(task)) || task.operator === 'airflow.sdk.task.sensor') return undefined;
  if (hasRetryPolicy(task)) return undefined;
  const retries = effective(project, task, 'retries');
  if (retries.state === 'unknown' || retries.value.kind !== 'number') return undefined;
  const attempts = retries.value.value;
  if (attempts < 1 || attempts >= manyRetries) return undefined;
  const waiting = waitingTime(project, task, attempts);
  if (waiting !== undefined && isTooLong(file, project, task, attempts, waiting)) return undefined;
  return retries;
}

function tooFast(
  file: DagFile,
  project: Project,
  task: Task,
  retries: Known,
  attempts: number,
): Finding | undefined {
  const delay = effective(project, task, 'retry_delay');
  const seconds = secondsOf(delay);
  const grows = backoffFactor(project, effective(project, task, 'retry_exponential_backoff'));
  if (delay.state === 'unknown' || seconds === undefined || seconds >= longDelay || grows !== 1)
    return undefined;
  return {
    at: placeOf(delay) ?? placeOf(retries) ?? task.at,
    message: `Tries again ${count(attempts)} times within ${duration(attempts * seconds)}, every ${duration(seconds)}: a longer outage outlasts them all`,
    cost: { payer: 'worker-slots', amount: attempts + 1, unit: 'attempts', per: 'run' },
    fixes: fixes(file, project, task, retries),
    ...(delay.at?.file === undefined ? {} : { related: [{ ...delay.at, message: 'The delay is set here' }] }),
  };
}

function tooMany(
  file: DagFile,
  project: Project,
  task: Task,
  retries: Known,
  instances: number,
  all: number,
): Finding {
  return {
    at: task.at,
    message: `${count(instances)} instances start up to ${count(all)} retries when what they call has failed`,
    cost: { payer: 'worker-slots', amount: all, unit: 'attempts', per: 'run' },
    fixes: fixes(file, project, task, retries),
    ...(retries.at && retries.at.at.start !== task.at.start
      ? { related: [{ ...retries.at, message: 'Retries are set here' }] }
      : {}),
  };
}

function fixes(file: DagFile, project: Project, task: Task, retries: Known): Fix[] {
  const add = editablePlace(file, task, 'retries', retries)?.add;
  const growing = add && growingDelay(file, project, task, retries, add);
  return growing ? [growing] : [];
}

/** Where this file sets a value. */
function placeOf({ at }: Known): Finding['at'] | undefined {
  return at && at.file === undefined ? at.at : undefined;
}
