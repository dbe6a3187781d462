import { isTriggerDagRunClass } from '../../model/airflow.ts';
import type { DagFile, Task } from '../../model/facts.ts';
import { catalogueClass, ownArgument } from '../../model/task-arguments.ts';
import { effective, secondsOf } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { compareVersions } from '../../project/versions.ts';
import { deferralOf, waitingClass } from '../../project/waiting.ts';
import { deferFixes } from '../defer.ts';
import { defineRule } from '../rule.ts';
import { duration } from '../words.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task holds a worker slot while the Dag run that it triggered needs slots, too',
  why: `\`TriggerDagRunOperator(wait_for_completion=True)\` starts another Dag and then asks once a minute whether that has finished,
with its worker slot held. The tasks it waits for need slots of the same workers: enough of these at once, and all slots are
taken by tasks that wait for tasks without a slot. With the SequentialExecutor one is enough, and a Dag that triggers itself
and waits never ends.

Let the other Dag be scheduled by an asset that this one updates, or do without the waiting. \`deferrable=True\` waits in the triggerer; it has
had bugs in 3.0 and 3.1 that later patches fixed, so it is proposed for other versions only.

**Leave it** when the triggered Dag runs elsewhere, on workers of a queue of its own.

Source: [apache/airflow#16157](https://github.com/apache/airflow/issues/16157);
[#50147](https://github.com/apache/airflow/issues/50147); bugs of deferring: [#51906](https://github.com/apache/airflow/issues/51906),
[#52247](https://github.com/apache/airflow/issues/52247), [#57756](https://github.com/apache/airflow/issues/57756);
[Asset-Aware Scheduling](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/asset-scheduling.html).

**Not reported**: tasks that defer, and values that cannot be known.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

with DAG("orders", schedule="@daily"):
    TriggerDagRunOperator(task_id="report", trigger_dag_id="report", wait_for_completion=True)
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

with DAG("orders", schedule="@daily"):
    TriggerDagRunOperator(task_id="report", trigger_dag_id="report")
`,
  },
  *check(file, project) {
    for (const task of file.tasks) {
      const name = catalogueClass(task);
      const known = isTriggerDagRunClass(name) ? waitingClass(project, name) : undefined;
      if (!known) continue;
      const wait = effective(project, task, 'wait_for_completion');
      if (wait.state === 'unknown' || wait.value.kind !== 'boolean' || !wait.value.value) continue;
      const deferral = deferralOf(project, task, known);
      if (deferral === 'deferred' || deferral === 'unknown') continue;
      const grave = deadlock(file, project, task);
      const limit = secondsOf(effective(project, task, 'execution_timeout'));
      const most = limit === undefined ? '' : `, for up to ${duration(limit)} a try`;
      const given = ownArgument(task, 'wait_for_completion');
      yield {
        at: given?.valueAt && !given.splat ? given.at : task.at,
        message:
          grave ??
          `Task holds a worker slot until the Dag run that it triggers has finished, which needs slots, too${most}`,
        ...(grave ? { severity: 'error' as const } : {}),
        fixes: !grave && deferral === 'possible' && defersWell(project) ? deferFixes(file, task) : [],
      };
    }
  },
});

/** Why the wait never ends; undefined when it may. */
function deadlock(file: DagFile, project: Project, task: Task): string | undefined {
  const dag = task.dag === undefined ? undefined : file.dags[task.dag];
  const triggered = effective(project, task, 'trigger_dag_id');
  const id =
    triggered.state === 'known' && triggered.value.kind === 'string' ? triggered.value.value : undefined;
  if (id !== undefined && id === dag?.dagId)
    return `Dag \`${id}\` triggers itself and waits for the run that it triggers, which does the same`;
  if (project.settings['core.executor']?.value.trim().endsWith('SequentialExecutor'))
    return 'Task waits for a Dag run that cannot start: the SequentialExecutor runs one task at a time';
  return undefined;
}

/** 3.0 and 3.1 waited wrongly when deferred until late patches; without a target version it may be one of these. */
function defersWell({ target, triggerer }: Project): boolean {
  if (!target || triggerer === 'absent') return false;
  return compareVersions(target.version, '3.0') < 0 || compareVersions(target.version, '3.2') >= 0;
}
