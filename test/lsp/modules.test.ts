/** An open file is judged with the modules it imports, as they are on disk. */
import { deepEqual } from 'node:assert/strict';
import { unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { check, linkedWith } from '../../server/src/engine/check.ts';
import type { ServerParts } from '../../server/src/lsp/parts.ts';
import { noModules } from '../../server/src/project/modules.ts';
import { atParse, effectsOf } from '../../server/src/project/reach.ts';
import { folderOf, removeFolders } from '../cli/command.ts';
import { startClient, type TestClient, until } from './harness.ts';

describe('the modules of an open file', () => {
  let client: TestClient;
  /** What parsing the file calls and what is not known of it, result by result. */
  let seen: string[][];

  const spying: ServerParts['check'] = (name, tree, around) => {
    const checked = check(name, tree, around);
    const { graph } = linkedWith(checked.file, around.project).modules ?? noModules;
    const effects = effectsOf(graph, atParse(graph, name));
    seen.push(
      effects.flatMap((one) => (one.kind === 'call' ? one.name : one.kind === 'unknown' ? one.reason : [])),
    );
    return checked;
  };

  afterEach(async () => {
    await client.stop();
    removeFolders();
  });

  const changed = (uri: string, type: 1 | 2 | 3) =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });

  it('follow the disk: when a helper changes, goes and comes back', async () => {
    const folder = folderOf({
      'dags/sales.py': '',
      'dags/helper.py': 'def load():\n    open("a")\n',
      'airflow.cfg': '[core]\n',
    });
    const uri = (name: string) => pathToFileURL(path.join(folder, name)).href;
    seen = [];
    client = await startClient({ rootUri: pathToFileURL(folder).href, parts: { check: spying } });
    const dag = uri('dags/sales.py');
    // Not saved: the helper is read because the text of the editor imports it once it is saved.
    writeFileSync(path.join(folder, 'dags/sales.py'), 'import airflow, helper\nhelper.load()\n');
    client.open(dag, 'import airflow, helper\nhelper.load()\n');
    await client.pull(dag);
    deepEqual(seen.at(-1), ['builtins.open']);

    const helper = path.join(folder, 'dags/helper.py');
    writeFileSync(helper, 'import requests\n\ndef load():\n    requests.get("b")\n');
    await changed(uri('dags/helper.py'), 2);
    await until('a refresh', () => client.refreshes() === 1);
    await client.pull(dag);
    deepEqual(seen.at(-1), ['requests.get']);

    unlinkSync(helper);
    await changed(uri('dags/helper.py'), 3);
    await until('another refresh', () => client.refreshes() === 2);
    await client.pull(dag);
    deepEqual(seen.at(-1), ['helper.load'], 'without the file it may be a library');

    writeFileSync(helper, 'def load(:\n');
    await changed(uri('dags/helper.py'), 1);
    await until('a third refresh', () => client.refreshes() === 3);
    await client.pull(dag);
    deepEqual(seen.at(-1), ['broken', 'broken']);
  });
});
