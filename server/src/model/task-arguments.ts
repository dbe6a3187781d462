/** Arguments of a task by where they come from. */
import type { BuiltArgument } from './build/built.ts';
import type { Task, TaskArgument } from './facts.ts';

/** Set by the call or decorator itself, with `.partial(…)`, `.override(…)` and `.expand(…)`: nothing else can win over it. */
export function isOwn({ origin }: BuiltArgument): boolean {
  return origin !== 'default-args' && origin !== 'group-default-args' && origin !== 'class';
}

/** The argument that the task is given itself; undefined where only `default_args` or its class set it. */
export function ownArgument(task: Task, name: string): TaskArgument | undefined {
  const given = task.arguments[name];
  return given && isOwn(given) ? given : undefined;
}

/** The class that the catalogue may know: the task's own, or the one that a class of the project extends. */
export function catalogueClass({ operator, base }: Pick<Task, 'operator' | 'base'>): string {
  return base ?? operator;
}
