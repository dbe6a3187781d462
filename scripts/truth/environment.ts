/** Virtual environments with real Airflow, kept in .cache/truth/<line>; what is in them stands in requirements-<line>.txt. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import wanted from './environments.json';

export type Line = keyof typeof wanted.lines;

/** Oldest first; an object has keys that look like whole numbers before all others. */
export const lines = (Object.keys(wanted.lines) as Line[]).sort((a, b) => Number(a) - Number(b));

export interface Environment {
  readonly line: Line;
  /** `.cache/truth/<line>`. */
  readonly folder: string;
  readonly python: string;
  /** Target version for the model: `3.3`. */
  readonly version: string;
  /** Changes with everything that is installed. */
  readonly lock: string;
}

const here = __dirname;

/** The environment of a line, installed if it is not there yet. `say` reports what takes long. */
export async function prepare(cache: string, line: Line, say: (text: string) => void): Promise<Environment> {
  const folder = path.join(cache, line);
  const venv = path.join(folder, 'venv');
  const python = path.join(venv, 'bin', 'python');
  const requirements = lockFile(line);
  const locked = readFileSync(requirements, 'utf8');
  const version = /^apache-airflow==(\d+\.\d+)/m.exec(locked)?.[1];
  if (!version) throw new Error(`${requirements} has no Airflow`);
  const lock = createHash('sha256').update(locked).digest('hex');
  const stamp = path.join(folder, 'installed');
  const environment = { line, folder, python, version, lock };
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return environment;
  say(`installing Airflow ${line}`);
  rmSync(stamp, { force: true });
  mkdirSync(folder, { recursive: true });
  const uv = tools(cache);
  if (!existsSync(python)) await run(uv, ['venv', '--quiet', '--python', wanted.python, venv]);
  const options = ['--quiet', '--python', python, ...onlyWheels];
  await run(uv, ['pip', 'sync', ...options, requirements]);
  rmSync(path.join(folder, 'home'), { recursive: true, force: true });
  if (line.startsWith('2.')) {
    say(`making a database for Airflow ${line}`);
    await run(path.join(venv, 'bin', 'airflow'), ['db', 'migrate'], settings(environment));
  }
  writeFileSync(stamp, lock);
  return environment;
}

/** Environment variables for a process of real Airflow; nothing of the caller's configuration of Airflow gets in. */
export function settings({ folder }: Pick<Environment, 'folder'>, configuration?: string): NodeJS.ProcessEnv {
  const home = path.join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const empty = path.join(home, 'empty.cfg');
  writeFileSync(empty, '');
  const inherited = Object.entries(process.env).filter(([name]) => !/^(_?AIRFLOW|PYTHON)/.test(name));
  return {
    ...Object.fromEntries(inherited),
    AIRFLOW_HOME: home,
    AIRFLOW_CONFIG: configuration ?? empty,
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__CORE__DAGS_FOLDER: path.join(home, 'dags'),
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: `sqlite:///${path.join(home, 'airflow.db')}`,
    AIRFLOW__SECRETS__BACKEND: 'any_variable.AnyVariable',
    // Without it Airflow 3 looks for the supervisor of a task.
    _AIRFLOW_PROCESS_CONTEXT: 'server',
    // Far above what a file needs, also on a machine that does something else.
    AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT: '90',
    TRUTH_SECONDS: '90',
    // Threads do not live through a fork.
    OPENBLAS_NUM_THREADS: '1',
    OMP_NUM_THREADS: '1',
    PYTHONPATH: path.join(here, 'python'),
    PYTHONPYCACHEPREFIX: path.join(folder, 'bytecode'),
    PYTHONWARNINGS: 'ignore',
    PYTHONUTF8: '1',
  };
}

export function sitePackages({ folder }: Pick<Environment, 'folder'>): string {
  const library = path.join(folder, 'venv', 'lib');
  const name = readdirSync(library).find((one) => one.startsWith('python'));
  return path.join(library, String(name), 'site-packages');
}

/** Resolves anew what is installed for a line: the newest Airflow of it, and the newest of everything else that fits. */
export async function relock(cache: string, line: Line): Promise<void> {
  const of = (lists: object): readonly string[] => (lists as Record<string, string[]>)[line] ?? [];
  const providers = [...wanted.providers, ...of(wanted.providersOf)];
  const input = [
    wanted.lines[line],
    ...providers.map((name) => `apache-airflow-providers-${name}`),
    ...wanted.libraries,
    ...of(wanted.librariesOf),
  ];
  mkdirSync(cache, { recursive: true });
  const inputFile = path.join(cache, `wanted-${line}.in`);
  writeFileSync(inputFile, `${input.join('\n')}\n`);
  const overrides = path.join(cache, 'without.txt');
  writeFileSync(overrides, wanted.without.map((name) => `${name}; sys_platform == 'never'\n`).join(''));
  const options = ['--quiet', '--upgrade', '--no-header', '--no-annotate', '--override', overrides];
  const versions = ['--python-version', wanted.python, ...onlyWheels];
  const output = ['--output-file', lockFile(line), inputFile];
  await run(tools(cache), ['pip', 'compile', ...options, ...versions, ...output]);
}

const onlyWheels = ['--only-binary', ':all:', ...wanted.fromSource.flatMap((name) => ['--no-binary', name])];

function lockFile(line: Line): string {
  return path.join(here, `requirements-${line}.txt`);
}

/** uv, installed once into an environment of its own. */
function tools(cache: string): string {
  const folder = path.join(cache, 'tools');
  const uv = path.join(folder, 'bin', 'uv');
  if (existsSync(uv)) return uv;
  const python = [`python${wanted.python}`, 'python3'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
  if (!python) throw new Error(`Python ${wanted.python} is needed to run real Airflow`);
  for (const parameters of [
    ['-m', 'venv', folder],
    ['-m', 'pip', '--python', path.join(folder, 'bin', 'python'), 'install', '--quiet', `uv==${wanted.uv}`],
  ]) {
    const { status, stderr } = spawnSync(python, parameters, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${python} ${parameters.join(' ')} failed: ${stderr}`);
  }
  return uv;
}

/** Runs a program; rejects with the end of its output when it fails. */
function run(program: string, parameters: readonly string[], env?: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(env ? { env } : {}),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part) => {
        output = (output + part).slice(-4000);
      });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${parameters.slice(0, 3).join(' ')} … failed:\n${output}`));
    });
  });
}
