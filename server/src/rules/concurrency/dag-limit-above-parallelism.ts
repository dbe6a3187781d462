import { effectiveDag, numberOf } from '../../project/effective.ts';
import { parallelism } from '../../project/parallelism.ts';
import { ownDags } from '../places.ts';
import { defineRule } from '../rule.ts';
import { count } from '../words.ts';

export default defineRule({
  severity: 'info',
  summary: 'max_active_tasks is larger than what a scheduler lets run at all',
  why: `\`[core] parallelism\` (32 where nothing sets it) is the number of task instances that one scheduler lets run at once, over
all Dags. A Dag whose own \`max_active_tasks\` is larger is not limited by it: it can take every place there is, and all
other Dags wait. The number reads like a decision and has no effect.

Set \`max_active_tasks\` to the share that this Dag may have, or raise \`parallelism\` together with the workers.

**Leave it** when several schedulers run: each of them has its own \`parallelism\`.

Source: [Configuration, \`[core] parallelism\`](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#parallelism).

**Not reported**: a number that is not known, and projects whose configuration sets \`parallelism\` where it cannot be read.
Where no file of the project sets it, the finding is a hint.`,
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily", max_active_tasks=3000):
    BashOperator(task_id="load", bash_command="load.sh")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily", max_active_tasks=12):
    BashOperator(task_id="load", bash_command="load.sh")
`,
  },
  *check(file, project) {
    const { value: most, isSet, setting } = parallelism(project);
    if (most === undefined) return;
    for (const dag of ownDags(file)) {
      const tasks = effectiveDag(project, dag, 'max_active_tasks');
      const limit = numberOf(tasks);
      if (tasks.state === 'unknown' || tasks.origin !== 'call' || !tasks.at || tasks.at.file) continue;
      if (limit === undefined || limit <= most) continue;
      yield {
        at: tasks.at.at,
        ...(isSet ? {} : { severity: 'hint' as const }),
        message: `${count(limit)} tasks at once can never be reached: a scheduler lets ${count(most)} run (${isSet ? '' : 'default '}[core] parallelism)`,
        related: setting ? [{ file: setting.file, at: setting.at, message: 'Limited here' }] : [],
      };
    }
  },
});
