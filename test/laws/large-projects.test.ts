/** Projects that nobody writes by hand come to an end, too, and facts stay small. */
import assert from 'node:assert/strict';
import v8 from 'node:v8';
import { extract } from '../../server/src/model/extract.ts';
import type { FileFacts } from '../../server/src/model/facts.ts';
import { defaultDiscovery } from '../../server/src/project/discovery.ts';
import { linkModules, updateModules } from '../../server/src/project/module-graph.ts';
import { dagFilesOf } from '../../server/src/project/modules.ts';
import { phasesAcrossFiles } from '../../server/src/project/phases-across-files.ts';
import { atParse, effectsOf } from '../../server/src/project/reach.ts';
import { summarize } from '../../server/src/project/summaries.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import { corpus } from '../corpus.ts';

const settings = { pythonPath: [] };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const lines = (count: number, line: (index: number) => string) => numbers(count).map(line).join('\n');

/** Name → path → text; every project has `dags/dag.py`. */
const projects: Readonly<Record<string, (size: number) => readonly (readonly [string, string])[]>> = {
  'modules that all import everything of each other': (size) => [
    [
      'dags/dag.py',
      'from airflow import DAG\nfrom m0 import gone, load_1\nDAG("a", tags=[gone(), load_1()])',
    ],
    ...numbers(size / 10).map((module): [string, string] => [
      `dags/m${module}.py`,
      `${lines(size / 10, (other) => `from m${other} import *`)}\ndef load_${module}():\n    open("x")`,
    ]),
  ],
  'a name that is handed on through many modules': (size) => [
    ['dags/dag.py', 'from airflow import DAG\nfrom m0 import load\nDAG("a", description=load())'],
    ...numbers(size).map((module): [string, string] => [
      `dags/m${module}.py`,
      module === size - 1 ? 'def load():\n    open("x")' : `from m${module + 1} import load`,
    ]),
  ],
  'classes that derive from each other across files, and in a circle': (size) => [
    ['dags/dag.py', 'from airflow import DAG\nfrom m0 import C0\nDAG("a", description=C0().find())'],
    ...numbers(size).map((module): [string, string] => [
      `dags/m${module}.py`,
      `from m${(module + 1) % size} import C${(module + 1) % size}\nclass C${module}(C${(module + 1) % size}):\n    pass`,
    ]),
  ],
  'thousands of helpers that call each other': (size) => [
    ['dags/dag.py', 'from airflow import DAG\nfrom helpers import f0\nDAG("a", description=f0())'],
    [
      'dags/helpers.py',
      lines(
        size * 3,
        (index) => `def f${index}():\n    return f${index + 1}() or f${(index * 7) % (size * 3)}()`,
      ),
    ],
  ],
  'one helper that every file imports': (size) => [
    ['dags/dag.py', 'from airflow import DAG\nfrom helper import load\nDAG("a", description=load())'],
    ['dags/helper.py', 'import dag\ndef load():\n    open("x")'],
    ...numbers(size).map((index): [string, string] => [
      `dags/d${index}.py`,
      `from airflow import DAG\nfrom helper import load\nimport d${(index + 1) % size}\nDAG("a", description=load())`,
    ]),
  ],
  'deep folders': (size) => [
    [
      'dags/dag.py',
      `from airflow import DAG\nimport ${numbers(size / 10)
        .map(() => 'a')
        .join('.')}.b\nDAG("a")`,
    ],
    [`dags/${'a/'.repeat(size / 10)}b.py`, `from ${'.'.repeat(size / 10)} import c\nopen("x")`],
  ],
};

describe('a large project', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });
  const read = (path: string, text: string): FileFacts => extract(path, parser.parse(text));

  for (const [name, project] of Object.entries(projects)) {
    it(`is linked to the end: ${name}`, function () {
      this.timeout(120_000);
      const summaries = project(1000).map(([path, text]) => summarize(read(path, text)));
      const graph = linkModules(summaries, settings);
      const first = summaries[1] as (typeof summaries)[number];
      const changed = updateModules(graph, { summaries: [{ ...first, broken: true }] });
      const back = updateModules(changed, { summaries: [first] });
      assert.deepEqual(
        [...(back.linked.get('dags/dag.py')?.meanings ?? [])],
        [...(graph.linked.get('dags/dag.py')?.meanings ?? [])],
      );
      assert.ok(atParse(graph, 'dags/dag.py').length >= 2, 'what it imports is reached');
      assert.ok(effectsOf(graph, atParse(graph, 'dags/dag.py')).length > 0);
      const modules = { graph, discovery: defaultDiscovery };
      assert.ok(dagFilesOf(modules).includes('dags/dag.py'));
      assert.deepEqual(phasesAcrossFiles(modules).get('dags/dag.py')?.get(''), ['parse']);
    });
  }

  it('takes at most 3 MB of facts for 100 files', () => {
    const files = corpus().filter((one) => one.path.startsWith('examples/'));
    const sizes = files.map((sample) => {
      const file = read(sample.path, sample.text);
      return v8.serialize(file).length + v8.serialize(summarize(file)).length;
    });
    const total = sizes.reduce((a, b) => a + b, 0);
    const megabytes = total / files.length / 1e4;
    assert.ok(files.length >= 5 && megabytes < 3, `${megabytes.toFixed(2)} MB`);
  });
});
