import { findingAtParse, parseCalls } from '../parse-calls.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'error',
  parseTime: true,
  summary: 'A database is queried, or data is read into memory, whenever the file is parsed',
  why: `The Dag processor executes the file's module level again and again, and each task try does so once more. A query there
opens a connection and runs up to 2 880 times a day (\`min_file_process_interval\`, 30 s, is a floor), whether or not a Dag
runs, and data that is read into a frame is thrown away when the parse is over.

Read the data in a task. Where it decides which tasks exist, map over the result of an upstream task (\`.expand\`), or let a
scheduled job write what the Dag needs into a small JSON or YAML file beside it: reading such a file is what Airflow's
documentation recommends, and not reported.

**Leave it** when the file is small, local and decides which tasks exist.

Source: [Best Practices, Top level Python Code](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#top-level-python-code);
[Dynamic Dag Generation](https://airflow.apache.org/docs/apache-airflow/stable/howto/dynamic-dag-generation.html).

**Not reported**: \`open\` with \`yaml.safe_load\` or \`json.load\`; text that is in memory already (\`read_csv(StringIO(…))\`);
\`sqlite3.connect(":memory:")\`; making an engine or a lazy frame; cursors, whose connection is reported; task code and
functions that nothing calls at parse time; constructors of operators, which \`expensive-operator-init\` looks at.`,
  fixes: ['unsafe'],
  example: {
    bad: `import pandas as pd
from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

stores = pd.read_csv("/data/stores.csv")

with DAG("stores", schedule="@daily"):
    for store in stores["name"]:
        BashOperator(task_id=f"load_{store}", bash_command=f"load.sh {store}")
`,
    good: `import json
from pathlib import Path

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

stores = json.loads((Path(__file__).parent / "stores.json").read_text())

with DAG("stores", schedule="@daily"):
    for store in stores:
        BashOperator(task_id=f"load_{store}", bash_command=f"load.sh {store}")
`,
  },
  *check(file, project) {
    for (const one of parseCalls(file)) {
      if (one.effect.does === 'database')
        yield findingAtParse(file, project, one, { payer: 'external-system', unit: 'queries' });
      else if (one.effect.does === 'data-read') yield findingAtParse(file, project, one);
    }
  },
});
