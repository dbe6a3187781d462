/** Which tasks reach systems outside Airflow, and so may fail, or hang, for reasons that pass. */
import { classFacts } from '../catalogue/catalogue.ts';
import { effectOf, isHookClass } from '../catalogue/effects.ts';
import { isSensorClass } from '../model/airflow.ts';
import type { DagFile, Task } from '../model/facts.ts';
import { catalogueClass } from '../model/task-arguments.ts';

/** What a task reaches: `connection` and `network` can fail for a while; a `process` may hang. */
export type Reach = 'connection' | 'network' | 'process';

/**
 * What is known of a task to reach outside: a connection by the parameters of its class or a hook that its code makes, a
 * request of a well-known library in its code, a process that it starts. Undefined for sensors and where nothing is known.
 */
export function reachOf(file: DagFile, task: Task): Reach | undefined {
  const name = catalogueClass(task);
  if (isSensorClass(name)) return undefined;
  if (task.function !== undefined) return reachOfCode(file, task.function);
  const parameters = classFacts(name)?.parameters ?? [];
  if (parameters.some((one) => one === 'conn_id' || one.endsWith('_conn_id'))) return 'connection';
  return parameters.includes('bash_command') ? 'process' : undefined;
}

function reachOfCode(file: DagFile, code: number): Reach | undefined {
  const found = new Set(
    file.calls.map((call) => (call.in === code && call.callee ? reachOfCall(call.callee) : undefined)),
  );
  return (['connection', 'network', 'process'] as const).find((one) => found.has(one));
}

function reachOfCall(callee: string): Reach | undefined {
  if (isHookClass(callee)) return 'connection';
  switch (effectOf(callee)?.does) {
    case 'database':
    case 'connection':
      return 'connection';
    case 'network':
      return 'network';
    case 'blocking':
      return callee.startsWith('subprocess.') ? 'process' : undefined;
    default:
      return undefined;
  }
}
