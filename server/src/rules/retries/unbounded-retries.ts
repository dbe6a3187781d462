import type { DagFile, Range, Task } from '../../model/facts.ts';
import { type Effective, effective, type Known, secondsOf } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { hasRetryPolicy, isTooLong, manyRetries, type TooLong, waitingTime } from '../../project/retries.ts';
import { replace } from '../edits.ts';
import { importedAs } from '../imports.ts';
import { editablePlace, growingDelay, proposedDelay } from '../retry-fixes.ts';
import { defineRule, type Finding, type Fix } from '../rule.ts';
import { count, duration } from '../words.ts';

/** What the fix proposes; with no more than that, it is the delay that waits too long. */
const proposedRetries = 3;

export default defineRule<{ 'maximum-retries': number }>({
  severity: 'warning',
  summary:
    'A failing task is tried again so often, or for so long, that nobody learns of the failure in time',
  why: `Each attempt takes a worker slot, parses the DAG file again and calls the same external system; until the last one has
failed, the task is "up for retry" and no failure callback tells anybody. \`retries=100\` with five minutes between attempts
is eight hours of that. Airflow sets no upper bound.

The message counts the attempts and, where the delay is known, what waiting between them adds up to: with
\`retry_exponential_backoff\` the delay doubles (from Airflow 3.2 it is multiplied by the given factor) up to
\`max_retry_delay\` and \`[core] max_task_retry_delay\` (one day).

Two to three retries with a growing delay outlast most outages.

**Leave it** when the source really comes back only after hours and a late success is worth the slots; say so behind the
ignore comment.

Source: [Core Concepts, Tasks](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html);
\`taskinstance.py\`, \`next_retry_datetime\`.

**Also reported**: \`while True\` around \`try … except\` in a task without \`execution_timeout\`, with no counter, deadline or
growing sleep: it never gives up.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily", default_args={"retries": 50}):
    BashOperator(task_id="export", bash_command="export.sh")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily", default_args={"retries": 3}):
    BashOperator(task_id="export", bash_command="export.sh")
`,
  },
  options: {
    'maximum-retries': {
      default: manyRetries,
      description: 'Number of retries from which they are reported',
    },
  },
  *check(file, project, options) {
    const told = new Set<string>();
    for (const task of file.tasks) {
      const finding = tooManyRetries(file, project, task, options['maximum-retries']);
      // What another file sets for many tasks is one thing to change.
      const elsewhere = finding?.related?.map(({ file: other, at }) => `${other} ${at.start}`).join();
      if (!finding || (elsewhere && told.has(elsewhere))) continue;
      if (elsewhere) told.add(elsewhere);
      yield finding;
    }
    for (const loop of file.loops) {
      if (!loop.retriesForever || !loop.phases.includes('task') || loop.phases.includes('parse')) continue;
      if (!runsWithoutTimeout(file, project, loop.in)) continue;
      yield {
        at: loop.headAt,
        message:
          'Tries again for ever: the loop has no counter, deadline or growing sleep, the task no execution_timeout',
      };
    }
  },
});

function tooManyRetries(file: DagFile, project: Project, task: Task, limit: number): Finding | undefined {
  const retries = effective(project, task, 'retries');
  if (retries.state === 'unknown' || retries.value.kind !== 'number') return undefined;
  if (hasRetryPolicy(task)) return undefined;
  const attempts = retries.value.value;
  if (!Number.isFinite(attempts) || attempts >= Number.MAX_SAFE_INTEGER) {
    const place = placeOf(file, retries, task);
    const message = 'Retries without end: a task that fails is never marked failed';
    return place && { ...place, message, fixes: fixesFor(file, project, task, retries, false) };
  }
  const waiting = waitingTime(project, task, attempts);
  const late = waiting === undefined ? undefined : isTooLong(file, project, task, attempts, waiting);
  if (attempts < limit && !late) return undefined;
  const timeouts = attempts < limit && late?.worst !== undefined ? late : undefined;
  const delay = effective(project, task, 'retry_delay');
  const byDelay = !timeouts && attempts <= proposedRetries && delay.state === 'known';
  const place = (byDelay && placeOf(file, delay, task)) || placeOf(file, retries, task);
  const worst = waiting ? `, at least ${duration(waiting)} of waiting` : '';
  return (
    place && {
      ...place,
      message: `Tries up to ${count(attempts + 1)} times before it fails${worst}${timeouts ? inWords(timeouts) : ''}`,
      cost: { payer: 'worker-slots', amount: attempts + 1, unit: 'attempts', per: 'run' },
      fixes: fixesFor(file, project, task, retries, timeouts !== undefined),
    }
  );
}

