/** Constructors of operators, sensors, triggers and timetables that a file defines, and the methods that they call. */
import { isOperatorClass, isTimetableClass, isTriggerClass } from '../model/airflow.ts';
import type { ClassFacts, DagFile } from '../model/facts.ts';

export interface Constructor {
  readonly class: ClassFacts;
  readonly kind: 'operator' | 'trigger' | 'timetable';
  /** `__init__`, and the methods that it calls, by id. */
  readonly functions: readonly number[];
}

/** In source order; classes without an `__init__` of their own are left out. */
export function constructors(file: DagFile): readonly Constructor[] {
  return file.classes.flatMap((one): Constructor[] => {
    const kind = kindOf(one);
    const init = Object.hasOwn(one.methods, '__init__') ? one.methods.__init__ : undefined;
    return kind && init !== undefined ? [{ class: one, kind, functions: methodsBehind(file, init) }] : [];
  });
}

/** The functions of all of them, by id. */
export function constructorCode(file: DagFile): ReadonlySet<number> {
  return new Set(constructors(file).flatMap((one) => one.functions));
}

function kindOf({ bases }: ClassFacts): Constructor['kind'] | undefined {
  if (bases.some(isOperatorClass)) return 'operator';
  if (bases.some(isTriggerClass)) return 'trigger';
  return bases.some(isTimetableClass) ? 'timetable' : undefined;
}

function methodsBehind(file: DagFile, init: number): number[] {
  const found = [init];
  for (const id of found) {
    for (const { in: owner, function: called, dead } of file.calls) {
      if (owner !== id || called === undefined || dead || found.includes(called)) continue;
      if (file.functions[called]?.class !== undefined) found.push(called);
    }
  }
  return found;
}
