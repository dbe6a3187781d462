import { isDagDecorator } from '../../model/airflow.ts';
import type { DagFile, Loop } from '../../model/facts.ts';
import type { Unordered } from '../../model/unordered.ts';
import { insert } from '../edits.ts';
import { defineRule, type Fix } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'Tasks are made in an order that differs from one parse to the next',
  why: `A set of strings has another order in each Python process (\`PYTHONHASHSEED\`), and a listing of a folder has the order that
the file system happens to give on this machine. Tasks made in such an order change their places in the grid from one
parse to the next. In Airflow 2 the stored Dag counts as changed each time and is written to the metadata database anew.

Put \`sorted(…)\` around it.

**Leave it** when \`PYTHONHASHSEED\` is the same everywhere, or there is never more than one item.

Source: [Dynamic Dag Generation](https://airflow.apache.org/docs/apache-airflow/stable/howto/dynamic-dag-generation.html),
"Consistent sequence of generating tasks and task groups"; \`SerializedDagModel\` in the source of Airflow 2.11, which hashes
the tasks in the order in which they were made.

**Not reported**: sets of numbers, whose order is stable; loops that make a Dag for each item, since the order of Dags shows
nowhere; loops that only set dependencies, which are stored sorted; what is sorted later.`,
  fixes: ['safe', 'unsafe'],
  example: {
    bad: `import os

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("load", schedule="@daily"):
    for name in os.listdir("/opt/airflow/sql"):
        BashOperator(task_id=name, bash_command=f"load.sh {name}")
`,
    good: `import os

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("load", schedule="@daily"):
    for name in sorted(os.listdir("/opt/airflow/sql")):
        BashOperator(task_id=name, bash_command=f"load.sh {name}")
`,
  },
  *check(file) {
    for (const loop of loopsWithTasks(file)) {
      const { unordered } = loop;
      if (!unordered || loop.size === 1) continue;
      const fix = sortedFix(file, unordered);
      const isInHead = unordered.at.start >= loop.at.start && unordered.at.end <= loop.at.end;
      yield {
        at: isInHead ? unordered.at : loop.headAt,
        message: `Tasks are made in the order of a ${unordered.from === 'set' ? 'set, another one in each process' : 'folder listing, which is arbitrary'}`,
        ...(fix ? { fixes: [fix] } : {}),
        ...(isInHead ? {} : { related: [{ at: unordered.at, message: 'The order comes from here' }] }),
      };
    }
  },
});

/** Loops that run at parse time and make tasks of one Dag, directly or in a function of the file that they call. */
function loopsWithTasks(file: DagFile): Loop[] {
  const ofTasks = loopsThatReach(
    file,
    file.tasks.map((task) => task.call),
  );
  const dagFunctions = file.functions.filter((one) =>
    one.decorators.some(({ name }) => isDagDecorator(name)),
  );
  const ofDags = loopsThatReach(
    file,
    file.dags.map((dag) => dag.call),
    dagFunctions.map((one) => one.id),
  );
  // Of a Dag that code of another file makes, nothing tells which loop makes it.
  if (file.dags.some((dag) => dag.file !== undefined)) return [];
  return file.loops.filter(
    ({ id, phases }) => phases.includes('parse') && ofTasks.has(id) && !ofDags.has(id),
  );
}

/** Loops around these calls, around calls of the functions that hold them, and so on. */
function loopsThatReach(
  file: DagFile,
  calls: readonly (number | undefined)[],
  functions: readonly number[] = [],
): Set<number> {
  const loops = new Set<number>();
  const reached = new Set<number>(functions);
  const waiting = [...functions];
  const enter = (id: number) => {
    const call = file.calls[id];
    if (!call) return;
    for (const loop of call.loops) loops.add(loop);
    if (call.in === 0 || reached.has(call.in)) return;
    reached.add(call.in);
    waiting.push(call.in);
  };
  const callers = new Map<number, number[]>();
  for (const call of file.calls) {
    if (call.function === undefined || !call.phases.includes('parse')) continue;
    const known = callers.get(call.function);
    if (known) known.push(call.id);
    else callers.set(call.function, [call.id]);
  }
  for (const call of calls) if (call !== undefined) enter(call);
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop())
    for (const call of callers.get(one) ?? []) enter(call);
  return loops;
}

/** Strings and paths always compare; other items of a set may not, so that sorting them is unsafe. */
function sortedFix(file: DagFile, { sortAt, items }: Unordered): Fix | undefined {
  if (file.names.some(({ name }) => name === 'sorted')) return undefined;
  return {
    title: 'Sort with sorted(…)',
    safety: items === 'unknown' ? 'unsafe' : 'safe',
    edits: [
      insert(sortAt.start, 'sorted('),
      insert(sortAt.end, items === 'entries' ? ', key=lambda entry: entry.name)' : ')'),
    ],
  };
}
