/** How many connections to the metadata database the processes of a deployment may open. */
import type { Service } from '../configuration/facts.ts';
import type { Deployment, Placed } from './deployment.ts';
import {
  type DeploymentOption,
  isThree,
  movedOption,
  numberOption,
  switchOption,
  versionOf,
} from './deployment-options.ts';
import type { Project } from './project.ts';
import { replicasOf, servicesOf } from './services.ts';
import { concurrencyOf } from './worker-memory.ts';

export interface ConnectionBudget {
  readonly total: number;
  /** `3 of scheduler`, `4 of webserver`: processes by service. */
  readonly parts: readonly string[];
  /** The options that decide, where the deployment sets them. */
  readonly options: readonly DeploymentOption<number>[];
}

/**
 * The most connections that all services open together: for each process the pool with its overflow, one without a pool. In
 * Airflow 2 a scheduler also runs the parsing processes, unless a Dag processor does, and each task on a Celery worker is a
 * process that opens one; in Airflow 3 neither parsing nor tasks connect. Undefined when a number is not known, or there is
 * no limit. Source: `sql_alchemy_pool_size`, `sql_alchemy_max_overflow`; `settings.configure_orm`.
 */
export function connectionBudget(project: Project, deployment: Deployment): ConnectionBudget | undefined {
  const three = isThree(versionOf(project, deployment));
  const pooled = switchOption(project, deployment, 'database.sql_alchemy_pool_enabled');
  const size = numberOption(project, deployment, 'database.sql_alchemy_pool_size');
  const overflow = numberOption(project, deployment, 'database.sql_alchemy_max_overflow');
  if (three === undefined || !pooled || !size || !overflow) return undefined;
  if (pooled.value && (size.value <= 0 || overflow.value < 0)) return undefined;
  const each = pooled.value ? size.value + overflow.value : 1;
  const options: DeploymentOption<number>[] = [size, overflow];
  const parts: string[] = [];
  let total = 0;
  const add = (service: Placed<Service>, processes: number | undefined, connections: number): boolean => {
    const replicas = replicasOf(service);
    if (processes === undefined || replicas === undefined) return false;
    if (processes * replicas === 0) return true;
    total += processes * replicas * connections;
    parts.push(`${processes * replicas} of ${service.name}`);
    return true;
  };
  const read = (key: string): number | undefined => {
    const option = numberOption(project, deployment, key);
    if (option) options.push(option);
    return option?.value;
  };
  const hasProcessor = servicesOf(deployment, 'dag-processor').length > 0;
  for (const service of deployment.services) {
    const [role] = service.roles;
    if (service.roles.length > 1) return undefined;
    let isKnown = true;
    if (role === 'scheduler' || role === 'dag-processor') {
      const parses = !three && (role === 'dag-processor' || !hasProcessor);
      const parsing = parses ? read(movedOption(project, deployment, 'parsing_processes')) : 0;
      isKnown = add(service, parsing === undefined ? undefined : 1 + parsing, each);
    } else if (role === 'webserver' || role === 'api-server') {
      isKnown = add(service, read(three ? 'api.workers' : 'webserver.workers'), each);
    } else if (role === 'triggerer') isKnown = add(service, 1, each);
    else if (role === 'worker' && !three) {
      const concurrency = concurrencyOf(project, deployment, service);
      if (concurrency) options.push(concurrency);
      isKnown = add(service, concurrency?.value, 1);
    } else if (role === undefined || role === 'standalone') return undefined;
    if (!isKnown) return undefined;
  }
  return { total, parts, options };
}
