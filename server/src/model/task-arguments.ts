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
