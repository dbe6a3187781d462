import type { Dag, Task } from '../../model/facts.ts';
import { siteOf } from '../../model/instances.ts';
import { defineRule, type Finding } from '../rule.ts';
import { count } from '../words.ts';

/** Fewer tasks on one side are no product. */
const side = 5;

export default defineRule<{ dependencies: number }>({
  severity: 'warning',
  summary: 'Each of many tasks depends on each of many others',
  why: `Twenty tasks before twenty others are 400 dependencies. The scheduler checks all of them whenever one of the tasks may start,
the serialized Dag holds them, and the web server draws them. With a single empty task in between there are 40, and the
tasks run in the same order: the scheduler finishes an \`EmptyOperator\` without a worker.

    first >> EmptyOperator(task_id="join") >> second

**Leave it** when the tasks behind have a trigger rule that counts what failed before them: they then need to see each task.

Source: [Best practices, Reducing Dag complexity](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#reducing-dag-complexity);
[astronomer/airflow-guides#57](https://github.com/astronomer/airflow-guides/issues/57).

**Not reported**: dependencies through results that tasks take, and Dags whose tasks are not known.`,
  example: {
    bad: `from airflow.sdk import DAG, cross_downstream
from airflow.providers.standard.operators.bash import BashOperator

with DAG("regions", schedule="@daily"):
    loads = [BashOperator(task_id=f"load_{n}", bash_command="load.sh") for n in range(12)]
    sums = [BashOperator(task_id=f"sum_{n}", bash_command="sum.sh") for n in range(12)]
    cross_downstream(loads, sums)
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("regions", schedule="@daily"):
    loads = [BashOperator(task_id=f"load_{n}", bash_command="load.sh") for n in range(12)]
    sums = [BashOperator(task_id=f"sum_{n}", bash_command="sum.sh") for n in range(12)]
    loads >> EmptyOperator(task_id="join") >> sums
`,
  },
  options: {
    dependencies: { default: 100, description: 'Number of dependencies from which a product is reported' },
  },
  *check(file, _project, options) {
    for (const dag of file.dags) {
      for (const product of productsOf(dag)) {
        if (product.upstream.length * product.downstream.length < options.dependencies) continue;
        const finding = findingOf(product);
        if (finding) yield finding;
      }
    }
  },
});

interface Product {
  readonly upstream: readonly Task[];
  readonly downstream: readonly Task[];
}

/** Groups of tasks, each by the place of the code that makes them, of which every one is before every one of the other. */
function productsOf(dag: Dag): Product[] {
  const pairs = new Map<string, { upstream: Set<number>; downstream: Set<number>; edges: number }>();
  const sites = dag.tasks.map((task) => `${siteOf(task)} ${task.group ?? ''}`);
  for (const { upstream, downstream, data } of dag.edges) {
    if (data) continue;
    const key = `${sites[upstream]} > ${sites[downstream]}`;
    const known = pairs.get(key) ?? { upstream: new Set(), downstream: new Set(), edges: 0 };
    known.upstream.add(upstream);
    known.downstream.add(downstream);
    known.edges++;
    pairs.set(key, known);
  }
  const tasksAt = (positions: Set<number>) => [...positions].map((position) => dag.tasks[position] as Task);
  return [...pairs.values()]
    .filter((one) => one.upstream.size >= side && one.downstream.size >= side)
    .filter((one) => one.edges === one.upstream.size * one.downstream.size)
    .map((one) => ({ upstream: tasksAt(one.upstream), downstream: tasksAt(one.downstream) }));
}

/** On the code that makes the tasks behind; where another file does, on that of the tasks before. */
function findingOf({ upstream, downstream }: Product): Finding | undefined {
  const first = upstream[0] as Task;
  const last = downstream[0] as Task;
  const own = [last, first].find((task) => task.file === undefined);
  const other = own === last ? first : last;
  if (!own) return undefined;
  const product = upstream.length * downstream.length;
  const joined = upstream.length + downstream.length;
  return {
    at: own.at,
    message: `${count(upstream.length)} tasks before each of ${count(downstream.length)} others are ${count(product)} dependencies; with an empty task in between ${count(joined)}`,
    cost: { payer: 'scheduler', amount: product, unit: 'dependencies', per: 'run' },
    related: [
      {
        ...(other.file === undefined ? {} : { file: other.file }),
        at: other.at,
        message: own === last ? 'The tasks before' : 'The tasks behind',
      },
    ],
  };
}
