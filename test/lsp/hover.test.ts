/** Hover: the rule of a finding and of an ignore comment. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Hover, MarkupContent } from 'vscode-languageserver/node';
import { shorten } from '../../server/src/lsp/hover.ts';
import { fullCapabilities, startClient, type TestClient } from './harness.ts';
import { markerCheck, markerRules } from './marker.ts';

const uri = 'file:///project/dags/a.py';
const parts = { check: markerCheck, rules: markerRules };
const text =
  'from airflow import DAG; DAG("d")\n"👩‍💻"; SLOW\nx = 1  # dagperf: ignore[other, slow-name] why not\n';

describe('hover', () => {
  let client: TestClient;
  afterEach(() => client.stop());
  const at = (line: number, character: number): Promise<Hover | null> =>
    client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line, character },
    });
  const start = async (capabilities = fullCapabilities): Promise<void> => {
    client = await startClient({ parts, capabilities });
    client.open(uri, text);
  };

  it('on a finding says rule, cost, why and page', async () => {
    await start();
    const shown = await at(1, 10);
    deepEqual(shown?.range, { start: { line: 1, character: 9 }, end: { line: 1, character: 13 } });
    deepEqual(shown?.contents, {
      kind: 'markdown',
      value: [
        '**slow-name**: A name is slow',
        'Cost: 320 ms per parse, paid by the Dag processor',
        'It costs time.\n\nMore about it.',
        '[Open the page of slow-name](https://github.com/dagperf/dagperf/blob/main/docs/rules/slow-name.md)',
      ].join('\n\n'),
    });
  });

  it('on an id in an ignore comment says the rule, without a cost', async () => {
    await start();
    const shown = await at(2, 35);
    deepEqual(shown?.range, { start: { line: 2, character: 32 }, end: { line: 2, character: 41 } });
    match(
      ((shown as Hover).contents as MarkupContent).value,
      /^\*\*slow-name\*\*: A name is slow\n\nIt costs/,
    );
  });

  for (const [name, line, character] of [
    ['where no finding stands', 0, 3],
    ['on an id that no rule has', 2, 27],
    ['on the reason of an ignore comment', 2, 45],
    ['behind the end of the text', 99, 0],
  ] as const) {
    it(`is null ${name}`, async () => {
      await start();
      equal(await at(line, character), null);
    });
  }

  it('is plain text for clients without Markdown', async () => {
    await start({});
    const { kind, value } = ((await at(1, 10)) as Hover).contents as MarkupContent;
    equal(kind, 'plaintext');
    ok(!/[*`[\]]/.test(value), value);
  });
});

describe('hover text', () => {
  it('shortens a long text at a paragraph, or at a word', () => {
    equal(shorten('One\nline.\n\n- a\n- b'), 'One line.\n\n- a\n- b');
    equal(shorten('One.\n\nTwo.\n\n```py\ncode\n```'), 'One.\n\nTwo.');
    equal(shorten(`One.\n\n${'word '.repeat(200)}`), 'One.');
    const cut = shorten('word '.repeat(200));
    ok(cut.length <= 602 && cut.endsWith('word …'), cut);
  });
});
