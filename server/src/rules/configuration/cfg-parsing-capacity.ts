import { isPlatform, movedOption, numberOption, showsOptions } from '../../project/deployment-options.ts';
import { onOption } from '../option-findings.ts';
import { defineRule } from '../rule.ts';
import { count, duration } from '../words.ts';

export default defineRule<{ 'minimum-files': number; 'seconds-per-file': number }>({
  severity: 'info',
  summary: 'The parsing processes cannot parse all DAG files within the interval',
  why: `\`parsing_processes\` (2 by default) processes parse all DAG files, each at most once per \`min_file_process_interval\` (30
seconds). Where the files together take longer, the interval is never kept: a changed file waits for its turn, and new runs
of DAGs that are built from data come late.

How long a file takes is assumed (\`seconds-per-file\`); \`dag_processing.last_duration.<file>\` tells. More processes need as
many cores of the Dag processor. A longer interval, or faster files, are cheaper.

Source: [Dag File Processing, fine-tuning](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/dagfile-processing.html);
[FAQ](https://airflow.apache.org/docs/apache-airflow/stable/faq.html).

**Not reported**: projects with fewer files than \`minimum-files\`, with several deployments (which of the files belongs to which
is not known), managed Airflow.`,
  example: {
    file: 'airflow.cfg',
    bad: `[dag_processor]
parsing_processes = 2
min_file_process_interval = 30
`,
    good: `[dag_processor]
parsing_processes = 8
min_file_process_interval = 60
`,
    around: { dagFiles: 240, dags: 300 },
  },
  options: {
    'minimum-files': { default: 50, description: 'Number of DAG files from which a project is judged' },
    'seconds-per-file': { default: 0.5, description: 'Seconds that parsing a file is taken to last' },
  },
  *checkProject(project, options) {
    const { dagFiles } = project.whole;
    if (dagFiles < options['minimum-files']) return;
    const production = project.deployments.filter((one) => !one.isForDevelopment);
    const [deployment] = production;
    if (!deployment || production.length > 1 || !showsOptions(deployment)) return;
    if (isPlatform(project, deployment)) return;
    const key = movedOption(project, deployment, 'parsing_processes');
    const processes = numberOption(project, deployment, key);
    const interval = numberOption(
      project,
      deployment,
      movedOption(project, deployment, 'min_file_process_interval'),
    );
    if (!processes || !interval || processes.value < 1 || interval.value <= 0) return;
    const seconds = (dagFiles * options['seconds-per-file']) / processes.value;
    if (seconds <= interval.value) return;
    const enough = Math.ceil((dagFiles * options['seconds-per-file']) / interval.value);
    yield onOption(project, deployment, {
      key,
      option: processes,
      message: `${count(dagFiles)} DAG files at about ${duration(options['seconds-per-file'])} take ${processes.value} process${processes.value === 1 ? '' : 'es'}${processes.setting ? '' : ' (default)'} ${duration(seconds)}, more than the interval of ${duration(interval.value)}${interval.setting ? '' : ' (default)'}: ${enough} would keep it`,
    });
  },
});
