/** What one deployment sets an option to, Airflow's default where it sets none, and where a finding on it stands. */
import { optionDefault } from '../catalogue/catalogue.ts';
import type { Range } from '../model/facts.ts';
import type { Deployment } from './deployment.ts';
import { type ConfigurationFile, type Project, type Setting, setByUser } from './project.ts';

/** A value as Airflow reads it, and the place that sets it; absent for Airflow's own default. */
export interface DeploymentOption<T> {
  readonly value: T;
  readonly setting?: Setting;
}

/** The version that a deployment runs: what the user says, what its own files name, what the project's do. */
export function versionOf({ target }: Project, deployment: Deployment): string | undefined {
  if (target?.reason === setByUser) return target.version;
  return (deployment.target ?? target)?.version;
}

/** Whether a version is of Airflow 3; undefined when it is not known. */
export function isThree(version: string | undefined): boolean | undefined {
  return version === undefined ? undefined : Number(version.split('.')[0]) >= 3;
}

/**
 * The text of an option, without white space around it; undefined when it is not known: set to what no file shows, or
 * empty, or by default to something that is computed, differs between the versions that the target may be, or may come from
 * a platform or a file that is not there.
 */
export function textOption(
  project: Project,
  deployment: Deployment,
  key: string,
): DeploymentOption<string> | undefined {
  if (deployment.unknownSettings.includes(key)) return undefined;
  const setting = deployment.settings[key];
  if (setting) {
    const value = setting.value.trim();
    return value === '' ? undefined : { value, setting };
  }
  if (isPlatform(project, deployment) || hasHiddenOptions(deployment)) return undefined;
  const literal = optionDefault(key, versionOf(project, deployment));
  if (literal?.kind === 'boolean') return { value: literal.value ? 'True' : 'False' };
  return literal?.kind === 'number' || literal?.kind === 'string'
    ? { value: String(literal.value) }
    : undefined;
}

/** A number; undefined when it is not known, or is none. */
export function numberOption(
  project: Project,
  deployment: Deployment,
  key: string,
): DeploymentOption<number> | undefined {
  const found = textOption(project, deployment, key);
  const value = found && /^-?\d+(\.\d+)?$/.test(found.value) ? Number(found.value) : undefined;
  return found && value !== undefined ? { ...found, value } : undefined;
}

/** A switch, in the spellings that `getboolean` takes; undefined when it is not known, or is none. */
export function switchOption(
  project: Project,
  deployment: Deployment,
  key: string,
): DeploymentOption<boolean> | undefined {
  const found = textOption(project, deployment, key);
  if (!found) return undefined;
  if (/^(t|true|1)$/i.test(found.value)) return { ...found, value: true };
  return /^(f|false|0)$/i.test(found.value) ? { ...found, value: false } : undefined;
}

/** The name of an option that moved from `[scheduler]` or `[core]` to `[dag_processor]` in 3.0; both where the version is not known. */
export function movedOption(
  project: Project,
  deployment: Deployment,
  name: string,
  former: 'scheduler' | 'core' = 'scheduler',
): string {
  const old = `${former}.${name}`;
  const now = `dag_processor.${name}`;
  const three = isThree(versionOf(project, deployment));
  if (three !== undefined) return three ? now : old;
  return deployment.settings[now] || deployment.unknownSettings.includes(now) ? now : old;
}

export interface Place {
  readonly file: string;
  readonly at: Range;
}

/**
 * Where a finding about an absent option stands: on the header of its section, else on the first line, but for comments, of
 * the file that tells most of the deployment and sets options. Without one it has no place.
 */
export function placeOfAbsent(project: Project, deployment: Deployment, key: string): Place {
  const section = key.slice(0, key.lastIndexOf('.'));
  const header = deployment.sections.find((one) => one.name === section);
  if (header) return { file: header.file, at: header.at };
  const setting = new Set(deployment.options.map((one) => one.file));
  const candidates = [
    deployment.name,
    ...deployment.files.filter((path) => path.endsWith('.cfg')),
    ...setting,
  ];
  const file = candidates
    .filter((path) => setting.has(path))
    .flatMap((path) => configurationFile(project, path) ?? [])[0];
  if (!file) return { file: '', at: { start: 0, end: 0 } };
  // Not on a comment, nor on the mark of a YAML document: an ignore comment has to find room above.
  const first = /^[ \t]*(?![#;\s]|---)(\S[^\r\n]*)/m.exec(file.text);
  const start = first ? first.index + first[0].length - (first[1] as string).length : 0;
  return { file: file.path, at: { start, end: start + (first?.[1]?.trimEnd().length ?? 0) } };
}

export function configurationFile(project: Project, path: string): ConfigurationFile | undefined {
  return project.configurationFiles.find((one) => one.path === path);
}

/** The place of a setting, or of its absence. */
export function placeOf(
  project: Project,
  deployment: Deployment,
  key: string,
  setting: Setting | undefined,
): Place {
  return setting ? { file: setting.file, at: setting.at } : placeOfAbsent(project, deployment, key);
}

/** Managed Airflow has defaults of its own: Composer, MWAA, Astro. */
export function isPlatform(project: Project, { files, versions }: Deployment): boolean {
  return (
    versions.some(({ what }) => /astro|composer|mwaa/i.test(what)) ||
    files.some((path) => {
      const kind = configurationFile(project, path)?.kind;
      return kind === 'managed' || kind === 'airflow-settings';
    })
  );
}

/** Whether services take their environment from files that are not among those that were read. */
function hasHiddenOptions({ services, files }: Deployment): boolean {
  const names = new Set(files.map(lastPart));
  return services.some((service) => service.environmentFiles.some(({ path }) => !names.has(lastPart(path))));
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The names of the executors, without their modules and their teams; undefined when they are not known. */
export function executorsOf(project: Project, deployment: Deployment): readonly string[] | undefined {
  const found = textOption(project, deployment, 'core.executor');
  if (!found?.setting) return undefined;
  return found.value.split(',').map((one) => one.trim().split(/[.:=]/).at(-1) ?? '');
}

/** Whether a deployment shows how Airflow is configured at all: what it does not set is then Airflow's default. */
export function showsOptions(deployment: Deployment): boolean {
  return deployment.options.length > 0;
}
