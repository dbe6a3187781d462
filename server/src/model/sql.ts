/** What the text of an SQL statement says about the rows that it gives. Not a parser: it reads the outermost level only. */

export interface SelectedRows {
  /** Jinja fills parts of the text: what they say is not known. */
  readonly templated: boolean;
}

/** Of a Jinja expression remains a name; a block may hold any SQL. */
const expression = /\{\{[\s\S]*?\}\}/g;
const block = /\{%/;
const quotedText = /'(?:[^']|'')*'/g;
const quotedName = /"(?:[^"]|"")*"|`[^`]*`|\[[\w $]+\]/g;
const comments = /--[^\n]*|\/\*[\s\S]*?\*\//g;

const verbs = /\b(SELECT|INSERT|UPDATE|DELETE|MERGE|CREATE|CALL|COPY|UNLOAD|TABLE|VALUES)\b/i;
const bounds = /\b(LIMIT|TOP|FETCH\s+(FIRST|NEXT)|INTO|GROUP\s+BY|DISTINCT)\b/i;
const aggregate =
  /\b(COUNT|COUNT_IF|COUNTIF|SUM|MIN|MAX|AVG|STDDEV\w*|VAR\w*|BOOL_AND|BOOL_OR|EVERY|ANY_VALUE|STRING_AGG|ARRAY_AGG|LISTAGG|GROUP_CONCAT|JSON_AGG|JSONB_AGG|APPROX_\w+)\s*\(\)(?!\s*OVER\b)/i;
/** `FROM refresh(…)`: a function, which may give anything. */
const fromFunction = /\bFROM\s+[\w.]+\s*\(\)/i;

/**
 * The last statement of a text, where it selects rows without a bound: neither LIMIT nor anything like it, no grouping and
 * no aggregate, from a table. Undefined for every other statement, a file name, and whatever cannot be told. Never throws.
 */
export function selectedRows(sql: string): SelectedRows | undefined {
  if (block.test(sql)) return undefined;
  const plain = sql
    .replace(expression, ' templated ')
    .replace(comments, ' ')
    .replace(quotedText, "''")
    .replace(quotedName, 'name');
  const last = plain
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .at(-1);
  if (last === undefined) return undefined;
  const outer = withoutNested(last);
  if (outer === undefined || !/^(SELECT|WITH)\b/i.test(outer)) return undefined;
  if (verbs.exec(outer)?.[1]?.toUpperCase() !== 'SELECT') return undefined;
  if (!/\bFROM\b/i.test(outer) || bounds.test(outer) || aggregate.test(outer) || fromFunction.test(outer))
    return undefined;
  return { templated: sql.includes('{{') };
}

/** The text with `()` for every bracket and what it holds; undefined when brackets do not match. */
function withoutNested(text: string): string | undefined {
  let depth = 0;
  let outer = '';
  for (const char of text) {
    if (char === '(') {
      if (depth === 0) outer += '()';
      depth++;
    } else if (char === ')') {
      depth--;
      if (depth < 0) return undefined;
    } else if (depth === 0) outer += char;
  }
  return depth === 0 ? outer : undefined;
}
