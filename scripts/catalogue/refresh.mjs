// Regenerates server/src/catalogue/data from the published packages.
//   npm run refresh-catalogue                     everything (about half an hour, most of it measuring)
//   npm run refresh-catalogue -- sources [read]   classes, options and moved names only (a quarter of an hour; `read`:
//                                                 from the packages unpacked last time, two minutes)
//   npm run refresh-catalogue -- modules [ENV…]   import costs, of the named environments of modules.json or all
//   npm run refresh-catalogue -- loads            libraries that libraries and providers import (a quarter of an hour, after modules)
// Needs a package registry, and Python 3.12 on the path or named by CATALOGUE_PYTHON. Packages and environments stay
// in .cache/catalogue.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..');
const CACHE = join(ROOT, '.cache', 'catalogue');
const DATA = join(ROOT, 'server', 'src', 'catalogue', 'data');
const TOOLS = join(CACHE, 'tools');
const PYTHON = join(TOOLS, 'bin', 'python');
const date = new Date().toISOString().slice(0, 10);

/** Runs a program, its output going where ours does; throws when it fails. */
function run(program, parameters, options = {}) {
  const { status, error } = spawnSync(program, parameters, { stdio: 'inherit', ...options });
  if (error || status !== 0) {
    throw new Error(
      `${program} ${parameters.slice(0, 6).join(' ')} … failed: ${error ?? `exit code ${status}`}`,
    );
  }
}

function output(program, parameters) {
  const { stdout, status, error } = spawnSync(program, parameters, { encoding: 'utf8' });
  if (error || status !== 0) {
    throw new Error(`${program} ${parameters.join(' ')} failed: ${error ?? `exit code ${status}`}`);
  }
  return stdout.trim();
}

function readJson(name) {
  return JSON.parse(readFileSync(join(HERE, name), 'utf8'));
}

function uv(...parameters) {
  run(join(TOOLS, 'bin', 'uv'), parameters);
}

function prepareTools() {
  if (!existsSync(join(TOOLS, 'bin', 'uv'))) {
    run('python3', ['-m', 'venv', TOOLS]);
    run(PYTHON, ['-m', 'pip', 'install', '--quiet', 'uv', 'packaging', 'pyyaml']);
  }
}

/** Classes, options and moved names, read from the source of the packages that sources.json names. */
function refreshSources(names) {
  const packages = join(CACHE, 'packages');
  const command = 'npm run refresh-catalogue -- sources';
  const tools = ['--uv', join(TOOLS, 'bin', 'uv')];
  // `read` goes without the registry: for work on the scripts.
  if (!names.includes('read')) {
    run(PYTHON, ['-B', join(HERE, 'unpack_packages.py'), '--cache', packages, ...tools]);
  }
  const where = ['--cache', packages, '--out', DATA, ...tools];
  run(PYTHON, ['-B', join(HERE, 'read_packages.py'), ...where, '--date', date, '--command', command]);
}

/** Installs an environment of modules.json and measures its modules, one JSON line each. */
function measure(name, environment, python) {
  const folder = join(CACHE, 'venvs', name);
  const interpreter = join(folder, 'bin', 'python');
  if (!existsSync(interpreter)) {
    uv('venv', '--quiet', '--python', python, folder);
  }
  uv(
    'pip',
    'install',
    '--quiet',
    '--upgrade',
    '--python',
    interpreter,
    'apache-airflow',
    ...environment.requirements,
  );
  mkdirSync(join(CACHE, 'raw'), { recursive: true });
  const raw = openSync(join(CACHE, 'raw', `${name}.jsonl`), 'w');
  const env = { ...process.env, AIRFLOW_HOME: join(CACHE, 'home') };
  const script = join(HERE, 'measure_imports.py');
  run(interpreter, ['-B', script, ...environment.modules], { stdio: ['ignore', raw, 'inherit'], env });
}

function refreshModules(names) {
  const { python: wanted, environments } = readJson('modules.json');
  const python = process.env.CATALOGUE_PYTHON ?? wanted;
  const unknown = names.filter((name) => !(name in environments));
  if (unknown.length > 0) {
    throw new Error(`modules.json has no environment ${unknown.join(', ')}`);
  }
  const chosen = names.length > 0 ? names : Object.keys(environments);
  for (const name of chosen) {
    measure(name, environments[name], python);
  }
  const interpreter = join(CACHE, 'venvs', chosen[0], 'bin', 'python');
  const airflow = "from importlib.metadata import version; print(version('apache-airflow-core'))";
  const facts = {
    raw: join(CACHE, 'raw'),
    out: join(DATA, 'heavy-modules.json'),
    date,
    command: 'npm run refresh-catalogue -- modules',
    machine: `${cpus().length} × ${cpus()[0].model}, ${process.platform} ${process.arch}`,
    python: output(interpreter, ['-c', 'import platform; print(platform.python_version())']),
    airflow: output(interpreter, ['-c', airflow]),
  };
  const parameters = Object.entries(facts).flatMap(([name, value]) => [`--${name}`, value]);
  run(PYTHON, ['-B', join(HERE, 'write_modules.py'), ...parameters]);
}

/**
 * Which of the measured libraries another library brings along, and which the modules of the providers do, in the
 * environment that has most providers.
 */
function refreshLoads() {
  const measured = JSON.parse(readFileSync(join(DATA, 'heavy-modules.json'), 'utf8'));
  const libraries = measured.modules
    .map((line) => line.split(' '))
    .filter(([name, ms]) => !name.startsWith('airflow.') && Number(ms) >= 50)
    .map(([name]) => name);
  const raw = join(CACHE, 'raw');
  mkdirSync(raw, { recursive: true });
  const env = { ...process.env, AIRFLOW_HOME: join(CACHE, 'home') };
  for (const name of Object.keys(readJson('modules.json').environments)) {
    const interpreter = join(CACHE, 'venvs', name, 'bin', 'python');
    const stdio = ['ignore', openSync(join(raw, `loads-${name}.txt`), 'w'), 'inherit'];
    const which = name === 'cloud' ? [] : ['--only-libraries'];
    run(interpreter, ['-B', join(HERE, 'measure_loads.py'), ...which, ...libraries], { stdio, env });
  }
  const facts = {
    raw,
    out: join(DATA, 'loaded-libraries.json'),
    date,
    command: 'npm run refresh-catalogue -- loads',
    airflow: measured.provenance.airflow,
  };
  const parameters = Object.entries(facts).flatMap(([name, value]) => [`--${name}`, value]);
  run(PYTHON, ['-B', join(HERE, 'write_loads.py'), ...parameters]);
}

const [what = 'all', ...names] = process.argv.slice(2);
if (!['all', 'sources', 'modules', 'loads'].includes(what)) {
  console.error('usage: npm run refresh-catalogue [-- sources [read] | modules [ENVIRONMENT…] | loads]');
  process.exit(2);
}
try {
  prepareTools();
  if (what === 'all' || what === 'sources') refreshSources(names);
  if (what === 'all' || what === 'modules') refreshModules(names);
  if (what === 'all' || what === 'loads') refreshLoads();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
