/** How numbers are said in messages. */
import type { Project } from '../project/project.ts';

/** `45 s`, `5 min`, `1 h 30 min`, `7 days`; rounded as a person would say it. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${trimmed(seconds)} s`;
  if (seconds < 3600) return parts(seconds, 60, 'min', 1, 's', 10);
  if (seconds < 2 * 86_400) return parts(seconds, 3600, 'h', 60, 'min', 6);
  return parts(seconds, 86_400, 'days', 3600, 'h', 10);
}

/** The larger unit, and the smaller one while the larger is below `limit`. */
function parts(
  seconds: number,
  unit: number,
  name: string,
  smaller: number,
  smallerName: string,
  limit: number,
): string {
  const rounded = Math.round(seconds / smaller) * smaller;
  const whole = Math.floor(rounded / unit);
  const rest = Math.round((rounded - whole * unit) / smaller);
  return whole < limit && rest > 0
    ? `${whole} ${name} ${rest} ${smallerName}`
    : `${Math.round(seconds / unit)} ${name}`;
}

/** About how long an import takes: `90 ms`, `320 ms`, `1.4 s`. */
export function importTime(ms: number): string {
  if (ms >= 1000) return `${trimmed(ms / 1000)} s`;
  return `${ms >= 100 ? Math.round(ms / 10) * 10 : Math.round(ms)} ms`;
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(value < 10 ? 1 : 0)));
}

/** `2 880`: thousands set apart by a space. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** `12`, `about 350`, `about 43 000`: large numbers to two digits. */
export function about(value: number): string {
  if (value < 100) return String(Math.round(value));
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return `about ${count(Math.round(value / unit) * unit)}`;
}

/** How often a file is parsed a day at most: `min_file_process_interval` is a floor, not a period. */
export function parsesPerDay(project: Project): number {
  const setting =
    project.settings['dag_processor.min_file_process_interval'] ??
    project.settings['scheduler.min_file_process_interval'];
  const seconds = Number(setting?.value ?? 30);
  // At 0 Airflow parses without a pause; how often is then up to the machine, so the default is the safe thing to say.
  return 86_400 / (Number.isFinite(seconds) && seconds > 0 ? seconds : 30);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
