/**
 * Holds the model, and what fixes do, beside real Airflow: npm run truth -- [--airflow 2.11|3] [--verbose] [--write] [PATH…]
 *   --airflow  only this line of Airflow
 *   --verbose  everything that is unknown, too
 *   --fixes    only the fixes of the rules
 *   --write    writes the tables to docs/truth.md and docs/truth-of-fixes.md
 *   --relock   resolves anew which versions are installed, and writes requirements-<line>.txt
 *   PATH…      only cases whose name contains one of these
 * Needs Python 3.11 and, the first time, a package index. Ends with 1 below a mark or on any contradiction.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { askAirflow } from './airflow.ts';
import { writeCorpus } from './corpus.ts';
import { type Line, lines, prepare, relock } from './environment.ts';
import { tableOfFixes, tallyOfFixes, unwanted, type VersionFixes } from './fix-results.ts';
import { tryFixes } from './fixes.ts';
import { openModel } from './model.ts';
import { aligned, contradictionText, leftOutLines, markdownTable, tableOf, unknownText } from './print.ts';
import { compareAll, type Tally, tallyOf, type VersionResult } from './result.ts';

const root = path.join(__dirname, '..', '..');
const cache = path.join(root, '.cache', 'truth');
const page = path.join(root, 'docs', 'truth.md');
const fixesPage = path.join(root, 'docs', 'truth-of-fixes.md');

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      airflow: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      fixes: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      relock: { type: 'boolean', default: false },
    },
  });
  const chosen = lines.filter((line) => values.airflow === undefined || values.airflow === line);
  if (chosen.length === 0) throw new Error(`--airflow is one of ${lines.join(', ')}`);
  if (values.relock) {
    for (const line of chosen) await relock(cache, line);
    return 0;
  }
  if (values.write && (positionals.length > 0 || values.airflow || values.fixes))
    throw new Error('--write needs everything: no PATH, no --airflow, no --fixes');
  const say = (text: string) => console.log(`${text} …`);
  const isEverything = positionals.length === 0;
  const fixes = isEverything ? await tryAll(chosen, say) : [];
  if (fixes.length > 0) printFixes(fixes);
  if (values.fixes) return report(tallyOfFixes(fixes));
  const modelsOf = await openModel();
  const results = await Promise.all(
    chosen.map(async (line) => {
      const environment = await prepare(cache, line, say);
      const isWanted = (name: string) =>
        positionals.length === 0 || positionals.some((part) => name.includes(part));
      const cases = writeCorpus(root, environment)
        .map((one) => ({ ...one, files: one.files.filter((file) => isWanted(`${one.name}: ${file}`)) }))
        .filter((one) => one.files.length > 0);
      if (cases.length === 0) throw new Error(`no case has ${positionals.join(' or ')} in its name`);
      const answers = await askAirflow(environment, cases, say);
      return compareAll(cases, answers, modelsOf);
    }),
  );
  for (const result of results) printVersion(result, values.verbose);
  console.log(`\n${aligned(tableOf(results))}\n`);
  if (values.write) {
    writePage(page, markdownTable(tableOf(results)));
    writePage(fixesPage, markdownTable(tableOfFixes(fixes)));
  }
  const tally = tallyOf(results, isEverything);
  const ofFixes = tallyOfFixes(fixes);
  return report({
    passed: tally.passed + ofFixes.passed,
    failed: tally.failed + ofFixes.failed,
    skipped: tally.skipped + ofFixes.skipped,
  });
}

/** The last line, and the status: 0 where something passed and nothing failed. */
function report({ passed, failed, skipped }: Tally): number {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

async function tryAll(chosen: readonly Line[], say: (text: string) => void): Promise<VersionFixes[]> {
  return Promise.all(
    chosen.map(async (line) => {
      const environment = await prepare(cache, line, say);
      return { airflow: environment.version, results: await tryFixes(environment, say) };
    }),
  );
}

function printFixes(all: readonly VersionFixes[]): void {
  for (const { airflow, results } of all) {
    for (const one of results) {
      if (one.skipped) console.log(`skipped: the fix of ${one.rule} on Airflow ${airflow}: ${one.skipped}`);
      for (const difference of unwanted(one))
        console.log(`FIX of ${one.rule} on Airflow ${airflow}: ${difference}`);
    }
  }
  console.log(`\n${aligned(tableOfFixes(all))}\n`);
}

function printVersion(result: VersionResult, verbose: boolean): void {
  console.log(`\nAirflow ${result.airflow}, Python ${result.python}`);
  for (const line of leftOutLines(result.leftOut, verbose)) console.log(line);
  for (const attempt of result.network) console.log(`refused: ${attempt}`);
  for (const { name, comparison } of result.files) {
    for (const one of comparison.contradictions) console.log(`CONTRADICTION ${contradictionText(name, one)}`);
    if (!verbose) continue;
    for (const one of comparison.unknown) console.log(`unknown ${unknownText(name, one)}`);
    for (const one of comparison.notReached)
      console.log(`not reached ${name}:${one.line}: ${one.name} is expected at parse time`);
  }
}

/** Replaces what stands between the two marks of a page. */
function writePage(page: string, table: string): void {
  const text = readFileSync(page, 'utf8');
  const marked = /(<!-- table -->\n).*?(\n<!-- end of table -->)/s;
  if (!marked.test(text)) throw new Error(`${page} has no place for the table`);
  writeFileSync(
    page,
    text.replace(marked, (_, before, after) => `${before}\n${table}\n${after}`),
  );
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    console.log('0 passed, 1 failed, 0 skipped');
    process.exitCode = 1;
  },
);
