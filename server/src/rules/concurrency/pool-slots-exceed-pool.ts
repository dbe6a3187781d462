import { optionDefault } from '../../catalogue/catalogue.ts';
import { effective } from '../../project/effective.ts';
import type { Pool, Project } from '../../project/project.ts';
import { defineRule, type Related } from '../rule.ts';

const option = 'core.default_pool_task_slot_count';

export default defineRule({
  severity: 'error',
  summary: 'A task wants more slots than its pool has',
  why: `\`pool_slots\` is how many slots of its pool a task takes. With more than the pool has it is never scheduled, whatever else
runs: the scheduler's log says "Requested pool slots exceed total pool slots", and nothing fails.

Make the pool larger, or let the task take less.

Source: [Pools](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/pools.html#using-multiple-pool-slots);
\`scheduler_job_runner.py\`.

**Not reported**: pools whose size the project does not show, and sizes that differ between deployments. \`default_pool\` has
128 slots unless \`[core] default_pool_task_slot_count\` or a definition says otherwise.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command="export.sh", pool="warehouse", pool_slots=16)
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command="export.sh", pool="warehouse", pool_slots=4)
`,
    beside: { 'pools.json': '{"warehouse": {"slots": 8, "description": ""}}\n' },
  },
  *check(file, project) {
    for (const task of file.tasks) {
      const slots = effective(project, task, 'pool_slots');
      const pool = effective(project, task, 'pool');
      if (slots.state === 'unknown' || slots.value.kind !== 'number' || slots.origin === 'default') continue;
      if (pool.state === 'unknown' || pool.value.kind !== 'string') continue;
      const size = sizeOf(pool.value.value, project);
      if (!size || slots.value.value <= size.slots) continue;
      yield {
        at: slots.at && slots.at.file === undefined ? slots.at.at : task.at,
        message: `The task wants ${slots.value.value} slots and the pool "${pool.value.value}" has ${size.slots}: it is never scheduled`,
        related: size.related,
      };
    }
  },
});

function sizeOf(
  name: string,
  project: Project,
): { readonly slots: number; readonly related: readonly Related[] } | undefined {
  const defined = (project.pools ?? []).filter((pool) => pool.name === name);
  const [first] = defined;
  if (first) return sameSize(first, defined);
  if (name !== 'default_pool' || project.unknownSettings.includes(option)) return undefined;
  const setting = project.settings[option];
  const standard = optionDefault(option, project.target?.version);
  const slots = setting ? Number(setting.value) : standard?.kind === 'number' ? standard.value : Number.NaN;
  if (!Number.isInteger(slots) || slots < 0) return undefined;
  const related = setting ? [{ file: setting.file, at: setting.at, message: 'Its size' }] : [];
  return { slots, related };
}

/** A pool of -1 slots has no limit. */
function sameSize(
  first: Pool,
  all: readonly Pool[],
): { readonly slots: number; readonly related: readonly Related[] } | undefined {
  const { slots } = first;
  if (slots === undefined || slots < 0 || all.some((one) => one.slots !== slots)) return undefined;
  return { slots, related: [{ file: first.file, at: first.at, message: 'Its size' }] };
}
