/** Adding a pool to the project's pool file. */
import type { Range } from '../model/facts.ts';
import type { PoolFile } from './project.ts';

/** The edit that defines a pool, in the file's own indentation and line endings. */
export function poolInsertion(
  pool: PoolFile,
  name: string,
  slots: number,
): { readonly file: string; readonly range: Range; readonly text: string } {
  const { file, insertAt, empty, indent, eol } = pool;
  const entry = `${JSON.stringify(name)}: {"slots": ${slots}, "description": ""}`;
  const text = empty ? `${eol}${indent}${entry}${eol}` : `,${eol}${indent}${entry}`;
  return { file, range: { start: insertAt, end: insertAt }, text };
}
