import { effective } from '../../project/effective.ts';
import { quoted, setTaskArgument } from '../edits.ts';
import { nearestName } from '../nearest.ts';
import { defineRule, type Finding } from '../rule.ts';

/** Made by Airflow itself. */
const everywhere = 'default_pool';

export default defineRule({
  severity: 'warning',
  summary: 'A task names a pool that the project does not define',
  why: `A task whose pool does not exist is never scheduled: it stays "scheduled" for ever, and only the scheduler's log says
why. Nothing fails, so nothing tells anybody until the data is missed.

Define the pool where the others are defined, or name one of those.

**Leave it** when the pool is made somewhere else, by hand or by another project.

Source: [Pools](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/pools.html);
\`scheduler_job_runner.py\`: "Tasks using non-existent pool … will not be scheduled".

**Not reported**: projects that define no pools, or import some from a file that is not there; names that are computed.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command="export.sh", pool="warehous")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command="export.sh", pool="warehouse")
`,
    beside: { 'pools.json': '{"warehouse": {"slots": 8, "description": ""}}\n' },
  },
  *check(file, project) {
    const { pools } = project;
    if (!pools || pools.length === 0) return;
    const names = [...new Set([everywhere, ...pools.map((pool) => pool.name)])];
    for (const task of file.tasks) {
      const pool = effective(project, task, 'pool');
      if (pool.state === 'unknown' || pool.value.kind !== 'string' || pool.at?.file !== undefined) continue;
      const name = pool.value.value;
      if (name === '' || names.includes(name)) continue;
      const near = nearestName(name, names);
      const edit = near && task.arguments.pool && setTaskArgument(file, task, 'pool', quoted(file, near));
      const [first] = pools;
      const finding: Finding = {
        at: pool.at?.at ?? task.at,
        message: `The pool "${name}" is defined nowhere in the project: its tasks are never scheduled${near ? `; "${near}" is` : ''}`,
        ...(first
          ? { related: [{ file: first.file, at: first.at, message: 'Where the project defines its pools' }] }
          : {}),
        ...(near && edit
          ? { fixes: [{ title: `Set pool="${near}"`, safety: 'unsafe', edits: [edit] }] }
          : {}),
      };
      yield finding;
    }
  },
});
