/** Who takes the result of a task. */
import type { DagFile, Task } from './facts.ts';

/** Tasks that take the result of a task as an argument. */
export function readersOf(file: DagFile, { dag: index, position }: Task): Task[] {
  const dag = index === undefined ? undefined : file.dags[index];
  return (dag?.edges ?? [])
    .filter((edge) => edge.data && edge.upstream === position)
    .map((edge) => dag?.tasks[edge.downstream] as Task);
}
