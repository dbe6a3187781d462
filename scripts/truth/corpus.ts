/** What real Airflow and the model are asked about: the DAG files that ship with the packages, the example project, the fixtures. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Environment, sitePackages } from './environment.ts';
import { fixturesOf, type SourceFile } from './fixtures.ts';

/** A folder that is a project of its own, on both sides. */
export interface Case {
  /** `shipped`, `examples`, or the name of a fixture or of a rule whose fix is tried. */
  readonly name: string;
  readonly kind: 'shipped' | 'examples' | 'fixture' | 'fix';
  /** Absolute. */
  readonly folder: string;
  /** Relative to the folder: the files that Airflow would parse. */
  readonly files: readonly string[];
  /** Relative to the folder: what Airflow and a deployment add to `sys.path`. */
  readonly path: readonly string[];
}

/** Writes the corpus of a version below its cache folder and returns it. */
export function writeCorpus(root: string, environment: Environment): Case[] {
  const base = path.join(environment.folder, 'corpus');
  rmSync(base, { recursive: true, force: true });
  const write = (kind: Case['kind'], name: string, folder: string, files: readonly SourceFile[]) =>
    writeCase({ kind, name, folder: path.join(base, folder) }, files, environment.version);
  return [
    ...shipped(base, environment),
    ...write('examples', 'examples', 'examples', below(path.join(root, 'examples'))),
    ...fixturePages(root).flatMap((page) =>
      fixturesOf(page, readFileSync(path.join(root, page), 'utf8'))
        .filter((fixture) => !fixture.major || environment.line.startsWith(fixture.major))
        .flatMap((fixture) => write('fixture', fixture.name, slug(fixture.name), fixture.files)),
    ),
  ];
}

function slug(name: string): string {
  return path.posix.join('fixtures', name.replace(/[^\w.-]+/g, '-').replace('test-', ''));
}

function fixturePages(root: string): string[] {
  return readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `test/${file.replaceAll('\\', '/')}`)
    .sort();
}

/** Files below a folder that is small and all text. */
function below(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: path.relative(folder, file).replaceAll('\\', '/'),
      text: readFileSync(file, 'utf8'),
    }));
}

/**
 * Configuration is the same on both sides: airflow.cfg at the root goes to both, everything else that would configure a
 * deployment (compose, .env, Dockerfile, Helm values, requirements, settings of dagperf) to neither.
 */
function isShared(file: SourceFile): boolean {
  const name = path.posix.basename(file.path);
  if (name === 'airflow.cfg') return file.path === 'airflow.cfg';
  if (name === '.airflowignore') return true;
  return /\.(py|json|csv|sql|txt|md|ya?ml)$/.test(name)
    ? !/^(.*compose.*|values.*|airflow_settings)\.ya?ml$|^(requirements|constraints|packages).*\.txt$/.test(
        name,
      )
    : false;
}

/** Writes a case into its folder, as far as both sides read it; none where no file is a DAG file. */
export function writeCase(
  one: Pick<Case, 'kind' | 'name' | 'folder'>,
  given: readonly SourceFile[],
  version: string,
): Case[] {
  const files = given.filter(isShared);
  for (const file of files) {
    const target = path.join(one.folder, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.text);
  }
  const parsed = files.filter((file) => mightContainDag(file)).map((file) => file.path);
  if (parsed.length === 0) return [];
  declareVersion(one.folder, version);
  const folders = new Set(files.map((file) => file.path.split('/', 1)[0] as string));
  const dags = folders.has('dags') ? 'dags' : path.posix.dirname(parsed[0] as string);
  return [{ ...one, files: parsed, path: [...new Set([dags, 'plugins', '.'])] }];
}

/** As Airflow's safe mode: files without both words are helpers, and no DAG files. */
function mightContainDag({ path: file, text }: SourceFile): boolean {
  return file.endsWith('.py') && /dag/i.test(text) && /airflow/i.test(text) && !isPlugin(file);
}

function isPlugin(file: string): boolean {
  return file.startsWith('plugins/');
}

/** The model's target version; this also makes the folder a project of its own. */
function declareVersion(folder: string, version: string): void {
  writeFileSync(path.join(folder, 'dagperf.toml'), `airflow-version = "${version}"\n`);
}

/** Copies of the folders of example DAGs of all installed packages, with their paths below site-packages. */
function shipped(base: string, environment: Environment): Case[] {
  const packages = sitePackages(environment);
  const folders = exampleFolders(path.join(packages, 'airflow'), packages);
  return folders.map((relative) => {
    const folder = path.join(base, 'shipped', relative.replaceAll('/', '.'));
    const target = path.join(folder, relative);
    const isSource = (file: string) => !file.includes('__pycache__');
    cpSync(path.join(packages, relative), target, { recursive: true, filter: isSource });
    declareVersion(folder, environment.version);
    const files = below(target)
      .map((file) => ({ ...file, path: `${relative}/${file.path}` }))
      .filter((file) => mightContainDag(file) && !file.path.includes('/plugins/'))
      .map((file) => file.path);
    return { name: relative, kind: 'shipped', folder, files, path: [relative] };
  });
}

function exampleFolders(folder: string, packages: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== '__pycache__')
    .flatMap((entry) => {
      const inside = path.join(folder, entry.name);
      return entry.name === 'example_dags'
        ? [path.relative(packages, inside).replaceAll('\\', '/')]
        : exampleFolders(inside, packages);
    })
    .sort();
}
