import { movedOption, numberOption } from '../../project/deployment-options.ts';
import { onOption } from '../option-findings.ts';
import { defineRule } from '../rule.ts';
import { count, duration } from '../words.ts';

const recommended = 30;

export default defineRule<{ 'minimum-seconds': number }>({
  severity: 'warning',
  summary: 'Every DAG file is parsed more often than twice a minute',
  why: `\`min_file_process_interval\` is how long Airflow leaves a DAG file alone after it has parsed it. Parsing imports the
file, all that it imports, and writes the result to the metadata database, whether anything has changed or not: at 5 seconds
that is six times the work of the default of 30. At 0 the Dag processor never rests (reported as an error).

Set it to 30; with many files, or files that change rarely, to some minutes. A new file is found by another option
(\`dag_dir_list_interval\`, from 3.0 \`refresh_interval\`), so a longer interval delays only changes of files that are known.

**Leave it** where somebody waits for each change of a DAG file, as in development; in files whose path says dev, local, test
or example the finding is an information only.

Source: [Configuration Reference](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html): "Keeping
this number low will increase CPU usage"; [FAQ](https://airflow.apache.org/docs/apache-airflow/stable/faq.html), which
advises 600 seconds and more for over 1 000 files. The option moved from \`[scheduler]\` to \`[dag_processor]\` in 3.0.`,
  fixes: ['unsafe'],
  example: {
    file: 'airflow.cfg',
    bad: `[scheduler]
min_file_process_interval = 5
`,
    good: `[scheduler]
min_file_process_interval = 60
`,
  },
  options: {
    'minimum-seconds': { default: recommended, description: 'Seconds below which an interval is reported' },
  },
  *checkConfiguration(project, options) {
    for (const deployment of project.deployments) {
      const key = movedOption(project, deployment, 'min_file_process_interval');
      const option = numberOption(project, deployment, key);
      if (!option?.setting || option.value < 0 || option.value >= options['minimum-seconds']) continue;
      const times = option.value === 0 ? undefined : 86_400 / option.value;
      yield onOption(project, deployment, {
        key,
        option,
        ...(times === undefined ? { severity: 'error' as const } : {}),
        message:
          times === undefined
            ? 'The Dag processor parses all DAG files again without a pause'
            : `Every DAG file may be parsed again after ${duration(option.value)}: up to ${count(times)} times a day, by default 2 880`,
        fix: String(Math.max(recommended, options['minimum-seconds'])),
      });
    }
  },
});
