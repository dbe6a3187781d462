import type { Dag, DagFile, Task } from '../../model/facts.ts';
import { behind } from '../../model/reachable.ts';
import { catalogueClass, ownArgument } from '../../model/task-arguments.ts';
import { type FileAccess, filesOfCommand, filesOfFunction } from '../../project/local-files.ts';
import type { Project } from '../../project/project.ts';
import { defineRule, type Finding } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task reads a file that another task has left on the disk of its worker',
  why: `Each task may run on another worker, and on Kubernetes every one has a disk of its own: the file is then not there. With one
worker it works until a second one is added. A task that is cleared or tried again weeks later finds the file of another
run, or none, and two runs at once write over each other's.

Hand over where the data lies: write it to an object store, with \`ObjectStoragePath\` from Airflow 2.8 on, or do both
steps in one task.

**Leave it** when all tasks run on one machine and will go on to, and each run has names of its own.

Source: [Best practices, Communication](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#communication): "you
should not store any file or config in the local filesystem as the next task is likely to run on a different server".

**Not reported**: the LocalExecutor and SequentialExecutor; absolute paths outside \`/tmp\`, which may be a shared volume; what a task
both writes and reads; tasks in containers; tasks of which it is not known that one runs before the other. Paths are
compared where they are constants that \`open\`, pandas and \`bash_command\` get.`,
  example: {
    bad: `from airflow.sdk import DAG, task
import pandas as pd

with DAG("orders", schedule="@daily"):

    @task
    def extract():
        frame = pd.DataFrame({"id": [1]})
        frame.to_csv("/tmp/orders.csv")

    @task
    def load():
        return len(pd.read_csv("/tmp/orders.csv"))

    extract() >> load()
`,
    good: `from airflow.sdk import DAG, task
import pandas as pd

with DAG("orders", schedule="@daily"):

    @task
    def extract():
        frame = pd.DataFrame({"id": [1]})
        frame.to_csv("s3://lake/orders.csv")

    @task
    def load():
        return len(pd.read_csv("s3://lake/orders.csv"))

    extract() >> load()
`,
  },
  *check(file, project) {
    if (isOneMachine(project)) return;
    for (const dag of file.dags) {
      const tasks = dag.tasks.map((task) => accessesOf(file, task));
      const told = new Set<string>();
      for (const [position, accesses] of tasks.entries()) {
        for (const { path, kind, at } of accesses) {
          if (kind !== 'write' || told.has(path)) continue;
          const readers = readersOf(dag, tasks, position, path);
          if (readers.length === 0) continue;
          told.add(path);
          yield findingOf(dag, path, at, readers);
        }
      }
    }
  },
});

function isOneMachine({ settings }: Project): boolean {
  const executor = settings['core.executor']?.value.trim();
  return executor === 'LocalExecutor' || executor === 'SequentialExecutor' || executor === 'DebugExecutor';
}

const bash = new Set([
  'airflow.providers.standard.operators.bash.BashOperator',
  'airflow.providers.standard.sensors.bash.BashSensor',
]);
const inContainers = new Set(['airflow.sdk.task.kubernetes', 'airflow.sdk.task.docker']);

/** Only what lies on the worker's own disk: a relative path, or one below /tmp. */
function accessesOf(file: DagFile, task: Task): readonly FileAccess[] {
  // A queue of its own may well be one machine.
  if (task.file !== undefined || inContainers.has(task.operator) || ownArgument(task, 'queue')) return [];
  if (task.function !== undefined)
    return filesOfFunction(file, task.function).filter(({ path }) => isLocal(path));
  return bash.has(catalogueClass(task)) ? filesOfCommand(task) : [];
}

function isLocal(path: string): boolean {
  return path.startsWith('/tmp/') || (!path.startsWith('/') && !path.includes(':') && path !== '');
}

interface Reader {
  readonly task: Task;
  readonly access: FileAccess;
}

/** Tasks behind the writing one that read the path and do not write it themselves. */
function readersOf(
  dag: Dag,
  tasks: readonly (readonly FileAccess[])[],
  writer: number,
  path: string,
): Reader[] {
  const later = behind(dag, writer);
  return [...later].flatMap((position) => {
    const own = (tasks[position] ?? []).filter((one) => one.path === path);
    const read = own.find((one) => one.kind === 'read');
    const isWritten = own.some((one) => one.kind === 'write');
    return read && !isWritten ? [{ task: dag.tasks[position] as Task, access: read }] : [];
  });
}

function findingOf(dag: Dag, path: string, at: FileAccess['at'], readers: readonly Reader[]): Finding {
  const [first] = readers as readonly [Reader, ...Reader[]];
  const who = first.task.taskId === undefined ? 'a later task' : `\`${first.task.taskId}\``;
  const isMany = readers.length > 1 && dag.tasks.length > 1;
  return {
    at,
    message: `\`${path}\` is written on the disk of one worker, and ${who}${isMany ? ' and others read' : ' reads'} it, maybe on another one`,
    related: readers.slice(0, 19).map(({ access }) => ({ at: access.at, message: 'Read here' })),
  };
}
