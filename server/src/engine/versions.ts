/** Airflow versions as rules name them: `major.minor`. */
import type { VersionRange } from '../rules/rule.ts';

/** Negative, zero or positive as `a` is older than, equal to or newer than `b`. */
export function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

/** Whether a range holds this version. An unknown version may be any, so every range counts. */
export function covers(range: VersionRange | undefined, version: string | undefined): boolean {
  if (!range || !version) return true;
  if (range.from && compareVersions(version, range.from) < 0) return false;
  return !range.before || compareVersions(version, range.before) < 0;
}
