import { countTasks } from '../../model/instances.ts';
import { effectiveDag, numberOf } from '../../project/effective.ts';
import { parallelism } from '../../project/parallelism.ts';
import { setDagArgument } from '../edits.ts';
import { ownDags } from '../places.ts';
import { defineRule } from '../rule.ts';
import { count } from '../words.ts';

export default defineRule({
  severity: 'info',
  summary: 'From Airflow 3.0 on max_active_tasks limits each run of the Dag, not the Dag',
  why: `In Airflow 2 \`max_active_tasks\` was the number of tasks of a Dag that run at once, over all of its runs. Airflow 3 counts
for each run on its own: the Dag may now have \`max_active_tasks\` × \`max_active_runs\` tasks running, which is 16 times as
many where nothing sets the number of runs. A limit that protected a database does not protect it any longer.

\`max_active_runs=1\` makes the two numbers equal. A pool limits tasks over all runs, and over all Dags.

**Leave it** when the limit is meant for one run, or runs of the Dag do not overlap.

Source: [apache/airflow#42953](https://github.com/apache/airflow/pull/42953), the change;
\`dag_run_active_tasks_map\` in \`scheduler_job_runner.py\` of 3.x.

**Not reported**: a limit that nothing in the call of the Dag sets, and one that a run never reaches because the Dag has
fewer tasks.`,
  fixes: ['unsafe'],
  since: { from: '3.0' },
  example: {
    bad: `from airflow.sdk import DAG, task

with DAG("prices", schedule="@hourly", max_active_tasks=4):

    @task
    def load(shop):
        return shop

    load.expand(shop=list(range(20)))
`,
    good: `from airflow.sdk import DAG, task

with DAG("prices", schedule="@hourly", max_active_tasks=4, max_active_runs=1):

    @task
    def load(shop):
        return shop

    load.expand(shop=list(range(20)))
`,
  },
  *check(file, project) {
    for (const dag of ownDags(file)) {
      const tasks = effectiveDag(project, dag, 'max_active_tasks');
      const runs = effectiveDag(project, dag, 'max_active_runs');
      const limit = numberOf(tasks);
      const most = numberOf(runs);
      if (tasks.state === 'unknown' || tasks.origin !== 'call' || !tasks.at || tasks.at.file) continue;
      // Airflow 3 does not know the old name: such a file is for 2.x.
      if (dag.arguments.concurrency && !project.target) continue;
      if (limit === undefined || limit < 1 || most === undefined || most <= 1) continue;
      const { atLeast, isOpen, hasMapped } = countTasks(dag);
      const inRun = isOpen || hasMapped ? limit : Math.min(limit, atLeast);
      if (inRun * most <= limit) continue;
      const known = parallelism(project);
      const fix = setDagArgument(file, dag, 'max_active_runs', '1');
      yield {
        at: tasks.at.at,
        ...(known.isSet && known.value !== undefined && inRun * most > known.value
          ? { severity: 'warning' as const }
          : {}),
        message: `Limits each run, not the Dag, from Airflow 3.0 on: up to ${count(inRun * most)} tasks at once with max_active_runs=${most}, ${limit} in Airflow 2`,
        fixes: fix ? [{ title: 'Set max_active_runs=1', safety: 'unsafe', edits: [fix] }] : [],
      };
    }
  },
});
