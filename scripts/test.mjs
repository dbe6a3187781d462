// `npm test`: everything, from a clean clone. `-- --unit` leaves packages and the real editor out; `-- FILE…` and
// `-- --grep TEXT` run those unit tests only.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installDependencies, root } from './install.mjs';
import { ensureBrowser, ensureCompiler, nodeHeaders, serverRunsHere, setUpEditor } from './vscode/setup.mjs';

const started = Date.now();
const cache = path.join(root, '.cache');
/** Nothing takes this long, except a process that hangs. Milliseconds. */
const longest = 15 * 60_000;
const onWindows = process.platform === 'win32';

/** Name → counts. A part that fails without a failed test of its own counts as one failure. */
const results = [];
const running = new Set();

process.on('exit', () => {
  for (const child of running) endGroup(child, 'SIGTERM');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

function endGroup(child, signal) {
  try {
    if (onWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function say(text) {
  console.log(`\n── ${text}`);
}

/** Runs a program in a process group of its own, its output passed through; resolves with whether it ended well. */
function runs(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      detached: !onWindows,
      shell: onWindows,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    running.add(child);
    const timers = [
      setTimeout(() => {
        console.log(`Stopped after ${longest / 60_000} minutes: ${command} ${args.join(' ')}`);
        endGroup(child, 'SIGTERM');
      }, longest),
      setTimeout(() => endGroup(child, 'SIGKILL'), longest + 10_000),
    ];
    const ended = (ok) => {
      for (const timer of timers) clearTimeout(timer);
      running.delete(child);
      resolve(ok);
    };
    child.on('error', (error) => {
      console.log(error.message);
      ended(false);
    });
    child.on('exit', (code) => ended(code === 0));
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

/** A part that cannot run on this system; it is counted, and says why. */
function skipped(name, reason) {
  say(`${name}: skipped, ${reason}`);
  results.push({ name, passed: 0, failed: 0, skipped: 1 });
}

/** The suite runs on both parsers, so the native one has to load; where its prebuilt binary does not, it is compiled. */
async function ensureNativeParser() {
  const loads = () =>
    spawnSync(process.execPath, ['-e', "require('tree-sitter')"], { cwd: root }).status === 0;
  if (loads()) return;
  say('Compiling the native parser: its prebuilt binary does not load on this system');
  ensureCompiler();
  const headers = nodeHeaders();
  const env = { npm_config_ignore_scripts: 'false', ...(headers ? { npm_config_nodedir: headers } : {}) };
  await runs('npm', ['rebuild', 'tree-sitter', '--loglevel=error'], env);
  if (!loads())
    throw new Error('The native parser does not load and could not be compiled; see the messages above');
}

const bin = (name) => path.join(root, 'node_modules/.bin', name);
const mocha = (name, args) =>
  tests(name, bin('mocha'), ['--reporter', path.join(root, 'test/reporter.cjs'), ...args]);
/** These files and no others: the configuration of mocha would add its own. */
const only = (files) => ['--no-config', '--require', 'tsx', '--timeout', '60000', ...files];
const node = (name, ...args) => tests(name, process.execPath, args);

async function checkSource() {
  await whole('Lint and format', bin('biome'), ['ci', '--error-on-warnings', '.']);
  await whole('Types', bin('tsc'), ['--noEmit']);
  await whole('Types of the panel', bin('tsc'), ['--noEmit', '-p', 'client/view']);
  await mocha('Unit tests', []);
}

async function testPackages() {
  await whole('Package', process.execPath, ['scripts/package.mjs']);
  await mocha('What the packages hold', only(['test/package/*.test.ts']));
}

async function testInEditor() {
  if (serverRunsHere) {
    setUpEditor();
    ensureBrowser();
  }
  await node('VS Code, development', 'test/e2e/run.mjs', 'development');
  await node('VS Code, installed package', 'test/e2e/run.mjs', 'package');
  const inServer = [
    ['VS Code, restricted mode', 'test/e2e/run.mjs', 'restricted'],
    ['VS Code, by eye', 'test/e2e/ui/run.mjs'],
  ];
  for (const [name, ...args] of inServer) {
    if (serverRunsHere) await node(name, ...args);
    else skipped(name, 'since npm has a VS Code server for Linux on x64 only');
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    options: { unit: { type: 'boolean' }, grep: { type: 'string' } },
    allowPositionals: true,
  });
  installDependencies();
  mkdirSync(cache, { recursive: true });
  await ensureNativeParser();
  const grep = values.grep === undefined ? [] : ['--grep', values.grep];
  if (positionals.length > 0) await mocha('Unit tests', [...only(positionals), ...grep]);
  else if (grep.length > 0) await mocha('Unit tests', grep);
  else {
    await checkSource();
    if (!values.unit) {
      await testPackages();
      await testInEditor();
    }
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
