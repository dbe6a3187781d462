/** What is wrong with dagperf's own configuration stands in the file where it is written, and goes away with it. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { airflowVersions } from '../../server/src/catalogue/catalogue.ts';
import { pathToUri } from '../../server/src/lsp/uris.ts';
import { fullCapabilities, startClient, type TestClient, until } from './harness.ts';

const dag = 'from airflow import DAG\n\nwith DAG("d"):\n    pass\n';

describe('problems of the configuration', () => {
  let folder: string;
  let configuration: string;
  let client: TestClient;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'dagperf-problems-')));
    configuration = path.join(folder, 'dagperf.toml');
  });
  afterEach(async () => {
    await client.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (capabilities = fullCapabilities, settings?: unknown): Promise<void> => {
    client = await startClient({ rootUri: pathToUri(folder), capabilities, settings });
    const uri = pathToUri(path.join(folder, 'a.py'));
    client.open(uri, dag);
    if (capabilities === fullCapabilities) await client.pull(uri);
  };
  const shown = (): string[] | undefined =>
    client.published
      .filter(({ uri }) => uri === pathToUri(configuration))
      .at(-1)
      ?.diagnostics.map(({ range: { start }, message }) => `${start.line}:${start.character} ${message}`);
  const write = async (text: string | undefined): Promise<void> => {
    if (text === undefined) rmSync(configuration);
    else writeFileSync(configuration, text);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToUri(configuration), type: 2 }],
    });
  };

  it('are shown at the place, and logged', async () => {
    writeFileSync(configuration, 'select = ["all"]\nignore = ["heavy-import-at-pars"]\n');
    await start();
    await until('a diagnostic', () => shown() !== undefined);
    deepEqual(shown(), [
      '1:10 ignore: unknown rule "heavy-import-at-pars"; did you mean "heavy-import-at-parse"?',
    ]);
    ok(client.log.some((line) => line.startsWith(`${configuration}:2: ignore: unknown rule`)));
  });

  it('follow the file: broken, repaired, broken again, removed', async () => {
    await start();
    equal(shown(), undefined);
    await write('select = [\n');
    await until('broken TOML is shown', () => shown()?.[0]?.includes('broken TOML') === true);
    await write('select = ["all"]\n');
    await until('nothing is wrong', () => shown()?.length === 0);
    await write('severity = 1\n');
    await until('an unknown key is shown', () => shown()?.[0]?.includes('unknown key') === true);
    await write(undefined);
    await until('nothing is wrong', () => shown()?.length === 0);
  });

  it('go away with their folder', async () => {
    writeFileSync(configuration, 'severity = 1\n');
    await start();
    await until('an unknown key is shown', () => shown()?.length === 1);
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: pathToUri(folder), name: '' }] },
    });
    await until('nothing is wrong', () => shown()?.length === 0);
  });

  it('of the editor’s settings have no file and are logged', async () => {
    await start(fullCapabilities, { rules: { 'no-such': 'off' }, airflowVersion: '2.5' });
    await until('lines in the log', () => client.log.length > 1);
    deepEqual(client.log, [
      'Setting dagperf.rules.no-such: unknown rule',
      `Setting dagperf.airflowVersion: Airflow 2.5 is not supported; expected a version from 2.10 to ${airflowVersions.at(-1)}`,
    ]);
    deepEqual(client.published, []);
  });
});
