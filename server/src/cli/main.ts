/** The command `dagperf`: arguments in, exit code out. */
import { existsSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { version } from '../../../package.json';
import { majorMinor, nearest, severities, versionProblem } from '../engine/settings.ts';
import type { ExitCode } from './exit-code.ts';
import { runCheck } from './run-check.ts';
import { runDebugModel, runDebugProject } from './run-debug.ts';
import { runRule } from './run-rule.ts';

const formats = ['text', 'json'];

function list(value: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...value
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
  ];
}

function airflowVersion(value: string): string {
  const wrong = versionProblem(value);
  if (wrong) throw new InvalidArgumentError(`${wrong.charAt(0).toUpperCase()}${wrong.slice(1)}`);
  return majorMinor(value);
}

/** An option with a few possible values; for another one the message names the nearest. */
function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, `${description} (${choices.join(', ')})`).argParser((value: string) => {
    if (choices.includes(value)) return value;
    throw new InvalidArgumentError(`Expected one of ${choices.join(', ')}${nearest(value, choices)}`);
  });
}

/** For a file or folder in the place of a command, what was meant. */
function checkInstead(message: string): string {
  const path = /^error: unknown command '(.+)'\n$/.exec(message)?.[1];
  return path !== undefined && existsSync(path) ? `(Did you mean check ${path}?)\n` : '';
}

/** Reads the arguments and runs the command; `exit` gets the exit code of commands that end. */
export function program(exit: (code: ExitCode) => void): Command {
  const command = new Command('dagperf');
  command
    .description('Finds what makes Apache Airflow DAGs slow and expensive, says what it costs, and fixes it.')
    .version(version)
    .showHelpAfterError('(run with --help for the options)')
    .configureOutput({ outputError: (message, write) => write(message + checkInstead(message)) });
  command
    .command('check')
    .description('check DAG files')
    .argument('[paths...]', 'files and folders', ['.'])
    .addOption(choice('--format <format>', 'how to print the findings', formats).default('text'))
    .option('--fix', 'apply safe fixes')
    .option('--unsafe-fixes', 'with --fix or --diff: apply unsafe fixes as well')
    .option('--diff', 'print what --fix would change, and change nothing')
    .option(
      '--select <rules>',
      'run only these rules or sets (recommended, all); comma separated, repeatable',
      list,
    )
    .option('--ignore <rules>', 'do not run these rules; comma separated, repeatable', list)
    .option(
      '--exclude <patterns>',
      'leave these files out, as in .gitignore; comma separated, repeatable',
      list,
    )
    .option('--force-exclude', 'leave excluded files out even when they are named')
    .option(
      '--airflow-version <version>',
      'target version, such as 2.11 or 3.1 (default: detected)',
      airflowVersion,
    )
    .option('--config <file>', 'configuration file (default: the nearest dagperf.toml or pyproject.toml)')
    .addOption(
      choice('--fail-on <severity>', 'exit with 1 when a finding is at least this grave', [
        ...severities,
        'never',
      ]).default('warning'),
    )
    .action(async (paths: string[], options) => exit(await runCheck(paths, options)));
  command
    .command('rule')
    .description('explain a rule')
    .argument('[id]', 'rule id')
    .option('--all', 'all rules')
    .addOption(choice('--format <format>', 'how to print', formats).default('text'))
    .action((id: string | undefined, options) => exit(runRule(id, options)));
  const debug = command.command('debug').description('show what dagperf knows');
  debug
    .command('model')
    .description('the facts of one file: Dags, tasks, edges, effective values, when code runs')
    .argument('<file>', 'Python file')
    .addOption(choice('--format <format>', 'how to print', formats).default('text'))
    .option(
      '--airflow-version <version>',
      'target version, such as 2.11 or 3.1 (default: detected)',
      airflowVersion,
    )
    .action(async (file: string, options) => exit(await runDebugModel(file, options)));
  debug
    .command('project')
    .description(
      'how the Python files hang together: imports, what they do at parse time, what Airflow parses',
    )
    .argument('[folder]', 'a folder of the project', '.')
    .addOption(choice('--format <format>', 'how to print', formats).default('text'))
    .option(
      '--airflow-version <version>',
      'target version, such as 2.11 or 3.1 (default: detected)',
      airflowVersion,
    )
    .action(async (folder: string, options) => exit(await runDebugProject(folder, options)));
  command
    .command('lsp')
    .description('run the language server')
    .requiredOption('--stdio', 'speak over standard input and output')
    // Some clients say who they are, whether asked or not.
    .addOption(new Option('--clientProcessId <pid>').hideHelp())
    .action(async () => {
      const { runServer } = await import('./run-server.ts');
      runServer();
    });
  for (const one of [command, ...command.commands, ...debug.commands]) one.exitOverride();
  return command;
}

async function main(): Promise<void> {
  const exit = (code: ExitCode) => {
    process.exitCode = code;
  };
  try {
    await program(exit).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version end the command as well; commander has printed everything.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    process.stderr.write(
      `dagperf: internal error: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`,
    );
    process.exitCode = 2;
  }
}

// A reader that closes the pipe early, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`dagperf: the report cannot be written: ${error.message}\n`);
  process.exit(2);
});

void main();
