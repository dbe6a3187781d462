/** Arguments of a task by where they come from. */
import type { BuiltArgument } from './build/built.ts';
import type { Argument, FileFacts, Task, TaskArgument } from './facts.ts';

/** Set by the call or decorator itself, with `.partial(…)`, `.override(…)` and `.expand(…)`: nothing else can win over it. */
export function isOwn({ origin }: BuiltArgument): boolean {
  return !['default-args', 'group-default-args', 'class', 'annotation'].includes(origin);
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

/** Set to something that Python counts as true, as far as that is known: a function, an object, a list that is not empty. */
export function isSet({ value }: BuiltArgument): boolean {
  switch (value.kind) {
    case 'unknown':
      return value.isTrue === true;
    case 'boolean':
      return value.value;
    case 'sequence':
      return value.items.length > 0;
    case 'name':
      // What is imported from outside the project and is no constant is a function or a class.
      return !/(^|\.)[A-Z0-9_]+$/.test(value.name);
    case 'none':
    case 'dict':
      return false;
    default:
      return true;
  }
}
