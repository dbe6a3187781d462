import { defineRule } from '../rule.ts';
import { count } from '../words.ts';

export default defineRule<{ instances: number }>({
  severity: 'warning',
  summary: 'A task is mapped to hundreds of instances',
  why: `Each mapped instance is a row in the metadata database, is scheduled, queued and started by itself, and imports the whole
DAG file. The scheduler creates all of them in one transaction when the run gets there, and looks at all that are not
finished in each of its loops; the work of a single element is often shorter than all that.

Map over batches instead: a list of lists, of which each instance works through one.

**Leave it** when each element takes minutes and has to be retried by itself.

Source: [Dynamic Task Mapping](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/dynamic-task-mapping.html);
[apache/airflow#29959](https://github.com/apache/airflow/issues/29959),
[#45991](https://github.com/apache/airflow/issues/45991). \`[core] max_map_length\` (1 024) bounds what a task may return for
another one to be mapped over; lists in the code are not held to it.

**Not reported**: lists whose length is only known when the Dag runs.`,
  example: {
    bad: `from airflow.sdk import DAG, task

with DAG("tiles", schedule="@daily"):

    @task
    def render(tile):
        return tile

    render.expand(tile=list(range(1000)))
`,
    good: `from airflow.sdk import DAG, task

with DAG("tiles", schedule="@daily"):

    @task
    def render(first):
        return [first, first + 50]

    render.expand(first=list(range(0, 1000, 50)))
`,
  },
  options: {
    instances: { default: 500, description: 'Number of mapped instances from which they are reported' },
  },
  *check(file, _project, options) {
    for (const { mapSize, at } of file.tasks) {
      if (mapSize === undefined || mapSize < options.instances) continue;
      yield {
        at,
        message: `Maps to ${count(mapSize)} task instances in each run`,
        cost: { payer: 'metadata-db', amount: mapSize, unit: 'instances', per: 'run' },
      };
    }
  },
});
