/** What the host reads from disk, also where the disk says no. */
import assert from 'node:assert/strict';
import { type Dirent, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { decode, readSource } from '../../server/src/host/read.ts';
import { findRoot } from '../../server/src/host/root.ts';
import { type WalkEntry, type WalkOptions, walk } from '../../server/src/host/walk.ts';
import { loadWorkspace, pythonFiles, withDeployment } from '../../server/src/host/workspace.ts';
import { folderOf, removeFolders } from './command.ts';

after(removeFolders);

async function entries(root: string, options: WalkOptions = {}): Promise<WalkEntry[]> {
  const found: WalkEntry[] = [];
  for await (const entry of walk(root, () => true, options))
    found.push({ ...entry, path: path.relative(root, entry.path) });
  return found;
}

describe('walk', () => {
  const refusing =
    (name: string, code: string) =>
    async (folder: string): Promise<Dirent[]> => {
      if (path.basename(folder) === name) throw Object.assign(new Error(code), { code });
      return readdir(folder, { withFileTypes: true });
    };

  it('goes on behind a folder that may not be read, and behind one that vanishes', async () => {
    const root = folderOf({ 'a/x': '', 'b/x': '', 'c/x': '' });
    assert.deepEqual(await entries(root, { list: refusing('b', 'EACCES') }), [
      { kind: 'file', path: 'a/x' },
      { kind: 'failure', path: 'b', message: 'permission denied' },
      { kind: 'file', path: 'c/x' },
    ]);
    assert.deepEqual((await entries(root, { list: refusing('b', 'ENOENT') }))[1], {
      kind: 'failure',
      path: 'b',
      message: 'no such file or folder',
    });
  });

  it('fails for a root that is not there', async () => {
    const root = path.join(folderOf({}), 'gone');
    assert.deepEqual(await entries(root), [{ kind: 'failure', path: '', message: 'no such file or folder' }]);
  });

  it('stops at its limit, and says so', async () => {
    const root = folderOf({ a: '', b: '', c: '', d: '' });
    const found = await entries(root, { limit: 3 });
    assert.equal(found.length, 3);
    assert.deepEqual(found.at(-1), {
      kind: 'failure',
      path: '',
      message: 'holds more than 3 files: only those were looked at',
    });
    assert.equal((await entries(root, { limit: 5 })).length, 4);
  });

  it('gives what several links lead to once, under its own name where that is below the root', async () => {
    const root = folderOf({ 'z/x': '' });
    symlinkSync('z', path.join(root, 'a'));
    symlinkSync('z/x', path.join(root, 'b'));
    assert.deepEqual(await entries(root), [{ kind: 'file', path: 'z/x' }]);
  });

  it('tells of links that lead nowhere, except for the locks of an editor', async () => {
    const root = folderOf({});
    symlinkSync('gone', path.join(root, 'a'));
    symlinkSync('b', path.join(root, 'b'));
    symlinkSync('me@host:1', path.join(root, '.#c'));
    assert.deepEqual(await entries(root), [
      { kind: 'skipped', path: 'a', message: 'link not followed: no such file or folder' },
      { kind: 'skipped', path: 'b', message: 'link not followed: symbolic links lead in a circle' },
    ]);
  });

  it('finds no way into a virtual environment through a link', async () => {
    const root = folderOf({ '.venv/lib/x': '' });
    symlinkSync('.venv/lib', path.join(root, 'lib'));
    assert.deepEqual(await entries(root), []);
  });
});

describe('readSource', () => {
  it('says why a file cannot be read', async () => {
    const root = folderOf({});
    mkdirSync(path.join(root, 'folder'));
    symlinkSync('circle', path.join(root, 'circle'));
    const message = async (name: string) => {
      const source = await readSource(path.join(root, name));
      return source.kind === 'unreadable' ? source.message : source.text;
    };
    assert.equal(await message('gone'), 'no such file or folder');
    assert.equal(await message('folder'), 'is a folder');
    assert.equal(await message('circle'), 'symbolic links lead in a circle');
  });

  it('takes the byte order mark away and remembers it', () => {
    const source = decode(Buffer.from('\ufeffx = 1\n'));
    assert.deepEqual(
      [source.kind, 'text' in source && source.text, 'bom' in source && source.bom],
      ['text', 'x = 1\n', true],
    );
  });

  it('decodes Latin-1 where the first or second line declares it, and nowhere else', () => {
    const kind = (head: string) => decode(Buffer.from(`${head}\nx = "\xe9"\n`, 'latin1')).kind;
    assert.equal(kind('# -*- coding: latin-1 -*-'), 'text');
    assert.equal(kind('#!/usr/bin/env python\n# vim: set fileencoding=iso-8859-1 :'), 'text');
    assert.equal(kind('# coding=cp1252\r'), 'text');
    assert.equal(kind('# coding: utf-8'), 'unreadable');
    assert.equal(kind('# coding: iso-8859-15'), 'unreadable');
    assert.equal(kind('import os\n# coding: latin-1'), 'unreadable');
    assert.equal(kind('\n\n# coding: latin-1'), 'unreadable');
  });
});

describe('the root of a project', () => {
  it('is the nearest folder with something that marks one', async () => {
    const root = folderOf({ 'team/dagperf.toml': '', 'team/dags/a.py': '', 'other/dags/b.py': '' });
    assert.equal(await findRoot(path.join(root, 'team/dags')), path.join(root, 'team'));
    assert.equal(await findRoot(path.join(root, 'other/dags')), root);
  });

  it('is not the home folder, unless that is what is checked', async () => {
    const home = folderOf({ 'dags/a.py': '' });
    assert.equal(await findRoot(path.join(home, 'dags'), home), path.join(home, 'dags'));
    assert.equal(await findRoot(home, home), home);
  });
});

describe('loadWorkspace', () => {
  it('reads the deployment, the configuration above, and tells what is wrong with them', async () => {
    const root = folderOf({
      'pyproject.toml': '\ufeff[tool.dagperf]\nexclude = ["airflow/dags/old/**", "*_draft.py"]\nignore = 1\n',
      'airflow/airflow.cfg': '[core]\nparallelism = 64\n',
      'airflow/pools.json': '{"db": {"slots": 4, "description": ""}}',
      'airflow/pools_broken.json': Buffer.from([0]),
      'airflow/dags/a.py': '',
      'airflow/dags/b_draft.py': '',
      'airflow/dags/old/c.py': '',
    });
    const workspace = await loadWorkspace(path.join(root, 'airflow'));
    assert.equal(workspace.project.settings['core.parallelism']?.value, '64');
    assert.deepEqual(
      workspace.project.pools?.map((pool) => pool.name),
      ['db'],
    );
    assert.deepEqual(
      workspace.problems.map(({ kind, message }) => [kind, message]),
      [
        ['configuration', 'tool.dagperf.ignore: expected a list of strings'],
        ['deployment', 'not UTF-8 text (contains NUL bytes)'],
      ],
    );
    const found: string[] = [];
    for await (const entry of pythonFiles(workspace)) found.push(path.relative(root, entry.path));
    assert.deepEqual(found, ['airflow/dags/a.py']);
    assert.ok(workspace.isExcluded('dags/old/c.py') && !workspace.isExcluded('dags/a.py'));
    assert.ok(!workspace.isExcluded('../x.py') && !workspace.isExcluded('/somewhere/else.py'));
  });

  it('says where a file of the deployment is broken, once', async () => {
    const root = folderOf({
      'dagperf.toml': '',
      'airflow.cfg': '[core]\nparallelism = 8\nnonsense\n',
      'compose.yml': 'services: [\n',
      'a/pyproject.toml': '[tool.dagperf]\nx = \n',
      'dags/.airflowignore': '*.py\n',
      'requirements.txt': 'apache-airflow==2.11.0\n',
    });
    const { problems, project } = await loadWorkspace(root);
    assert.deepEqual(
      problems.map(({ kind, file, line, column }) => [kind, file, line, column]),
      [
        ['broken', 'a/pyproject.toml', 2, 5],
        ['broken', 'airflow.cfg', 3, 1],
        ['broken', 'compose.yml', 2, 1],
        ['broken', 'dags/.airflowignore', 1, 1],
      ],
    );
    assert.equal(project.settings['core.parallelism']?.value, '8');
    const own = await loadWorkspace(path.join(root, 'a'));
    assert.deepEqual(
      own.problems.map(({ kind }) => kind),
      ['configuration'],
    );
  });

  it('knows a deployment anew once a file of it has changed', async () => {
    const root = folderOf({ 'pools.json': '{}' });
    const workspace = await loadWorkspace(root);
    writeFileSync(path.join(root, 'pools.json'), '{"db": {"slots": 1}}');
    const changed = await readSource(path.join(root, 'pools.json'));
    assert.equal(changed.kind, 'text');
    const files = new Map([['pools.json', changed as Extract<typeof changed, { kind: 'text' }>]]);
    assert.deepEqual(
      withDeployment(workspace, files).project.pools?.map((pool) => pool.name),
      ['db'],
    );
    assert.deepEqual(workspace.project.pools, []);
  });

  it('takes a folder that is not there for an empty one', async () => {
    const { problems, project } = await loadWorkspace('/gone/for/good');
    assert.deepEqual([problems, project.poolFiles], [[], []]);
  });
});
