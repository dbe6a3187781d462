/** `dagperf check --fix` and `--diff` as a process: what is written, and what is left alone. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { applyPatch } from 'diff';
import { editFile, writeChanges } from '../../server/src/cli/write.ts';
import { decode } from '../../server/src/host/read.ts';
import {
  dagperf,
  folderOf,
  importsPandas,
  readsVariable,
  readsVariableFixed,
  removeFolders,
} from './command.ts';

const read = (folder: string, file: string) => readFileSync(path.join(folder, file), 'utf8');

after(removeFolders);

describe('dagperf check --fix', () => {
  it('applies safe fixes, says how many, and ends with 0 when nothing is left', async () => {
    const folder = folderOf({ 'a.py': readsVariable });
    const { code, out } = await dagperf(folder, ['check', '--fix']);
    assert.deepEqual([code, out], [0, 'No findings in 1 file (1 DAG)\nFixed 1 finding\n']);
    assert.equal(read(folder, 'a.py'), readsVariableFixed);
    assert.deepEqual(readdirSync(folder).sort(), ['.git', 'a.py']);
  });

  it('applies unsafe fixes only with --unsafe-fixes', async () => {
    const folder = folderOf({ 'a.py': importsPandas });
    assert.equal((await dagperf(folder, ['check', '--fix'])).code, 1);
    assert.equal(read(folder, 'a.py'), importsPandas);
    assert.equal((await dagperf(folder, ['check', '--fix', '--unsafe-fixes'])).code, 0);
    assert.equal(read(folder, 'a.py'), importsPandas.replace('import pandas as pd\n', ''));
  });

  it('keeps line endings, the byte order mark and the mode', async () => {
    const windows = (text: string) => `\ufeff${text.replaceAll('\n', '\r\n')}`;
    const folder = folderOf({ 'a.py': windows(readsVariable) });
    chmodSync(path.join(folder, 'a.py'), 0o751);
    assert.equal((await dagperf(folder, ['check', '--fix'])).code, 0);
    assert.equal(read(folder, 'a.py'), windows(readsVariableFixed));
    assert.equal(statSync(path.join(folder, 'a.py')).mode & 0o777, 0o751);
  });

  it('writes through a symbolic link', async () => {
    const folder = folderOf({ 'real/a.txt': readsVariable });
    symlinkSync('real/a.txt', path.join(folder, 'a.py'));
    assert.equal((await dagperf(folder, ['check', '--fix', 'a.py'])).code, 0);
    assert.ok(lstatSync(path.join(folder, 'a.py')).isSymbolicLink());
    assert.equal(read(folder, 'real/a.txt'), readsVariableFixed);
  });

  it('keeps the encoding of a file that declares Latin-1', async () => {
    const latin = (text: string) => Buffer.from(`# coding: latin-1\n${text}# caf\xe9\n`, 'latin1');
    const folder = folderOf({ 'a.py': latin(readsVariable) });
    const { code, err } = await dagperf(folder, ['check', '--fix']);
    assert.deepEqual([code, err], [0, '']);
    assert.ok(readFileSync(path.join(folder, 'a.py')).equals(latin(readsVariableFixed)));
  });
});

describe('dagperf check --diff', () => {
  it('prints a patch that makes what --fix would make, and writes nothing', async () => {
    const folder = folderOf({ 'dags/a.py': readsVariable, 'b.py': importsPandas });
    const { code, out } = await dagperf(folder, ['check', '--diff']);
    assert.equal(code, 1);
    assert.match(out, /^--- dags\/a\.py\n\+\+\+ dags\/a\.py\n@@ /);
    assert.equal(applyPatch(readsVariable, out), readsVariableFixed);
    assert.equal(read(folder, 'dags/a.py'), readsVariable);
  });

  it('ends with 0 and prints nothing when there is nothing to fix', async () => {
    const { code, out } = await dagperf(folderOf({ 'b.py': importsPandas }), ['check', '--diff']);
    assert.deepEqual([code, out], [0, '']);
  });

  it('shows unsafe fixes with --unsafe-fixes', async () => {
    const { code, out } = await dagperf(folderOf({ 'b.py': importsPandas }), [
      'check',
      '--diff',
      '--unsafe-fixes',
    ]);
    assert.equal(code, 1);
    assert.match(out, /^-import pandas as pd$/m);
  });
});

describe('fixes that change another file', () => {
  const fansOut = (id: string, connection: string) => `from airflow import DAG
from airflow.providers.postgres.operators.postgres import PostgresOperator

with DAG("${id}", schedule="@daily"):
    for i in range(40):
        PostgresOperator(task_id=f"load_{i}", postgres_conn_id="${connection}", sql="select 1")
`;
  const files = {
    'dags/a.py': fansOut('a', 'sales'),
    'dags/b.py': fansOut('b', 'stock'),
    'pools.json': '{}\n',
  };

  it('leave a file that is still right when two DAG files add to it in one run', async () => {
    const folder = folderOf(files);
    const first = await dagperf(folder, [
      'check',
      '--fix',
      '--unsafe-fixes',
      '--select',
      'fan-out-without-pool',
    ]);
    assert.match(first.out, /Fixed \d/);
    const pools = JSON.parse(read(folder, 'pools.json'));
    const named = [read(folder, 'dags/a.py'), read(folder, 'dags/b.py')].map(
      (text) => /pool="([^"]+)"/.exec(text)?.[1],
    );
    assert.equal(new Set(named).size, 2);
    assert.deepEqual(Object.keys(pools).sort(), [...named].sort());
  });

  it('come in one patch a file', async () => {
    const folder = folderOf(files);
    const { out } = await dagperf(folder, [
      'check',
      '--diff',
      '--unsafe-fixes',
      '--select',
      'fan-out-without-pool',
    ]);
    const patches = out.split(/^(?=--- )/m);
    assert.deepEqual(
      patches.map((patch) => patch.slice(4, patch.indexOf('\n'))),
      ['dags/a.py', 'dags/b.py', 'pools.json'],
    );
    const pools = applyPatch('{}\n', patches[2] as string);
    assert.equal(Object.keys(JSON.parse(pools as string)).length, 2);
    assert.equal(read(folder, 'pools.json'), '{}\n');
  });
});

describe('writing', () => {
  const change = (folder: string, file: string, text: string) => {
    const source = decode(readFileSync(path.join(folder, file)));
    assert.equal(source.kind, 'text');
    return editFile(path.join(folder, file), source as Extract<typeof source, { kind: 'text' }>, text);
  };

  it('leaves a file alone that has changed since it was read, and what belongs to it', async () => {
    const folder = folderOf({ 'a.py': 'a = 1\n', 'pools.json': '{}\n' });
    const changes = [change(folder, 'pools.json', '{"p": 1}\n'), change(folder, 'a.py', 'a = 2\n')];
    writeFileSync(path.join(folder, 'a.py'), 'a = 3\n');
    assert.deepEqual(await writeChanges(changes), [
      { file: path.join(folder, 'a.py'), message: 'changed while it was checked: left alone' },
    ]);
    assert.deepEqual([read(folder, 'a.py'), read(folder, 'pools.json')], ['a = 3\n', '{}\n']);
  });

  it('writes no character that the encoding of the file has not', async () => {
    const bytes = Buffer.from('# coding: latin-1\na = "caf\xe9"\n', 'latin1');
    const folder = folderOf({ 'a.py': bytes });
    const [failure] = await writeChanges([change(folder, 'a.py', '# coding: latin-1\na = "€"\n')]);
    assert.equal(failure?.message, 'not written: Latin-1 has no character for what the fix writes');
    assert.ok(readFileSync(path.join(folder, 'a.py')).equals(bytes));
  });

  it('does not bring a file back that has been removed', async () => {
    const folder = folderOf({ 'a.py': 'a = 1\n' });
    const one = { ...change(folder, 'a.py', 'a = 2\n'), path: path.join(folder, 'gone.py') };
    assert.equal((await writeChanges([one])).length, 1);
    assert.deepEqual(readdirSync(folder).sort(), ['.git', 'a.py']);
  });

  it('writes nothing more once a file cannot be written', async () => {
    const folder = folderOf({ 'a.py': 'a = 1\n', 'b.py': 'b = 1\n' });
    const first = change(folder, 'a.py', 'a = 2\n');
    // What cannot be encoded stands for a disk that refuses.
    const refused = {
      ...first,
      get text(): string {
        throw new Error('disk full');
      },
    };
    const failures = await writeChanges([refused, change(folder, 'b.py', 'b = 2\n')]);
    assert.deepEqual(failures, [{ file: first.path, message: 'not written: disk full' }]);
    assert.equal(read(folder, 'b.py'), 'b = 1\n');
  });
});
