/** The command and findings on files of the deployment. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dagperf, folderOf, removeFolders } from './command.ts';

after(removeFolders);

const files = {
  'airflow.cfg': '[core]\nexecutor = SequentialExecutor\n',
  'dags/a.py': 'from airflow import DAG\n\nwith DAG("a"):\n    pass\n',
  'dagperf.toml': '',
};

describe('dagperf check: files of the deployment', () => {
  it('checks those of a folder', async () => {
    const { code, out } = await dagperf(folderOf(files), ['check']);
    assert.match(out, /^airflow\.cfg:2:1: warning\[cfg-no-parallel-executor\]/m);
    assert.equal(code, 1);
  });

  it('checks one that is named, and then no Python', async () => {
    const { out } = await dagperf(folderOf(files), ['check', 'airflow.cfg']);
    assert.match(out, /^airflow\.cfg:2:1: warning\[cfg-no-parallel-executor\]/m);
    assert.match(out, /in 1 file \(0 DAGs\)/);
  });

  it('leaves those outside of the named folder alone', async () => {
    const { code, out } = await dagperf(folderOf(files), ['check', 'dags']);
    assert.match(out, /^No findings in 1 file/);
    assert.equal(code, 0);
  });

  it('leaves excluded ones out', async () => {
    const { out } = await dagperf(folderOf(files), ['check', '--exclude', 'airflow.cfg']);
    assert.match(out, /^No findings/);
  });

  it('fixes them, and says how many', async () => {
    const folder = folderOf(files);
    const { out } = await dagperf(folder, ['check', '--fix', '--unsafe-fixes']);
    assert.match(out, /Fixed 1 finding/);
    assert.equal(
      readFileSync(path.join(folder, 'airflow.cfg'), 'utf8'),
      '[core]\nexecutor = LocalExecutor\n',
    );
  });

  it('shows what it would fix', async () => {
    const { out } = await dagperf(folderOf(files), ['check', '--diff', '--unsafe-fixes']);
    assert.match(out, /^-executor = SequentialExecutor\n\+executor = LocalExecutor/m);
  });
});
