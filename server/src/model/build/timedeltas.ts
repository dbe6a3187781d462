/** `timedelta(…)` and `pendulum.duration(…)` of known numbers. */
import { secondsPer, timedeltaOrder } from '../durations.ts';
import { type Arguments, type PyObject, unknown } from './objects.ts';

/** The duration that the arguments make; unknown when one of them is. */
export function durationOf(given: Arguments): PyObject {
  let seconds = 0;
  const parts = [
    ...given.positional.map((one, index) => [timedeltaOrder[index], one.value] as const),
    ...[...given.named].map(([name, one]) => [name, one.value] as const),
  ];
  for (const [unit, value] of parts) {
    const factor = unit === undefined ? undefined : secondsPer[unit];
    if (factor === undefined || (value.type !== 'int' && value.type !== 'float')) return unknown();
    seconds += value.value * factor;
  }
  return { type: 'timedelta', seconds };
}
