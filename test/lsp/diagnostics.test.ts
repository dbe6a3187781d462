/** Diagnostics, pulled and pushed: right place, right version, never out of date. */
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { CancellationTokenSource, type Diagnostic } from 'vscode-languageserver/node';
import { loadParser } from '../../server/src/syntax/load.ts';
import { fullCapabilities, type StartOptions, startClient, type TestClient, until } from './harness.ts';
import { markerCheck, markerRules } from './marker.ts';

const uri = 'file:///project/dags/a.py';
const parts = { check: markerCheck, rules: markerRules, readText: async () => '{}\n' };
const pushOnly = { ...fullCapabilities, textDocument: {} };

describe('diagnostics', () => {
  let client: TestClient;
  const start = async (options: StartOptions = {}): Promise<TestClient> => {
    client = await startClient({ rootUri: 'file:///project', parts, ...options });
    return client;
  };
  afterEach(() => client.stop());

  const items = async (): Promise<Diagnostic[]> => {
    const report = await client.pull(uri);
    return report.kind === 'full' ? report.items : [];
  };

  it('carry code, page, source, severity, tags and related places', async () => {
    await start();
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\nRISKY\n');
    const [slow, risky] = await items();
    deepEqual(slow, {
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } },
      severity: 2,
      code: 'slow-name',
      codeDescription: { href: 'https://github.com/dagperf/dagperf/blob/main/docs/rules/slow-name.md' },
      source: 'dagperf',
      message: 'The name is slow',
      tags: [1],
      relatedInformation: [
        {
          location: { uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } },
          message: 'The file starts here',
        },
      ],
    });
    equal(risky?.severity, 1);
    deepEqual(risky?.relatedInformation?.[0]?.location, {
      uri: 'file:///project/pools.json',
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } },
    });
  });

  for (const [name, eol] of [
    ['\\n', '\n'],
    ['\\r\\n', '\r\n'],
    ['\\r', '\r'],
  ] as const) {
    it(`stand in the right place behind emoji, with ${name} and a byte order mark`, async () => {
      await start();
      client.open(uri, `\uFEFFfrom airflow import DAG; DAG("d")${eol}"👩‍💻"; SLOW${eol}`);
      const [found] = await items();
      deepEqual(found?.range, { start: { line: 1, character: 9 }, end: { line: 1, character: 13 } });
    });
  }

  it('say "unchanged" to who has them already, and not after an edit', async () => {
    await start();
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    const first = await client.pull(uri);
    const again = await client.pull(uri, first.resultId);
    deepEqual(again, { kind: 'unchanged', resultId: first.resultId });
    client.change(uri, 2, { text: 'from airflow import DAG; DAG("d")\nSLOW, SLOW\n' });
    const changed = await client.pull(uri, first.resultId);
    equal(changed.kind === 'full' && changed.items.length, 2);
  });

  it('are never given for a version that is no longer current', async () => {
    await start();
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    const outdated = client.pull(uri);
    client.change(uri, 2, { text: 'from airflow import DAG; DAG("d")\n' });
    await rejects(outdated, { code: -32802, data: { retriggerRequest: true } });
    deepEqual(await items(), []);
  });

  it('are not computed for a request that was cancelled', async () => {
    let checks = 0;
    const check: typeof markerCheck = (...given) => {
      checks++;
      return markerCheck(...given);
    };
    await start({ parts: { ...parts, check } });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri } };
    const request = client.connection.sendRequest('textDocument/diagnostic', params, source.token);
    source.cancel();
    await rejects(request, { code: -32800 });
    equal(checks, 0);
  });

  it('are empty for files without Airflow, which are not even parsed', async () => {
    const check: typeof markerCheck = () => {
      throw new Error('was parsed');
    };
    await start({ parts: { ...parts, check } });
    client.open(uri, 'SLOW = 1\n');
    deepEqual(await items(), []);
    deepEqual(client.log, []);
  });

  it('are empty for a document that is not open', async () => {
    await start();
    deepEqual(await items(), []);
  });

  it('survive a file that crashes the analysis: one line in the log, the next version is fine', async () => {
    await start();
    client.open(uri, 'from airflow import DAG; DAG("d")\nCRASH\n');
    deepEqual(await items(), []);
    await client.pull(uri);
    deepEqual(client.log, ['dags/a.py: the rule engine crashed']);
    client.change(uri, 2, { text: 'from airflow import DAG; DAG("d")\nSLOW\n' });
    equal((await items()).length, 1);
  });

  it('are there for broken Python', async () => {
    await start();
    client.open(uri, 'from airflow import DAG; DAG("d")\ndef f(:\n  SLOW(\n"""');
    equal((await items()).length, 1);
  });

  it('after 200 quick edits are those of the final text opened fresh', async () => {
    await start();
    let text = 'from airflow import DAG; DAG("d")\n"👩‍💻"\nSLOW\n';
    client.open(uri, text, 0);
    let seed = 7;
    const random = (limit: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % limit;
    };
    const pieces = ['SLOW\n', '"', '(', '\r\n', '👩‍💻', ' # x\n', 'def f():\n  RISKY\n', ''];
    for (let version = 1; version <= 200; version++) {
      const lines = text.split('\n');
      const line = 1 + random(lines.length - 1);
      const piece = pieces[random(pieces.length)] as string;
      const removed = random(3) === 0 ? (lines[line] as string).replace(/\r$/, '').length : 0;
      lines[line] = piece + (lines[line] as string).slice(removed);
      text = lines.join('\n');
      const range = { start: { line, character: 0 }, end: { line, character: removed } };
      client.change(uri, version, { range, text: piece });
      if (version % 10 === 0) client.pull(uri).catch(() => {});
    }
    const edited = await items();
    const fresh = uri.replace('a.py', 'b.py');
    client.open(fresh, text);
    const report = await client.pull(fresh);
    ok(edited.length > 3);
    const own = JSON.parse(JSON.stringify(edited).replaceAll('a.py', 'b.py'));
    deepEqual(own, report.kind === 'full' && report.items);
  });

  it('are pushed with their version to clients that do not pull, and taken back on close', async () => {
    await start({ capabilities: pushOnly });
    equal(client.initialized.capabilities.diagnosticProvider, undefined);
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    await until('a push', () => client.published.length === 1);
    equal(client.published[0]?.version, 1);
    equal(client.published[0]?.diagnostics.length, 1);
    equal(client.published[0]?.diagnostics[0]?.relatedInformation, undefined);
    client.change(uri, 2, { text: 'from airflow import DAG; DAG("d")\n' });
    client.change(uri, 3, { text: 'from airflow import DAG; DAG("d")\nSLOW, SLOW' });
    await until('the next push', () => client.published.length === 2);
    equal(client.published[1]?.version, 3);
    client.close(uri);
    await until('the last push', () => client.published.length === 3);
    deepEqual(client.published[2]?.diagnostics, []);
  });

  it('wait for the save when the settings say so, pulled', async () => {
    await start({ settings: { run: 'onSave' } });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    const first = await client.pull(uri);
    client.change(uri, 2, { text: 'from airflow import DAG; DAG("d")\nSLOW, SLOW\n' });
    equal((await client.pull(uri, first.resultId)).kind, 'unchanged');
    client.save(uri);
    const saved = await client.pull(uri, first.resultId);
    equal(saved.kind === 'full' && saved.items.length, 2);
  });

  it('wait for the save when the settings say so, pushed', async () => {
    await start({ capabilities: pushOnly, settings: { run: 'onSave' } });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    await until('a push', () => client.published.length === 1);
    client.change(uri, 2, { text: 'from airflow import DAG; DAG("d")\n' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    equal(client.published.length, 1);
    client.save(uri);
    await until('a push after the save', () => client.published.length === 2);
  });

  it('are gone when no parser loads, with one line in the log', async () => {
    const noParser = async () => {
      throw new Error('no binding');
    };
    await start({ parts: { ...parts, loadParser: noParser } });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    deepEqual(await items(), []);
    deepEqual(await items(), []);
    equal(client.log.length, 1);
    match(client.log[0] as string, /no binding/);
  });

  it('come from the wasm parser where the native one does not load, which is said once', async () => {
    await start({ parts: { ...parts, loadParser: () => loadParser('wasm') } });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    equal((await items()).length, 1);
    await client.pull(uri);
    deepEqual(client.log, [
      'The WebAssembly parser is used, the native one does not load: WebAssembly was asked for',
    ]);
  });
});
