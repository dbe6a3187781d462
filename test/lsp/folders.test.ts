/** Several workspace folders, each with its own configuration, and one inside another. */
import { deepEqual, equal } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToUri } from '../../server/src/lsp/uris.ts';
import { analyzeWorkspaceRequest, type WorkspaceReport } from '../../server/src/protocol.ts';
import { startClient, type TestClient } from './harness.ts';

const dag = 'import pandas\nfrom airflow import DAG\n\nwith DAG("d"):\n    pass\n';

describe('workspace folders', () => {
  let temporary: string;
  let client: TestClient;

  const at = (...parts: string[]): string => path.join(temporary, ...parts);
  const write = (text: string, ...parts: string[]): void => {
    mkdirSync(path.dirname(at(...parts)), { recursive: true });
    writeFileSync(at(...parts), text);
  };
  const change = (added: string[], removed: string[]): Promise<void> => {
    const folders = (names: string[]) => names.map((name) => ({ uri: pathToUri(at(name)), name }));
    const event = { added: folders(added), removed: folders(removed) };
    return client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
  };
  const findings = async (...parts: string[]): Promise<number> => {
    const uri = pathToUri(at(...parts));
    client.open(uri, dag);
    const report = await client.pull(uri);
    client.close(uri);
    return report.kind === 'full' ? report.items.length : -1;
  };
  const analyzed = async (): Promise<string[]> => {
    const report = await client.connection.sendRequest<WorkspaceReport>(analyzeWorkspaceRequest, {});
    return report.findings.map((one) => one.path);
  };

  beforeEach(async () => {
    temporary = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'dagperf-folders-')));
    write('ignore = ["heavy-import-at-parse"]\n', 'one/dagperf.toml');
    write(dag, 'one/a.py');
    write('select = ["all"]\n', 'one/inner/dagperf.toml');
    write(dag, 'one/inner/b.py');
    write(dag, 'two/c.py');
    client = await startClient({ rootUri: pathToUri(at('one')) });
  });
  afterEach(async () => {
    await client.stop();
    rmSync(temporary, { recursive: true, force: true });
  });

  it('decide, the nearest one for each file, as they come and go', async () => {
    const all = async () => [
      await findings('one/a.py'),
      await findings('one/inner/b.py'),
      await findings('two/c.py'),
    ];
    deepEqual(await all(), [0, 0, 1]);
    write('ignore = ["heavy-import-at-parse"]\n', 'two/dagperf.toml');
    await change(['one/inner', 'two'], []);
    deepEqual(await all(), [0, 1, 0]);
    await change([], ['one/inner', 'two']);
    equal(await findings('one/inner/b.py'), 0);
  });

  it('are analysed together, no file twice', async () => {
    deepEqual(await analyzed(), []);
    await change(['one/inner', 'two'], []);
    deepEqual(await analyzed(), ['b.py', 'c.py']);
    write('', 'one/dagperf.toml');
    await change([], ['two']);
    deepEqual(await analyzed(), ['a.py', 'b.py']);
  });
});
