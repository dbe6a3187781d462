/** How far apart the runs of a schedule are. */
import { Cron } from 'croner';
import type { Value } from '../model/facts.ts';

export interface Period {
  /** Seconds between the two closest runs. */
  readonly shortest: number;
  /** Seconds between the two runs that are farthest apart. */
  readonly longest: number;
}

const hour = 3_600;
const day = 24 * hour;

/** Airflow's presets; `@once` and `@continuous` have no period. */
const presets: Readonly<Record<string, Period>> = {
  '@hourly': { shortest: hour, longest: hour },
  '@daily': { shortest: day, longest: day },
  '@weekly': { shortest: 7 * day, longest: 7 * day },
  '@monthly': { shortest: 28 * day, longest: 31 * day },
  '@quarterly': { shortest: 90 * day, longest: 92 * day },
  '@yearly': { shortest: 365 * day, longest: 366 * day },
  '@annually': { shortest: 365 * day, longest: 366 * day },
};

/** A day on which every field of a cron expression can be counted from; which one does not matter. */
const start = Date.UTC(2024, 0, 1);
const runsLookedAt = 400;

/**
 * The period of a `schedule` argument: a preset, a cron expression of five fields, a `timedelta`. Undefined for
 * everything else: no schedule, assets, timetables, six-field cron (whose sixth field means different things), unknown.
 */
export function schedulePeriod(schedule: Value): Period | undefined {
  if (schedule.kind === 'duration') {
    return schedule.seconds > 0 ? { shortest: schedule.seconds, longest: schedule.seconds } : undefined;
  }
  if (schedule.kind !== 'string') return undefined;
  const expression = schedule.value.trim();
  return presets[expression] ?? (expression.split(/\s+/).length === 5 ? cronPeriod(expression) : undefined);
}

function cronPeriod(expression: string): Period | undefined {
  let runs: Date[];
  try {
    runs = new Cron(expression, { timezone: 'UTC', paused: true }).nextRuns(runsLookedAt, new Date(start));
  } catch {
    // Airflow's cron library accepts a few forms that this one does not (`H`, `R`): then the period is not known.
    return undefined;
  }
  const gaps = runs.slice(1).map((run, index) => (run.getTime() - (runs[index] as Date).getTime()) / 1000);
  if (gaps.length === 0) return undefined;
  return { shortest: Math.min(...gaps), longest: Math.max(...gaps) };
}
