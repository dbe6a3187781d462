// Bundles the extension, the language server, the command and the panel's page into dist/; `--production` minifies them,
// `--tests` bundles the editor's tests into dist-test/ instead.
import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** `production` minifies and leaves source maps out; `outdir` is an absolute path or relative to the repository. */
export async function build({ production = false, outdir = 'dist' } = {}) {
  // Loaded late: the demo imports this file before dependencies are installed.
  const esbuild = await import('esbuild');
  const dist = path.resolve(root, outdir);
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const shared = {
    absWorkingDir: root,
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    logLevel: 'warning',
  };
  const node = {
    ...shared,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['vscode', 'tree-sitter', 'tree-sitter-python'],
    // Its ES module looks for itself through import.meta.url, which a CommonJS bundle does not have.
    alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
  };
  await Promise.all([
    esbuild.build({
      ...node,
      entryPoints: ['client/src/extension.ts'],
      outfile: path.join(dist, 'extension.js'),
    }),
    esbuild.build({
      ...node,
      entryPoints: ['server/src/lsp/main.ts'],
      outfile: path.join(dist, 'server.js'),
    }),
    esbuild.build({
      ...node,
      entryPoints: ['server/src/cli/main.ts'],
      outfile: path.join(dist, 'cli.js'),
      banner: { js: '#!/usr/bin/env node' },
    }),
    esbuild.build({
      ...shared,
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
      entryPoints: ['client/view/report.ts'],
      outfile: path.join(dist, 'report.js'),
    }),
    copyFile(
      require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
      path.join(dist, 'web-tree-sitter.wasm'),
    ),
    copyFile(
      require.resolve('tree-sitter-python/tree-sitter-python.wasm'),
      path.join(dist, 'tree-sitter-python.wasm'),
    ),
  ]);
  await chmod(path.join(dist, 'cli.js'), 0o755);
}

/** Bundles the suites that run inside the editor; gives back the path of the file that the editor loads. */
export async function buildEditorTests() {
  const esbuild = await import('esbuild');
  const outfile = path.join(root, 'dist-test/e2e/index.js');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/e2e/suite/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--tests')) await buildEditorTests();
  else await build({ production: process.argv.includes('--production') });
}
