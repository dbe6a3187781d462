import { chartFilesOf } from '../../project/chart.ts';
import { executorsOf, isPlatform, switchOption } from '../../project/deployment-options.ts';
import { onOption, setHere } from '../option-findings.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'info',
  summary: 'Task logs are uploaded, and the local copies stay on the disks of the workers',
  why: `With \`remote_logging\` each worker writes the log of a task to its own disk first and uploads it at the end. The local
copy stays, for every try of every task, until the disk is full: then the worker's tasks fail.

\`[logging] delete_local_logs = True\` removes a log once it is uploaded.

**Leave it** where something else clears the folder: a cron job, a volume that ends with the container.

Source: [Configuration Reference](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html#delete-local-logs);
[aws/amazon-mwaa-docker-images#609](https://github.com/aws/amazon-mwaa-docker-images/pull/609).

**Not reported**: the Kubernetes executor, whose pods end with their disks, managed Airflow, and the official chart, which
runs a log groomer beside each worker unless that is switched off.`,
  fixes: ['unsafe'],
  example: {
    file: 'airflow.cfg',
    bad: `[logging]
remote_logging = True
delete_local_logs = False
`,
    good: `[logging]
remote_logging = True
delete_local_logs = True
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      const remote = switchOption(project, deployment, 'logging.remote_logging');
      if (!remote?.setting || !remote.value || isPlatform(project, deployment)) continue;
      const key = 'logging.delete_local_logs';
      const option = switchOption(project, deployment, key);
      if (option?.value !== false) continue;
      if (executorsOf(project, deployment)?.every((one) => one === 'KubernetesExecutor')) continue;
      const charts = chartFilesOf(project, deployment);
      if (charts.length > 0 && charts.every(({ parts }) => parts.logGroomer !== false)) continue;
      yield onOption(project, deployment, {
        key,
        option,
        message: `Logs are uploaded and also kept on the worker's disk${option.setting ? '' : ' (default)'}, for every try of every task`,
        related: setHere(remote, 'The upload is switched on here'),
        fix: 'True',
      });
    }
  },
});
