/** Findings on files of the deployment, in the editor. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Diagnostic } from 'vscode-languageserver/node';
import { pathToUri } from '../../server/src/lsp/uris.ts';
import { analyzeWorkspaceRequest, type WorkspaceReport } from '../../server/src/protocol.ts';
import { applyAction } from './apply.ts';
import { startClient, type TestClient, until } from './harness.ts';

const bad = '[core]\nexecutor = SequentialExecutor\n';

describe('files of the deployment in the editor', () => {
  let folder: string;
  let uri: string;
  let client: TestClient;

  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'dagperf-configuration-')));
    uri = pathToUri(path.join(folder, 'airflow.cfg'));
    mkdirSync(path.join(folder, 'dags'));
    writeFileSync(path.join(folder, 'dags', 'a.py'), 'from airflow import DAG\n\nwith DAG("a"):\n    pass\n');
    writeFileSync(path.join(folder, 'airflow.cfg'), bad);
    client = await startClient({ rootUri: pathToUri(folder) });
  });
  afterEach(async () => {
    await client.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const items = async (): Promise<Diagnostic[]> => {
    const report = await client.pull(uri);
    return report.kind === 'full' ? report.items : [];
  };
  const pushed = (): unknown[] | undefined =>
    client.published
      .filter((one) => one.uri === uri)
      .at(-1)
      ?.diagnostics.map(({ code }) => code);

  it('an open one has diagnostics of its text as it is typed, and none once it is right', async () => {
    client.open(uri, bad);
    const [found] = await items();
    equal(found?.code, 'cfg-no-parallel-executor');
    deepEqual(found.range.start, { line: 1, character: 0 });
    client.change(uri, 2, { text: '[core]\nexecutor = LocalExecutor\n' });
    deepEqual(await items(), []);
  });

  it('has quick fixes, and an ignore comment above the line', async () => {
    client.open(uri, bad);
    const [found] = await items();
    ok(found);
    const actions = await client.actions(uri, found.range, { only: ['quickfix'] });
    const fix = actions.find(({ title }) => title === 'Set executor to LocalExecutor');
    equal(applyAction(fix, uri, bad), '[core]\nexecutor = LocalExecutor\n');
    const ignore = actions.find(({ title }) => title.startsWith('Ignore'));
    const ignored = applyAction(ignore, uri, bad);
    equal(
      ignored,
      '[core]\n# dagperf: ignore[cfg-no-parallel-executor] reason\nexecutor = SequentialExecutor\n',
    );
    client.change(uri, 2, { text: ignored });
    deepEqual(await items(), []);
  });

  it('the analysis of the workspace reports them, and shows those that are not open', async () => {
    const report = await client.connection.sendRequest<WorkspaceReport>(analyzeWorkspaceRequest, {});
    deepEqual(
      report.findings.map(({ path: file, rule, range }) => [file, rule, range.start.line]),
      [['airflow.cfg', 'cfg-no-parallel-executor', 1]],
    );
    await until('a diagnostic', () => pushed()?.length === 1);
    client.open(uri, bad);
    await until('the open document to speak for itself', () => pushed()?.length === 0);
    client.close(uri);
    await until('the diagnostic again', () => pushed()?.length === 1);
  });

  it('an open one has findings about the whole project once that has been analysed', async () => {
    const text = '[secrets]\nuse_cache = False\n';
    writeFileSync(path.join(folder, 'airflow.cfg'), text);
    writeFileSync(
      path.join(folder, 'dags', 'b.py'),
      'from airflow import DAG\nfrom airflow.models import Variable\n\nx = Variable.get("x")\n\nwith DAG("b"):\n    pass\n',
    );
    client.open(uri, text);
    deepEqual(await items(), []);
    await client.connection.sendRequest<WorkspaceReport>(analyzeWorkspaceRequest, {});
    const [found] = await items();
    equal(found?.code, 'cfg-variable-cache-off');
    ok(client.refreshes() > 0);
    const actions = await client.actions(uri, found.range, { only: ['quickfix'] });
    const fix = actions.find(({ title }) => title === 'Set use_cache to True');
    equal(applyAction(fix, uri, text), '[secrets]\nuse_cache = True\n');
  });

  it('what was shown goes away once the file on disk is right', async () => {
    await client.connection.sendRequest<WorkspaceReport>(analyzeWorkspaceRequest, {});
    await until('a diagnostic', () => pushed()?.length === 1);
    writeFileSync(path.join(folder, 'airflow.cfg'), '[core]\nexecutor = LocalExecutor\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri, type: 2 }],
    });
    await until('no diagnostic', () => pushed()?.length === 0);
  });

  it('a file that says nothing of a deployment is not touched', async () => {
    const other = pathToUri(path.join(folder, 'notes.ini'));
    client.open(other, bad);
    const report = await client.pull(other);
    deepEqual(report.kind === 'full' && report.items, []);
  });
});
