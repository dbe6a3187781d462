/** The comparison of one version of Airflow: what was compared, what differs, what could not be read. */
import type { Answers } from './airflow.ts';
import { type Comparison, compare } from './compare.ts';
import type { Case } from './corpus.ts';
import type { Failure, RealFile } from './facts.ts';
import { addUp, type Counts, isReached, marks } from './marks.ts';
import type { ModelsOf } from './model.ts';

export interface FileResult {
  /** As a reader finds it: `airflow/example_dags/tutorial.py`, `test/rules/x.md, line 3: dags/case.py`. */
  readonly name: string;
  readonly comparison: Comparison;
}

export interface LeftOut {
  readonly name: string;
  readonly kind: Case['kind'];
  readonly error: Failure;
}

export interface VersionResult {
  readonly airflow: string;
  readonly python: string;
  readonly files: readonly FileResult[];
  /** Files that real Airflow could not import. */
  readonly leftOut: readonly LeftOut[];
  readonly network: readonly string[];
  readonly counts: Counts;
}

export async function compareAll(
  cases: readonly Case[],
  answers: Answers,
  modelsOf: ModelsOf,
): Promise<VersionResult> {
  const files: FileResult[] = [];
  const leftOut: LeftOut[] = [];
  const network: string[] = [];
  for (const one of cases) {
    for (const file of one.files) {
      const name = nameOf(one, file);
      const real = answers.files.get(one.name)?.get(file) as RealFile;
      if (real.status === 'error') {
        leftOut.push({ name, kind: one.kind, error: real.error });
        continue;
      }
      network.push(...real.network.map((attempt) => `${name}: ${attempt}`));
      const traced = [...real.functions, ...real.imports].map((entry) => entry.file);
      const models = await modelsOf(one, [...new Set([file, ...traced])]);
      const ownModules = moduleNames(one, traced);
      files.push({ name, comparison: compare({ real, models, file, ownModules }) });
    }
  }
  const counts = addUp(files.map((one) => one.comparison.counts));
  return { airflow: answers.airflow, python: answers.python, files, leftOut, network, counts };
}

function nameOf(one: Case, file: string): string {
  if (one.kind === 'shipped') return file;
  return one.kind === 'examples' ? `examples/${file}` : `${one.name}: ${file}`;
}

/** The names under which Python may know modules of a case: relative to each folder on `sys.path`. */
function moduleNames(one: Case, files: readonly string[]): string[] {
  const names = new Set<string>();
  for (const file of files) {
    const dotted = file.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.');
    names.add(dotted);
    for (const folder of one.path) {
      if (file.startsWith(`${folder}/`)) names.add(dotted.slice(folder.length + 1));
    }
  }
  return [...names];
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * One test for each file that ships or is an example, one for each fixture that imports, and, when everything was
 * compared, one for each mark. A file that ships and cannot be imported is skipped, with its reason; a fixture that
 * cannot is no DAG file of this version.
 */
export function tallyOf(results: readonly VersionResult[], isEverything: boolean): Tally {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const result of results) {
    for (const { comparison } of result.files) {
      if (comparison.contradictions.length === 0) passed++;
      else failed++;
    }
    for (const { mark, atLeast } of marks) {
      if (atLeast === undefined || !isEverything) continue;
      if (isReached(mark, result.counts[mark])) passed++;
      else failed++;
    }
    skipped += result.leftOut.filter((one) => one.kind !== 'fixture').length;
  }
  return { passed, failed, skipped };
}
