import { executorsOf, numberOption, textOption } from '../../project/deployment-options.ts';
import { onOption, setHere } from '../option-findings.ts';
import { defineRule } from '../rule.ts';

const proposed = 16;

export default defineRule({
  severity: 'warning',
  summary: 'The Kubernetes executor starts one pod per loop of the scheduler',
  why: `\`[kubernetes_executor] worker_pods_creation_batch_size\` is how many pods the executor asks Kubernetes for in each loop of
the scheduler. With 1, the default, a hundred tasks that are ready together start one after the other, with a loop of a
second or more between them.

Set it to what the cluster's API takes, 16 for a start.

**Leave it** when the cluster throttles the creation of pods.

Source: [Configuration Reference of the Kubernetes provider](https://airflow.apache.org/docs/apache-airflow-providers-cncf-kubernetes/stable/configurations-ref.html#worker-pods-creation-batch-size):
"It is HIGHLY recommended that users increase this number to match the tolerance of their kubernetes cluster for better
performance".

**Not reported**: deployments that set no executor, or another one.`,
  fixes: ['unsafe'],
  example: {
    file: 'airflow.cfg',
    bad: `[core]
executor = KubernetesExecutor

[kubernetes_executor]
worker_pods_creation_batch_size = 1
`,
    good: `[core]
executor = KubernetesExecutor

[kubernetes_executor]
worker_pods_creation_batch_size = 16
`,
  },
  *checkConfiguration(project) {
    for (const deployment of project.deployments) {
      if (!executorsOf(project, deployment)?.includes('KubernetesExecutor')) continue;
      const key = 'kubernetes_executor.worker_pods_creation_batch_size';
      const option = numberOption(project, deployment, key);
      if (option?.value !== 1) continue;
      yield onOption(project, deployment, {
        key,
        option,
        message: `The Kubernetes executor starts one pod per loop of the scheduler${option.setting ? '' : ' (default)'}: tasks that are ready together wait for one another`,
        related: option.setting
          ? []
          : setHere(textOption(project, deployment, 'core.executor'), 'The executor'),
        fix: String(proposed),
      });
    }
  },
});
