import { programOf, type Words } from '../../model/shell-commands.ts';
import type { Project } from '../../project/project.ts';
import { commandsInTasks } from '../commands-in-tasks.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: "A task runs Airflow's own command line",
  why: `\`airflow dags …\`, \`airflow tasks …\` and the like start a second Airflow inside the task: it imports Airflow once more,
opens connections of its own to the metadata database, and several commands fill a DagBag with every DAG file of the
project before they do anything ([apache/airflow#21450](https://github.com/apache/airflow/issues/21450)). From Airflow 3.0
code of tasks has no access to the metadata database, and most of these commands fail.

\`TriggerDagRunOperator\` starts another Dag, assets start it when its data is there, \`Variable\` and connections are read by
the task itself, and everything else is in the REST API (\`apache-airflow-client\`).

**Leave it** for maintenance of Airflow 2 that has no other way.

Source: [apache/airflow#21450](https://github.com/apache/airflow/issues/21450);
[Upgrading to Airflow 3](https://airflow.apache.org/docs/apache-airflow/stable/installation/upgrading_to_airflow3.html):
"direct metadata database access from task code is now restricted".

**Not reported**: \`airflow db clean\` and \`airflow db export-archived\`, which are made for this, \`airflow version\` and
\`airflow info\`, and commands that run on another machine.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="report", bash_command="airflow dags trigger sales_report")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

with DAG("orders", schedule="@daily"):
    TriggerDagRunOperator(task_id="report", trigger_dag_id="sales_report")
`,
  },
  *check(file, project) {
    const seen = new Set<number>();
    for (const { at, words } of commandsInTasks(file)) {
      const command = airflowCommand(words);
      if (!command || seen.has(at.start)) continue;
      seen.add(at.start);
      yield {
        at,
        message: `\`airflow ${command.text}\` starts a second Airflow in the task${command.fillsDagBag ? ', which can parse the whole DAGs folder' : ''}${blocked(project)}`,
      };
    }
  },
});

/** Groups of Airflow 2 and 3; of 1.10 commands stand alone. */
const groups = new Set(
  'dags tasks variables connections pools users roles assets backfill jobs plugins providers config cheat-sheet'.split(
    ' ',
  ),
);
const oldCommands = new Set(
  'trigger_dag run test clear list_dags list_tasks task_state dag_state delete_dag pause unpause pool render'.split(
    ' ',
  ),
);

function airflowCommand(words: Words): { readonly text: string; readonly fillsDagBag: boolean } | undefined {
  const { name, rest } = programOf(words);
  const [group = '', action = ''] = rest;
  if (name !== 'airflow') return undefined;
  if (oldCommands.has(group)) return { text: group, fillsDagBag: true };
  if (!groups.has(group)) return undefined;
  const known = /^[\w-]+$/.test(action) && group !== 'backfill' ? `${group} ${action}` : group;
  return { text: known, fillsDagBag: group === 'dags' || group === 'tasks' || group === 'backfill' };
}

function blocked(project: Project): string {
  return project.target?.version.startsWith('3.') ? '; tasks have no access to the metadata database' : '';
}
