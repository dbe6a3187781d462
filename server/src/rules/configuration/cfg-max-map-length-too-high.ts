import { numberOption } from '../../project/deployment-options.ts';
import { onOption } from '../option-findings.ts';
import { defineRule } from '../rule.ts';
import { count } from '../words.ts';

export default defineRule<{ 'maximum-length': number }>({
  severity: 'warning',
  summary: 'One mapped task may become many thousand task instances',
  why: `\`[core] max_map_length\` (1 024 by default) is how many instances a task may be mapped to by the result of another. The
scheduler creates all of them, and evaluates their dependencies, in one go: with several thousand its loop stands still for
minutes, for every DAG of the deployment, and the metadata database grows by a row per instance and try.

Map over batches instead: 100 instances with 100 items each.

**Leave it** when measurements of the scheduler's loop say that it copes.

Source: [Dynamic Task Mapping](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/dynamic-task-mapping.html#placing-limits-on-mapped-tasks);
[apache/airflow#29959](https://github.com/apache/airflow/issues/29959).`,
  example: {
    file: 'airflow.cfg',
    bad: `[core]
max_map_length = 20000
`,
    good: `[core]
max_map_length = 2048
`,
  },
  options: {
    'maximum-length': { default: 4096, description: 'Length above which a limit is reported' },
  },
  *checkConfiguration(project, options) {
    for (const deployment of project.deployments) {
      const key = 'core.max_map_length';
      const option = numberOption(project, deployment, key);
      if (!option?.setting || option.value <= options['maximum-length']) continue;
      yield onOption(project, deployment, {
        key,
        option,
        message: `One mapped task may become ${count(option.value)} task instances, which the scheduler makes in one go`,
      });
    }
  },
});
