/** What a SQL statement does, as far as its text tells without a parser for each dialect. */
import { hole } from './text-patterns.ts';

export interface Statement {
  /** Its first word, in lower case: `select`, `insert`, `with` counts as `select`. */
  readonly verb: string;
  /** A number of rows is given (`LIMIT`, `TOP`, `FETCH FIRST`, `SAMPLE`), or it asks for sums and counts alone. */
  readonly bounded: boolean;
  /** Which table it works on is not known: the name is a part of the text that is filled in. */
  readonly anyTable: boolean;
  /** An `INSERT` of many rows at once: from a query, or with rows that are filled in as one text. */
  readonly bulk: boolean;
}

const textLimit = 20_000;
const verbs =
  /^(select|with|insert(?=\s+(?:into|overwrite|ignore))|update(?=\s[\s\S]*\bset\b)|delete(?=\s+from)|merge(?=\s+into)|replace|upsert|copy|call|exec|create|drop|alter|truncate|vacuum|analyze|set|use|grant|begin|commit|unload|load|refresh|show|describe|explain)\b/;
const aggregates =
  /^(?:distinct\s+)?(?:count|sum|min|max|avg|median|stddev|variance|any_value|bool_or|bool_and|exists)\s*\(/;

/**
 * The one statement of a text, with `hole` where something is filled in; undefined for several statements, for what is no
 * SQL and for a text that does not show its beginning.
 */
export function statementIn(pattern: string): Statement | undefined {
  const text = pattern
    .slice(0, textLimit)
    .replace(/--[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, ' ')
    .replace(/'[^']*'/g, "''")
    .trim()
    .replace(/;\s*$/, '')
    .toLowerCase();
  if (text.includes(';')) return undefined;
  const verb = verbs.exec(text)?.[1];
  if (verb === undefined) return undefined;
  const named = new RegExp(
    `\\b(?:from|into|update|table|join)\\s+(?:[\\w"\`.[\\]]*\\.)?["\`[]?(?:${hole}|\\{|%s|\\$\\{)`,
  );
  return {
    verb: verb === 'with' ? verbOfWith(text) : verb,
    bounded:
      /\blimit\b|\bselect\s+top\b|\bfetch\s+(?:first|next)\b|\btablesample\b|\brownum\b/.test(text) ||
      isAggregate(text),
    anyTable: named.test(text),
    bulk:
      /\bselect\b/.test(text) ||
      new RegExp(`\\bvalues\\s*\\(?\\s*(?:${hole}|\\{\\})\\s*\\)?\\s*(?:$|on\\b)`).test(text),
  };
}

function verbOfWith(text: string): string {
  return /\)\s*(insert|update|delete|merge)\b/.exec(text)?.[1] ?? 'select';
}

/** `SELECT count(*), max(day) FROM …` without GROUP BY: one row. */
function isAggregate(text: string): boolean {
  if (/\bgroup\s+by\b/.test(text)) return false;
  const columns = /^select\s+([\s\S]*?)\s+from\b/.exec(text)?.[1];
  if (columns === undefined) return /^select\b/.test(text) && !/\bfrom\b/.test(text);
  let depth = 0;
  let start = 0;
  const parts: string[] = [];
  for (let at = 0; at <= columns.length; at++) {
    const sign = columns[at];
    if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if ((sign === ',' && depth === 0) || sign === undefined) {
      parts.push(columns.slice(start, at).trim());
      start = at + 1;
    }
  }
  return parts.every((part) =>
    aggregates.test(part.replace(/^(?:coalesce|ifnull|nvl|cast|round)\s*\(\s*/, '')),
  );
}
