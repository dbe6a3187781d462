/** Fixes in configuration files: INI, environment files, YAML and HCL, with their comments, quotes and indentation kept. */
import type { Range } from '../model/facts.ts';
import type { Deployment } from '../project/deployment.ts';
import { configurationFile, type DeploymentOption } from '../project/deployment-options.ts';
import type { ConfigurationFile, Project, Setting } from '../project/project.ts';
import type { Edit, Fix } from './rule.ts';

/** `AIRFLOW__CORE__PARALLELISM` for `core.parallelism`. */
export function environmentName(key: string): string {
  return `AIRFLOW__${key.replace('.', '__')}`.toUpperCase();
}

/** `[core] parallelism`, as Airflow's documentation names options. */
export function optionName(key: string): string {
  const dot = key.lastIndexOf('.');
  return `[${key.slice(0, dot)}] ${key.slice(dot + 1)}`;
}

/**
 * The edit that gives a setting another value, in the quotes and the case of the old one. Undefined where the value is not
 * written as it is read: a reference, an alias, a value over several lines.
 */
export function setOption(project: Project, setting: Setting, value: string): Edit | undefined {
  const file = configurationFile(project, setting.file);
  const at = file && !file.broken ? writtenValue(file, setting) : undefined;
  if (!file || !at) return undefined;
  const written = file.text.slice(at.start, at.end);
  const isLower = /^(true|false)$/.test(written);
  return { range: at, text: isLower ? value.toLowerCase() : value };
}

/** Where the value of a setting is written, without its quotes. */
function writtenValue(file: ConfigurationFile, { at, value }: Setting): Range | undefined {
  const plain = value.trim();
  if (plain === '' || plain.includes('\n')) return undefined;
  const written = file.text.slice(at.start, at.end);
  const escaped = plain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Behind the value: a closing quote or bracket, a comment.
  const found = new RegExp(`[=:][ \\t]*["']?(${escaped})["']?[ \\t]*\\}?(?:[ \\t]+#[^\\n]*)?\\s*$`, 'i').exec(
    written,
  );
  if (!found) return undefined;
  const start = at.start + found.index + found[0].indexOf(found[1] as string, 1);
  return { start, end: start + (found[1] as string).length };
}

/**
 * The edit that adds an option where the deployment sets others of its kind: below the section's header in airflow.cfg or a
 * chart's `config`, else behind an option of the same file in an environment file or a compose file. `file` says where it
 * has to stand.
 */
