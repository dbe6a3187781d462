/** Offsets → lines and columns as people and other tools count them: from 1, columns in UTF-16 units. */
import type { Range } from '../model/facts.ts';
import { lineOf, lineStarts } from '../model/lines.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Positions {
  at(offset: number): Position;
  /** A line's text without its line ending; lines count from 1. */
  line(number: number): string;
}

/** Lines end with `\n`, `\r\n` or `\r`, as in Python. */
export function positionsIn(text: string): Positions {
  const starts = lineStarts(text);
  return {
    at(offset) {
      const line = lineOf(starts, offset);
      return { line: line + 1, column: offset - (starts[line] as number) + 1 };
    },
    line(number) {
      return text
        .slice(starts[number - 1] ?? text.length, starts[number] ?? text.length)
        .replace(/[\r\n]+$/, '');
    },
  };
}

export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

export function positionRange(positions: Positions, range: Range): PositionRange {
  return { start: positions.at(range.start), end: positions.at(range.end) };
}
