/** Texts → edits of lines. */
import { deepEqual, equal } from 'node:assert/strict';
import { applyEdits } from '../../server/src/engine/fix.ts';
import { lineEdits } from '../../server/src/lsp/edits.ts';

describe('line edits', () => {
  for (const [before, after] of [
    ['a\nb\nc\n', 'a\nB\nc\n'],
    ['a\r\nb\r\nc', 'x\r\na\r\nc'],
    ['', 'a\n'],
    ['a\n', ''],
    ['a\rb\rc\r', 'a\rc\rd'],
    ['a\nb', 'a\r\nb'],
    ['same\n', 'same\n'],
  ] as const) {
    it(`turn ${JSON.stringify(before)} into ${JSON.stringify(after)}`, () => {
      equal(applyEdits(before, lineEdits(before, after)), after);
    });
  }

  it('leave lines alone that stay', () => {
    deepEqual(lineEdits('a\nb\nc\nd\n', 'a\nB\nc\nD\n'), [
      { range: { start: 2, end: 4 }, text: 'B\n' },
      { range: { start: 6, end: 8 }, text: 'D\n' },
    ]);
  });
});
