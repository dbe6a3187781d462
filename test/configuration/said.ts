/** What a file says, one line a fact, with the text that stands at its place. */
import type { FileFacts } from '../../server/src/configuration/facts.ts';
import type { Kind } from '../../server/src/configuration/kind.ts';
import { readConfiguration } from '../../server/src/configuration/read.ts';
import type { Range } from '../../server/src/model/facts.ts';

/** `environment core.parallelism = 64 «AIRFLOW__CORE__PARALLELISM: 64»`; unknown values are `?`. */
export function said(kind: Kind, text: string, variables: Readonly<Record<string, string>> = {}): string[] {
  return linesOf(readConfiguration(kind, text, new Map(Object.entries(variables))), text);
}

/** The facts of a file as lines; the place of a fact is shown by the first line of its text. */
export function linesOf(facts: FileFacts, text: string): string[] {
  const at = ({ start, end }: Range) => `«${text.slice(start, end).split('\n', 1)[0]}»`;
  const problem = facts.problem;
  return [
    ...facts.fileOptions.map((one) => `file ${one.key} = ${one.value ?? '?'} ${at(one.at)}`),
    ...facts.environment.map((one) => `environment ${one.key} = ${one.value ?? '?'} ${at(one.at)}`),
    ...facts.versions.map((one) => `version ${one.version} (${one.what}) ${at(one.at)}`),
    ...facts.services.map((one) => {
      const parts = [
        `service ${one.name} [${one.roles.join(' ')}]`,
        one.queues && `queues ${one.queues.names.join(',')} ${at(one.queues.at)}`,
        one.queuesUnknown && 'queues ?',
        one.concurrency && `concurrency ${one.concurrency.value}`,
        one.autoscale && `autoscale ${one.autoscale.value}`,
        one.replicas && `replicas ${one.replicas.value} ${at(one.replicas.at)}`,
        one.memoryLimit && `memory ${one.memoryLimit.value} ${at(one.memoryLimit.at)}`,
        one.maxConnections && `max_connections ${one.maxConnections.value}`,
        one.mounts.length > 0 && `mounts ${one.mounts.map((mount) => mount.target).join(' ')}`,
        one.environmentFiles.length > 0 &&
          `env_file ${one.environmentFiles.map((file) => file.path).join(' ')}`,
      ];
      return parts.filter(Boolean).join(', ');
    }),
    ...facts.pools.map((one) => `pool ${one.name} ${one.slots ?? '?'} ${at(one.at)}`),
    ...facts.poolImports.map((one) => `pools from ${one.path || '?'} ${at(one.at)}`),
    ...facts.connections.map((one) => `connection ${one.name} ${at(one.at)}`),
    ...facts.variables.map((one) => `variable ${one.name} ${at(one.at)}`),
    ...facts.pythonPath.map((one) => `path ${one.path} ${at(one.at)}`),
    ...(facts.triggerer ? [`triggerer ${facts.triggerer.on ? 'on' : 'off'} ${at(facts.triggerer.at)}`] : []),
    ...(facts.pgbouncer ? [`pgbouncer ${facts.pgbouncer.on ? 'on' : 'off'} ${at(facts.pgbouncer.at)}`] : []),
    ...(facts.metrics ? [`metrics ${facts.metrics.on ? 'on' : 'off'}`] : []),
    ...(problem ? [`problem ${problem.message} @${problem.at.start} ${at(problem.at)}`] : []),
  ];
}
