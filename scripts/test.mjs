// `npm test`: everything, from a clean clone. `-- --unit` leaves the real editor out, `-- --grep TEXT` runs matching unit tests.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installDependencies, root } from './install.mjs';

const started = Date.now();
const cache = path.join(root, '.cache');
const given = process.argv.slice(2);
const unitOnly = given.includes('--unit') || given.includes('--grep');

/** Name → counts. A part that fails without a failed test of its own counts as one failure. */
const results = [];

function say(text) {
  console.log(`\n── ${text}`);
}

/** Runs a program, its output passed through; resolves with whether it ended well. */
function runs(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}

/** One check that passes or fails as a whole. */
async function whole(name, command, args) {
  say(name);
  const ok = await runs(command, args);
  results.push({ name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
}

/** A run of tests that writes a line of JSON for each test. */
async function tests(name, command, args, env = {}) {
  say(name);
  const file = path.join(cache, `results-${results.length}.jsonl`);
  rmSync(file, { force: true });
  const ok = await runs(command, args, { ...env, DAGPERF_RESULTS: file });
  const lines = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
  const count = (state) => lines.filter((line) => line.state === state).length;
  for (const line of lines.filter((one) => one.state === 'failed'))
    console.log(`FAILED ${line.title}\n${line.error}`);
  const failed =
    count('failed') + (!ok && count('failed') === 0 ? 1 : 0) + (ok && lines.length === 0 ? 1 : 0);
  console.log(`${name}: ${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`);
  results.push({ name, passed: count('passed'), failed, skipped: count('skipped') });
}

/** The suite runs on both parsers, so the native one has to load; where its prebuilt binary does not, it is compiled. */
async function ensureNativeParser() {
  const loads = () =>
    spawnSync(process.execPath, ['-e', "require('tree-sitter')"], { cwd: root }).status === 0;
  if (loads()) return;
  say('Compiling the native parser: its prebuilt binary does not load on this system');
  const { ensureCompiler, nodeHeaders } = await import('./vscode/setup.mjs');
  ensureCompiler();
  const headers = nodeHeaders();
  const env = { npm_config_ignore_scripts: 'false', ...(headers ? { npm_config_nodedir: headers } : {}) };
  await runs('npm', ['rebuild', 'tree-sitter', '--loglevel=error'], env);
  if (!loads())
    throw new Error('The native parser does not load and could not be compiled; see the messages above');
}

async function main() {
  installDependencies();
  mkdirSync(cache, { recursive: true });
  await ensureNativeParser();
  const bin = (name) => path.join(root, 'node_modules/.bin', name);
  if (!given.includes('--grep')) {
    await whole('Lint and format', bin('biome'), ['ci', '--error-on-warnings', '.']);
    await whole('Types', bin('tsc'), ['--noEmit']);
    await whole('Types of the panel', bin('tsc'), ['--noEmit', '-p', 'client/view']);
  }
  const grep = given.includes('--grep') ? ['--grep', given[given.indexOf('--grep') + 1] ?? ''] : [];
  const reporter = path.join(root, 'test/reporter.cjs');
  await tests('Unit tests', bin('mocha'), ['--reporter', reporter, ...grep]);
  if (!unitOnly) {
    const { ensureBrowser, setUpEditor } = await import('./vscode/setup.mjs');
    if (process.platform === 'linux' && !process.env.VSCODE_EXECUTABLE) setUpEditor();
    ensureBrowser();
    await whole('Package', process.execPath, ['scripts/package.mjs']);
    const packaged = ['--no-config', '--require', 'tsx', '--timeout', '60000', 'test/package/*.test.ts'];
    await tests('What the package holds', bin('mocha'), [...packaged, '--reporter', reporter]);
    await tests('VS Code, installed package', process.execPath, ['test/e2e/run.mjs', 'package']);
    await tests('VS Code, development', process.execPath, ['test/e2e/run.mjs', 'development']);
    await tests('VS Code, restricted mode', process.execPath, ['test/e2e/run.mjs', 'restricted']);
    await tests('VS Code, by eye', process.execPath, ['test/e2e/ui/run.mjs']);
  }
  report();
}

function report() {
  const sum = (state) => results.reduce((total, one) => total + one[state], 0);
  const width = Math.max(...results.map((one) => one.name.length));
  say(`${Math.round((Date.now() - started) / 1000)} s`);
  for (const { name, passed, failed, skipped } of results) {
    console.log(`${name.padEnd(width)}  ${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  results.push({ name: 'Set-up', passed: 0, failed: 1, skipped: 0 });
  report();
}
