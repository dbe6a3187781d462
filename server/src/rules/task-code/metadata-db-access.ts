import { effectOf } from '../../catalogue/effects.ts';
import type { Call, DagFile } from '../../model/facts.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: "DAG code opens a session on Airflow's own metadata database",
  why: `Every task instance that queries the metadata database holds a connection of it besides those of the scheduler and the
API server, and its queries run on tables that these need: one unindexed query over \`task_instance\` in a mapped task slows
down the whole deployment. At parse time it happens with every parse. The tables also change with Airflow's versions.

From Airflow 3.0 it fails: "Database access is disabled from Dags and Triggers".

The state of Dag runs is in the task's context (\`ti\`, \`dag_run\`, \`prev_data_interval_end_success\`) and, for other Dags, in
\`ExternalTaskSensor\` or the REST API. Clean-up is \`airflow db clean\`.

**Leave it** in maintenance Dags of Airflow 2.

Source: \`block_orm_access\` in \`airflow/sdk/execution_time/supervisor.py\` (3.x);
[Upgrading to Airflow 3](https://airflow.apache.org/docs/apache-airflow/stable/installation/upgrading_to_airflow3.html).

**Not reported**: importing models, and queries with a session that was reported where it is opened.`,
  example: {
    bad: `from airflow.models import DagRun
from airflow.sdk import DAG, task
from airflow.utils.session import create_session

with DAG("report", schedule="@daily"):

    @task
    def count_runs():
        with create_session() as session:
            print(session.query(DagRun).count())

    count_runs()
`,
    good: `from airflow.providers.http.operators.http import HttpOperator
from airflow.sdk import DAG

with DAG("report", schedule="@daily"):
    HttpOperator(task_id="count_runs", endpoint="/api/v2/dags/~/dagRuns?limit=1", method="GET")
`,
  },
  *check(file, project) {
    for (const call of file.calls) {
      if (call.dead || !runsInDagCode(call.phases) || !usesDatabase(call)) continue;
      yield {
        at: call.calleeAt,
        message: messageOf(project, call.phases.includes('parse')),
        ...severityOf(project),
      };
    }
    for (const fact of file.functions) {
      if (!runsInDagCode(fact.phases)) continue;
      const decorator = fact.decorators.find((one) => one.name === 'airflow.utils.session.provide_session');
      if (!decorator) continue;
      yield {
        at: decorator.at,
        message: messageOf(project, fact.phases.includes('parse')),
        ...severityOf(project),
        ...placesOf(file, fact.id),
      };
    }
  },
});

function runsInDagCode(phases: readonly string[]): boolean {
  return phases.includes('parse') || phases.includes('task');
}

const session = 'airflow.settings.Session';

/** Opens a session, or queries by a method that opens one itself. */
function usesDatabase(call: Call): boolean {
  const { callee } = call;
  if (callee === undefined) return false;
  if (callee === session || callee === 'airflow.utils.session.create_session') return true;
  return effectOf(callee)?.does === 'metadata' && !callee.startsWith(`${session}.`);
}

function isThree(project: Project): boolean {
  return project.target?.version.startsWith('3.') ?? false;
}

function severityOf(project: Project): { readonly severity?: 'error' } {
  return isThree(project) ? { severity: 'error' } : {};
}

function messageOf(project: Project, atParse: boolean): string {
  const when = atParse ? 'at every parse' : 'in a task';
  if (isThree(project))
    return `Queries the metadata database ${when}: Airflow ${project.target?.version} does not allow it`;
  const later = project.target ? '' : '; Airflow 3 does not allow it';
  return `Queries the metadata database ${when}, over a connection of its own${later}`;
}

/** Where the function is called. */
function placesOf(file: DagFile, id: number) {
  const caller = file.calls.find((call) => call.function === id && call.phases.length > 0);
  return caller ? { related: [{ at: caller.calleeAt, message: 'Called here' }] } : {};
}
