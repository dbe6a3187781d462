/** Asks real Airflow about the files of cases; answers are kept, by everything that they depend on. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Case } from './corpus.ts';
import { type Environment, settings } from './environment.ts';
import type { RealFile } from './facts.ts';

export interface Answers {
  /** `2.11.2`. */
  readonly airflow: string;
  readonly python: string;
  /** By name of the case, then by file. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, RealFile>>;
}

interface Hello {
  readonly airflow: string;
  readonly python: string;
}

interface Question {
  readonly one: Case;
  readonly file: string;
  readonly key: string;
}

const scripts = path.join(__dirname, 'python');

/** What real Airflow says of every file of the cases. `say` gets the number of files that have to be parsed. */
export async function askAirflow(
  environment: Environment,
  cases: readonly Case[],
  say: (text: string) => void,
): Promise<Answers> {
  const store = path.join(environment.folder, 'answers');
  mkdirSync(store, { recursive: true });
  const questions = cases.flatMap((one) => questionsOf(one, environment));
  const open = questions.filter(({ key }) => !existsSync(path.join(store, key)));
  if (open.length > 0) say(`Airflow ${environment.line} parses ${open.length} files`);
  for (const [configuration, group] of byConfiguration(open)) {
    await parse(environment, configuration, group, (key, answer) =>
      writeFileSync(path.join(store, key), JSON.stringify(answer)),
    );
  }
  const files = new Map<string, Map<string, RealFile>>();
  for (const { one, file, key } of questions) {
    const ofCase = files.get(one.name) ?? new Map<string, RealFile>();
    files.set(one.name, ofCase);
    ofCase.set(file, JSON.parse(readFileSync(path.join(store, key), 'utf8')));
  }
  return { ...(await hello(environment)), files };
}

function questionsOf(one: Case, environment: Environment): Question[] {
  const hash = createHash('sha256')
    .update(environment.lock)
    .update(JSON.stringify([one.name, one.path]));
  for (const folder of [scripts, one.folder]) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.pyc')) continue;
      const file = path.join(entry.parentPath, entry.name);
      hash.update(path.relative(folder, file)).update(readFileSync(file));
    }
  }
  const key = hash.digest('hex');
  const questionKey = (file: string) => createHash('sha256').update(key).update(file).digest('hex');
  return one.files.map((file) => ({ one, file, key: `${questionKey(file).slice(0, 40)}.json` }));
}

/** By the airflow.cfg of the case: Airflow reads it once per process. Cases with the same text share one. */
function byConfiguration(questions: readonly Question[]): Iterable<[string | undefined, Question[]]> {
  const groups = new Map<string, [string | undefined, Question[]]>();
  for (const question of questions) {
    const own = path.join(question.one.folder, 'airflow.cfg');
    const text = existsSync(own) ? readFileSync(own, 'utf8') : undefined;
    const key = JSON.stringify(text ?? null);
    const group = groups.get(key) ?? [text === undefined ? undefined : own, []];
    groups.set(key, group);
    group[1].push(question);
  }
  return groups.values();
}

async function parse(
  environment: Environment,
  configuration: string | undefined,
  questions: readonly Question[],
  keep: (key: string, answer: RealFile) => void,
): Promise<void> {
  // What a file loads is seen where nothing is loaded beforehand.
  const isWarm = questions.length > 10 && !questions.some(({ one }) => one.kind === 'fix');
  const worker = start(environment, configuration, isWarm);
  const answers = linesOf(worker);
  await answers.next();
  for (const [id, { one, file, key }] of questions.entries()) {
    const request = {
      id,
      file: path.join(one.folder, file),
      roots: [one.folder],
      path: one.path.map((folder) => path.join(one.folder, folder)),
      ...(one.kind === 'fix' ? { effects: true } : {}),
    };
    worker.process.stdin.write(`${JSON.stringify(request)}\n`);
    const { value } = await answers.next();
    if (!value) throw new Error(`Airflow ${environment.line} stopped at ${file}:\n${worker.errors()}`);
    keep(key, relativeTo(one.folder, JSON.parse(value)));
  }
  worker.process.stdin.end();
}

/** The version of Airflow; the process says it before it reads anything. */
async function hello(environment: Environment): Promise<Hello> {
  const store = path.join(environment.folder, 'hello.json');
  if (existsSync(store)) {
    const kept = JSON.parse(readFileSync(store, 'utf8'));
    if (kept.lock === environment.lock) return kept;
  }
  const worker = start(environment, undefined, false);
  const { value } = await linesOf(worker).next();
  worker.process.stdin.end();
  if (!value) throw new Error(`Airflow ${environment.line} does not start:\n${worker.errors()}`);
  const found: Hello = { ...JSON.parse(value), lock: environment.lock };
  writeFileSync(store, JSON.stringify(found));
  return found;
}

interface Worker {
  readonly process: ChildProcessWithoutNullStreams;
  errors(): string;
}

function start(environment: Environment, configuration: string | undefined, isForMany: boolean): Worker {
  const process = spawn(environment.python, [path.join(scripts, 'worker.py')], {
    env: { ...settings(environment, configuration), ...(isForMany ? { TRUTH_WARM: '1' } : {}) },
    cwd: environment.folder,
  });
  let errors = '';
  process.stderr.on('data', (part) => {
    errors = (errors + part).slice(-4000);
  });
  return { process, errors: () => errors };
}

function linesOf(worker: Worker): AsyncIterator<string> {
  return createInterface({ input: worker.process.stdout })[Symbol.asyncIterator]();
}

/** Files of functions and imports relative to the folder of the case, as the model names them. */
function relativeTo(folder: string, answer: RealFile): RealFile {
  if (answer.status !== 'ok') return answer;
  const relative = <T extends { readonly file: string }>(one: T): T => ({
    ...one,
    file: path.relative(folder, one.file).replaceAll('\\', '/'),
  });
  return { ...answer, functions: answer.functions.map(relative), imports: answer.imports.map(relative) };
}
