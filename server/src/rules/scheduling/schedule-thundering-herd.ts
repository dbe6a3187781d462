import { minutesOfDay, minutesOfWeek, type ScheduledDag } from '../../project/firing.ts';
import { defineRule, type Related } from '../rule.ts';
import { count } from '../words.ts';

const days = 7;
/** More would bury the report. */
const mostRelated = 20;

export default defineRule<{ 'minimum-dags': number; percent: number }>({
  severity: 'info',
  summary: 'Many Dags start their runs in the same minute',
  why: `Runs that start in one minute are created, scheduled and queued together: the scheduler and the metadata database have
their peak, tasks wait for slots and pools, and for the rest of the hour the same workers are idle. Capacity is paid for by
the peak. \`@daily\` and \`0 0 * * *\` are the same minute for all teams.

Spread the minutes (\`17 0 * * *\`, \`43 0 * * *\`), by a stable hash of the dag_id if there are many, or start what depends on
other Dags by their assets. Another minute moves the logical date and the data interval: tasks that use them see other
values, so dagperf does not change it.

**Leave it** when the pools are meant to hold the tasks back and nobody waits for the result.

Source: [Debug task scheduling issues, Cloud Composer](https://cloud.google.com/composer/docs/composer-3/debug-task-scheduling-issues),
to distribute the tasks more evenly over time.

**Not reported**: Dags that start more than one run an hour or on days of the month only; assets, timetables, \`timedelta\`; Dags
created paused or with an \`end_date\` that is over; a schedule that is not known. Time zones of start dates are not compared. Needs
the whole project to have been analysed.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

for number in range(12):
    with DAG(f"load_{number}", schedule="0 0 * * *", catchup=False):
        BashOperator(task_id="load", bash_command="load.sh")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

for number in range(12):
    with DAG(f"load_{number}", schedule=f"{number * 5} 0 * * *", catchup=False):
        BashOperator(task_id="load", bash_command="load.sh")
`,
  },
  options: {
    'minimum-dags': {
      default: 10,
      description: 'Number of Dags that start in one minute, or of scheduled Dags whose share is judged',
    },
    percent: { default: 25, description: 'Percentage of the scheduled Dags that start in one minute' },
  },
  *checkProject({ whole }, options) {
    const { scheduled } = whole;
    let left = [...scheduled];
    const minutes = new Map<string, readonly number[] | undefined>();
    for (const { cron } of scheduled)
      if (cron !== undefined && !minutes.has(cron)) minutes.set(cron, minutesOfWeek(cron));
    const isMany = (number: number) =>
      number >= options['minimum-dags'] ||
      // Three of twelve are a quarter, and no crowd.
      (number * 2 >= options['minimum-dags'] &&
        scheduled.length >= options['minimum-dags'] &&
        number * 100 >= scheduled.length * options.percent);
    for (;;) {
      const { dags, starts } = largestHerd(left, minutes);
      const [first] = dags;
      if (!first || !isMany(dags.length)) return;
      left = left.filter((one) => !dags.includes(one));
      yield {
        file: first.file,
        at: first.at,
        message: `${count(dags.length)} of ${count(scheduled.length)} scheduled Dags, this one among them, start a run at ${inWords(starts)}`,
        related: others(first, dags),
      };
    }
  },
});

interface Herd {
  readonly dags: readonly ScheduledDag[];
  /** The minutes of the week at which all of them start. */
  readonly starts: readonly number[];
}

/** The Dags of the minute at which most start; of several such minutes the first of the week. */
function largestHerd(
  scheduled: readonly ScheduledDag[],
  minutes: ReadonlyMap<string, readonly number[] | undefined>,
): Herd {
  const byMinute = new Map<number, ScheduledDag[]>();
  for (const dag of scheduled) {
    for (const minute of minutes.get(dag.cron ?? '') ?? []) {
      const known = byMinute.get(minute);
      if (known) known.push(dag);
      else byMinute.set(minute, [dag]);
    }
  }
  let dags: readonly ScheduledDag[] = [];
  for (const [, found] of [...byMinute].sort(([a], [b]) => a - b))
    if (found.length > dags.length) dags = found;
  const members = new Set(dags);
  const starts = [...byMinute]
    .filter(([, found]) => found.length === dags.length && found.every((one) => members.has(one)))
    .map(([minute]) => minute)
    .sort((a, b) => a - b);
  return { dags, starts };
}

const names = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'];

/** `00:00 every day`, `minute 0 of every hour`, `06:30 on Mondays`. */
function inWords(starts: readonly number[]): string {
  const first = starts[0] ?? 0;
  if (starts.length === days * 24) return `minute ${first % 60} of every hour`;
  const clock = first % minutesOfDay;
  const time = `${String(Math.floor(clock / 60)).padStart(2, '0')}:${String(clock % 60).padStart(2, '0')}`;
  const sameTime = starts.filter((one) => one % minutesOfDay === clock);
  return sameTime.length === days
    ? `${time} every day`
    : `${time} on ${names[Math.floor(first / minutesOfDay)]}`;
}

/** Where the others stand, each place once: a loop makes many Dags at one. */
function others(first: ScheduledDag, dags: readonly ScheduledDag[]): Related[] {
  const key = ({ file, at }: ScheduledDag) => `${file}:${at.start}`;
  const places = new Map(dags.map((dag) => [key(dag), dag]));
  places.delete(key(first));
  return [...places.values()].slice(0, mostRelated).map(({ file, at, dagId }) => ({
    file,
    at,
    message: dagId === undefined ? 'Starts then, too' : `${dagId} starts then, too`,
  }));
}
