/** What ships: the .vsix made by `npm run package`, and the npm package. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../corpus.ts';

const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<
  string,
  string
>;
const vsix = path.join(root, `${name}-${version}.vsix`);
const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'];

/** Names of the files in a zip archive, from its central directory (PKWARE APPNOTE 4.3.12). */
function namesIn(archive: Buffer): string[] {
  const names: string[] = [];
  const signature = 0x02014b50;
  for (let at = archive.length - 22; at >= 0; at--) {
    if (archive.readUInt32LE(at) !== 0x06054b50) continue;
    let entry = archive.readUInt32LE(at + 16);
    while (archive.readUInt32LE(entry) === signature) {
      const length = archive.readUInt16LE(entry + 28);
      names.push(archive.toString('utf8', entry + 46, entry + 46 + length));
      entry += 46 + length + archive.readUInt16LE(entry + 30) + archive.readUInt16LE(entry + 32);
    }
    break;
  }
  return names;
}

describe('the .vsix', () => {
  let files: string[];
  before(() => {
    files = namesIn(readFileSync(vsix))
      .filter((file) => file.startsWith('extension/'))
      .map((file) => file.slice('extension/'.length));
  });

  it('is below 5 MB', () => {
    assert.ok(statSync(vsix).size < 5 * 1024 * 1024, `${statSync(vsix).size} bytes`);
  });

  it('has the bundles, both wasm files and the texts', () => {
    const needed = [
      'extension.js',
      'server.js',
      'report.js',
      'report.css',
      'web-tree-sitter.wasm',
      'tree-sitter-python.wasm',
    ];
    for (const file of needed) assert.ok(files.includes(`dist/${file}`), file);
    for (const file of ['package.json', 'package.nls.json', 'readme.md', 'changelog.md', 'LICENSE.txt']) {
      assert.ok(files.includes(file), `${file} in ${files.join(' ')}`);
    }
  });

  it('has the native parser and its grammar for six platforms', () => {
    for (const platform of platforms) {
      for (const module of ['tree-sitter', 'tree-sitter-python']) {
        assert.ok(
          files.includes(`node_modules/${module}/prebuilds/${platform}/${module}.node`),
          `${module} ${platform}`,
        );
      }
    }
  });

  it('has no source, no tests, no maps and nothing compiled on this machine', () => {
    const unwanted = /(^|\/)(build|src|test|tests|scripts|examples|\.cache|docs)\/|\.(ts|map|cc|h|gyp)$/;
    const allowed = 'node_modules/tree-sitter-python/src/node-types.json';
    assert.deepEqual(
      files.filter((file) => unwanted.test(file) && file !== allowed),
      [],
    );
  });

  it('ships every file that the manifest names', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const { grammars = [], languages = [] } = manifest.contributes;
    const named = [
      manifest.main,
      ...grammars.map((one: { path: string }) => one.path),
      ...languages.flatMap((one: { configuration?: string }) => one.configuration ?? []),
    ];
    for (const file of named) assert.ok(files.includes(file.replace(/^\.\//, '')), file);
  });
});

describe('the npm package', () => {
  it('has the command, the wasm parser and the schemas, and nothing of the extension', () => {
    const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
    });
    const [packed] = JSON.parse(output.slice(output.indexOf('['))) as { files: { path: string }[] }[];
    const files = (packed as { files: { path: string }[] }).files.map((file) => file.path);
    for (const file of [
      'dist/cli.js',
      'dist/web-tree-sitter.wasm',
      'dist/tree-sitter-python.wasm',
      'schemas/report.schema.json',
    ]) {
      assert.ok(files.includes(file), `${file} in ${files.join(' ')}`);
    }
    assert.deepEqual(
      files.filter((file) =>
        /^(client|server|test|scripts|examples|\.cache)\/|\.vsix$|dist\/(extension|server|report)/.test(file),
      ),
      [],
    );
  });
});
