/** How many tasks a Celery worker runs at once. */
import type { Service } from '../configuration/facts.ts';
import type { Deployment, Placed } from './deployment.ts';
import { type DeploymentOption, numberOption } from './deployment-options.ts';
import type { Project } from './project.ts';

/**
 * The most tasks that a worker runs at once: its own flags, `[celery] worker_autoscale` (its maximum), else
 * `worker_concurrency`. Undefined when it is not known.
 */
export function concurrencyOf(
  project: Project,
  deployment: Deployment,
  worker: Placed<Service>,
): DeploymentOption<number> | undefined {
  const flag = worker.autoscale ?? worker.concurrency;
  if (flag) return { value: flag.value };
  const key = 'celery.worker_autoscale';
  if (deployment.unknownSettings.includes(key)) return undefined;
  const autoscale = deployment.settings[key];
  const numbers = /^(\d+),\s*(\d+)$/.exec(autoscale?.value.trim() ?? '');
  if (autoscale && numbers)
    return { value: Math.max(Number(numbers[1]), Number(numbers[2])), setting: autoscale };
  const found = numberOption(project, deployment, 'celery.worker_concurrency');
  return found && found.value > 0 ? found : undefined;
}
