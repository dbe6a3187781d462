/** What a SQL text reads as a whole. A small reader of the plain cases: what it does not understand it says nothing about. */

export interface WholeTable {
  /** As written, without quotes. */
  readonly table: string;
  /** `SELECT *`. */
  readonly everyColumn: boolean;
  /** `query`: the rows are the result. `copy`: the statement puts them somewhere (`INSERT … SELECT`, `COPY (…)`, `UNLOAD`). */
  readonly form: 'query' | 'copy';
}

/** Longer texts are no plain cases, and reading them takes time. */
const longest = 5_000;
const copying = /^(insert\s+into|insert\s+overwrite|unload|copy)\b/i;
/** Whatever makes less of the rows, or replaces the target on purpose. */
const limiting =
  /\b(where|limit|top|fetch|sample|tablesample|qualify|having|group|distinct|exists|partition|union|intersect|except|join|truncate|delete|drop|create|merge|update|call|over)\b/i;
const aggregating =
  /\b(count|sum|avg|min|max|any_value|array_agg|string_agg|listagg|approx_count_distinct|stddev|variance)\s*\(/i;
/** Tables that are small, or meant to be read as a whole, by their names or what a comment says. */
const small =
  /(^|[\s_.\-"`])(dim|dims|dimension|ref|reference|lookup|static|snapshot|full|dummy|dual|information_schema)(?=$|[\s_.\-"`,;])/i;

/**
 * The one table whose rows a single statement reads all; undefined for every other text: conditions, limits, aggregates,
 * joins, templates and parameters, several statements, statements that create or empty the target.
 */
export function wholeTable(sql: string): WholeTable | undefined {
  if (sql.length > longest) return undefined;
  if (/\{\{|\{%|%\(|%s|\$\{|\?|(^|[^:]):\w|@\w/.test(sql) || small.test(sql)) return undefined;
  const text = sql
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .trim()
    .replace(/;\s*$/, '');
  if (text.includes(';') || limiting.test(text) || aggregating.test(text)) return undefined;
  const isCopy = copying.test(text);
  if (!isCopy && !/^select\b/i.test(text)) return undefined;
  const selects = text.match(/\bselect\b/gi) ?? [];
  const [, columns, table] = /\bselect\s+([\s\S]+?)\s+from\s+([\w.$"`\-[\]]+)/i.exec(text) ?? [];
  if (selects.length !== 1 || columns === undefined || table === undefined) return undefined;
  if (/,/.test(text.slice(text.search(/\bfrom\b/i)).replace(/\([^)]*\)/g, ''))) return undefined;
  return {
    table: table.replace(/["`[\]]/g, ''),
    everyColumn: /^(\w+\.)?\*/.test(columns.trim()),
    form: isCopy ? 'copy' : 'query',
  };
}

/** Whether a text empties or replaces a table, so that filling it as a whole is what is meant. */
export function replacesTable(sql: string): boolean {
  return /\b(truncate|delete\s+from|create\s+or\s+replace|drop\s+table|overwrite)\b/i.test(sql);
}
