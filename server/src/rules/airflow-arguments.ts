/** Arguments that end up in a Dag or a task: of the call, and of the `default_args` that it gets. */
import {
  isDagClass,
  isDagDecorator,
  isOperatorClass,
  isTaskDecorator,
  isTaskGroupClass,
  isTaskGroupDecorator,
} from '../model/airflow.ts';
import type { Call, DagFile, Range, Value } from '../model/facts.ts';

export interface AirflowArgument {
  readonly name: string;
  /** `name=value`, or the entry of the dict. */
  readonly at: Range;
  readonly value: Value;
  readonly of: 'dag' | 'task' | 'group';
  /** Canonical name of what is called, where it is known. */
  readonly operator?: string;
  /** Of `default_args`. */
  readonly isDefault: boolean;
}

/** Named arguments of the calls that make Dags, tasks and groups while the file is parsed; each entry of a dict once. */
export function airflowArguments(file: DagFile): readonly AirflowArgument[] {
  const seen = new Set<number>();
  return file.calls.flatMap((call) => {
    const of = call.phases.includes('parse') ? madeBy(file, call) : undefined;
    if (!of) return [];
    return call.arguments.flatMap(({ name, at, value }): AirflowArgument[] => {
      if (name === undefined || seen.has(at.start)) return [];
      seen.add(at.start);
      const operator = call.callee === undefined ? {} : { operator: call.callee };
      const own: AirflowArgument = { name, at, value, of, isDefault: false, ...operator };
      if (name !== 'default_args' || value.kind !== 'dict') return [own];
      const entries = value.entries.filter((one) => !seen.has(one.at.start));
      for (const one of entries) seen.add(one.at.start);
      return [
        own,
        ...entries.map((one) => ({ name: one.key, at: one.at, value: one.value, of, isDefault: true })),
      ];
    });
  });
}

function madeBy(file: DagFile, { callee, class: own }: Call): AirflowArgument['of'] | undefined {
  if (own !== undefined) return file.classes[own]?.bases.some(isOperatorClass) ? 'task' : undefined;
  if (isDagClass(callee) || isDagDecorator(callee)) return 'dag';
  if (isTaskGroupClass(callee) || isTaskGroupDecorator(callee)) return 'group';
  return isOperatorClass(callee) || isTaskDecorator(callee) ? 'task' : undefined;
}
