/** Which Airflow a project is for, as its files say. */
import type { Range } from '../model/facts.ts';

export interface VersionFact {
  /** `2.11`, `3.0`. */
  readonly version: string;
  readonly at: Range;
}

/** The version in the name of an official image: `apache/airflow:2.10.5-python3.11`, `apache/airflow:slim-3.1.0`. */
export function versionOfImage(image: string): string | undefined {
  const match = /(?:^|\/)apache\/airflow:(?:slim-)?(\d+\.\d+)(?:\.\d+)?(?:$|[-.@])/.exec(image);
  return match?.[1];
}

/** `FROM apache/airflow:…` of a Dockerfile; the last one, which is what the image is built on. */
export function versionInDockerfile(text: string): VersionFact | undefined {
  let found: VersionFact | undefined;
  for (const match of text.matchAll(/^[ \t]*FROM[ \t]+(?:--platform=\S+[ \t]+)?(\S+)/gim)) {
    const version = versionOfImage(match[1] as string);
    if (version) found = { version, at: { start: match.index, end: match.index + match[0].length } };
  }
  return found;
}

/** A requirement or constraint that decides the minor version: `apache-airflow==2.11.0`, `apache-airflow~=3.0.2`. */
export function versionInRequirements(text: string): VersionFact | undefined {
  const pattern =
    /(?:^|["'\s])apache-airflow(?:-core)?(?:\[[^\]]*\])?\s*(==|~=)\s*(\d+\.\d+)((?:\.\d+)*)(\.\*)?/m;
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, operator, version, patch, star] = match;
  // `~=3.0` allows every 3.x; only `~=3.0.2` stays within a minor version.
  if (operator === '~=' && !patch && !star) return undefined;
  return { version: version as string, at: { start: match.index, end: match.index + match[0].length } };
}
