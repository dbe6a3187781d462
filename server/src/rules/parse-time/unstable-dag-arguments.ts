import { operatorFacts } from '../../catalogue/catalogue.ts';
import type { Call, DagFile } from '../../model/facts.ts';
import type { Volatile } from '../../model/volatile-facts.ts';
import type { Project } from '../../project/project.ts';
import { type AirflowArgument, airflowArguments } from '../airflow-arguments.ts';
import { calledName } from '../parse-calls.ts';
import { defineRule, type Severity } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'An argument of a Dag or a task differs from one parse to the next',
  why: `Airflow stores each Dag in the metadata database, and writes it anew when it has changed. An argument that takes its value
from the clock, from chance or from the process is another one at every parse: the Dag is compared, written and read again
without end. From Airflow 3.0 a changed Dag that has run becomes a new *version* with rows of its own, which fill the
database and the memory of the API server; in 2.x its row is rewritten, at most every 30 s
(\`min_serialized_dag_update_interval\`).

Write the value down, use a template (\`{{ ts }}\`, \`{{ ds }}\`, \`{{ run_id }}\`) in a templated field, or compute it in the
task.

**Leave it** when the value is the same for a day and a version each day is fine: that is reported as information.

Source: [FAQ, Dag version inflation](https://airflow.apache.org/docs/apache-airflow/stable/faq.html);
[apache/airflow#58310](https://github.com/apache/airflow/issues/58310).

**Not reported**: \`start_date\` and \`end_date\`, which \`dynamic-start-date\` has; callables and callbacks, which are not stored;
arguments of operators that are neither Airflow's own nor templated; chance that is seeded.`,
  noqa: ['AIR304'],
  example: {
    bad: `from datetime import datetime

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command=f"export.sh {datetime.now()}")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command="export.sh {{ ts }}")
`,
  },
  *check(file, project) {
    const byStart = new Map(file.volatile.map((one) => [one.at.start, one]));
    const isSeeded = file.calls.some((one) => one.callee === 'random.seed' && one.arguments.length > 0);
    for (const argument of airflowArguments(file)) {
      const volatile = byStart.get(argument.at.start);
      if (!volatile || !isStored(argument)) continue;
      const call = file.calls[volatile.call] as Call;
      if (isSeeded && volatile.from === 'chance') continue;
      yield {
        at: argument.at,
        message: messageOf(file, project, argument, volatile, call),
        severity: severityOf(project, volatile),
        ...(volatile.elsewhere ? { related: [{ at: call.at, message: 'The value comes from here' }] } : {}),
      };
    }
  },
});

function messageOf(
  file: DagFile,
  project: Project,
  { name }: AirflowArgument,
  { daily }: Volatile,
  call: Call,
): string {
  const isTwo = project.target?.version.startsWith('2.');
  const result = isTwo ? 'the stored Dag is written anew' : 'each value can make a new version of the Dag';
  return `\`${name}\` is another one ${daily ? 'each day' : 'at every parse'} (\`${calledName(file, call)}\`): ${result}`;
}

function severityOf({ target }: Project, { daily }: Volatile): Severity {
  if (daily) return 'info';
  return target?.version.startsWith('3.') ? 'error' : 'warning';
}

/** Arguments that every task stores. Source: `SerializedBaseOperator`, `BaseOperator.get_serialized_fields`. */
const ofEveryTask = new Set([
  'task_id',
  'doc_md',
  'queue',
  'pool',
  'pool_slots',
  'priority_weight',
  'retries',
  'retry_delay',
  'execution_timeout',
  'params',
  'owner',
  'email',
]);

/** Source: `DAG.get_serialized_fields`. */
const ofDags = new Set([
  'dag_id',
  'description',
  'tags',
  'params',
  'doc_md',
  'schedule',
  'schedule_interval',
  'max_active_runs',
  'max_active_tasks',
  'dagrun_timeout',
]);

/** Whether the argument becomes part of the Dag that Airflow stores. */
function isStored({ name, of, isDefault, operator }: AirflowArgument): boolean {
  if (name === 'start_date' || name === 'end_date') return false;
  if (isDefault) return ofEveryTask.has(name);
  if (of === 'dag') return ofDags.has(name);
  if (of === 'group') return name === 'group_id' || name === 'tooltip';
  return (
    ofEveryTask.has(name) ||
    (operator !== undefined && operatorFacts(operator)?.templateFields.includes(name) === true)
  );
}
