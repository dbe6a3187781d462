import type { Deployment } from '../../project/deployment.ts';
import { isThree, switchOption, textOption, versionOf } from '../../project/deployment-options.ts';
import type { Project } from '../../project/project.ts';
import { schedulersOf } from '../../project/services.ts';
import { onOption } from '../option-findings.ts';
import { defineRule, type Severity } from '../rule.ts';

interface Switch {
  readonly key: string;
  /** What costs. */
  readonly value: boolean;
  readonly severity: Severity;
  readonly message: string;
}

/** Each option's own description says so. */
const switches: readonly Switch[] = [
  {
    key: 'core.execute_tasks_new_python_interpreter',
    value: true,
    severity: 'warning',
    message: 'Each task starts a Python of its own and imports Airflow anew, where a fork would do',
  },
  {
    key: 'scheduler.parsing_pre_import_modules',
    value: false,
    severity: 'warning',
    message: "Each parse of a DAG file imports Airflow's modules anew",
  },
  {
    key: 'dag_processor.parsing_pre_import_modules',
    value: false,
    severity: 'warning',
    message: "Each parse of a DAG file imports Airflow's modules anew",
  },
  {
    key: 'core.load_examples',
    value: true,
    severity: 'info',
    message: "Airflow's own example DAGs are parsed and scheduled beside yours",
  },
  {
    key: 'scheduler.catchup_by_default',
    value: true,
    severity: 'info',
    message:
      'A DAG that is unpaused runs for every interval since its start date, unless it says catchup=False',
  },
  {
    key: 'scheduler.enable_tracemalloc',
    value: true,
    severity: 'warning',
    message: 'The scheduler traces every allocation of memory, which is for debugging only',
  },
];

export default defineRule({
  severity: 'warning',
  summary: 'A switch costs time or money in all that runs',
  why: `Some options make everything slower for the sake of something that a production deployment rarely needs:

| option | costs |
| --- | --- |
| \`[logging] logging_level = DEBUG\` | several times the log lines of every task, stored and shipped |
| \`[core] execute_tasks_new_python_interpreter\` | a second or more per task try, for a fresh interpreter |
| \`[dag_processor] parsing_pre_import_modules = False\` | the imports of Airflow once more per parse |
| \`[scheduler] use_row_level_locking = False\` with several schedulers | they start the same tasks |
| \`[core] load_examples\` | some dozens of example DAGs, parsed like yours |
| \`[scheduler] catchup_by_default\` in Airflow 3 | a run for each interval that was missed |
| \`[scheduler] enable_tracemalloc\` | slower code, more memory |

**Leave it** while you look for the problem that the switch is there for.

Source: the description of each option in the
[Configuration Reference](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html).

**Not reported**: what Airflow does by default, and \`[core] xcom_backend\`, which the rules about XCom speak of.`,
  fixes: ['unsafe'],
  example: {
    file: 'airflow.cfg',
    bad: `[core]
execute_tasks_new_python_interpreter = True
`,
    good: `[core]
execute_tasks_new_python_interpreter = False
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      for (const { key, value, severity, message } of switches) {
        const option = switchOption(project, deployment, key);
        if (!option?.setting || option.value !== value || !counts(project, deployment, key)) continue;
        yield onOption(project, deployment, {
          key,
          option,
          severity,
          message,
          fix: value ? 'False' : 'True',
        });
      }
      const levelKey = 'logging.logging_level';
      const level = textOption(project, deployment, levelKey);
      if (level?.setting && /^debug$/i.test(level.value))
        yield onOption(project, deployment, {
          key: levelKey,
          option: level,
          message: 'Every component logs at DEBUG: several times the lines, for every task',
          fix: 'INFO',
        });
      const lockKey = 'scheduler.use_row_level_locking';
      const locking = switchOption(project, deployment, lockKey);
      const schedulers = schedulersOf(deployment) ?? 1;
      if (locking?.setting && !locking.value && schedulers > 1)
        yield onOption(project, deployment, {
          key: lockKey,
          option: locking,
          message: `${schedulers} schedulers without row locks start the same tasks`,
          fix: 'True',
        });
    }
  },
});

/** The same option has another section in 3.0; the name that a version does not read is another rule's. */
function counts(project: Project, deployment: Deployment, key: string): boolean {
  const three = isThree(versionOf(project, deployment));
  if (key.startsWith('dag_processor.')) return three !== false;
  // In Airflow 2 it is the default, which every airflow.cfg that Airflow itself wrote repeats.
  if (key === 'scheduler.catchup_by_default') return three === true;
  return key !== 'scheduler.parsing_pre_import_modules' || three !== true;
}
