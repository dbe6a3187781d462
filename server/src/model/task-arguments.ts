/** Arguments of a task by where they come from. */
import type { BuiltArgument } from './build/built.ts';
import type { Argument, FileFacts, Task, TaskArgument } from './facts.ts';

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

/** An argument as the text of this file writes it: in the call or decorator that configures the task, or in `.expand(…)`. */
export function writtenArgument(
  file: FileFacts,
  { configuredBy, mapped, call }: Task,
  name: string,
): Argument | undefined {
  const written = (id: number | undefined) =>
    file.calls[id ?? -1]?.arguments.find((one) => one.name === name);
  return written(configuredBy) ?? (mapped ? written(call) : undefined);
}