function inWords({ worst, period }: TooLong): string {
  const longer = period === undefined ? '' : `, longer than the schedule's ${duration(period)}`;
  return worst === undefined ? '' : `, ${duration(worst)} with its timeouts${longer}`;
}

/** On what sets a value: the argument or the entry of \`default_args\`; on the task when a configuration file does. */
function placeOf(file: DagFile, retries: Known, task: Task): Pick<Finding, 'at' | 'related'> | undefined {
  if (retries.origin === 'default' || retries.origin === 'class') return undefined;
  if (!retries.at) return undefined;
  if (retries.at.file === undefined) return { at: retries.at.at };
  return {
    at: (retries.origin === 'default-args' ? defaultArgsAt(file, task) : undefined) ?? task.at,
    related: [{ file: retries.at.file, at: retries.at.at, message: 'Set here' }],
  };
}

/** The `default_args` argument of the task's Dag. */
function defaultArgsAt(file: DagFile, task: Task): Range | undefined {
  const call = task.dag === undefined ? undefined : file.dags[task.dag]?.call;
  return file.calls[call ?? -1]?.arguments.find((one) => one.name === 'default_args')?.at;
}

/** `byTimeouts`: the attempts themselves take the time, not the waiting between them. */
function fixesFor(file: DagFile, project: Project, task: Task, retries: Known, byTimeouts: boolean): Fix[] {
  const place = editablePlace(file, task, 'retries', retries);
  if (!place) return [];
  const isMany = retries.value.kind === 'number' && retries.value.value > proposedRetries;
  const fewer: Fix = {
    title: `Set retries to ${proposedRetries}`,
    safety: 'unsafe',
    edits: [replace(place.at, String(proposedRetries))],
  };
  const fixes = isMany ? [fewer] : [];
  if (byTimeouts) return fixes;
  const delay = effective(project, task, 'retry_delay');
  if ((secondsOf(delay) ?? 0) > proposedDelay) return [...fixes, ...soonerFixes(file, task, delay)];
  const growing = place.add && growingDelay(file, project, task, retries, place.add);
  return growing ? [...fixes, growing] : fixes;
}

/** A delay that is too long by itself does not get better by growing. */
function soonerFixes(file: DagFile, task: Task, delay: Effective): Fix[] {
  const place = delay.state === 'known' ? editablePlace(file, task, 'retry_delay', delay) : undefined;
  const timedelta = place && importedAs(file, 'datetime', 'timedelta');
  if (!timedelta) return [];
  const value = `${timedelta.name}(minutes=${proposedDelay / 60})`;
  const edits = [...timedelta.edits, replace(place.at, value)];
  return [{ title: `Set retry_delay to ${duration(proposedDelay)}`, safety: 'unsafe', edits }];
}

/** Whether every task that runs this code is known to have no `execution_timeout`. */
function runsWithoutTimeout(file: DagFile, project: Project, code: number): boolean {
  const tasks = file.tasks.filter((task) => task.function === code);
  return (
    tasks.length > 0 &&
    tasks.every((task) => {
      const timeout = effective(project, task, 'execution_timeout');
      return timeout.state === 'known' && timeout.value.kind === 'none';
    })
  );
}
