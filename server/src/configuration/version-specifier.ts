/** Which minor version a version specifier leaves, after PEP 440 and Poetry. */

type Version = readonly [major: number, minor: number, patch: number];

/** Airflow 2.11 is the last minor version of Airflow 2: https://airflow.apache.org/docs/apache-airflow/stable/installation/supported-versions.html */
const lastMinorOfTwo = 11;

/** The `major.minor` that every version within the specifier has; undefined where it allows more than one, or says nothing. */
export function fixedMinor(specifier: string): string | undefined {
  let lower: Version = [0, 0, 0];
  let upper: Version | undefined;
  const raise = (version: Version) => {
    if (compare(version, lower) > 0) lower = version;
  };
  const bound = (version: Version) => {
    if (!upper || compare(version, upper) < 0) upper = version;
  };
  for (const part of specifier.split(',')) {
    if (part.trim() === '' || part.trim() === '*') continue;
    const match =
      /^\s*(===?|~=|!=|<=|>=|<|>|\^|~|)\s*v?(\d+(?:\.\d+)*)(\.\*)?(?:[-.+]?[a-z]+[\w.]*)?\s*$/i.exec(part);
    if (!match) return undefined;
    const [, operator, digits, star] = match as unknown as [string, string, string, string?];
    const numbers = digits.split('.').map(Number);
    const version: Version = [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
    switch (operator) {
      case '':
      case '==':
      case '===':
        raise(version);
        bound(star ? following(numbers, numbers.length) : [version[0], version[1], version[2] + 1]);
        break;
      case '~=':
        raise(version);
        bound(following(numbers, numbers.length - 1));
        break;
      case '~':
        raise(version);
        bound(following(numbers, Math.min(2, numbers.length)));
        break;
      case '^':
        raise(version);
        bound([version[0] + 1, 0, 0]);
        break;
      case '>=':
        raise(version);
        break;
      case '>':
        raise([version[0], version[1], version[2] + 1]);
        break;
      case '<':
        bound(version);
        break;
      case '<=':
        bound([version[0], version[1], version[2] + 1]);
        break;
    }
  }
  if (!upper || compare(lower, upper) >= 0) return undefined;
  const [major, minor] = lower;
  const next: Version = major === 2 && minor === lastMinorOfTwo ? [3, 0, 0] : [major, minor + 1, 0];
  return compare(upper, next) <= 0 ? `${major}.${minor}` : undefined;
}

/** The first version behind all that share the first `count` numbers. */
function following(numbers: readonly number[], count: number): Version {
  const major = numbers[0] ?? 0;
  if (count <= 1) return [major + 1, 0, 0];
  if (count === 2) return [major, (numbers[1] ?? 0) + 1, 0];
  return [major, numbers[1] ?? 0, (numbers[2] ?? 0) + 1];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
