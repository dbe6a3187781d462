import type { Call } from '../../model/facts.ts';
import { argumentAt, findingAtParse, parseCalls } from '../parse-calls.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'error',
  summary: 'A DAG file fills a DagBag whenever it is parsed',
  why: `\`DagBag()\` imports every file of the DAGs folder in its constructor. In a file that builds Dags itself this happens at
each of its parses, up to 2 880 times a day (\`min_file_process_interval\`, 30 s, is a floor), and once more for every task
try: parsing one file then costs as much as parsing all of them, and the file comes round to itself.

Ask Airflow's REST API or the metadata database in a task, or read the list of Dags from a file.

Source: \`collect_dags\` is called in \`DagBag.__init__\` (\`airflow/models/dagbag.py\` of 2.11,
\`airflow/dag_processing/dagbag.py\` of 3.x); [apache/airflow#21450](https://github.com/apache/airflow/issues/21450) on what
one filling costs.

**Not reported**: \`collect_dags=False\` and \`read_dags_from_db=True\`, which parse nothing; task code; files under \`tests/\`.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.models import DagBag
from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

known = DagBag().dag_ids

with DAG("overview", schedule="@daily"):
    for dag_id in sorted(known):
        BashOperator(task_id=f"check_{dag_id}", bash_command=f"check.sh {dag_id}")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("overview", schedule="@daily"):
    BashOperator(task_id="check", bash_command="airflow dags list | xargs check.sh")
`,
  },
  *check(file, project) {
    for (const one of parseCalls(file)) {
      if (one.effect.does !== 'dagbag' || parsesNothing(one.call)) continue;
      yield findingAtParse(file, project, one);
    }
  },
});

/** Where an argument is not known, either may be. */
function parsesNothing(call: Call): boolean {
  const collects = argumentAt(call, 'collect_dags', 6)?.value;
  const fromDatabase = argumentAt(call, 'read_dags_from_db', 3)?.value;
  if (collects && (collects.kind !== 'boolean' || !collects.value)) return true;
  return fromDatabase !== undefined && (fromDatabase.kind !== 'boolean' || fromDatabase.value);
}
