/** The Python files of a project on disk: read as far as they are needed, and no further. */
import assert from 'node:assert/strict';
import { unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ModuleFiles, openModules } from '../../server/src/host/modules.ts';
import { loadWorkspace } from '../../server/src/host/workspace.ts';
import { extract } from '../../server/src/model/extract.ts';
import { dagFilesOf } from '../../server/src/project/modules.ts';
import { emptyProject } from '../../server/src/project/project.ts';
import { atParse, effectsOf } from '../../server/src/project/reach.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import { folderOf, removeFolders } from '../cli/command.ts';

after(removeFolders);

describe('the Python files of a project', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  const texts: Record<string, string> = {
    'dags/sales.py': 'from tools import load\nload()\n',
    'dags/tools.py': 'from deep import read\ndef load():\n    read()\n',
    'dags/deep.py': 'def read():\n    open("x")\n',
    'dags/other.py': 'import gone\n',
    'dags/gone.py': 'x = 1\n',
  };
  const reads: string[] = [];
  const opened = (options: Partial<Parameters<typeof openModules>[0]> = {}): ModuleFiles => {
    reads.length = 0;
    return openModules({
      root: '/project',
      files: Object.keys(texts),
      project: emptyProject,
      parser: async () => parser,
      readText: async (absolute) => {
        const name = path.relative('/project', absolute).replaceAll(path.sep, '/');
        reads.push(name);
        return name === 'dags/gone.py' ? undefined : texts[name];
      },
      ...options,
    });
  };
  const calls = async (files: ModuleFiles): Promise<string[]> => {
    const { graph } = await files.with(['dags/sales.py']);
    return effectsOf(graph, atParse(graph, 'dags/sales.py')).map((one) =>
      one.kind === 'call' ? one.name : one.kind === 'unknown' ? one.reason : one.import.module,
    );
  };

  it('are read when something imports them, each once', async () => {
    const files = opened();
    assert.deepEqual(await calls(files), ['builtins.open']);
    assert.deepEqual(reads, ['dags/sales.py', 'dags/tools.py', 'dags/deep.py']);
    const first = await files.with(['dags/sales.py']);
    assert.equal(await files.with(['dags/sales.py']), first, 'nothing has changed');
    assert.equal(reads.length, 3);
    assert.equal((await files.all()).graph.summaries.size, 4);
    assert.equal(reads.length, 5);
  });

  it('are read one after the other, whoever asks at the same time', async () => {
    const files = opened();
    const [one, two] = await Promise.all([files.with(['dags/sales.py']), files.with(['dags/tools.py'])]);
    assert.equal(one.graph, two.graph);
    assert.equal(reads.length, 3);
  });

  it('are tried once when they cannot be read, and again when they have changed', async () => {
    const files = opened();
    await files.with(['dags/other.py']);
    await files.with(['dags/other.py']);
    assert.equal(reads.filter((one) => one === 'dags/gone.py').length, 1);
    files.changed(['dags/gone.py']);
    const { graph } = await files.with(['dags/other.py']);
    assert.equal(reads.filter((one) => one === 'dags/gone.py').length, 2);
    assert.equal(graph.index.files.has('dags/gone.py'), false, 'what cannot be read after a change is gone');
  });

  it('take facts that are at hand instead of reading', async () => {
    const files = opened();
    const { graph } = await files.behind(
      extract('dags/sales.py', parser.parse('from deep import read\nread()\n')),
    );
    assert.deepEqual(reads, ['dags/deep.py']);
    assert.equal(atParse(graph, 'dags/sales.py').at(-1)?.path, 'dags/deep.py');
  });

  it('are given once to whoever checks them, with the text that was read', async () => {
    const text = 'import airflow\n';
    const files = opened({ keepsFacts: true, readText: async () => text });
    await files.with(['dags/sales.py', 'dags/tools.py']);
    assert.equal(files.take('dags/sales.py', 'changed'), undefined);
    assert.equal(files.take('dags/tools.py', text)?.imports.length, 1);
    assert.equal(files.take('dags/tools.py', text), undefined);
  });

  it('say nothing where no parser can be loaded', async () => {
    const files = opened({ parser: () => Promise.reject(new Error('no parser')) });
    assert.equal((await files.with(['dags/sales.py'])).graph.summaries.size, 0);
  });

  it('are those of the workspace, with the PYTHONPATH of its deployment; excluded ones are not', async () => {
    const root = folderOf({
      'dagperf.toml': 'exclude = ["dags/old"]\n',
      Dockerfile: 'FROM apache/airflow:2.11.0\nENV PYTHONPATH=/opt/airflow/src\n',
      'src/tools.py': 'def load():\n    open("src")\n',
      'dags/tools.py': 'def load():\n    exec("x")\n',
      'dags/old/legacy.py': '',
      'dags/sales.py': texts['dags/sales.py'] as string,
    });
    const { modules } = await loadWorkspace(root);
    assert.deepEqual(await calls(modules), ['builtins.open']);
    const { graph } = await modules.all();
    assert.deepEqual([...graph.index.files].sort(), ['dags/sales.py', 'dags/tools.py', 'src/tools.py']);
    unlinkSync(path.join(root, 'src/tools.py'));
    modules.changed(['src/tools.py']);
    assert.deepEqual(await calls(modules), ['builtins.exec']);
    writeFileSync(path.join(root, 'src/tools.py'), 'from os import remove as load\n');
    modules.changed(['src/tools.py']);
    assert.deepEqual(await calls(modules), ['os.remove', 'os']);
  });

  for (const [syntax, ignored] of [
    ['regexp', ['dags/old_sales.py']],
    ['glob', ['dags/team/draft.py']],
  ] as const) {
    it(`are no Dag files where .airflowignore says so, read as ${syntax}`, async () => {
      const dag = 'from airflow import DAG\nDAG("a")\n';
      const root = folderOf({
        'airflow.cfg': `[core]\ndag_ignore_file_syntax = ${syntax}\n`,
        'dags/.airflowignore': 'old_.+\ndr*t.py\n',
        'dags/old_sales.py': dag,
        'dags/team/draft.py': dag,
        'dags/sales.py': dag,
      });
      const modules = await (await loadWorkspace(root)).modules.all();
      assert.deepEqual([...modules.discovery.ignored], ignored);
      const rest = ['dags/old_sales.py', 'dags/sales.py', 'dags/team/draft.py'];
      assert.deepEqual(
        dagFilesOf(modules),
        rest.filter((path) => !(ignored as readonly string[]).includes(path)),
      );
    });
  }
});
