/** The real rules through the protocol. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import type { Diagnostic, Hover, MarkupContent } from 'vscode-languageserver/node';
import { rules } from '../../server/src/rules/registry.ts';
import { applyAction } from './apply.ts';
import { type StartOptions, startClient, type TestClient } from './harness.ts';

const uri = 'file:///project/dags/sales.py';

function exampleOf(id: string): { bad: string; good: string } {
  const found = rules.find((one) => one.id === id);
  ok(found, `no rule ${id}`);
  return found.rule.example;
}

describe('real rules in the editor', () => {
  let client: TestClient;
  afterEach(() => client.stop());
  const items = async (): Promise<Diagnostic[]> => {
    const report = await client.pull(uri);
    return report.kind === 'full' ? report.items : [];
  };
  const start = async (text: string, options: StartOptions = {}): Promise<void> => {
    client = await startClient(options);
    client.open(uri, text);
  };

  for (const eol of ['\n', '\r\n']) {
    it(`a heavy import is found, explained, fixed and gone (${JSON.stringify(eol)})`, async () => {
      const example = exampleOf('heavy-import-at-parse');
      const bad = example.bad.replaceAll('\n', eol);
      await start(bad);
      const [found] = (await items()).filter(({ code }) => code === 'heavy-import-at-parse');
      ok(found);
      match(String(found.message), /pandas/);
      const hover = await client.connection.sendRequest<Hover>('textDocument/hover', {
        textDocument: { uri },
        position: found.range.start,
      });
      match((hover.contents as MarkupContent).value, /^\*\*heavy-import-at-parse\*\*/);
      const actions = await client.actions(uri, found.range, { only: ['quickfix'] });
      const fix = actions.find(({ isPreferred }) => isPreferred);
      const fixed = applyAction(fix, uri, bad);
      equal(fixed, example.good.replaceAll('\n', eol));
      client.change(uri, 2, { text: fixed });
      ok(!(await items()).some(({ code }) => code === 'heavy-import-at-parse'));
    });
  }

  it('the settings give a rule another severity, and switch it off, while the server runs', async () => {
    await start(exampleOf('heavy-import-at-parse').bad, {
      settings: { rules: { 'heavy-import-at-parse': { severity: 'error' } } },
    });
    equal((await items()).find(({ code }) => code === 'heavy-import-at-parse')?.severity, 1);
    client.configure({ rules: { 'heavy-import-at-parse': 'off' } });
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    ok(!(await items()).some(({ code }) => code === 'heavy-import-at-parse'));
  });

  it('a setting that names no rule is said in the log, and the others hold', async () => {
    await start(exampleOf('heavy-import-at-parse').bad, {
      settings: { rules: { 'heavy-import': 'off' }, ignore: ['heavy-import-at-parse'] },
    });
    ok(!(await items()).some(({ code }) => code === 'heavy-import-at-parse'));
    ok(
      client.log.some((line) => /dagperf\.rules\.heavy-import: unknown rule/.test(line)),
      client.log.join('\n'),
    );
  });

  it('an edited document has the findings of the same text opened fresh', async () => {
    const { bad, good } = exampleOf('heavy-import-at-parse');
    await start(good);
    let version = 1;
    // Types the bad text over the good one, character after character, each a version of its own.
    const end = { line: good.split('\n').length, character: 0 };
    client.change(uri, ++version, { range: { start: { line: 0, character: 0 }, end }, text: '' });
    let [row, character] = [0, 0];
    for (const typed of bad) {
      const at = { line: row, character };
      client.change(uri, ++version, { range: { start: at, end: at }, text: typed });
      if (version % 25 === 0) await items();
      if (typed === '\n') [row, character] = [row + 1, 0];
      else character++;
    }
    const typed = await items();
    client.close(uri);
    client.open(uri, bad);
    deepEqual(typed, await items());
    ok(typed.length > 0);
  });
});
