/** Which queues the workers of a project listen to. */
import type { Deployment } from './deployment.ts';
import { executorsOf, textOption } from './deployment-options.ts';
import type { Project } from './project.ts';
import { servicesOf } from './services.ts';

/**
 * `none`: no executor of the project knows queues. Otherwise the names that are served by any deployment that is not for
 * development. Undefined when an executor or a worker is not known.
 */
export function servedQueues(project: Project): ReadonlySet<string> | 'none' | undefined {
  const deciding = project.deployments.filter((one) => !one.isForDevelopment);
  const found = deciding.map((one) => queuesOf(project, one));
  if (found.length === 0 || found.includes(undefined)) return undefined;
  if (found.every((one) => one === 'none')) return 'none';
  // Where some deployments know queues and others do not, a name has its use.
  return found.includes('none') ? undefined : new Set(found.flatMap((one) => [...(one ?? [])]));
}

function queuesOf(project: Project, deployment: Deployment): readonly string[] | 'none' | undefined {
  const executors = executorsOf(project, deployment);
  if (!executors) return undefined;
  if (executors.every((one) => one === 'LocalExecutor' || one === 'SequentialExecutor')) return 'none';
  if (!executors.every((one) => one === 'CeleryExecutor' || one === 'CeleryKubernetesExecutor'))
    return undefined;
  const workers = servicesOf(deployment, 'worker');
  const isClear = deployment.services.every((one) => one.roles.length > 0);
  if (workers.length === 0 || !isClear) return undefined;
  const standard = textOption(project, deployment, 'operators.default_queue')?.value;
  const served = workers.map(
    (worker) =>
      worker.queues?.names ??
      (worker.queuesUnknown
        ? undefined
        : // Values of a chart are often one of several releases; a worker in a compose file is what runs.
          standard !== undefined && /compose[^/]*\.ya?ml$/.test(worker.file)
          ? [standard]
          : undefined),
  );
  if (served.includes(undefined)) return undefined;
  const pods = executors.includes('CeleryKubernetesExecutor')
    ? textOption(project, deployment, 'celery_kubernetes_executor.kubernetes_queue')?.value
    : undefined;
  return [...served.flatMap((one) => one ?? []), ...(pods ? [pods] : [])];
}
