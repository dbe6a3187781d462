import type { Deployment } from '../../project/deployment.ts';
import { isThree, movedOption, numberOption, versionOf } from '../../project/deployment-options.ts';
import type { Project } from '../../project/project.ts';
import { onOption, setHere } from '../option-findings.ts';
import { defineRule, type PlacedFinding } from '../rule.ts';
import { duration } from '../words.ts';

export default defineRule<{ 'longest-seconds': number }>({
  severity: 'warning',
  summary: 'The timeout for importing a DAG file hides files that parse slowly, or is never reached',
  why: `\`dagbag_import_timeout\` ends the import of a DAG file that takes too long, 30 seconds by default. Raised to a minute
or more it no longer tells of slow files: each of them occupies one of the two parsing processes for that long, again and
again, all others wait, and every task try imports the file once more.

\`dag_file_processor_timeout\` (50 seconds by default) kills the process that parses a file. Where it is not the longer one,
the process dies before the import can time out: nothing says which line was slow, and the file's callbacks are lost.

Make the files faster, and keep the processor's timeout above that of the import.

**Leave it** while a file that cannot be made faster is being split.

Source: [Configuration Reference](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html), both
options; [Dag File Processing](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/dagfile-processing.html).`,
  fixes: ['unsafe'],
  example: {
    file: 'airflow.cfg',
    bad: `[core]
dagbag_import_timeout = 120
dag_file_processor_timeout = 180
`,
    good: `[core]
dagbag_import_timeout = 30
dag_file_processor_timeout = 50
`,
  },
  options: {
    'longest-seconds': { default: 60, description: 'Seconds from which an import timeout is reported' },
  },
  *checkConfiguration(project, options) {
    for (const deployment of project.deployments) {
      const finding = hides(project, deployment, options['longest-seconds']);
      if (finding) yield finding;
    }
  },
});

function hides(project: Project, deployment: Deployment, limit: number): PlacedFinding | undefined {
  const key = 'core.dagbag_import_timeout';
  const timeout = numberOption(project, deployment, key);
  const processorKey = processorTimeoutKey(project, deployment);
  const processor = numberOption(project, deployment, processorKey);
  const isKilled = timeout && processor && processor.value <= timeout.value;
  if (isKilled && (timeout.setting || processor.setting)) {
    const option = processor.setting ? processor : timeout;
    return onOption(project, deployment, {
      // The fix raises the processor's timeout, so it is offered where that is written.
      key: processor.setting ? processorKey : key,
      option,
      message: `The process is killed after ${duration(processor.value)}${processor.setting ? '' : ' (default)'}, before the import of a DAG file times out after ${duration(timeout.value)}`,
      related: processor.setting ? setHere(timeout, 'The timeout of the import') : [],
      ...(processor.setting ? { fix: String(Math.round(timeout.value) + 20) } : {}),
    });
  }
  if (!timeout?.setting || timeout.value < limit) return undefined;
  return onOption(project, deployment, {
    key,
    option: timeout,
    message: `A DAG file may take ${duration(timeout.value)} to import, at each parse and each task try, before anything says so`,
  });
}

/** Airflow 3.0 and 3.1 forgot to read the old name, later versions read it again: the settings then have the new one. */
function processorTimeoutKey(project: Project, deployment: Deployment): string {
  const name = 'dag_file_processor_timeout';
  return isThree(versionOf(project, deployment)) === undefined
    ? `core.${name}` in deployment.settings
      ? `core.${name}`
      : movedOption(project, deployment, name, 'core')
    : movedOption(project, deployment, name, 'core');
}
