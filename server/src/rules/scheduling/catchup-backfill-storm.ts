import type { Dag, DagFile } from '../../model/facts.ts';
import { countTasks } from '../../model/instances.ts';
import { effectiveDag, isTrue, numberOf } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { daysBetween, firstDay, lastDay } from '../../project/run-dates.ts';
import { periodOf } from '../../project/schedule.ts';
import { setDagArgument } from '../edits.ts';
import { ownDags, placeOf } from '../places.ts';
import { defineRule, type Finding, type Fix } from '../rule.ts';
import { about, duration } from '../words.ts';

/** With no more runs at once than this, somebody has thought of the past. */
const fewRuns = 3;
const storm = 1_000;

export default defineRule<{ runs: number }>({
  severity: 'warning',
  summary: 'Switching the Dag on creates runs for its whole past',
  why: `With \`catchup=True\` the scheduler creates a run for every interval between \`start_date\` and now, as fast as
\`max_active_runs\` allows: when the Dag is switched on for the first time, after it was paused, in a new environment, or
when its id changes. Each run takes its worker slots, calls the same systems again, and leaves its rows in the metadata
database; Dags with work for today wait behind them.

\`catchup\` is True where nothing sets it in Airflow 2, and False in Airflow 3. \`catchup=False\` runs the latest interval
only; a past that is wanted can be filled on purpose, with \`airflow backfill\`.

**Leave it** when every interval has to be processed and the systems behind can take it. \`max_active_runs\` of 3 or less
makes it a remark.

Source: [DAG Runs, Catchup](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dag-run.html#catchup);
\`[scheduler] catchup_by_default\` of 2.11 and 3.x.

**Not reported**: schedules without a period (\`None\`, \`@once\`, assets, timetables), a \`start_date\` that is not known,
a Dag whose tasks end on days of their own.`,
  fixes: ['unsafe'],
  example: {
    bad: `import pendulum
from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily", start_date=pendulum.datetime(2023, 1, 1, tz="UTC"), catchup=True):
    BashOperator(task_id="load", bash_command="load.sh")
`,
    good: `import pendulum
from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily", start_date=pendulum.datetime(2023, 1, 1, tz="UTC"), catchup=False):
    BashOperator(task_id="load", bash_command="load.sh")
`,
  },
  options: {
    runs: { default: 50, description: 'Number of runs for the past from which they are reported' },
  },
  *check(file, project, options) {
    for (const dag of ownDags(file)) {
      const finding = stormOf(file, project, dag, options.runs);
      if (finding) yield finding;
    }
  },
});

function stormOf(file: DagFile, project: Project, dag: Dag, least: number): Finding | undefined {
  const catchup = effectiveDag(project, dag, 'catchup');
  if (!isTrue(catchup)) return undefined;
  const past = pastOf(project, dag);
  if (!past || past.runs < least) return undefined;
  const parallel = effectiveDag(project, dag, 'max_active_runs');
  const atOnce = numberOf(parallel);
  const isExplicit = parallel.state === 'known' && parallel.origin !== 'default';
  const severity =
    isExplicit && atOnce !== undefined && atOnce <= fewRuns
      ? 'info'
      : past.runs >= storm
        ? 'error'
        : 'warning';
  const byDefault =
    catchup.state === 'known' && catchup.origin === 'default'
      ? ', catchup is on by default in Airflow 2'
      : '';
  const limit = atOnce === undefined || atOnce < 1 ? '' : `, ${atOnce} at a time`;
  return {
    ...placeOf(catchup, dag.at),
    severity,
    message: `Creates ${about(past.runs)} runs for the past when it is switched on${limit} (${past.text}${byDefault})`,
    cost: costOf(dag, past.runs),
    fixes: fixesFor(file, dag, isExplicit),
  };
}

interface Past {
  readonly runs: number;
  /** `every 1 h since 2021-01-01`. */
  readonly text: string;
}

function pastOf(project: Project, dag: Dag): Past | undefined {
  const { today } = project;
  if (today === undefined) return undefined;
  const first = firstDay(project, dag);
  const last = lastDay(project, dag);
  if (!first || first === 'unknown' || last === 'unknown') return undefined;
  const ended = last && last.day < today;
  const days = daysBetween(first.day, ended ? last.day : today);
  // Looked up last: to count a cron expression out costs more than everything before.
  const period = days > 0 ? periodOf(project, dag) : undefined;
  if (!period) return undefined;
  const end = ended ? ` to ${last.day}` : '';
  return {
    runs: Math.floor((days * 86_400) / period.mean),
    text: `one every ${duration(period.mean)} since ${first.day}${end}`,
  };
}

function costOf(dag: Dag, runs: number): NonNullable<Finding['cost']> {
  const { atLeast } = countTasks(dag);
  return {
    payer: 'worker-slots',
    amount: runs * Math.max(1, atLeast),
    unit: 'instances',
    per: 'switching on',
  };
}

function fixesFor(file: DagFile, dag: Dag, isLimited: boolean): Fix[] {
  const latest = setDagArgument(file, dag, 'catchup', 'False');
  const single = isLimited ? undefined : setDagArgument(file, dag, 'max_active_runs', '1');
  return [
    ...(latest ? [{ title: 'Set catchup=False', safety: 'unsafe' as const, edits: [latest] }] : []),
    ...(single ? [{ title: 'Set max_active_runs=1', safety: 'unsafe' as const, edits: [single] }] : []),
  ];
}
