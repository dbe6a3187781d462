/** How far apart the runs of a schedule are. */
import { Cron } from 'croner';
import type { Dag, Value } from '../model/facts.ts';
import { effectiveDag } from './effective.ts';
import type { Project } from './project.ts';

export interface Period {
  /** Seconds between the two closest runs. */
  readonly shortest: number;
  /** Seconds between the two runs that are farthest apart. */
  readonly longest: number;
  /** Seconds between two runs, over a long time. */
  readonly mean: number;
}

const hour = 3_600;
const day = 24 * hour;
const year = 365.25 * day;

function every(seconds: number): Period {
  return { shortest: seconds, longest: seconds, mean: seconds };
}

/** Airflow's presets; `@once` and `@continuous` have no period. */
const presets: Readonly<Record<string, Period>> = {
  '@hourly': every(hour),
  '@daily': every(day),
  '@weekly': every(7 * day),
  '@monthly': { shortest: 28 * day, longest: 31 * day, mean: year / 12 },
  '@quarterly': { shortest: 90 * day, longest: 92 * day, mean: year / 4 },
  '@yearly': { shortest: 365 * day, longest: 366 * day, mean: year },
  '@annually': { shortest: 365 * day, longest: 366 * day, mean: year },
};

/** A day on which every field of a cron expression can be counted from; which one does not matter. */
const start = Date.UTC(2024, 0, 1);
const runsLookedAt = 400;
/** One every five minutes for eight days; what comes more often is not counted out to the end. */
const runsOfAWeek = 2_304;

/**
 * The period of a `schedule` argument: a preset, a cron expression of five fields, a `timedelta`. Undefined for
 * everything else: no schedule, assets, timetables, six-field cron (whose sixth field means different things), unknown.
 */
export function schedulePeriod(schedule: Value): Period | undefined {
  if (counted.has(schedule)) return counted.get(schedule);
  const period = countedOut(schedule);
  counted.set(schedule, period);
  return period;
}

/** To count a cron expression out is far more work than all that several rules make of it. A value never changes. */
const counted = new WeakMap<Value, Period | undefined>();

function countedOut(schedule: Value): Period | undefined {
  if (schedule.kind === 'duration') {
    return schedule.seconds > 0 ? every(schedule.seconds) : undefined;
  }
  if (schedule.kind !== 'string') return undefined;
  const expression = schedule.value.trim();
  return presets[expression] ?? (expression.split(/\s+/).length === 5 ? cronPeriod(expression) : undefined);
}

/** The period of a Dag's effective schedule; undefined where that is not known, and where Airflow creates no runs by the clock. */
export function periodOf(
  project: Project,
  dag: Pick<Dag, 'arguments' | 'argumentsComplete'>,
): Period | undefined {
  const schedule = effectiveDag(project, dag, 'schedule');
  return schedule.state === 'known' ? schedulePeriod(schedule.value) : undefined;
}

/**
 * Whether a schedule is known not to start more than one run an hour, by its minutes: far less work than counting it out.
 * False where it may, and where nothing is known.
 */
export function isAtMostHourly(schedule: Value): boolean {
  if (schedule.kind !== 'string') return false;
  return /^\s*(@\w+\s*$|\d+\s)/.test(schedule.value);
}

function cronPeriod(expression: string): Period | undefined {
  let runs: Date[];
  try {
    const cron = new Cron(expression, { utcOffset: 0, paused: true });
    runs = cron.nextRuns(runsLookedAt, new Date(start));
    const span = ((runs.at(-1)?.getTime() ?? start) - start) / 1000;
    // Where not all days are alike a few of them say nothing of a week.
    if (span < 8 * day && !/\s\*\s+\S+\s+\*$/.test(expression))
      runs = cron.nextRuns(runsOfAWeek, new Date(start));
  } catch {
    // Airflow's cron library accepts a few forms that this one does not (`H`, `R`): then the period is not known.
    return undefined;
  }
  const gaps = runs.slice(1).map((run, index) => (run.getTime() - (runs[index] as Date).getTime()) / 1000);
  if (gaps.length === 0) return undefined;
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return { shortest: Math.min(...gaps), longest: Math.max(...gaps), mean };
}
