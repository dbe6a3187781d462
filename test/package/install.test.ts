/** The npm package, installed the way people do, and its command run. Needs `npm run package`, which builds it. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../corpus.ts';

describe('the npm package, installed', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dagperf-npm-'));
  const npm = (cwd: string, args: readonly string[]): string =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe', shell: process.platform === 'win32' });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('checks a project without a native parser and without the network', () => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    npm(root, ['pack', '--ignore-scripts', '--pack-destination', folder]);
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
    const how = ['--offline', '--omit=optional', '--no-audit', '--no-fund'];
    npm(folder, ['install', ...how, path.join(folder, `dagperf-${version}.tgz`)]);
    assert.ok(!existsSync(path.join(folder, 'node_modules/tree-sitter')));
    cpSync(path.join(root, 'test/e2e/workspace'), path.join(folder, 'project'), { recursive: true });
    const command = path.join(folder, 'node_modules/.bin/dagperf');
    const checked = spawnSync(command, ['check', 'project', '--format', 'json'], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    assert.equal(checked.status, 1, checked.stderr);
    const report = JSON.parse(checked.stdout);
    assert.deepEqual(report.failures, []);
    assert.equal(report.summary.dags, 2);
    assert.ok(report.findings.some((one: { rule: string }) => one.rule === 'heavy-import-at-parse'));
  });
});
