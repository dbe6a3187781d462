/** Pools JSON files, as `airflow pools import` reads them. */
import { parseTree } from 'jsonc-parser';
import type { Range } from '../model/facts.ts';

export interface PoolFacts {
  readonly pools: readonly { readonly name: string; readonly slots?: number; readonly at: Range }[];
  /** Where the text of a further entry goes: behind the last one, or behind `{`. */
  readonly insertAt: number;
  readonly empty: boolean;
  readonly indent: string;
  readonly eol: string;
}

/** The pools of `{"name": {"slots": 4, …}, …}`; undefined when the text is no JSON of that shape. */
export function readPools(text: string): PoolFacts | undefined {
  const root = parseTree(text, [], { disallowComments: true, allowTrailingComma: false });
  if (root?.type !== 'object') return undefined;
  const entries = root.children ?? [];
  const pools: { name: string; slots?: number; at: Range }[] = [];
  for (const entry of entries) {
    const [key, value] = entry.children ?? [];
    if (!key || value?.type !== 'object') return undefined;
    const fields = new Map(
      value.children?.map((field) => [field.children?.[0]?.value, field.children?.[1]?.value]),
    );
    if (!fields.has('slots')) return undefined;
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
  return {
    pools,
    insertAt: last ? last.offset + last.length : root.offset + 1,
    empty: entries.length === 0,
    indent: /^[ \t]+$/.test(indent) ? indent : '  ',
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
