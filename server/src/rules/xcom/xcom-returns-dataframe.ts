import type { Return } from '../../model/facts.ts';
import { storesOutside } from '../../project/xcom.ts';
import { defineRule } from '../rule.ts';
import { resultCode } from '../running-tasks.ts';
import { writtenAndRead } from '../xcom-values.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task hands a whole data frame to other tasks through XCom',
  why: `What a task returns is serialized, written to the metadata database as one value and read back by every task that
consumes it; from Airflow 3.0 it also crosses the Execution API each time. XComs are "only designed for small amounts of
data; do not use them to pass around large values, like dataframes". The same holds for \`to_dict\`, \`to_json\` and the
like of a whole frame.

Write the frame to object storage and return its path:

\`\`\`python
@task
def extract(ds=None) -> str:
    path = f"s3://lake/orders/{ds}.parquet"
    read_orders().to_parquet(path)
    return path
\`\`\`

or configure the object storage XCom backend (\`[core] xcom_backend\` with \`[common.io] xcom_objectstorage_threshold\`
of 0 or more; with the default of -1 it stores nothing outside the database). dagperf then only informs.

**Leave it** when the frame is known to be a handful of rows.

Source: [Core Concepts, XComs](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/xcoms.html).

**Not reported**: \`do_xcom_push=False\`, \`head\`, \`sample\`, aggregations and other results that are smaller than the frame,
frames whose rows are written out in the code, and everything whose type cannot be inferred from this file.`,
  example: {
    bad: `import pandas as pd
from airflow.sdk import dag, task


@dag(schedule="@daily")
def orders():
    @task
    def extract():
        return pd.read_parquet("s3://lake/orders.parquet")

    extract()


orders()
`,
    good: `import pandas as pd
from airflow.sdk import dag, task


@dag(schedule="@daily")
def orders():
    @task
    def extract():
        pd.read_parquet("s3://lake/orders.parquet").to_parquet("s3://lake/clean/orders.parquet")
        return "s3://lake/clean/orders.parquet"

    extract()


orders()
`,
  },
  *check(file, project) {
    const outside = storesOutside(project);
    for (const { fact, tasks } of resultCode(file, project)) {
      for (const one of fact.returns) {
        if (!one.type) continue;
        yield {
          at: one.at,
          message: `${what(one)} goes through XCom whole${outside ? ' (to object storage, as configured)' : `: ${writtenAndRead(file, tasks, 'every row')}`}`,
          ...(outside ? { severity: 'info' as const } : {}),
          ...(one.madeAt && one.madeAt.start !== one.at.start
            ? { related: [{ at: one.madeAt, message: 'The frame is made here' }] }
            : {}),
        };
      }
    }
  },
});

const libraries: Readonly<Record<string, string>> = {
  'pandas.DataFrame': 'A pandas DataFrame',
  'polars.DataFrame': 'A Polars DataFrame',
  'pyarrow.Table': 'An Arrow table',
  'geopandas.GeoDataFrame': 'A GeoDataFrame',
  'pyspark.sql.DataFrame': 'A Spark DataFrame',
};

function what(one: Return): string {
  const type = libraries[one.converted?.from ?? (one.type as string)] ?? 'A data frame';
  return one.converted ? `${type} turned into plain values (\`${one.converted.method}\`)` : type;
}
