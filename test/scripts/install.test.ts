/** What the scripts of this repository do before anything else: install what is missing. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import manifest from '../../package.json';
import { root } from '../corpus.ts';

const locked = {
  packages: {
    '': { name: 'dagperf' },
    'node_modules/here': { version: '1.2.3' },
    'node_modules/elsewhere': { version: '1.0.0', optional: true },
  },
};
const here = { packages: { 'node_modules/here': { version: '1.2.3' } } };

describe('installing what is missing', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'dagperf-install-'));
    mkdirSync(path.join(copy, 'scripts'));
    cpSync(path.join(root, 'scripts/install.mjs'), path.join(copy, 'scripts/install.mjs'));
    writeFileSync(path.join(copy, 'package-lock.json'), JSON.stringify(locked));
    // An npm that only says that it was asked.
    mkdirSync(path.join(copy, 'bin'));
    writeFileSync(path.join(copy, 'bin/npm'), '#!/bin/sh\ntouch asked\n');
    writeFileSync(path.join(copy, 'bin/npm.cmd'), 'type nul > asked\r\n');
    chmodSync(path.join(copy, 'bin/npm'), 0o755);
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  function asksNpm(): boolean {
    const PATH = `${path.join(copy, 'bin')}${path.delimiter}${process.env.PATH}`;
    const { status, stderr } = spawnSync(process.execPath, ['scripts/install.mjs'], {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, PATH },
    });
    assert.equal(status, 0, stderr);
    return existsSync(path.join(copy, 'asked'));
  }

  function install(packages: object, folder = 'node_modules'): void {
    mkdirSync(path.join(copy, folder));
    writeFileSync(path.join(copy, folder, '.package-lock.json'), JSON.stringify(packages));
  }

  it('asks npm in a fresh clone', () => assert.ok(asksNpm()));

  it('asks npm when another version is there', () => {
    install({ packages: { 'node_modules/here': { version: '1.2.2' } } });
    assert.ok(asksNpm());
  });

  it('leaves what is there alone, also where packages for other systems are missing', () => {
    install(here);
    assert.ok(!asksNpm());
  });

  it('never installs into a folder that is a link: it belongs to another checkout', () => {
    install({ packages: {} }, 'elsewhere');
    symlinkSync(path.join(copy, 'elsewhere'), path.join(copy, 'node_modules'), 'junction');
    assert.ok(!asksNpm());
  });

  it('comes before every command that a newcomer may try first', () => {
    for (const name of ['build', 'package', 'bench', 'generate', 'new-rule', 'format'] as const)
      assert.match(manifest.scripts[name], /^node scripts\/install\.mjs && /, name);
  });
});
