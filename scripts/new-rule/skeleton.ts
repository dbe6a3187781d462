/** The two files that a new rule starts with. They work: the rule reports its example once, and its specification passes. */

/** Stands in every rule that nobody has described yet; a test fails while it does. */
export const undescribed = 'Say in one line what is slow or expensive';

/** The rule: reports every task with a `priority_weight` above a limit, which is to be replaced. */
export function ruleSkeleton(): string {
  return `import { effective } from '../../project/effective.ts';
import { defineRule } from '../rule.ts';

export default defineRule<{ limit: number }>({
  severity: 'warning',
  summary: '${undescribed}',
  why: \`Who pays, how much, and what to do instead.

**Leave it** when the finding is right and still nothing is to be changed.

Source: [the page of Airflow's documentation that says so](https://airflow.apache.org/docs/).

**Not reported**: what the rule deliberately passes over.\`,
  example: {
    bad: \`from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="load", bash_command="load.sh", priority_weight=1000)
\`,
    good: \`from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="load", bash_command="load.sh")
\`,
  },
  options: {
    limit: { default: 100, description: 'Weight above which a task is reported' },
  },
  *check(file, project, options) {
    for (const task of file.tasks) {
      const weight = effective(project, task, 'priority_weight');
      if (weight.state === 'unknown' || weight.value.kind !== 'number') continue;
      if (weight.value.value <= options.limit) continue;
      yield { at: task.at, message: \`Task has a priority weight of \${weight.value.value}\` };
    }
  },
});
`;
}

/** The specification: the plainest case that is reported, and one that is not. */
export function specificationSkeleton(id: string): string {
  return `# ${id}

Say what is slow or expensive, who pays, and when it is not worth a word. The headings below are sentences about
behaviour; each case has only the lines that it needs.

## A weight above the limit is reported
\`\`\`py
from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="load", bash_command="load.sh", priority_weight=1000)
#   ^^^^^^^^^^^^ warning: Task has a priority weight of 1000
\`\`\`

## A weight that cannot be known is not reported
\`\`\`py
from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from common import weight

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="load", bash_command="load.sh", priority_weight=weight)
\`\`\`
`;
}