export function addOption(
  project: Project,
  deployment: Deployment,
  path: string,
  key: string,
  value: string,
): Edit | undefined {
  const file = configurationFile(project, path);
  if (!file || file.broken) return undefined;
  const { text } = file;
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const dot = key.lastIndexOf('.');
  const [section, name] = [key.slice(0, dot), key.slice(dot + 1)];
  const header = deployment.sections.find((one) => one.file === path && one.name === section);
  if (file.kind === 'airflow-cfg')
    return header && insertLine(text, header.at.end, `${name} = ${value}`, eol);
  if (file.kind === 'helm-values') {
    const sibling = deployment.options.find(
      (one) => one.file === path && one.key.startsWith(`${section}.`) && one.at.start > (header?.at.end ?? 0),
    );
    const indent = header && sibling && indentBefore(text, sibling.at.start);
    if (!indent || !/^[\w-]+:/.test(text.slice(sibling.at.start, sibling.at.end))) return undefined;
    const line = text.lastIndexOf('\n', sibling.at.start - 1) + 1;
    return { range: { start: line, end: line }, text: `${indent}${name}: ${value}${eol}` };
  }
  const sibling = deployment.options.filter((one) => one.file === path).at(file.kind === 'compose' ? 0 : -1);
  if (!sibling) return undefined;
  const assigned = `${environmentName(key)}=${value}`;
  if (file.kind === 'environment') return insertLine(text, sibling.at.end, assigned, eol);
  if (file.kind !== 'compose') return undefined;
  const written = text.slice(sibling.at.start, sibling.at.end);
  const before = indentBefore(text, sibling.at.start);
  if (before !== undefined && /^AIRFLOW__\w+:[ \t]/.test(written)) {
    const quote = /:[ \t]+(["'])/.exec(written)?.[1] ?? "'";
    return insertLine(
      text,
      sibling.at.start - 1,
      `${before}${environmentName(key)}: ${quote}${value}${quote}`,
      eol,
      true,
    );
  }
  const list = /([ \t]*-[ \t]+)$/.exec(text.slice(0, sibling.at.start))?.[1];
  return list && /^AIRFLOW__\w+=/.test(written)
    ? insertLine(text, sibling.at.end, `${list}${assigned}`, eol)
    : undefined;
}

/** A line behind, or before, the one that holds `offset`. */
function insertLine(text: string, offset: number, line: string, eol: string, before = false): Edit {
  if (before) {
    const start = text.lastIndexOf('\n', offset) + 1;
    return { range: { start, end: start }, text: `${line}${eol}` };
  }
  const end = /[\r\n]|$/.exec(text.slice(offset));
  const at = offset + (end?.index ?? 0);
  return { range: { start: at, end: at }, text: `${eol}${line}` };
}

/** The white space before an offset on its line; undefined when something else is there. */
function indentBefore(text: string, offset: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*$/.test(before) ? before : undefined;
}

/** The edit that takes the lines of a setting away, but not a comment behind it; undefined where something else stands on them. */
export function removeOption(project: Project, setting: Setting): Edit | undefined {
  const file = configurationFile(project, setting.file);
  if (!file || file.broken) return undefined;
  const { text } = file;
  const start = text.lastIndexOf('\n', setting.at.start - 1) + 1;
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/.exec(text.slice(setting.at.end));
  const before = text.slice(start, setting.at.start);
  if (!/^[ \t]*(?:-[ \t]+)?$/.test(before) || !rest) return undefined;
  // The last entry of a YAML map or list leaves an empty value behind, which is something else.
  if (
    /\.ya?ml$/.test(file.path) &&
    !hasSibling(text, start, setting.at.end + rest[0].length, before.search(/\S|$/))
  )
    return undefined;
  const eol = /\r?\n$/.exec(rest[0])?.[0] ?? '';
  const written = text.slice(setting.at.start, setting.at.end);
  const inside = file.kind === 'environment' ? /[ \t](#[^'"]*)$/.exec(written)?.[1] : undefined;
  const comment = inside ?? rest[0].trim();
  const kept = comment === '' ? '' : `${/^[ \t]*/.exec(before)?.[0] ?? ''}${comment}${eol}`;
  return { range: { start, end: setting.at.end + rest[0].length }, text: kept };
}

/** Whether the line before `start` or the one at `end` is indented by as much. */
function hasSibling(text: string, start: number, end: number, indent: number): boolean {
  const previous = text.slice(0, start).trimEnd().split('\n').at(-1) ?? '';
  const next = text.slice(end).split('\n', 1)[0] ?? '';
  return [previous, next].some((line) => /^[ \t]*[^\s#]/.test(line) && line.search(/\S/) === indent);
}

/** An unsafe fix that sets an option: where it is written, else where others of the deployment stand. */
export function fixOption(
  project: Project,
  deployment: Deployment,
  option: {
    readonly key: string;
    readonly file: string;
    readonly setting?: DeploymentOption<unknown>['setting'];
  },
  value: string,
): Pick<{ readonly fixes: readonly Fix[] }, 'fixes'> | Record<string, never> {
  const { key, file, setting } = option;
  const edit = setting
    ? setOption(project, setting, value)
    : addOption(project, deployment, file, key, value);
  const written = setting?.writtenAs ?? key;
  const name = written.slice(written.lastIndexOf('.') + 1);
  return edit ? { fixes: [{ title: `Set ${name} to ${value}`, safety: 'unsafe', edits: [edit] }] } : {};
}

/**
 * The edits that give an option another name, its value and comments kept. In airflow.cfg an option of another section moves
 * below that section's header. Undefined where the section is not there, or the name is not written as such.
 */
export function renameOption(
  project: Project,
  deployment: Deployment,
  fact: { readonly key: string; readonly at: Range; readonly file: string },
  now: string,
): Edit[] | undefined {
  const file = configurationFile(project, fact.file);
  if (!file || file.broken) return undefined;
  const { text } = file;
  const written = text.slice(fact.at.start, fact.at.end);
  const environment = written.toUpperCase().indexOf(environmentName(fact.key));
  if (environment >= 0) {
    const start = fact.at.start + environment;
    return [{ range: { start, end: start + environmentName(fact.key).length }, text: environmentName(now) }];
  }
  if (file.kind !== 'airflow-cfg' && file.kind !== 'helm-values') return undefined;
  const [section, name] = split(now);
  const [former, old] = split(fact.key);
  const renamed = written.replace(/^[^\s=:]+/, name);
  if (!written.toLowerCase().startsWith(old)) return undefined;
  if (section === former) return [{ range: fact.at, text: renamed }];
  const header = deployment.sections.find((one) => one.file === fact.file && one.name === section);
  const taken =
    file.kind === 'airflow-cfg' && header ? removeOption(project, { ...fact, value: '' }) : undefined;
  if (!header || !taken) return undefined;
  return [taken, insertLine(text, header.at.end, renamed, /\r?\n/.exec(text)?.[0] ?? '\n')];
}

function split(key: string): readonly [section: string, name: string] {
  const dot = key.lastIndexOf('.');
  return [key.slice(0, dot), key.slice(dot + 1)];
}
