/**
 * Whatever happens to the files of a project, what is linked step by step equals what is linked from nothing.
 * `DAGPERF_STEPS=200000 DAGPERF_SEED=7 npx mocha test/laws/project.test.ts` takes more steps, or others.
 */
import assert from 'node:assert/strict';
import { random } from '../../scripts/random.ts';
import { extract } from '../../server/src/model/extract.ts';
import { linkModules, type ModuleGraph, updateModules } from '../../server/src/project/module-graph.ts';
import { type ModuleSummary, summarize } from '../../server/src/project/summaries.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';

const steps = Number(process.env.DAGPERF_STEPS ?? 10_000);
const seed = Number(process.env.DAGPERF_SEED ?? 20_261_124);
const settings = { pythonPath: ['lib', '/opt/airflow/dags/extra'] };

const folders = ['', 'dags', 'dags/one', 'dags/one/two', 'dags/extra', 'extra', 'plugins', 'lib', 'lib/one'];
const stems = ['__init__', 'one', 'two', 'three', 'pandas', 'extra'];
const modules = [
  'one',
  'two',
  'three',
  'one.two',
  'one.three',
  'one.two.three',
  'extra.one',
  'dags.one',
  'pandas',
];
const relative = ['.', '..', '.one', '.two', '..one', '..two.three', '...one'];
const names = ['load', 'Base', 'value', 'one', 'two', 'three'];

type Draw = () => number;

function pick<T>(draw: Draw, from: readonly T[]): T {
  return from[Math.floor(draw() * from.length)] as T;
}

function statement(draw: Draw): string {
  const module = draw() < 0.4 ? pick(draw, relative) : pick(draw, modules);
  const name = pick(draw, names);
  const other = pick(draw, names);
  switch (Math.floor(draw() * 14)) {
    case 0:
    case 1:
      return `from ${module} import ${name}`;
    case 2:
      return `from ${module} import ${name} as ${other}`;
    case 3:
      return `from ${module} import *`;
    case 4:
      return `import ${pick(draw, modules)}`;
    case 5:
      return `import ${pick(draw, modules)} as ${name}`;
    case 6:
      return `def ${name}():\n    from ${module} import ${other}\n    return ${other}(open("x"))`;
    case 7:
      return `class ${name}(${other}):\n    def __init__(self):\n        ${pick(draw, names)}()\n    def load(self):\n        pass`;
    case 8:
      return `${name} = ${other}`;
    case 9:
      return `${name}()\n${pick(draw, modules)}.${other}()`;
    case 10:
      return `try:\n    from ${module} import ${name}\nexcept ImportError:\n    ${name} = None`;
    case 11:
      return `__all__ = ["${name}", "${other}"]`;
    case 12:
      return draw() < 0.5
        ? `def __getattr__(name):\n    return ${name}`
        : `@${other}\ndef ${name}():\n    pass`;
    default:
      return draw() < 0.2
        ? 'def broken(:'
        : `import functools\n${name} = functools.partial(${other})\n${name}()`;
  }
}

function text(draw: Draw): string {
  return `${Array.from({ length: 1 + Math.floor(draw() * 6) }, () => statement(draw)).join('\n')}\n`;
}

/** What has to be the same of a file, in an order that does not depend on how it came about. */
function told({ linked }: ModuleGraph, path: string): string | undefined {
  const one = linked.get(path);
  return one && JSON.stringify([one.imports, [...one.meanings], one.files, one.words]);
}

describe('the project', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  it(`is the same, incremental or from nothing, at each of ${steps} random steps`, function () {
    this.timeout(30_000 + 30 * steps);
    const draw = random(seed);
    // Texts come back, as they do when a branch is left and entered again.
    const texts = Array.from({ length: 400 }, () => text(draw));
    const summaries = texts.map((one) => summarize(extract('', parser.parse(one))));
    const read = (path: string): ModuleSummary => ({ ...pick(draw, summaries), path });
    const paths = folders.flatMap((folder) =>
      stems.map((stem) => (folder ? `${folder}/${stem}.py` : `${stem}.py`)),
    );
    const files = new Map<string, ModuleSummary | 'unread'>();
    let graph = linkModules([], settings);
    for (let step = 0; step < steps; step++) {
      const changed = new Map<string, ModuleSummary>();
      const unread = new Set<string>();
      const removed = new Set<string>();
      const write = (path: string, summary: ModuleSummary) => {
        changed.set(path, { ...summary, path });
        removed.delete(path);
        unread.delete(path);
      };
      const remove = (path: string) => {
        removed.add(path);
        changed.delete(path);
        unread.delete(path);
      };
      // Mostly one change at a time; now and then many, as with another branch.
      for (let left = draw() < 0.05 ? 12 : 1; left > 0; left--) {
        const existing = [...files.keys()];
        const path = pick(draw, paths);
        const action = draw();
        if (existing.length === 0 || (action < 0.3 && existing.length < 34)) write(path, read(path));
        else if (action < 0.6) write(pick(draw, existing), read(path));
        else if (action < 0.85) remove(pick(draw, existing));
        else if (action < 0.95) {
          const from = pick(draw, existing);
          const summary = files.get(from);
          remove(from);
          if (summary && summary !== 'unread' && from !== path) write(path, summary);
        } else if (!files.has(path) && !changed.has(path)) unread.add(path);
      }
      for (const path of removed) files.delete(path);
      for (const path of unread) files.set(path, 'unread');
      for (const [path, summary] of changed) files.set(path, summary);
      graph = updateModules(graph, {
        summaries: [...changed.values()],
        unread: [...unread],
        removed: [...removed],
      });
      const whole = [...files.values()].filter((one) => one !== 'unread');
      const rest = [...files].filter(([, one]) => one === 'unread').map(([path]) => path);
      const fresh = linkModules(whole, settings, rest);
      const context = `step ${step} of seed ${seed}`;
      for (const path of new Set([...fresh.linked.keys(), ...graph.linked.keys()]))
        assert.equal(told(graph, path), told(fresh, path), `${path}, ${context}`);
      if (step % 50 === 0 || step === steps - 1) assert.deepEqual(graph, fresh, context);
    }
  });
});
