import { storesOutside } from '../../project/xcom.ts';
import { growsByPages } from '../pages.ts';
import { defineRule } from '../rule.ts';
import { resultCode } from '../running-tasks.ts';
import { writtenAndRead } from '../xcom-values.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task gathers all pages of a source in one list and hands it to XCom',
  why: `The list holds every page at once: the worker needs memory for all of them, and so does each task that takes the result.
Then it is one value of the metadata database whose size only the other side knows. The day on which the API has twice
as many pages is the day on which the task dies, after all the requests.

Write each page, or some of them, where the next task reads them (object storage, a staging table), and return the place.

**Leave it** when the number of pages is known to be small.

Source: [Core Concepts, XComs](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/xcoms.html): "only designed for
small amounts of data".

**Not reported**: loops over pages that are known before (\`for\`), lists that are written inside the task, and
\`do_xcom_push=False\`.`,
  example: {
    bad: `import requests
from airflow.sdk import DAG, task

with DAG("orders", schedule="@daily"):

    @task
    def extract():
        orders = []
        url = "https://shop.example/orders"
        while url:
            page = requests.get(url, timeout=60).json()
            orders.extend(page["orders"])
            url = page["next"]
        return orders

    extract()
`,
    good: `import requests
from airflow.sdk import DAG, ObjectStoragePath, task

with DAG("orders", schedule="@daily"):

    @task
    def extract():
        folder = ObjectStoragePath("s3://lake/orders")
        url = "https://shop.example/orders"
        number = 0
        while url:
            response = requests.get(url, timeout=60)
            (folder / f"{number}.json").write_bytes(response.content)
            number += 1
            url = response.json()["next"]
        return str(folder)

    extract()
`,
  },
  *check(file, project) {
    const outside = storesOutside(project);
    for (const { fact, tasks } of resultCode(file, project)) {
      for (const one of fact.returns) {
        const gathered = one.type ? undefined : growsByPages(file, fact, one);
        if (!gathered) continue;
        yield {
          at: one.at,
          message: `All pages go through XCom as one value${outside ? ' (to object storage, as configured)' : `: ${writtenAndRead(file, tasks, 'every page')}`}`,
          ...(outside ? { severity: 'info' as const } : {}),
          related: [{ at: gathered.at, message: 'Each page is added here' }],
        };
      }
    }
  },
});
