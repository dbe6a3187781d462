/** What a file builds, joined with the code of the file that builds it. */
import type { Tree } from '../syntax/tree.ts';
import type { Built, BuiltArgument, BuiltTask, Written } from './build/built.ts';
import { interpret } from './build/interpret.ts';
import type { Importer } from './build/machine.ts';
import { extract } from './extract.ts';
import type { Argument, Call, Dag, DagFile, FileFacts, Range, Task, TaskArgument } from './facts.ts';

/** Finds nothing: what a file imports is unknown where the project may have it. */
const noImporter: Importer = () => undefined;

/**
 * The facts of a file: what stands in it, and what it builds. `importer` finds the files of the project that it imports,
 * `airflow` is the target version where it is known, `facts` what is known to stand in the file already. Never throws, linear in the size of the file.
 */
export function dagFileOf(
  path: string,
  tree: Tree,
  importer: Importer = noImporter,
  airflow?: string,
  facts = extract(path, tree),
): DagFile {
  return withBuilt(facts, interpret(path, tree, importer, airflow));
}

/** The facts of a file with the Dags and tasks that it builds, each with its place in the text. Linear in both. */
function withBuilt(file: FileFacts, built: Built): DagFile {
  const code = codeOf(file);
  const tasks: Task[] = [];
  const dags = built.dags.map((dag, index): Dag => {
    const { arguments: given, tasks: made, ...rest } = dag;
    const place = code.configured(dag);
    const own = made.map((task, position) => placed(code, task, { dag: index, position }));
    for (const task of own) if (task.file === undefined) tasks.push(task);
    return {
      ...rest,
      at: place.at,
      ...(place.call ? { call: place.call.id } : {}),
      arguments: argumentsIn(place.call, given),
      tasks: own,
    };
  });
  for (const task of built.loose) if (task.file === undefined) tasks.push(placed(code, task, {}));
  const order = (task: Task) => task.at.start;
  return { ...file, dags, tasks: tasks.sort((a, b) => order(a) - order(b)), dagsComplete: built.complete };
}

/** Where the arguments of something are written. */
interface Configured {
  readonly at: Range;
  readonly call?: Call;
  /** For a decorator without parentheses. */
  readonly appendAt?: number;
}

interface Code {
  /** The call at a place of this file. */
  call(place: Written): Call | undefined;
  configured(place: Written): Configured;
  function(place: Written): number | undefined;
}

function codeOf(file: FileFacts): Code {
  const key = ({ start, end }: Range) => start * (file.text.length + 1) + end;
  const calls = new Map(file.calls.map((call) => [key(call.at), call]));
  const functions = new Map(file.functions.slice(1).map((one) => [one.at.start, one.id]));
  return {
    call: ({ file: other, at }) => (other === undefined ? calls.get(key(at)) : undefined),
    configured({ file: other, at }) {
      if (other !== undefined) return { at };
      const call = calls.get(key(at));
      if (!call) return { at, appendAt: at.end };
      return { at: rootOf(file, call), call };
    },
    function: ({ file: other, at }) => (other === undefined ? functions.get(at.start) : undefined),
  };
}

/** The operator of `Operator.partial(…)`; else the whole callee. */
function rootOf({ text }: FileFacts, { calleeAt }: Call): Range {
  const method = /\s*\.\s*partial$/.exec(text.slice(calleeAt.start, calleeAt.end));
  return method ? { start: calleeAt.start, end: calleeAt.end - method[0].length } : calleeAt;
}

function placed(
  code: Code,
  task: BuiltTask,
  place: { readonly dag?: number; readonly position?: number },
): Task {
  const { arguments: given, configuredAt, runs, ...rest } = task;
  const call = code.call(task);
  const { at, call: written, appendAt } = code.configured(configuredAt);
  const run = runs && code.function(runs);
  const elsewhere = configuredAt.file !== undefined || task.file !== undefined;
  return {
    ...rest,
    at: elsewhere ? task.at : at,
    ...(call ? { call: call.id } : {}),
    ...(written ? { configuredBy: written.id, argumentList: written.argumentList } : {}),
    ...(appendAt === undefined || elsewhere ? {} : { appendAt }),
    arguments: argumentsIn(written, given),
    ...place,
    ...(run === undefined ? {} : { function: run }),
  };
}

/** The arguments, those that the call writes itself with the place of their expression. */
function argumentsIn(
  call: Call | undefined,
  given: Readonly<Record<string, BuiltArgument>>,
): Record<string, TaskArgument> {
  const found: Record<string, TaskArgument> = {};
  for (const [name, argument] of Object.entries(given)) {
    const written = call && writtenIn(call, argument);
    found[name] = written
      ? {
          ...argument,
          valueAt: written.valueAt,
          ...(written.splat ? { splat: written.splat } : {}),
          ...(written.value.kind === 'unknown' ? { varies: true as const } : {}),
        }
      : argument;
  }
  return found;
}

function writtenIn(call: Call, { file, at }: BuiltArgument): Argument | undefined {
  if (file !== undefined) return undefined;
  return call.arguments.find((one) => one.at.start === at.start && one.at.end === at.end);
}
