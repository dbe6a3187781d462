/** TOML of project and lock files. */
import { parse, TomlError } from 'smol-toml';
import type { Range } from '../model/facts.ts';
import type { Problem } from './facts.ts';

export type TomlTable = Readonly<Record<string, unknown>>;

/** The tables of a text, or where it is broken. */
export function readToml(text: string): { readonly table?: TomlTable; readonly problem?: Problem } {
  try {
    return { table: parse(text) };
  } catch (error) {
    const message =
      error instanceof TomlError
        ? (error.message.split('\n', 1)[0] as string).replace(/^Invalid TOML document: /, '')
        : 'cannot be read';
    const start = error instanceof TomlError ? offsetOf(text, error.line, error.column) : 0;
    return { problem: { message: `broken TOML: ${message}`, at: { start, end: start } } };
  }
}

/** A part of a table as a table; empty where it is none. */
export function tableAt(table: unknown, ...path: readonly string[]): TomlTable {
  let inside: unknown = table;
  for (const key of path) inside = isTable(inside) ? inside[key] : undefined;
  return isTable(inside) ? inside : {};
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The place of the first occurrence of a text in a file, behind `from`; the file's start where there is none. */
export function placeOf(text: string, wanted: string, from = 0): Range {
  const start = text.indexOf(wanted, from);
  return start < 0 ? { start: 0, end: 0 } : { start, end: start + wanted.length };
}

function offsetOf(text: string, line: number, column: number): number {
  let offset = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf('\n', offset);
    if (next < 0) break;
    offset = next + 1;
  }
  return Math.min(text.length, offset + Math.max(0, column - 1));
}
