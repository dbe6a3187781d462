/** `dagperf check`: options in, printed report and exit code out. */
import { majorMinor, mergeConfiguration, nearest, ruleIds, ruleSets } from '../engine/settings.ts';
import { jsonReport } from '../report/json.ts';
import { printable, textReport } from '../report/text.ts';
import type { Safety, Severity } from '../rules/rule.ts';
import { type CheckOptions, type CheckOutcome, check } from './check.ts';
import { diffText } from './diff.ts';
import type { ExitCode } from './exit-code.ts';
import { colours, progressLine } from './terminal.ts';

export interface CheckArguments {
  readonly format?: 'text' | 'json';
  readonly fix?: boolean;
  readonly unsafeFixes?: boolean;
  readonly diff?: boolean;
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly exclude?: readonly string[];
  readonly forceExclude?: boolean;
  readonly airflowVersion?: string;
  readonly config?: string;
  readonly failOn: Severity | 'never';
}

const gravity: readonly Severity[] = ['hint', 'info', 'warning', 'error'];

/** Prints findings to standard output, notes and what is wrong with the call to standard error. */
export async function runCheck(paths: readonly string[], options: CheckArguments): Promise<ExitCode> {
  const wrong = wrongUsage(paths, options);
  if (wrong) {
    complain([wrong]);
    return 2;
  }
  const progress = progressLine();
  const outcome = await check(checkOptions(paths, options, progress.show)).finally(progress.clear);
  const { result, notes, fixed, configurationProblems } = outcome;
  const isEmpty = result.counted.files === 0 && result.files.length === 0 && result.failures.length === 0;
  complain([...configurationProblems, ...notes.map((note) => `note: ${note}`)]);
  if (isEmpty && configurationProblems.length > 0) return 2;
  if (isEmpty) complain([`note: no Python files found under ${paths.join(', ')}`]);
  if (options.diff) return printDiff(outcome);
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify(jsonReport(result), null, 2)}\n`);
  } else {
    process.stdout.write(textReport(result, colours(process.stdout)));
    if (fixed > 0) process.stdout.write(`Fixed ${fixed} finding${fixed === 1 ? '' : 's'}\n`);
  }
  return exitCode(outcome, options.failOn);
}

function checkOptions(
  paths: readonly string[],
  options: CheckArguments,
  progress: (line: string) => void,
): CheckOptions {
  return {
    paths,
    cwd: process.cwd(),
    ...(options.config !== undefined ? { configurationFile: options.config } : {}),
    override: (base) =>
      mergeConfiguration(base, {
        ...(options.select ? { select: options.select } : {}),
        ...(options.airflowVersion ? { airflowVersion: majorMinor(options.airflowVersion) } : {}),
        ignore: [...base.ignore, ...(options.ignore ?? [])],
      }),
    exclude: options.exclude ?? [],
    forceExclude: options.forceExclude === true,
    fix: fixesWanted(options),
    dryRun: options.diff === true,
    progress,
  };
}

function wrongUsage(paths: readonly string[], options: CheckArguments): string | undefined {
  const { select, ignore, unsafeFixes, fix, diff, format, config } = options;
  // A variable of a shell that is not set: everything below the working directory is not what was meant.
  if (paths.includes('')) return 'a path is empty';
  if (config === '') return '--config: the path is empty';
  if (select?.length === 0) return '--select names no rule';
  if (unsafeFixes && !fix && !diff) return '--unsafe-fixes goes with --fix or --diff';
  if (diff && format === 'json') return '--diff prints a diff: it does not go with --format json';
  for (const [option, names, known] of [
    ['--select', select, [...ruleSets, ...ruleIds()]],
    ['--ignore', ignore, ruleIds()],
  ] as const) {
    for (const name of names ?? []) {
      if (!known.includes(name)) return `${option}: unknown rule "${name}"${nearest(name, known)}`;
    }
  }
  return undefined;
}

/** Each message on a line of standard error. */
function complain(messages: readonly string[]): void {
  for (const message of messages) process.stderr.write(`dagperf: ${printable(message)}\n`);
}

function fixesWanted({ fix, diff, unsafeFixes }: CheckArguments): Safety[] {
  if (!fix && !diff) return [];
  return unsafeFixes ? ['safe', 'unsafe'] : ['safe'];
}

function exitCode(
  { result, configurationProblems }: CheckOutcome,
  failOn: CheckArguments['failOn'],
): ExitCode {
  const { files, failures } = result;
  if (failures.length > 0 || configurationProblems.length > 0) return 2;
  if (failOn === 'never') return 0;
  const least = gravity.indexOf(failOn);
  return files.some((file) => file.findings.some((one) => gravity.indexOf(one.severity) >= least)) ? 1 : 0;
}

function printDiff({ changes, result, configurationProblems }: CheckOutcome): ExitCode {
  process.stdout.write(diffText(changes, process.cwd(), colours(process.stdout)));
  complain(result.failures.map(({ file, message }) => `${file}: ${message}`));
  if (result.failures.length > 0 || configurationProblems.length > 0) return 2;
  return changes.length > 0 ? 1 : 0;
}
