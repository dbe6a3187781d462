/** Which tasks run a piece of code, and what they do with its result. The one place where rules about task code look at tasks. */
import { isOperatorClass } from '../model/airflow.ts';
import type { Call, DagFile, FunctionFacts, Task } from '../model/facts.ts';
import { readersOf } from '../model/readers.ts';
import { effective } from '../project/effective.ts';
import type { Project } from '../project/project.ts';

/** Whether a call runs in a task and not at parse time as well, where other rules speak. */
export function runsInTask(call: Call): boolean {
  return call.phases.includes('task') && !call.phases.includes('parse');
}

/** A function whose result Airflow pushes, and the tasks that are known to run it. */
export interface ResultCode {
  readonly fact: FunctionFacts;
  /** Empty for `execute` of an operator that this file only defines. */
  readonly tasks: readonly Task[];
}

/** Functions whose result goes to XCom: TaskFlow functions, python_callables, `execute` of operators of this file. */
export function* resultCode(file: DagFile, project: Project): Iterable<ResultCode> {
  const byFunction = new Map<number, Task[]>();
  for (const task of file.tasks) {
    if (task.function === undefined || task.operator === 'airflow.sdk.task.sensor') continue;
    const known = byFunction.get(task.function);
    if (known) known.push(task);
    else byFunction.set(task.function, [task]);
  }
  for (const fact of file.functions) {
    const tasks = byFunction.get(fact.id) ?? [];
    const owner = fact.class === undefined ? undefined : file.classes[fact.class];
    const isExecute = owner?.methods.execute === fact.id && owner.bases.some(isOperatorClass);
    if (tasks.length === 0 && !isExecute) continue;
    if (tasks.length > 0 && tasks.every((task) => pushesNothing(file, project, task))) continue;
    yield { fact, tasks };
  }
}

function pushesNothing(file: DagFile, project: Project, task: Task): boolean {
  const push = effective(project, task, 'do_xcom_push');
  if (push.state === 'known') return push.value.kind === 'boolean' && !push.value.value;
  // Whatever default_args say, a result that another task takes as an argument has been pushed.
  return readersOf(file, task).length === 0;
}

/**
 * Function id → the tasks of this file that run it: as their callable, as a method of their class, or through calls of the
 * same file. Empty where none is known; others may run it as well.
 */
export function taskRunners(file: DagFile): (code: number) => readonly Task[] {
  const callers = new Map<number, Set<number>>();
  const add = (code: number, caller: number) => {
    const known = callers.get(code);
    if (known) known.add(caller);
    else callers.set(code, new Set([caller]));
  };
  for (const call of file.calls) if (call.function !== undefined) add(call.function, call.in);
  for (const fact of file.functions) if (fact.kind === 'lambda') add(fact.id, fact.in);
  const byFunction = new Map<number, Task[]>();
  const byClass = new Map<number, Task[]>();
  for (const task of file.tasks) {
    const made = file.calls[task.call ?? -1]?.class;
    if (task.function !== undefined) pushTo(byFunction, task.function, task);
    if (made !== undefined) pushTo(byClass, made, task);
  }
  const known = new Map<number, readonly Task[]>();
  return (code) => {
    const found = known.get(code);
    if (found) return found;
    const reached = new Set([code]);
    const tasks = new Set<Task>();
    for (const id of reached) {
      for (const task of byFunction.get(id) ?? []) tasks.add(task);
      const owner = file.functions[id]?.class;
      for (const task of owner === undefined ? [] : (byClass.get(owner) ?? [])) tasks.add(task);
      for (const caller of callers.get(id) ?? []) if (caller !== 0) reached.add(caller);
    }
    known.set(code, [...tasks]);
    return [...tasks];
  };
}

function pushTo(map: Map<number, Task[]>, key: number, task: Task): void {
  const known = map.get(key);
  if (known) known.push(task);
  else map.set(key, [task]);
}
