import assert from 'node:assert/strict';
import { random } from '../../scripts/random.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';
import { corpus } from '../corpus.ts';

/** Both bindings; the native one is required here, so that the test suite really runs on both. */
async function bothParsers(): Promise<Parser[]> {
  const native = await loadParser();
  assert.equal(native.parser.backend, 'native', `the native parser does not load: ${native.fallbackReason}`);
  return [native.parser, (await loadParser('wasm')).parser];
}

function assertSameTree(actual: Tree, expected: Tree, what: string): void {
  assert.equal(actual.size, expected.size, `${what}: number of nodes`);
  for (const column of ['kind', 'field', 'start', 'end', 'parent', 'next'] as const) {
    assert.deepEqual(actual[column], expected[column], `${what}: ${column}`);
  }
  assert.equal(actual.firstError, expected.firstError, `${what}: first error`);
}

describe('syntax', () => {
  let parsers: Parser[];
  before(async () => {
    parsers = await bothParsers();
  });

  it('gives the same tree from the native binding and from wasm on every fixture and example', () => {
    const [native, wasm] = parsers as [Parser, Parser];
    for (const { path, text } of corpus()) assertSameTree(wasm.parse(text), native.parse(text), path);
  });

  it('re-parses an edited document to what a fresh parse gives', () => {
    for (const parser of parsers) {
      const next = random(7);
      for (const { path, text } of corpus().slice(0, 40)) {
        const document = parser.open(text);
        let current = text;
        for (let step = 0; step < 12; step++) {
          const at = Math.floor(next() * (current.length + 1));
          const removed = Math.floor(next() * 4);
          const inserted = ['', 'x', '"', '\n', '(', '😀', '    ', 'def f():\n'][
            Math.floor(next() * 8)
          ] as string;
          current = current.slice(0, at) + inserted + current.slice(at + removed);
          assertSameTree(
            document.update(current),
            parser.parse(current),
            `${parser.backend} ${path} step ${step}`,
          );
        }
        document.close();
      }
    }
  });

  it('survives 10 000 nested parentheses and a file of 5 MB', () => {
    const nested = `x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}\n`;
    const line = 'value = compute(1, "two", [3, 4])\n';
    const large = line.repeat(Math.ceil((5 * 1024 * 1024) / line.length));
    for (const parser of parsers) {
      assert.ok(parser.parse(nested).size > 10_000, parser.backend);
      assert.equal(parser.parse(large).firstError, -1, parser.backend);
    }
  });

  it('counts offsets in UTF-16 units', () => {
    for (const parser of parsers) {
      const text = 'a = "😀"; b = 1\n';
      const tree = parser.parse(text);
      const last = [...tree.end].reduce((max, end) => Math.max(max, end), 0);
      assert.equal(last, text.length, parser.backend);
    }
  });

  it('marks the first error of broken Python', () => {
    for (const parser of parsers) assert.ok(parser.parse('def f(:\n').firstError >= 0, parser.backend);
  });
});
