/** Pools JSON files, as `airflow pools import` reads them. */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { type FileFacts, noFacts, type PoolFact, type Problem } from './facts.ts';

/** Where a further pool goes. */
export interface PoolInsertion {
  /** Where the text of a further entry goes: behind the last one, or behind `{`. */
  readonly insertAt: number;
  readonly empty: boolean;
  readonly indent: string;
  readonly eol: string;
}

export interface PoolFileFacts extends FileFacts {
  /** Present in a file of pools, absent in any other JSON. */
  readonly insertion?: PoolInsertion;
}

/** The pools of `{"name": {"slots": 4, …}, …}`; none when the text is no JSON of that shape. */
export function readPools(text: string): PoolFileFacts {
  const parsed = parseJson(text);
  if (parsed.problem) return { ...noFacts, problem: parsed.problem };
  const { root } = parsed;
  if (root?.type !== 'object') return noFacts;
  const entries = root.children ?? [];
  const pools: PoolFact[] = [];
  for (const entry of entries) {
    const [key, value] = entry.children ?? [];
    if (!key || value?.type !== 'object') return noFacts;
    const fields = new Map(
      value.children?.map((field) => [field.children?.[0]?.value, field.children?.[1]?.value]),
    );
    if (!fields.has('slots')) return noFacts;
    const slots = Number(fields.get('slots'));
    pools.push({
      name: String(key.value),
      ...(Number.isFinite(slots) ? { slots } : {}),
      at: { start: entry.offset, end: entry.offset + entry.length },
    });
  }
  const last = entries.at(-1);
  const first = entries[0];
  const lineStart = first ? text.lastIndexOf('\n', first.offset - 1) + 1 : 0;
  const indent = first ? text.slice(lineStart, first.offset) : '  ';
  const insertion = {
    insertAt: last ? last.offset + last.length : root.offset + 1,
    empty: entries.length === 0,
    indent: /^[ \t]+$/.test(indent) ? indent : '  ',
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  return { ...noFacts, pools, insertion };
}

/** JSON as Python reads it, without comments and trailing commas; the first error is the problem. */
export function parseJson(text: string): { readonly root?: Node; readonly problem?: Problem } {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    const error = errors[0];
    if (!error) return root ? { root } : {};
    const at = { start: error.offset, end: error.offset + error.length };
    return { problem: { message: `broken JSON: ${jsonMessage(error)}`, at } };
  } catch {
    return { problem: { message: 'broken JSON: nested too deeply', at: { start: 0, end: 0 } } };
  }
}

/** `comma expected` for `CommaExpected`. */
function jsonMessage({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}
