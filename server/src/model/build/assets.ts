/** `@asset` and `@asset.multi`: each makes a Dag of one task that bears the function's name. */
import { newDag } from './dags.ts';
import type { Machine } from './machine.ts';
import { type Arguments, bool, noArguments, type Place, type PyObject, str } from './objects.ts';
import { buildTask, callTaskFlow } from './tasks.ts';

/** Whether a canonical name is one of the decorators. */
export function isAssetDecorator(name: string): boolean {
  return name === 'airflow.sdk.asset' || name === 'airflow.sdk.asset.multi';
}

/** What the decorator makes of a function (`AssetDefinition.__attrs_post_init__` of the Task SDK, from 3.0). */
export function defineAsset(machine: Machine, given: Arguments, decorated: PyObject, at: Place): PyObject {
  if (decorated.type !== 'function' && decorated.type !== 'taskflow')
    return { type: 'made', of: 'airflow.sdk.Asset' };
  const named = new Map(given.named);
  named.set('catchup', { value: bool(false), at });
  const fallback = named.get('name')?.value ?? str(decorated.name);
  const dag = newDag(machine, { ...given, named }, at, fallback);
  dag.registered = true;
  machine.dagContexts.push(dag);
  const groups = machine.groupContexts.splice(0);
  if (decorated.type === 'taskflow') callTaskFlow(machine, decorated, noArguments, at);
  else {
    const taskId = new Map([['task_id', { value: str(decorated.name), at }]]);
    buildTask(machine, { operator: mainOperator }, { ...noArguments, named: taskId }, at);
  }
  machine.groupContexts.push(...groups);
  machine.dagContexts.pop();
  return { type: 'made', of: 'airflow.sdk.Asset' };
}

const mainOperator = 'airflow.sdk.definitions.asset.decorators._AssetMainOperator';
