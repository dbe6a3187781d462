/** Work grows with the size of the file, not faster. */
import assert from 'node:assert/strict';
import { interpret } from '../../server/src/model/build/interpret.ts';
import { extract } from '../../server/src/model/extract.ts';
import { linkModules } from '../../server/src/project/module-graph.ts';
import { defaultRoots } from '../../server/src/project/roots.ts';
import { summarize } from '../../server/src/project/summaries.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import { bound, growth } from '../growth.ts';

const head = 'from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\n';

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

const files: Readonly<Record<string, (size: number) => string>> = {
  'a long chain of shifts': (size) =>
    `${head}with DAG("d"):\n    t = [EmptyOperator(task_id=f"t{i}") for i in range(${Math.min(size, 9_000)})]\n    t[0]${lines(size, (index) => ` >> t[${index}]`).replaceAll('\n', '')}\n`,
  'tasks one by one': (size) =>
    `${head}with DAG("d"):\n${lines(size, (index) => `    t${index} = EmptyOperator(task_id="t${index}", retries=${index % 7})`)}\n`,
  'nested calls and lists': (size) => `x = ${'f(['.repeat(size)}1${'])'.repeat(size)}\n`,
  'a huge dict': (size) =>
    `X = {\n${lines(size, (index) => `    "key_${index}": {"n": ${index}, "t": "v"},`)}\n}\n`,
  'thousands of helpers': (size) =>
    `${head}${lines(size, (index) => `def helper_${index}(x):\n    return helper_${Math.max(0, index - 1)}(x) if x else ${index}\n`)}\nhelper_0(0)\n`,
  'assignments of one name': (size) => `${lines(size, (index) => `x = [${index}, x]`)}\nrun(x)\n`,
};

/** A circle of modules, each of which imports its neighbours. */
function circle(parser: Parser, size: number) {
  return Array.from({ length: size }, (_, index) =>
    summarize(
      extract(
        `m/m${index}.py`,
        parser.parse(
          `from m.m${(index + 1) % size} import f as after\nfrom m.m${(index + size - 1) % size} import f as before\nimport pandas\n\ndef f():\n    return after() or before()\n`,
        ),
      ),
    ),
  );
}

describe('growing files take', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  for (const [name, file] of Object.entries(files)) {
    it(`proportional time to extract: ${name}`, () => {
      const ratio = growth((size) => {
        const tree = parser.parse(file(size));
        return () => extract('dags/a.py', tree);
      }, 2_000);
      assert.ok(ratio <= bound, `four times the size took ${ratio.toFixed(1)} times as long`);
    }).timeout(120_000);

    it(`proportional time to find what they build: ${name}`, () => {
      const ratio = growth((size) => {
        const tree = parser.parse(file(size));
        return () => interpret('dags/a.py', tree, () => undefined);
      }, 2_000);
      assert.ok(ratio <= bound, `four times the size took ${ratio.toFixed(1)} times as long`);
    }).timeout(120_000);
  }

  it('proportional time to link: a circle of modules', () => {
    const ratio = growth((size) => {
      const summaries = circle(parser, size);
      return () => linkModules(summaries, defaultRoots);
    }, 300);
    assert.ok(ratio <= bound, `four times the modules took ${ratio.toFixed(1)} times as long`);
  }).timeout(120_000);
});
