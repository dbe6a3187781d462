/** What is known of an open document, as text. */
import { equal, match } from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToUri } from '../../server/src/lsp/uris.ts';
import { modelRequest } from '../../server/src/protocol.ts';
import { startClient, type TestClient } from './harness.ts';

const dag = 'from airflow import DAG\n\nwith DAG("orders"):\n    pass\n';

describe('model of a document', () => {
  let folder: string;
  let client: TestClient;
  let uri: string;

  const model = (): Promise<string | null> => client.connection.sendRequest(modelRequest, { uri });

  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'dagperf-model-')));
    writeFileSync(path.join(folder, 'requirements.txt'), 'apache-airflow==2.10.5\n');
    writeFileSync(path.join(folder, 'airflow.cfg'), '[core]\nmax_active_runs_per_dag = 4\n');
    uri = pathToUri(path.join(folder, 'orders.py'));
    client = await startClient({ rootUri: pathToUri(folder) });
  });
  afterEach(async () => {
    await client.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says what the text builds, for the version of the project, with where values come from', async () => {
    client.open(uri, dag);
    const text = await model();
    match(text ?? '', /^orders\.py, for Airflow 2\.10\n\nDag orders, line 3\n/);
    match(text ?? '', /max_active_runs = 4 \(configuration, airflow\.cfg:2\)/);
  });

  it('has what other files of the project bring', async () => {
    writeFileSync(path.join(folder, 'shared.py'), 'arguments = {"retries": 9}\n');
    const task = '    BashOperator(task_id="t", bash_command="true", default_args=arguments)\n';
    client.open(
      uri,
      `from airflow.operators.bash import BashOperator\nfrom shared import arguments\n${dag.replace('    pass\n', task)}`,
    );
    match((await model()) ?? '', /retries = 9/);
  });

  it('follows text that is not saved, and is there for a broken one', async () => {
    client.open(uri, dag);
    client.change(uri, 2, { text: dag.replace('orders', 'sales') });
    match((await model()) ?? '', /Dag sales, line 3/);
    client.change(uri, 3, { text: `${dag}def broken(` });
    match((await model()) ?? '', /Dag orders, line 3/);
  });

  it('is there for a file without Airflow, and where dagperf is switched off', async () => {
    client.open(uri, 'import pandas\n');
    match((await model()) ?? '', /builds no Dag.*1: pandas: parse/s);
    client.configure({ enable: false });
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    client.change(uri, 2, { text: dag });
    match((await model()) ?? '', /Dag orders, line 3/);
  });

  it('is null for a document that is not open', async () => {
    equal(await model(), null);
  });
});
