/**
 * Writes what follows from the rules: their list, their pages, the table and the demo of the README, the schema of the
 * settings.
 *   npm run generate             writes what is stale and removes pages of rules that are gone
 *   npm run generate -- --check  writes nothing, names what is stale, and then ends with 1
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Outputs } from './generate/outputs.ts';
import { findRuleFiles } from './generate/rule-files.ts';
import { indexPath, ruleIndex } from './generate/rule-index.ts';

export interface Stale {
  /** Relative to the repository. */
  readonly path: string;
  readonly problem: 'out of date' | 'missing' | 'of no rule';
}

/** What of `root` is not as the rules say. With a stale list of rules only that is named: the rest is made through it. */
export async function findStale(root: string): Promise<Stale[]> {
  const index = compare(root, indexOutput(root));
  return index.length > 0 ? index : compare(root, await rest(root));
}

/** Makes the files of `root` as the rules say; gives back what it had to change. */
async function refresh(root: string): Promise<Stale[]> {
  const index = write(root, indexOutput(root));
  return [...index, ...write(root, await rest(root))];
}

function indexOutput(root: string): Outputs {
  return new Map([[indexPath, ruleIndex(findRuleFiles(root))]]);
}

/** Loaded late: with the engine comes the list of rules, which has to be written before. */
async function rest(root: string): Promise<Outputs> {
  const { outputsOfRules } = await import('./generate/outputs.ts');
  return outputsOfRules(root);
}

function compare(root: string, outputs: Outputs): Stale[] {
  const stale: Stale[] = [];
  for (const [file, text] of outputs) {
    const there = existsSync(path.join(root, file));
    if (text === undefined) stale.push({ path: file, problem: 'of no rule' });
    else if (!there) stale.push({ path: file, problem: 'missing' });
    else if (readFileSync(path.join(root, file), 'utf8') !== text)
      stale.push({ path: file, problem: 'out of date' });
  }
  return stale;
}

function write(root: string, outputs: Outputs): Stale[] {
  const stale = compare(root, outputs);
  for (const { path: file } of stale) {
    const target = path.join(root, file);
    const text = outputs.get(file);
    if (text === undefined) {
      rmSync(target);
      continue;
    }
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return stale;
}

async function main(given: readonly string[]): Promise<number> {
  const root = path.join(__dirname, '..');
  if (given.some((word) => word !== '--check')) {
    console.error('usage: npm run generate [-- --check]');
    return 2;
  }
  const isCheck = given.includes('--check');
  const stale = isCheck ? await findStale(root) : await refresh(root);
  for (const { path: file, problem } of stale)
    console.log(isCheck ? `${file} is ${problem}` : done(file, problem));
  if (stale.length === 0) console.log('Everything is up to date');
  else if (isCheck) console.error('Run: npm run generate');
  return isCheck && stale.length > 0 ? 1 : 0;
}

function done(file: string, problem: Stale['problem']): string {
  return `${problem === 'of no rule' ? 'removed' : 'wrote'} ${file}`;
}

if (require.main === module) {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 2;
    },
  );
}
