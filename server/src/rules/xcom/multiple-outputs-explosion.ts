import type { DagFile, FunctionFacts, Return, Task } from '../../model/facts.ts';
import { effective } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { setTaskArgument } from '../edits.ts';
import { defineRule, type Fix } from '../rule.ts';
import { resultCode } from '../running-tasks.ts';
import { count } from '../words.ts';

export default defineRule<{ keys: number }>({
  severity: 'info',
  summary: 'Every key of a large dict becomes an XCom of its own',
  why: `With \`multiple_outputs\` (which \`@task\` turns on by itself for a function annotated as \`-> dict\`) Airflow pushes each key of the
result as an XCom of its own, and the whole dict as well: one row and, from Airflow 3.0, one request to the API server for
each key. A dict with a key for each shop or file is hundreds of them.

\`multiple_outputs=False\` stores the dict once. Tasks that take \`result["key"]\` work either way only with
\`multiple_outputs=True\`, so look at those first.

**Leave it** when other tasks take single keys of it.

Source: \`_push_xcom_if_needed\` in \`airflow/sdk/execution_time/task_runner.py\`;
[Core Concepts, XComs](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/xcoms.html).

**Not reported**: dicts of 20 keys or fewer, and dicts whose keys are not made in a comprehension or loop.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG, task
from shop import shops

with DAG("orders", schedule="@daily"):

    @task
    def totals() -> dict[str, int]:
        return {shop.name: shop.total for shop in shops()}

    totals()
`,
    good: `from airflow.sdk import DAG, task
from shop import shops

with DAG("orders", schedule="@daily"):

    @task(multiple_outputs=False)
    def totals() -> dict[str, int]:
        return {shop.name: shop.total for shop in shops()}

    totals()
`,
  },
  options: { keys: { default: 20, description: 'Number of keys above which they are reported' } },
  *check(file, project, options) {
    for (const { fact, tasks } of resultCode(file, project)) {
      const task = tasks.find((one) => hasOutputs(project, one));
      if (!task) continue;
      for (const one of fact.returns) {
        const keys = keysOf(file, fact, one);
        if (keys === undefined || (keys !== 'unknown' && keys <= options.keys)) continue;
        yield {
          at: one.at,
          message: `${keys === 'unknown' ? 'Each key of this dict' : `Each of ${count(keys)} keys`} becomes an XCom of its own (${task.arguments.multiple_outputs?.origin === 'annotation' ? 'multiple_outputs, from the annotation' : 'multiple_outputs'})`,
          ...(keys === 'unknown'
            ? {}
            : { cost: { payer: 'xcom' as const, amount: keys + 1, unit: 'writes', per: 'task try' } }),
          fixes: offFix(file, task),
        };
      }
    }
  },
});

function hasOutputs(project: Project, task: Task): boolean {
  const given = effective(project, task, 'multiple_outputs');
  return given.state === 'known' && given.value.kind === 'boolean' && given.value.value;
}

function keysOf(file: DagFile, fact: FunctionFacts, one: Return): number | 'unknown' | undefined {
  const grows = file.growths.find(
    (growth) => growth.in === fact.id && growth.container === 'dict' && growth.name === one.name,
  );
  if (!grows) return one.keys;
  // Entries of known keys in a loop of known size are no more than its rounds.
  let rounds = 1;
  for (const id of grows.loops) {
    const size = file.loops[id]?.size;
    if (size === undefined) return 'unknown';
    rounds *= size;
  }
  return rounds;
}

function offFix(file: DagFile, task: Task): Fix[] {
  const edit = setTaskArgument(file, task, 'multiple_outputs', 'False');
  return edit ? [{ title: 'Set multiple_outputs=False', safety: 'unsafe', edits: [edit] }] : [];
}
