import { findingAtParse, parseCalls } from '../parse-calls.ts';
import { databaseOf } from '../rounds.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'error',
  parseTime: true,
  summary: 'A connection is looked up, or a hook is used, whenever the file is parsed',
  why: `The Dag processor executes the file's module level again and again, each time in a new process. A connection that is
looked up there is a query of the metadata database, or of the secrets backend, at every parse and once more for every task
try; from Airflow 3.0 it goes through the Execution API to the same place. A method of a hook looks its connection up and
then calls the external system as well, which may be slow or down: the file then times out and its Dags disappear.

Look the connection up in the task that needs it, hand over its id (\`conn_id="warehouse"\`), or use the template
\`{{ conn.warehouse.host }}\` in a templated field.

**Leave it** when the connection decides which tasks exist and nothing else can.

Source: [Creating a custom Operator, Hooks](https://airflow.apache.org/docs/apache-airflow/stable/howto/custom-operator.html#hooks):
"instantiating a hook there will result in many unnecessary database connections";
[Best Practices, Top level Python Code](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#top-level-python-code).

**Not reported**: making a hook whose constructor reads nothing, which most do not; static helpers such as
\`S3Hook.parse_s3_url\`; hooks of other packages; constructors of operators, which \`expensive-operator-init\` looks at; task
code and functions that nothing calls at parse time.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import BaseHook, DAG
from airflow.providers.standard.operators.bash import BashOperator

warehouse = BaseHook.get_connection("warehouse")

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command=f"export.sh {warehouse.host}")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command="export.sh {{ conn.warehouse.host }}")
`,
  },
  *check(file, project) {
    for (const one of parseCalls(file)) {
      if (one.effect.does !== 'connection' && one.effect.does !== 'metadata') continue;
      const what =
        one.effect.what === 'reads a connection'
          ? `reads a connection ${databaseOf(project)}`
          : one.effect.what;
      yield findingAtParse(
        file,
        project,
        { ...one, effect: { ...one.effect, what } },
        { payer: 'metadata-db', unit: 'reads' },
      );
    }
  },
});
