/** airflow.cfg as Airflow's ConfigParser reads it. */
import { option } from './environment.ts';
import { type FileFacts, type NamedFact, noFacts, type OptionFact, type Problem } from './facts.ts';

/** Values that references make longer than this are unknown. */
const longestValue = 100_000;
/** References in a row that Python follows: `MAX_INTERPOLATION_DEPTH`. */
const deepest = 10;

interface Open {
  readonly key: string;
  value: string[];
  readonly indent: number;
  readonly start: number;
  end: number;
}

/**
 * The options of an airflow.cfg. Airflow reads it with Python's `ConfigParser()` and its defaults (`configuration.py` of 2.11
 * and 3.x): `key = value` or `key: value`; `#` and `;` begin a comment only at the start of a line; a line that is indented
 * deeper than its option continues it, empty lines included; `%%` is `%` and `%(name)s` is another option of the section;
 * a second option or section of one name is an error, as is a line that is none of these. Reading goes on behind the error.
 */
export function readAirflowCfg(text: string): FileFacts {
  const found: Open[] = [];
  const sections: NamedFact[] = [];
  const seen = new Set<string>();
  let problem: Problem | undefined;
  const report = (message: string, start: number, end: number) => {
    problem ??= { message, at: { start, end } };
  };
  let section: string | undefined;
  let current: Open | undefined;
  for (let start = text.startsWith('\uFEFF') ? 1 : 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length + 1 : newline + 1;
    const line = text.slice(start, next - 1).trimEnd();
    const content = line.trimStart();
    const from = start + line.length - content.length;
    const indent = line.length - content.length;
    if (content === '') current?.value.push('');
    else if (content[0] === '#' || content[0] === ';') {
      // A comment line between an option and its continuation leaves no trace.
    } else if (current && indent > current.indent) {
      current.value.push(content);
      current.end = start + line.length;
    } else {
      current = undefined;
      const header = /^\[(.+)\]/.exec(content);
      const separator = content.search(/[=:]/);
      if (header) {
        const name = header[1] as string;
        section = name.toLowerCase();
        const at = { start: from, end: from + header[0].length };
        if (seen.has(`[${section}`)) report(`section [${name}] is there twice`, at.start, at.end);
        seen.add(`[${section}`);
        sections.push({ name: section, at });
      } else if (section === undefined) {
        report('a line before the first section', from, start + line.length);
      } else if (separator <= 0) {
        report('neither a section, an option nor a comment', from, start + line.length);
      } else {
        const key = `${section}.${content.slice(0, separator).trimEnd().toLowerCase()}`;
        current = {
          key,
          value: [content.slice(separator + 1).trim()],
          indent,
          start: from,
          end: start + line.length,
        };
        if (seen.has(key)) report(`option ${key} is there twice`, from, start + line.length);
        seen.add(key);
        found.push(current);
      }
    }
    start = next;
  }
  const raw = new Map(found.map((one) => [one.key, one.value.join('\n').trimEnd()]));
  const done = new Map<string, string | undefined>();
  const fileOptions: OptionFact[] = [];
  for (const { key, start, end } of found) {
    const at = { start, end };
    const value = interpolated(key, raw, done);
    if (value === undefined && /(^|[^%])(%%)*%([^%(]|$)/.test(raw.get(key) ?? ''))
      report(`"%" in the value of ${key} must be written "%%"`, start, end);
    fileOptions.push(option(key, value, at));
  }
  return { ...noFacts, sections, fileOptions, ...(problem ? { problem } : {}) };
}

/** Python's BasicInterpolation. Each value is worked out once, so that references to references stay cheap. */
function interpolated(
  key: string,
  raw: ReadonlyMap<string, string>,
  done: Map<string, string | undefined>,
  depth = 0,
): string | undefined {
  if (done.has(key) || depth > deepest) return done.get(key);
  // A value that leads back to itself is an error in Python, and unknown here.
  done.set(key, undefined);
  const section = key.slice(0, key.indexOf('.'));
  let known = raw.has(key);
  let length = 0;
  const filled = (raw.get(key) ?? '').replace(/%%|%\((\w+)\)s|%/g, (whole, name?: string) => {
    if (whole === '%%') return '%';
    const inner =
      name === undefined || length > longestValue
        ? undefined
        : (interpolated(`${section}.${name.toLowerCase()}`, raw, done, depth + 1) ??
          interpolated(`default.${name.toLowerCase()}`, raw, done, depth + 1));
    length += inner?.length ?? 0;
    if (inner === undefined) known = false;
    return inner ?? '';
  });
  if (known) done.set(key, filled);
  return known ? filled : undefined;
}
