/** `datetime(…)` and its relatives, of known numbers. */
import type { Arguments, Given } from './objects.ts';

/** Constructors that take year, month and day, in this order. Their time zone moves the day by one at most. */
const constructors = new Set([
  'datetime.datetime',
  'datetime.date',
  'pendulum.datetime',
  'pendulum.DateTime',
  'pendulum.date',
  'pendulum.local',
  'pendulum.naive',
  'airflow.sdk.timezone.datetime',
]);

/** Functions that read a date written as text. */
const readers = new Set([
  'datetime.datetime.fromisoformat',
  'datetime.date.fromisoformat',
  'pendulum.parse',
  'airflow.sdk.timezone.parse',
]);

/** The day (`2024-01-31`) of the date that calling a function outside the project makes; undefined where it is not known. */
export function dayMade(name: string, given: Arguments): string | undefined {
  if (!given.complete) return undefined;
  if (readers.has(name)) {
    const [text] = given.positional;
    return text?.value.type === 'str' ? dayIn(text.value.value) : undefined;
  }
  if (!constructors.has(name)) return undefined;
  const numbers = ['year', 'month', 'day'].map((part, index) =>
    numberOf(given.positional[index] ?? given.named.get(part)),
  );
  const [year, month, day] = numbers;
  return year === undefined || month === undefined || day === undefined
    ? undefined
    : checked(year, month, day);
}

/** The day that an ISO text begins with; undefined for every other text. */
export function dayIn(text: string): string | undefined {
  const [, year, month, day] = /^\s*(\d{4})-(\d\d)-(\d\d)(?!\d)/.exec(text) ?? [];
  return year === undefined ? undefined : checked(Number(year), Number(month), Number(day));
}

function numberOf(given: Given | undefined): number | undefined {
  return given?.value.type === 'int' ? given.value.value : undefined;
}

/** Python refuses the thirty-first of June. */
function checked(year: number, month: number, day: number): string | undefined {
  if (year < 1 || year > 9999) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isSame =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isSame ? date.toISOString().slice(0, 10) : undefined;
}
