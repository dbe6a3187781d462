import type { Deployment } from '../../project/deployment.ts';
import { isThree, numberOption, versionOf } from '../../project/deployment-options.ts';
import type { Project } from '../../project/project.ts';
import { schedulersOf } from '../../project/services.ts';
import { onOption, setHere } from '../option-findings.ts';
import { defineRule, type PlacedFinding } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'Limits on what runs at once contradict one another',
  why: `Three limits hold at the same time: \`[core] parallelism\` for all tasks of a scheduler, \`max_active_tasks_per_dag\` for
one DAG (from 3.0 for one run of it), and the slots of the pool, \`default_pool\` for all tasks that name none. The smallest
one decides:

- a limit per DAG above \`parallelism\` is never reached, and one DAG may take every slot that there is;
- a default pool that is smaller than the limit per DAG starves all other DAGs as soon as one of them is busy;
- \`parallelism = 0\` meant "no limit" in Airflow 2; Airflow 3 refuses it.

Give \`parallelism\` what the workers can take, and a DAG a part of it.

**Leave it** where the pool is made by somebody else: \`default_pool_task_slot_count\` only holds when the database is new.

Source: [Configuration Reference](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html), the three
options; [Pools](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/pools.html).

**Not reported**: limits that nobody has set, and \`parallelism\` times the number of schedulers where several are shown.`,
  example: {
    file: 'airflow.cfg',
    bad: `[core]
parallelism = 16
max_active_tasks_per_dag = 64
`,
    good: `[core]
parallelism = 64
max_active_tasks_per_dag = 16
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) yield* contradictions(project, deployment);
  },
});

function* contradictions(project: Project, deployment: Deployment): Iterable<PlacedFinding> {
  const parallelismKey = 'core.parallelism';
  const dagKey = 'core.max_active_tasks_per_dag';
  const parallelism = numberOption(project, deployment, parallelismKey);
  const ofDag = numberOption(project, deployment, dagKey);
  const pool = numberOption(project, deployment, 'core.default_pool_task_slot_count');
  if (parallelism?.setting && parallelism.value === 0) {
    if (isThree(versionOf(project, deployment)))
      yield onOption(project, deployment, {
        key: parallelismKey,
        option: parallelism,
        message: 'Airflow 3 does not take 0 for "no limit": parallelism has to be at least 1',
      });
  } else if (parallelism && ofDag && (parallelism.setting || ofDag.setting)) {
    const schedulers = schedulersOf(deployment) ?? 1;
    const total = parallelism.value * schedulers;
    if (parallelism.value > 0 && ofDag.value > total) {
      const across = schedulers > 1 ? `${schedulers} schedulers with a parallelism of ` : 'a parallelism of ';
      const option = ofDag.setting ? ofDag : parallelism;
      yield onOption(project, deployment, {
        key: ofDag.setting ? dagKey : parallelismKey,
        option,
        // A default that is never reached harms nobody; that one DAG may take all there is is worth knowing.
        ...(ofDag.setting ? {} : { severity: 'info' as const }),
        message: `A DAG may run ${ofDag.value} tasks at once${ofDag.setting ? '' : ' (default)'}, which ${across}${parallelism.value}${parallelism.setting ? '' : ' (default)'} never lets it`,
        related: ofDag.setting ? setHere(parallelism, 'The limit for all tasks') : [],
      });
    }
  }
  if (pool && ofDag && pool.value >= 0 && pool.value < ofDag.value && (pool.setting || ofDag.setting)) {
    const option = pool.setting ? pool : ofDag;
    yield onOption(project, deployment, {
      key: pool.setting ? 'core.default_pool_task_slot_count' : dagKey,
      option,
      message: `The default pool has ${pool.value} slots${pool.setting ? '' : ' (default)'}, and a single DAG may take ${ofDag.value}${ofDag.setting ? '' : ' (default)'}`,
      related: pool.setting ? setHere(ofDag, 'The limit of a DAG') : [],
    });
  }
}
