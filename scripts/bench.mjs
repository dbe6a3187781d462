// Bundles scripts/bench.ts as the product is bundled, and runs it: unbundled modules are several times slower.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { benchCatalogue } from './bench-catalogue.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = path.join(root, 'node_modules/.cache/dagperf-bench.cjs');
await build({
  entryPoints: [path.join(root, 'scripts/bench.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // The package's CommonJS variant; its ES module cannot run inside a CommonJS bundle.
  alias: { 'web-tree-sitter': createRequire(import.meta.url).resolve('web-tree-sitter') },
  external: ['tree-sitter', 'tree-sitter-python'],
  logLevel: 'error',
});
const nodeOptions = process.env.DAGPERF_PROFILE
  ? ['--cpu-prof', `--cpu-prof-dir=${process.env.DAGPERF_PROFILE}`]
  : [];
const { status } = spawnSync(process.execPath, [...nodeOptions, outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
if (status === 0) await benchCatalogue();
process.exit(status ?? 1);
