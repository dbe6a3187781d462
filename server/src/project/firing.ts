/** When in a week the runs of Dags start. */
import { Cron } from 'croner';
import type { Dag, DagFile, Range } from '../model/facts.ts';
import { discovery, mentionsOf } from './discovery.ts';
import { effectiveDag, isTrue } from './effective.ts';
import type { Project } from './project.ts';
import { schedulePeriod } from './schedule.ts';

/** A Dag for which Airflow creates runs by the clock. */
export interface ScheduledDag {
  readonly dagId?: string;
  readonly file: string;
  readonly at: Range;
  /** A cron expression of five fields or a preset; absent for other schedules, such as a `timedelta`. */
  readonly cron?: string;
}

/**
 * The Dags of a file that the clock starts: registered, with a schedule that is known and has a period, not known to be
 * paused or over. None in a file that Airflow does not parse.
 */
export function scheduledDags(file: DagFile, project: Project): ScheduledDag[] {
  const settings = project.modules?.discovery;
  if (settings && discovery(file.path, mentionsOf(file.text), settings).state === 'not-parsed') return [];
  return file.dags.flatMap((dag) => {
    if (!dag.registered || dag.file !== undefined || isAtRest(project, dag)) return [];
    const schedule = effectiveDag(project, dag, 'schedule');
    if (schedule.state === 'unknown' || !schedulePeriod(schedule.value)) return [];
    const { dagId, at } = dag;
    const cron = schedule.value.kind === 'string' ? { cron: schedule.value.value.trim() } : {};
    return [{ ...(dagId === undefined ? {} : { dagId }), file: file.path, at, ...cron }];
  });
}

/** Created paused, or its last run lies behind. */
function isAtRest(project: Project, dag: Dag): boolean {
  if (isTrue(effectiveDag(project, dag, 'is_paused_upon_creation'))) return true;
  const end = effectiveDag(project, dag, 'end_date');
  const { today } = project;
  return today !== undefined && end.state === 'known' && end.value.kind === 'date' && end.value.day < today;
}

const weeklyPresets: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
};

export const minutesOfDay = 24 * 60;
/** A Monday. */
const monday = Date.UTC(2024, 0, 1);
const mostRunsOfWeek = 7 * 24;

/**
 * The minutes of a week, from Monday 00:00 on the schedule's own clock, at which a cron expression or preset starts a run
 * in every week, in order. Undefined for one that starts several an hour, or none in some weeks (days of the month).
 */
export function minutesOfWeek(cron: string): readonly number[] | undefined {
  const expression = weeklyPresets[cron] ?? cron;
  if (!/^\d{1,2}\s+\S+\s+\*\s+\*\s+\S+$/.test(expression)) return undefined;
  try {
    const runs = new Cron(expression, { utcOffset: 0, paused: true }).nextRuns(
      mostRunsOfWeek,
      // The first run after a time is none at that time.
      new Date(monday - 1000),
    );
    const minutes = runs.map((run) => (run.getTime() - monday) / 60_000);
    return minutes.filter((minute) => minute < 7 * minutesOfDay);
  } catch {
    return undefined;
  }
}
