/** airflow.cfg as Airflow's ConfigParser reads it. */
import type { Range } from '../model/facts.ts';

/** An option as a file sets it. */
export interface OptionFact {
  /** `section.option`, lower case. */
  readonly key: string;
  readonly value: string;
  readonly at: Range;
}

/**
 * The options of an airflow.cfg: `[section]`, `key = value` or `key: value`, comments on lines of their own (`#`, `;`),
 * indented continuation lines, `%%` for `%`. Lines that are none of these are passed over.
 */
export function readAirflowCfg(text: string): OptionFact[] {
  const found: OptionFact[] = [];
  let section = '';
  let current: { key: string; value: string; at: { start: number; end: number } } | undefined;
  const finish = () => {
    if (current) found.push({ ...current, value: current.value.replaceAll('%%', '%') });
    current = undefined;
  };
  let offset = 0;
  for (const raw of text.split(/(?<=\n)/)) {
    const line = raw.replace(/\r?\n$/, '');
    const start = offset;
    offset += raw.length;
    if (/^\s*[#;]/.test(line)) continue;
    if (current && /^\s+\S/.test(line)) {
      current.value += `\n${line.trim()}`;
      current.at.end = start + line.trimEnd().length;
      continue;
    }
    if (line.trim() === '') continue;
    finish();
    const header = /^\[([^\]]+)\]/.exec(line);
    const option = /^([^=:\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (header) section = (header[1] as string).trim().toLowerCase();
    else if (option && section) {
      const [, name, value] = option as unknown as [string, string, string];
      current = {
        key: `${section}.${name.toLowerCase()}`,
        value,
        at: { start, end: start + line.trimEnd().length },
      };
    }
  }
  finish();
  return found;
}

/** `AIRFLOW__SECTION__KEY=value` lines of an environment file, with or without `export` and quotes. */
export function readEnvironmentFile(text: string): OptionFact[] {
  const found: OptionFact[] = [];
  for (const match of text.matchAll(
    /^[ \t]*(?:export[ \t]+)?AIRFLOW__(\w+?)__(\w+)[ \t]*=[ \t]*(.*?)[ \t]*\r?$/gm,
  )) {
    const [whole, section, option, raw] = match as unknown as [string, string, string, string];
    const quotedValue = /^(['"])(.*)\1$/.exec(raw);
    const start = match.index + (/^[ \t]*/.exec(whole)?.[0].length ?? 0);
    found.push({
      key: `${section}.${option}`.toLowerCase(),
      value: quotedValue ? (quotedValue[2] as string) : raw.replace(/\s+#.*$/, ''),
      at: { start, end: match.index + whole.trimEnd().length },
    });
  }
  return found;
}
