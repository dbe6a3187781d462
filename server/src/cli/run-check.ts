/** `dagperf check`: options in, printed report and exit code out. */
import { createTwoFilesPatch } from 'diff';
import { majorMinor, mergeConfiguration, nearest, ruleIds, ruleSets } from '../engine/settings.ts';
import { jsonReport } from '../report/json.ts';
import type { CheckResult } from '../report/summary.ts';
import { textReport } from '../report/text.ts';
import type { Safety, Severity } from '../rules/rule.ts';
import { type CheckOutcome, check, shown } from './check.ts';
import type { ExitCode } from './main.ts';
import { colours, progressLine } from './terminal.ts';
import type { FileChange } from './write.ts';

export interface CheckArguments {
  readonly format: 'text' | 'json';
  readonly fix?: boolean;
  readonly unsafeFixes?: boolean;
  readonly diff?: boolean;
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly exclude?: readonly string[];
  readonly airflowVersion?: string;
  readonly config?: string;
  readonly failOn: Severity | 'never';
}

const gravity: readonly Severity[] = ['hint', 'info', 'warning', 'error'];

/** Prints to standard output, what is wrong with the call to standard error. */
export async function runCheck(paths: readonly string[], options: CheckArguments): Promise<ExitCode> {
  const wrong = wrongUsage(options);
  if (wrong) return usageError(wrong);
  const progress = progressLine();
  const outcome = await check({
    paths,
    cwd: process.cwd(),
    ...(options.config ? { configurationFile: options.config } : {}),
    override: (base) =>
      mergeConfiguration(base, {
        ...(options.select ? { select: options.select } : {}),
        ...(options.airflowVersion ? { airflowVersion: majorMinor(options.airflowVersion) } : {}),
        ignore: [...base.ignore, ...(options.ignore ?? [])],
        exclude: [...base.exclude, ...(options.exclude ?? [])],
      }),
    fix: fixesWanted(options),
    dryRun: options.diff === true,
    progress: progress.show,
  });
  progress.clear();
  if (outcome.configurationProblems.length > 0) return usageError(outcome.configurationProblems.join('\n'));
  if (options.diff) return printDiff(outcome);
  process.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify(jsonReport(outcome.result), null, 2)}\n`
      : textReport(outcome.result, colours(process.stdout)),
  );
  if (outcome.fixed > 0 && options.format === 'text') {
    process.stdout.write(`Fixed ${outcome.fixed} finding${outcome.fixed === 1 ? '' : 's'}\n`);
  }
  return exitCode(outcome.result, options.failOn);
}

function wrongUsage({ select, ignore, unsafeFixes, fix, diff }: CheckArguments): string | undefined {
  if (unsafeFixes && !fix && !diff) return '--unsafe-fixes goes with --fix or --diff';
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

function usageError(message: string): ExitCode {
  process.stderr.write(
    `${message
      .split('\n')
      .map((line) => `dagperf: ${line}`)
      .join('\n')}\n`,
  );
  return 2;
}

function fixesWanted({ fix, diff, unsafeFixes }: CheckArguments): Safety[] {
  if (!fix && !diff) return [];
  return unsafeFixes ? ['safe', 'unsafe'] : ['safe'];
}

function exitCode({ files, failures }: CheckResult, failOn: CheckArguments['failOn']): ExitCode {
  if (failures.length > 0) return 2;
  if (failOn === 'never') return 0;
  const least = gravity.indexOf(failOn);
  return files.some((file) => file.findings.some((one) => gravity.indexOf(one.severity) >= least)) ? 1 : 0;
}

function printDiff({ changes, result }: CheckOutcome): ExitCode {
  for (const change of merged(changes)) {
    const name = shown(change.path, process.cwd());
    process.stdout.write(
      createTwoFilesPatch(name, name, change.before.toString(), change.after.toString(), '', '', {
        context: 3,
      }),
    );
  }
  for (const { file, message } of result.failures) process.stderr.write(`dagperf: ${file}: ${message}\n`);
  if (result.failures.length > 0) return 2;
  return changes.length > 0 ? 1 : 0;
}

/** One diff a file; what several DAG files would change in one shared file is shown for the first of them. */
function merged(changes: readonly FileChange[]): FileChange[] {
  const byPath = new Map<string, FileChange>();
  for (const change of changes) if (!byPath.has(change.path)) byPath.set(change.path, change);
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
