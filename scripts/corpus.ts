/**
 * `npm run corpus -- FOLDER…`: runs dagperf over checked-out repositories, prints how often each rule speaks, and writes a
 * sample of the findings with their source lines for a person to judge. The same seed over the same files draws the same.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { check } from '../server/src/cli/check.ts';
import { mergeConfiguration } from '../server/src/engine/settings.ts';
import { drawSample, type Found, samplePage } from './corpus/sample.ts';
import { countsTable } from './corpus/table.ts';

interface Options {
  readonly select: string;
  readonly seed: number;
  readonly sample: number;
  readonly output: string;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('Expected a whole number.');
  return number;
}

const program = new Command('npm run corpus --')
  .argument('<folders...>', 'checked-out repositories, one project each')
  .option('--select <rules>', 'sets of rules or ids, with commas between them', 'recommended')
  .option('--seed <number>', 'which sample is drawn', wholeNumber, 1)
  .option('--sample <number>', 'findings of each rule in the sample', wholeNumber, 20)
  .option('--output <file>', 'where the sample is written', path.join('.cache', 'corpus', 'sample.md'))
  .parse();

run(program.args, program.opts<Options>());

async function run(folders: readonly string[], { select, seed, sample, output }: Options): Promise<void> {
  const found: Found[] = [];
  const failures: string[] = [];
  const counted = { files: 0, dags: 0 };
  for (const folder of folders) {
    const repository = path.basename(path.resolve(folder));
    const { result } = await check({
      paths: ['.'],
      cwd: path.resolve(folder),
      override: (base) => mergeConfiguration(base, { select: select.split(',') }),
      exclude: [],
      forceExclude: false,
      fix: [],
      dryRun: false,
      progress: () => {},
    });
    counted.files += result.counted.files;
    counted.dags += result.counted.dags;
    failures.push(...result.failures.map((one) => `${repository}/${one.file}: ${one.message}`));
    for (const file of result.files)
      for (const finding of file.findings)
        found.push({ repository, path: file.path, text: file.text, finding });
  }

  process.stdout.write(
    `${countsTable(found)}\n${counted.files} files, ${counted.dags} Dags, ${found.length} findings\n`,
  );
  for (const failure of failures) process.stderr.write(`failed: ${failure}\n`);
  if (sample > 0) {
    mkdirSync(path.dirname(path.resolve(output)), { recursive: true });
    writeFileSync(output, samplePage(drawSample(found, { seed, size: sample }), seed));
    process.stdout.write(`The sample is in ${output}\n`);
  }
  process.exitCode = failures.length > 0 ? 1 : 0;
}
