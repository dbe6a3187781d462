/** Dockerfiles: the base image, the environment, and commands that say something about the deployment. */
import { readCommands, versionsInCommands } from './commands.ts';
import { type Assignment, airflowEnvironment, interpolate } from './environment.ts';
import { type FileFacts, noFacts, type VersionFact } from './facts.ts';
import { versionOfImage } from './images.ts';

interface Instruction {
  readonly name: string;
  /** With `\` at line ends and comment lines blanked out, as long as it was written. */
  readonly text: string;
  readonly start: number;
}

/** More stages than any real Dockerfile has are not followed. */
const mostStages = 200;

/** The instructions of a Dockerfile, across continuation lines; a line that is none is passed over, here-documents included. */
function instructions(text: string): Instruction[] {
  const found: Instruction[] = [];
  const continuation = /^[ \t]*#[ \t]*escape[ \t]*=[ \t]*`/im.test(text.slice(0, 200)) ? '`' : '\\';
  let open: { name: string; text: string; start: number } | undefined;
  let start = 0;
  const parts: string[] = [];
  const finish = () => {
    if (open) found.push({ ...open, text: parts.join('') });
    open = undefined;
    parts.length = 0;
  };
  for (const raw of text.split(/(?<=\n)/)) {
    const line = raw.replace(/\r?\n$/, '');
    const isComment = /^[ \t]*#/.test(line);
    const isBlank = line.trim() === '';
    const goesOn = !isComment && line.trimEnd().endsWith(continuation);
    if (isComment || (isBlank && open)) {
      if (open) parts.push(' '.repeat(raw.length));
    } else {
      let content = raw;
      if (goesOn) {
        const at = line.lastIndexOf(continuation);
        content = `${raw.slice(0, at)}${' '.repeat(raw.length - at)}`;
      }
      const word = /^[ \t]*([A-Za-z]+)(?=[ \t]|$)/.exec(line);
      if (!open && word) open = { name: (word[1] as string).toUpperCase(), text: '', start };
      if (open) parts.push(content);
      if (!goesOn) finish();
    }
    start += raw.length;
  }
  finish();
  return found;
}

/** The words of `ENV A=b C="d e"`, with the places of each assignment; the old form `ENV NAME the rest` too. */
function assignmentsOf({ name, text, start }: Instruction, known: ReadonlyMap<string, string>): Assignment[] {
  const head = new RegExp(`^[ \\t]*${name}[ \\t]+`, 'i').exec(text)?.[0].length ?? 0;
  const rest = text.slice(head);
  const assignments: Assignment[] = [];
  const add = (variable: string, value: string | undefined, from: number, to: number) =>
    assignments.push({
      name: variable,
      ...(value === undefined ? {} : { value }),
      at: { start: start + head + from, end: start + head + to },
    });
  const old = /^(\w+)[ \t]+(\S.*)$/s.exec(rest);
  if (name === 'ENV' && old) {
    add(old[1] as string, interpolate((old[2] as string).trim(), known), 0, rest.trimEnd().length);
    return assignments;
  }
  for (const match of rest.matchAll(/(\w+)(?:=((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])*))?/gs)) {
    const [whole, variable, raw] = match as unknown as [string, string, string | undefined];
    if (raw === undefined && name === 'ENV') continue;
    const isSingle = raw?.startsWith("'") === true;
    const plain = raw?.replace(/^(["'])(.*)\1$/s, '$2').replace(/\\(.)/gs, '$1');
    const value = plain === undefined ? undefined : isSingle ? plain : interpolate(plain, known);
    add(variable, value, match.index, match.index + whole.length);
  }
  return assignments;
}

/**
 * `FROM` of the last stage (through `ARG` and stages of the same file), `ENV` in both forms, `ARG` defaults, and the commands of `RUN`,
 * `CMD` and `ENTRYPOINT`. What an earlier stage sets counts only where the last one is built on it.
 */
export function readDockerfile(text: string): FileFacts {
  interface Stage {
    readonly name: string;
    readonly versions: readonly VersionFact[];
    readonly assignments: readonly Assignment[];
  }
  let count = 0;
  const globals = new Map<string, string>();
  const stages = new Map<string, Stage>();
  let variables = globals;
  let stage: { name: string; versions: VersionFact[]; assignments: Assignment[] } | undefined;
  const commands: { readonly text: string; readonly start: number }[] = [];
  const learn = (instruction: Instruction, isEnvironment: boolean) => {
    for (const one of assignmentsOf(instruction, variables)) {
      const value = one.value ?? (isEnvironment ? undefined : globals.get(one.name));
      if (value !== undefined) variables.set(one.name, value);
      else variables.delete(one.name);
      if (isEnvironment) stage?.assignments.push(one);
    }
  };
  for (const instruction of instructions(text)) {
    switch (instruction.name) {
      case 'ARG':
        learn(instruction, false);
        break;
      case 'ENV':
        learn(instruction, true);
        break;
      case 'FROM': {
        if (++count > mostStages) return noFacts;
        const match = /^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?/i.exec(
          instruction.text,
        );
        if (!match) break;
        const image = interpolate(match[1] as string, globals);
        const base = image === undefined ? undefined : stages.get(image.toLowerCase());
        const version = image === undefined ? undefined : versionOfImage(image);
        const at = { start: instruction.start, end: instruction.start + match[0].length };
        stage = {
          name: (match[2] ?? '').toLowerCase(),
          versions: version ? [{ version, what: image as string, at }] : [...(base?.versions ?? [])],
          assignments: [...(base?.assignments ?? [])],
        };
        // Of the arguments before the first FROM, a stage sees those that it names again.
        variables = new Map(
          stage.assignments.flatMap((one) =>
            one.value === undefined ? [] : [[one.name, one.value] as const],
          ),
        );
        if (stage.name !== '') stages.set(stage.name, stage);
        break;
      }
      case 'RUN':
      case 'CMD':
      case 'ENTRYPOINT': {
        commands.push(instruction);
        if (stage) {
          const filled = instruction.text.replace(
            /\$\{(\w+)\}|\$(\w+)/g,
            (whole, braced, bare) => variables.get(braced ?? bare) ?? whole,
          );
          const at = { start: instruction.start, end: instruction.start + instruction.text.trimEnd().length };
          stage.versions.push(...versionsInCommands(filled).map((one) => ({ ...one, at })));
        }
        break;
      }
    }
  }
  const found = commands.map((command) => readCommands(command.text, command.start));
  const {
    options,
    connections,
    variables: airflowVariables,
    pythonPath,
  } = airflowEnvironment(lastOfEach(stage?.assignments ?? []));
  return {
    ...noFacts,
    environment: options,
    pythonPath,
    versions: stage?.versions ?? [],
    pools: found.flatMap((one) => one.pools),
    poolImports: found.flatMap((one) => one.poolImports),
    connections: [...connections, ...found.flatMap((one) => one.connections)],
    variables: [...airflowVariables, ...found.flatMap((one) => one.variables)],
  };
}

/** A later ENV replaces an earlier one. */
function lastOfEach(assignments: readonly Assignment[]): Assignment[] {
  return [...new Map(assignments.map((one) => [one.name, one])).values()];
}
