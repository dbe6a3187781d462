/** Commands in shell scripts, Makefiles, Dockerfiles and compose files that say something about a deployment. */
import type { Range } from '../model/facts.ts';
import type { FileReference, NamedFact, NumberFact, PoolFact, Role, VersionFact } from './facts.ts';
import { requirementIn } from './requirements.ts';

export interface CommandFacts {
  readonly pools: readonly PoolFact[];
  readonly poolImports: readonly FileReference[];
  readonly connections: readonly NamedFact[];
  readonly variables: readonly NamedFact[];
}

interface Word {
  readonly text: string;
  /** False where the shell fills something in. */
  readonly literal: boolean;
  readonly start: number;
  readonly end: number;
}

/**
 * `airflow pools set NAME SLOTS DESCRIPTION`, `airflow pools import FILE`, `airflow connections add ID`, `airflow variables
 * set NAME VALUE` in a text of shell commands, in the spelling of Airflow 1.10 as well (`airflow pool -s`). Comments do not count.
 */
export function readCommands(text: string, offset = 0): CommandFacts {
  const pools: PoolFact[] = [];
  const poolImports: FileReference[] = [];
  const connections: NamedFact[] = [];
  const variables: NamedFact[] = [];
  for (const match of withoutComments(text).matchAll(
    /\bairflow[ \t]{1,20}(pools?|connections|variables)[ \t]{1,20}([\w-]+)/g,
  )) {
    const [whole, group, action] = match as unknown as [string, string, string];
    const words = wordsFrom(text, match.index + whole.length);
    const [first, second] = words.filter((word) => !word.text.startsWith('--'));
    const name = first?.literal ? first.text : undefined;
    const at: Range = {
      start: match.index + offset,
      end: (words.at(-1)?.end ?? match.index + whole.length) + offset,
    };
    if (group.startsWith('pool') && /^(set|-s|--set)$/.test(action) && name !== undefined) {
      const slots = second?.literal && /^\d+$/.test(second.text) ? Number(second.text) : undefined;
      pools.push({ name, ...(slots === undefined ? {} : { slots }), at });
    } else if (group.startsWith('pool') && /^(import|-i|--import)$/.test(action))
      poolImports.push({ path: name ?? '', at });
    else if (group === 'connections' && /^(add|set)$/.test(action) && name !== undefined)
      connections.push({ name, at });
    else if (group === 'variables' && action === 'set' && name !== undefined) variables.push({ name, at });
  }
  return { pools, poolImports, connections, variables };
}

/** The text with its comments blanked out, as long as it was: `#` at the start of a line or behind white space. */
function withoutComments(text: string): string {
  return text.replace(/(^|[ \t])#[^\n]*/gm, (comment, before: string) => before.padEnd(comment.length));
}

/** The words of a command up to its end, across `\` at line ends; quotes are taken off. */
function wordsFrom(text: string, from: number): Word[] {
  const words: Word[] = [];
  let index = from;
  while (index < text.length && words.length < 50) {
    const blank = /(?:[ \t]|\\\r?\n)*/y;
    blank.lastIndex = index;
    index += blank.exec(text)?.[0].length ?? 0;
    const word = /(?:"[^"\n]*"|'[^'\n]*'|\\[^\n]|[^\s"'\\;|&<>)#]|(?<=\S)#)+/y;
    word.lastIndex = index;
    const found = word.exec(text)?.[0];
    if (!found) break;
    const isSingle = /^'[^']*'$/.test(found);
    words.push({
      text: found.replace(/^(["'])(.*)\1$/s, '$2'),
      literal: isSingle || !/[$`{]/.test(found),
      start: index,
      end: index + found.length,
    });
    index += found.length;
  }
  return words;
}

/** Which part of Airflow a command starts; more than one where a script starts several. */
export function rolesOfCommand(command: string): Role[] {
  const roles = new Set<Role>();
  const airflow =
    /(?:^|[\s"'/&;|(])(?:airflow[ \t]+)?(scheduler|triggerer|dag-processor|webserver|api-server|standalone|(?:celery[ \t]+)?worker)(?=$|[\s"'&;|)])/g;
  for (const match of command.matchAll(airflow)) {
    const word = match[1] as string;
    roles.add(word.endsWith('worker') ? 'worker' : (word as Role));
  }
  if (
    /\bairflow[ \t]+(?:db[ \t]+(?:init|upgrade|migrate|reset)|initdb|upgradedb|users[ \t]+create|version)\b/.test(
      command,
    )
  )
    roles.add('setup');
  return [...roles];
}

/** Whether a command is one of Airflow's, by its name and a word that Airflow knows. */
export function startsAirflow(command: string): boolean {
  return /\bairflow[ \t]+(?:scheduler|triggerer|dag-processor|webserver|api-server|standalone|celery|worker|kubernetes|db|users|connections|variables|pools?|dags|tasks|info|config|version|initdb)\b/.test(
    command,
  );
}

export interface WorkerFlags {
  readonly queues?: { readonly names: readonly string[]; readonly at: Range };
  readonly queuesUnknown?: true;
  readonly concurrency?: NumberFact;
  readonly autoscale?: NumberFact;
}

/** `-q a,b`, `-c 8` and `--autoscale 16,4` of `celery worker`; `at` is where the command stands. */
export function workerFlags(command: string, at: Range): WorkerFlags {
  if (!/\bworker\b/.test(command)) return {};
  const asked = /\s(?:-q|--queues?)[ \t=]+["']?([^\s"']+)/.exec(command)?.[1];
  const queues = asked !== undefined && /^[\w.,:-]+$/.test(asked) ? asked : undefined;
  const concurrency = /\s(?:-c|--concurrency)[ \t=]+(\d+)\b/.exec(command)?.[1];
  const autoscale = /\s(?:-a|--autoscale)[ \t=]+["']?(\d+),(\d+)/.exec(command);
  return {
    ...(queues ? { queues: { names: queues.split(',').filter(Boolean), at } } : {}),
    ...(asked !== undefined && !queues ? { queuesUnknown: true as const } : {}),
    ...(concurrency ? { concurrency: { value: Number(concurrency), at } } : {}),
    ...(autoscale ? { autoscale: { value: Math.max(Number(autoscale[1]), Number(autoscale[2])), at } } : {}),
  };
}

/** Airflow that commands install: `pip install apache-airflow==2.10.5`, the address of a constraints file. */
export function versionsInCommands(text: string, offset = 0): VersionFact[] {
  const found: VersionFact[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    if (!/^\s*#/.test(line)) {
      const fact = requirementIn(line, start + offset);
      if (fact) found.push(fact);
    }
    start += line.length + 1;
  }
  return found;
}
