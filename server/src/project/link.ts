/** The files of a deployment → what is known of the project. */
import { type OptionFact, readAirflowCfg, readEnvironmentFile } from '../configuration/airflow-cfg.ts';
import { readCompose } from '../configuration/compose.ts';
import { readPools } from '../configuration/pools.ts';
import {
  versionInDockerfile,
  versionInRequirements,
  versionOfImage,
} from '../configuration/target-version.ts';
import type { Range } from '../model/facts.ts';
import { emptyProject, type Pool, type PoolFile, type Project, type Setting } from './project.ts';

export interface DeploymentFile {
  /** Relative to the project root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface LinkProblem {
  readonly file: string;
  readonly message: string;
  readonly range?: Range;
}

export interface LinkInput {
  readonly files: readonly DeploymentFile[];
  /** Target version that the user set; detected when absent. */
  readonly target?: string;
  readonly heavyModules?: Readonly<Record<string, number>>;
}

type Kind = 'airflow-cfg' | 'environment' | 'compose' | 'dockerfile' | 'requirements' | 'pools';

function kindOf(path: string): Kind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'airflow.cfg') return 'airflow-cfg';
  if (/^\.env(\..+)?$/.test(name)) return 'environment';
  if (/^(docker-)?compose.*\.ya?ml$/.test(name)) return 'compose';
  if (/^(Dockerfile|Containerfile)(\..+)?$/.test(name)) return 'dockerfile';
  if (/^(requirements|constraints).*\.txt$/.test(name) || name === 'pyproject.toml') return 'requirements';
  if (/pool.*\.json$/i.test(name)) return 'pools';
  return undefined;
}

/** Whether a file tells something about the deployment; by its path alone. */
export function isDeploymentFile(path: string): boolean {
  return kindOf(path) !== undefined;
}

/** Development set-ups do not decide for production: their files count only when there are no others. */
function isForDevelopment(path: string): boolean {
  return /(^|[/._-])(dev|develop|development|local|tests?|examples?|sample)([/._-]|$)/i.test(path);
}

interface Collected {
  readonly options: { readonly fact: OptionFact; readonly file: string; readonly rank: number }[];
  readonly unknownOptions: Set<string>;
  readonly versions: { readonly version: string; readonly reason: string }[];
  readonly pools: Pool[];
  readonly poolFiles: PoolFile[];
  readonly triggerers: Set<Project['triggerer']>;
  readonly problems: LinkProblem[];
}

/** Never throws: a broken file is a problem, and the rest counts. */
export function linkProject(input: LinkInput): {
  readonly project: Project;
  readonly problems: readonly LinkProblem[];
} {
  const files = [...input.files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const production = files.filter((file) => !isForDevelopment(file.path));
  const collected: Collected = {
    options: [],
    unknownOptions: new Set(),
    versions: [],
    pools: [],
    poolFiles: [],
    triggerers: new Set(),
    problems: [],
  };
  for (const file of production.length > 0 ? production : files) collect(file, collected);
  const target = input.target
    ? { version: input.target, reason: 'set by airflow-version' }
    : agreed(collected.versions);
  const { settings, unknown } = mergeOptions(collected);
  return {
    project: {
      ...emptyProject,
      ...(target ? { target } : {}),
      settings,
      unknownSettings: unknown,
      ...(collected.poolFiles.length > 0 ? { pools: collected.pools } : {}),
      poolFiles: collected.poolFiles,
      triggerer: collected.triggerers.has('present')
        ? 'present'
        : collected.triggerers.has('absent')
          ? 'absent'
          : 'unknown',
      heavyModules: input.heavyModules ?? {},
    },
    problems: collected.problems,
  };
}

function collect({ path, text }: DeploymentFile, into: Collected): void {
  const addOptions = (facts: readonly OptionFact[], rank: number) => {
    for (const fact of facts) into.options.push({ fact, file: path, rank });
  };
  const addVersion = (found: { readonly version: string; readonly at: Range } | undefined) => {
    if (found)
      into.versions.push({ version: found.version, reason: `${path}:${lineOf(text, found.at.start)}` });
  };
  switch (kindOf(path)) {
    case 'airflow-cfg':
      addOptions(readAirflowCfg(text), 0);
      break;
    case 'environment':
      addOptions(readEnvironmentFile(text), 1);
      break;
    case 'dockerfile':
      addVersion(versionInDockerfile(text));
      addOptions(readEnvironmentFile(text.replace(/^(\s*)ENV(\s)/gim, '$1   $2')), 1);
      break;
    case 'requirements':
      addVersion(versionInRequirements(text));
      break;
    case 'compose': {
      const facts = readCompose(text);
      addOptions(facts.options, 1);
      for (const key of facts.unknownOptions) into.unknownOptions.add(key);
      for (const { image, at } of facts.images) {
        const version = versionOfImage(image);
        if (version) addVersion({ version, at });
      }
      into.triggerers.add(facts.triggerer);
      if (facts.problem)
        into.problems.push({
          file: path,
          message: `broken YAML: ${facts.problem.message}`,
          range: facts.problem.at,
        });
      break;
    }
    case 'pools':
      collectPools(path, text, into);
      break;
  }
}

function collectPools(path: string, text: string, into: Collected): void {
  const facts = readPools(text);
  if (!facts) return;
  into.pools.push(...facts.pools.map((pool) => ({ ...pool, file: path })));
  const { insertAt, empty, indent, eol } = facts;
  into.poolFiles.push({ file: path, insertAt, empty, indent, eol });
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The one version that all files name; undefined when they differ. */
function agreed(versions: Collected['versions']): Project['target'] {
  const [first] = versions;
  return first && versions.every((one) => one.version === first.version) ? first : undefined;
}

/** Environment variables win over airflow.cfg; an option that two files of one rank set differently is unknown. */
function mergeOptions({ options, unknownOptions }: Collected): {
  settings: Record<string, Setting>;
  unknown: string[];
} {
  const settings: Record<string, Setting> = {};
  const ranks = new Map<string, number>();
  const unknown = new Set(unknownOptions);
  for (const { fact, file, rank } of options) {
    const known = settings[fact.key];
    const knownRank = ranks.get(fact.key) ?? -1;
    if (known && knownRank > rank) continue;
    if (known && knownRank === rank && known.value !== fact.value) unknown.add(fact.key);
    settings[fact.key] = { value: fact.value, file, at: fact.at };
    ranks.set(fact.key, rank);
  }
  for (const key of unknown) delete settings[key];
  return { settings, unknown: [...unknown].sort() };
}
