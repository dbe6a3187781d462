/** One file of a deployment → what it says, whatever its kind. */
import { readAirflowCfg } from './airflow-cfg.ts';
import { readAirflowSettings } from './astro.ts';
import { readChart } from './chart.ts';
import { readCommands, versionsInCommands } from './commands.ts';
import { readCompose } from './compose.ts';
import { readDockerfile } from './dockerfile.ts';
import { type Assignment, airflowEnvironment, readAssignments } from './environment.ts';
import { type FileFacts, noFacts } from './facts.ts';
import { readHelmValues } from './helm-values.ts';
import type { Kind } from './kind.ts';
import { readPipfile, readPipfileLock, readTomlLock } from './lock-files.ts';
import { readManaged } from './managed.ts';
import { readPools } from './pools.ts';
import { readPyproject } from './pyproject.ts';
import { readRequirements } from './requirements.ts';

/** Reads a file as what it is. `variables` are those of the `.env` file beside a compose file. */
export function readConfiguration(
  kind: Kind,
  text: string,
  variables: ReadonlyMap<string, string> = new Map(),
): FileFacts {
  switch (kind) {
    case 'airflow-cfg':
      return readAirflowCfg(text);
    case 'environment':
      return readEnvironmentFile(text);
    case 'compose':
      return readCompose(text, variables);
    case 'dockerfile':
      return readDockerfile(text);
    case 'helm-values':
      return readHelmValues(text);
    case 'chart':
      return readChart(text);
    case 'airflow-settings':
      return readAirflowSettings(text);
    case 'managed':
      return readManaged(text);
    case 'pools':
      return readPools(text);
    case 'script':
      return readScript(text);
    case 'requirements':
      return readRequirements(text);
    case 'pyproject':
      return readPyproject(text);
    case 'toml-lock':
      return readTomlLock(text);
    case 'pipfile-lock':
      return readPipfileLock(text);
    case 'pipfile':
      return readPipfile(text);
    case 'ignore':
      return noFacts;
  }
}

/** `AIRFLOW__SECTION__KEY=value` lines of an environment file. */
function readEnvironmentFile(text: string): FileFacts {
  const { options, ...others } = airflowEnvironment(readAssignments(text));
  return { ...noFacts, environment: options, ...others };
}

/** Shell scripts and Makefiles: what they define and export, which Airflow they install, which managed one they make. */
function readScript(text: string): FileFacts {
  const commands = readCommands(text);
  const exported = readAssignments(text).filter(({ at }) => text.startsWith('export', at.start));
  const { options, connections, variables, pythonPath } = airflowEnvironment(exported.map(untilBlank));
  return {
    ...noFacts,
    ...commands,
    environment: options,
    connections: [...connections, ...commands.connections],
    variables: [...variables, ...commands.variables],
    pythonPath,
    versions: [...versionsInCommands(text), ...readManaged(text).versions],
  };
}

/** In a shell, more than one word behind `=` needs quotes; without them the value is the first one. */
function untilBlank({ name, value, at }: Assignment): Assignment {
  const word = value === undefined || /^[^\s;&|]*$/.test(value) ? value : undefined;
  return { name, ...(word === undefined ? {} : { value: word }), at };
}
