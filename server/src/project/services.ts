/** How many containers of each kind a deployment runs. */
import type { Role, Service } from '../configuration/facts.ts';
import type { Deployment, Placed } from './deployment.ts';

/** The services that run a part of Airflow. */
export function servicesOf({ services }: Deployment, role: Role): readonly Placed<Service>[] {
  return services.filter((one) => one.roles.includes(role));
}

/** A service of a compose file without a number runs once; a chart may scale it by itself. */
export function replicasOf(service: Placed<Service>): number | undefined {
  return service.replicas?.value ?? (/compose[^/]*\.ya?ml$/.test(service.file) ? 1 : undefined);
}

/** How many there are; undefined when none is shown, or of one it is not known. */
export function countOf(deployment: Deployment, role: Role): number | undefined {
  const found = servicesOf(deployment, role);
  const counts = found.map(replicasOf);
  if (found.length === 0 || counts.includes(undefined)) return undefined;
  return counts.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

/** The number of schedulers; undefined when it is not known. */
export function schedulersOf(deployment: Deployment): number | undefined {
  return countOf(deployment, 'scheduler');
}
