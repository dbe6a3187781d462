/** The command where the native parser does not load, as on a system with an older C++ library. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../corpus.ts';
import { bundle, dagperf, folderOf, removeFolders } from './command.ts';

const require = createRequire(__filename);

after(removeFolders);

/** The command in a folder where `require('tree-sitter')` throws, or finds nothing. */
async function installed(binding?: string): Promise<string> {
  const folder = folderOf({});
  const script = path.join(folder, 'cli.cjs');
  copyFileSync(await bundle(), script);
  for (const name of ['web-tree-sitter', 'tree-sitter-python'])
    copyFileSync(require.resolve(`${name}/${name}.wasm`), path.join(folder, `${name}.wasm`));
  if (binding !== undefined) {
    mkdirSync(path.join(folder, 'node_modules/tree-sitter'), { recursive: true });
    writeFileSync(path.join(folder, 'node_modules/tree-sitter/index.js'), binding);
  }
  return script;
}

describe('dagperf without the native parser', () => {
  const bindings: readonly (readonly [name: string, binding: string | undefined])[] = [
    ['is not installed', undefined],
    ['does not load', 'throw new Error("version `GLIBCXX_3.4.31\' not found")'],
    [
      'loads, but takes no grammar',
      'module.exports = class { setLanguage() { throw new TypeError("Invalid"); } };',
    ],
  ];
  for (const [name, binding] of bindings) {
    it(`finds the same where it ${name}`, async () => {
      const script = await installed(binding);
      const given = ['check', 'examples', '--format', 'json'];
      const native = await dagperf(root, given);
      const wasm = await dagperf(root, given, { script });
      assert.deepEqual(wasm, native);
    });
  }
});
