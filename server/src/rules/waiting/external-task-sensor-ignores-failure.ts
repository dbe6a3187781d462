import { isExternalTaskSensorClass } from '../../model/airflow.ts';
import type { Task } from '../../model/facts.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import { type Effective, effective, secondsOf } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { sensorArgument, sensorOf } from '../../project/waiting.ts';
import { quoted, setTaskArgument } from '../edits.ts';
import { defineRule } from '../rule.ts';
import { duration } from '../words.ts';

const parameters = ['allowed_states', 'skipped_states', 'failed_states'] as const;
/** A wait that is over soon anyway. */
const shortWait = 600;

export default defineRule({
  severity: 'warning',
  summary: 'An ExternalTaskSensor waits until its timeout for a task that has failed already',
  why: `Without \`failed_states\` an \`ExternalTaskSensor\` waits for success and nothing else. When the other task or Dag has failed, it goes
on asking until its own timeout, by default seven days, with its slot held or a task started for each check; then it fails with
a timeout that hides the reason.

\`failed_states=["failed", "upstream_failed"]\` lets it fail at its next check. A whole Dag has no state "upstream_failed".

**Leave it** when a failed task is usually cleared and succeeds later, and the sensor is to wait for that.

Source: [Cross-DAG Dependencies](https://airflow.apache.org/docs/apache-airflow-providers-standard/stable/sensors/external_task_sensor.html); the docstring of
\`ExternalTaskSensor\`: "by default it will not fail if the external task fails, but will continue to check the status until the
sensor times out"; [apache/airflow#29933](https://github.com/apache/airflow/issues/29933).

**Not reported**: \`allowed_states\` or \`skipped_states\` with "failed", values that cannot be known, and timeouts of 10 minutes or less.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor

with DAG("report", schedule="@daily"):
    ExternalTaskSensor(task_id="wait", external_dag_id="orders", external_task_id="load", deferrable=True)
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor

with DAG("report", schedule="@daily"):
    ExternalTaskSensor(
        task_id="wait",
        external_dag_id="orders",
        external_task_id="load",
        deferrable=True,
        failed_states=["failed", "upstream_failed"],
    )
`,
  },
  *check(file, project) {
    for (const task of file.tasks) {
      if (!isExternalTaskSensorClass(catalogueClass(task))) continue;
      const states = parameters.map((name) => effective(project, task, name));
      if (!states.every(isKnown) || states.some(namesFailure) || !isEmpty(states[2] as Effective)) continue;
      const sensor = sensorOf(project, task);
      const timeout = sensor && secondsOf(sensorArgument(project, task, sensor, 'timeout'));
      if (timeout !== undefined && timeout <= shortWait) continue;
      const most = timeout === undefined ? 'until its timeout' : `for up to ${duration(timeout)}`;
      const what = targetOf(project, task);
      if (!what) continue;
      const value = `[${what.states.map((state) => quoted(file, state)).join(', ')}]`;
      const edit = setTaskArgument(file, task, 'failed_states', value);
      yield {
        at: task.at,
        message: `Sensor goes on waiting ${most} after the external ${what.name} has failed (no failed_states)`,
        fixes: edit
          ? [{ title: `Fail with the external ${what.name}`, safety: 'unsafe' as const, edits: [edit] }]
          : [],
      };
    }
  },
});

/** What it waits for, and the states in which that has failed; undefined when it cannot be known. */
function targetOf(
  project: Project,
  task: Task,
): { readonly name: string; readonly states: string[] } | undefined {
  const given = ['external_task_id', 'external_task_ids', 'external_task_group_id'].map((name) =>
    effective(project, task, name),
  );
  const isSet = given.some((one) => (one.state === 'known' ? one.value.kind !== 'none' : task.complete));
  if (isSet)
    return {
      name: given[2]?.state === 'known' && given[2].value.kind !== 'none' ? 'task group' : 'task',
      states: ['failed', 'upstream_failed'],
    };
  return given.every((one) => one.state === 'known') ? { name: 'Dag', states: ['failed'] } : undefined;
}

/** Whether the states are a known list, or none. */
function isKnown(states: Effective): boolean {
  if (states.state === 'unknown') return false;
  const { value } = states;
  return (
    value.kind === 'none' || (value.kind === 'sequence' && value.items.every((one) => one.kind === 'string'))
  );
}

function isEmpty(states: Effective): boolean {
  return states.state === 'known' && (states.value.kind !== 'sequence' || states.value.items.length === 0);
}

function namesFailure(states: Effective): boolean {
  return (
    states.state === 'known' &&
    states.value.kind === 'sequence' &&
    states.value.items.some((one) => one.kind === 'string' && one.value === 'failed')
  );
}
