import { unreadOptions } from '../../project/unread-options.ts';
import { optionName, renameOption } from '../configuration-edits.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'An option has another name in this version of Airflow, and may not be read at all',
  why: `Airflow 3 moved and removed options: \`[scheduler] parsing_processes\` and \`min_file_process_interval\` are
\`[dag_processor]\`'s now, \`schedule_after_task_execution\` is gone. A name that is no longer read does nothing, without an
error: the deployment runs with the defaults, while the file says otherwise.

Names that this version still reads for the sake of old files are hints only.

Source: \`airflow config lint\`, whose list is
[config_command.py](https://github.com/apache/airflow/blob/main/airflow-core/src/airflow/cli/commands/config_command.py), and
the options of each version.

**Not reported**: deployments whose version is not known, options of the user interface, options that Airflow never had.`,
  fixes: ['unsafe'],
  since: { from: '3.0' },
  example: {
    file: 'docker-compose.yaml',
    bad: `services:
  scheduler:
    image: apache/airflow:3.0.2
    command: scheduler
    environment:
      AIRFLOW__SCHEDULER__PARSING_PROCESSES: '8'
`,
    good: `services:
  scheduler:
    image: apache/airflow:3.0.2
    command: scheduler
    environment:
      AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES: '8'
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      for (const { fact, now, isStillRead } of unreadOptions(project, deployment)) {
        const { file, at, key } = fact;
        const isSet = now !== undefined && deployment.options.some((one) => one.key === now);
        const edits = now && !isSet ? renameOption(project, deployment, fact, now) : undefined;
        const name = now === undefined ? undefined : optionName(now);
        yield {
          file,
          at,
          ...(isStillRead ? { severity: 'hint' as const } : {}),
          message: isStillRead
            ? `${optionName(key)} is called ${name} now; the old name is still read`
            : `${optionName(key)} is not read: ${name === undefined ? 'it is gone' : `it is called ${name} now`}`,
          ...(edits && name ? { fixes: [{ title: `Rename to ${name}`, safety: 'unsafe', edits }] } : {}),
        };
      }
    }
  },
});
