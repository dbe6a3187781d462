/** A rule from nothing, in a copy of the repository: started, generated, its specification run, and removed again. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nameProblem } from '../../scripts/new-rule/names.ts';
import { root } from '../corpus.ts';

const copied = [
  'server',
  'scripts',
  'docs',
  'schemas',
  'test/rules',
  'test/rules.test.ts',
  'test/markdown.ts',
];
const alone = ['test/corpus.ts', 'package.json', 'tsconfig.json', 'README.md'];

describe('new-rule', () => {
  let copy: string;
  before(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'dagperf-new-rule-'));
    for (const name of [...copied, ...alone]) {
      const from = path.join(root, name);
      if (existsSync(from)) cpSync(from, path.join(copy, name), { recursive: true });
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  function run(...command: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: copy, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }
  const newRule = (name: string) => run('--import', 'tsx', 'scripts/new-rule.ts', name);
  const generate = (...given: string[]) => run('--import', 'tsx', 'scripts/generate.ts', ...given);
  const texts = () =>
    new Map(
      readdirSync(copy, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => [path.relative(copy, file), readFileSync(file, 'utf8')] as const),
    );

  it('writes a rule whose specification passes, and leaves nothing behind when it is deleted', () => {
    assert.equal(generate().status, 0);
    const before = texts();
    const started = newRule('waiting/slow-thing');
    assert.equal(started.status, 0, started.output);
    const written = [...texts()].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
    const byHand = written.filter((file) => !/^docs\/rules\/|\.generated\.ts$|^schemas\/|^README/.test(file));
    assert.deepEqual(byHand.sort(), ['server/src/rules/waiting/slow-thing.ts', 'test/rules/slow-thing.md']);
    assert.ok(written.includes('docs/rules/slow-thing.md'));

    const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
    const specification = run(
      ...[mocha, '--no-config', '--require', 'tsx', 'test/rules.test.ts', '--grep', 'slow-thing'],
    );
    assert.equal(specification.status, 0, specification.output);
    assert.match(specification.output, /3 passing/);
    assert.equal(generate('--check').status, 0);

    rmSync(path.join(copy, 'server/src/rules/waiting/slow-thing.ts'));
    rmSync(path.join(copy, 'test/rules/slow-thing.md'));
    const stale = generate('--check');
    assert.equal(stale.status, 1);
    assert.match(stale.output, /index\.generated\.ts is out of date\n.*Run: npm run generate/s);
    const removed = generate();
    assert.equal(removed.status, 0, removed.output);
    assert.match(removed.output, /removed docs\/rules\/slow-thing\.md/);
    assert.deepEqual(texts(), before);
  }).timeout(120_000);

  it('names a stale page and the command, and ends with 1', () => {
    rmSync(path.join(copy, 'docs/rules/unused-ignore.md'));
    const { status, output } = generate('--check');
    assert.equal(status, 1);
    assert.match(output, /docs\/rules\/unused-ignore\.md is missing\n.*Run: npm run generate/s);
    assert.equal(generate().status, 0);
  });

  for (const [name, problem] of [
    ['nowhere/slow-thing', /there is no category "nowhere"; there are parse-time, /],
    ['waiting/sensor-poke-long-wait', /there is a rule sensor-poke-long-wait already/],
    ['waiting/unused-ignore', /a finding of the engine itself/],
    ['slow-thing', /usage: npm run new-rule/],
  ] as const) {
    it(`refuses ${name} and writes nothing`, () => {
      const before = texts();
      const { status, output } = newRule(name);
      assert.equal(status, 2);
      assert.match(output, problem);
      assert.deepEqual(texts(), before);
    });
  }

  it('takes names that say the problem, and no others', () => {
    for (const good of ['sensor-poke-long-wait', 'xcom-returns-dataframe', 'top-level-http-2-call']) {
      assert.equal(nameProblem(good), undefined, good);
    }
    for (const bad of [
      'use-reschedule',
      'no-poke',
      'avoid-pandas',
      'prefer-taskflow',
      'Slow-Thing',
      'slow',
      'a--b',
    ]) {
      assert.ok(nameProblem(bad), bad);
    }
  });
});
