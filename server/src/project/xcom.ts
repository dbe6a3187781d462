/** What becomes of the results of tasks. */
import type { DagFile, Task } from '../model/facts.ts';
import { mayPull } from '../model/pulls.ts';
import { readersOf } from '../model/readers.ts';
import type { Project } from './project.ts';

/** The object storage backend is configured, with a threshold that sends values there, or a backend of one's own. */
export function storesOutside(project: Project): boolean {
  const backend = project.settings['core.xcom_backend']?.value ?? '';
  const threshold = Number(project.settings['common.io.xcom_objectstorage_threshold']?.value ?? -1);
  if (!backend.endsWith('XComObjectStorageBackend')) return backend !== '' && !backend.endsWith('BaseXCom');
  return threshold >= 0;
}

/**
 * Whether some task of its Dag may read the result of a task: as an argument, or by its id. True where that cannot be known: an id
 * or a Dag that is not known, tasks that other files make. Other Dags may always read it.
 */
export function mayBeRead(file: DagFile, task: Task): boolean {
  const dag = task.dag === undefined ? undefined : file.dags[task.dag];
  if (!dag?.edgesComplete || !dag.complete || task.taskId === undefined) return true;
  if (dag.tasks.some((one) => one.file !== undefined)) return true;
  return readersOf(file, task).length > 0 || mayPull(file, task.taskId);
}
