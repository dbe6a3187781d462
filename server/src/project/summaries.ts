/** What other files need to know of one file: a small part of its facts, computed once per version of the file. */
import type {
  Argument,
  Call,
  ClassFacts,
  FileFacts,
  FunctionFacts,
  Import,
  NameTarget,
  Range,
  Value,
} from '../model/facts.ts';
import { placesThatBuild } from '../model/made.ts';
import { type Mentions, mentionsOf } from './discovery.ts';

/**
 * Something of the file that can be called, or a dotted name as the file's own facts have it. Functions and classes go by
 * `key`, which stays the same when others come and go above them: `load`, `Repo.find`, `load@2` for the second of its name.
 */
export type CalleeRef =
  | { readonly kind: 'name'; readonly name: string }
  /** A dotted name that only an `import *` can bind. */
  | { readonly kind: 'star'; readonly name: string }
  | { readonly kind: 'function'; readonly key: string }
  | { readonly kind: 'class'; readonly key: string };

/** What a name of the module stands for. */
export type NameRef =
  | CalleeRef
  | { readonly kind: 'instance' | 'partial'; readonly of: NameRef }
  | { readonly kind: 'value' | 'unknown' };

/** Key of the code of the module itself. */
export const moduleKey = '';

/** One name bound by one import statement. */
export interface ImportSummary {
  /** As written; relative imports keep their dots. */
  readonly module: string;
  readonly member?: string;
  readonly star: boolean;
  /** The statement. */
  readonly at: Range;
  /** Key of the function whose code executes it. */
  readonly in: string;
  readonly optional: boolean;
  readonly topLevel: boolean;
}

/** A function that a call hands over without calling it. */
export interface HandedOver {
  /** Undefined for positional arguments. */
  readonly argument?: string;
  readonly callee: CalleeRef;
}

export interface CallSummary {
  /** Undefined when it is not known what is called. */
  readonly callee?: CalleeRef;
  /** What is called is a `functools.partial` of the callee. */
  readonly partial?: true;
  /** The callee's expression. */
  readonly at: Range;
  readonly in: string;
  readonly handed?: readonly HandedOver[];
}

export interface FunctionSummary {
  readonly at: Range;
  /** Key of the function whose code executes the definition. */
  readonly in: string;
  /** Key of its class. */
  readonly class?: string;
  /** Outermost first; undefined for one that is not known. */
  readonly decorators: readonly (CalleeRef | undefined)[];
}

export interface ClassSummary {
  readonly at: Range;
  /** Bases of other files and libraries, those of its bases in this file included; undefined for one that is not known. */
  readonly bases: readonly (string | undefined)[];
  /** Keys of the bases that are classes of this file. */
  readonly parents: readonly string[];
  /** Method → key of the function. */
  readonly methods: ReadonlyMap<string, string>;
}

export interface ModuleSummary {
  readonly path: string;
  /** A syntax error: Python imports nothing from it. */
  readonly broken: boolean;
  /** Imports that can run, in source order. */
  readonly imports: readonly ImportSummary[];
  readonly names: ReadonlyMap<string, readonly NameRef[]>;
  readonly all?: readonly string[];
  /** Has a `__getattr__` of its own: further names may exist. */
  readonly lazy: boolean;
  /** By key; the module itself is not among them. */
  readonly functions: ReadonlyMap<string, FunctionSummary>;
  readonly classes: ReadonlyMap<string, ClassSummary>;
  /** Calls that can run and may matter elsewhere, in source order. */
  readonly calls: readonly CallSummary[];
  readonly dags: number;
  readonly tasks: number;
  /** Words that Airflow's discovery looks for. */
  readonly mentions: Mentions;
}

/** The summary of one file. */
export function summarize(file: FileFacts): ModuleSummary {
  const keys: Keys = {
    functions: functionKeys(file),
    classes: keysOf(file.classes.map((one) => one.name)),
  };
  return {
    path: file.path,
    broken: file.broken,
    imports: file.imports.filter((one) => !one.dead).map((one) => importSummary(one, keys)),
    names: new Map(file.names.map(({ name, targets }) => [name, targets.map((one) => nameRef(one, keys))])),
    ...(file.all ? { all: file.all } : {}),
    lazy: file.functions.some((one) => one.name === '__getattr__' && one.in === 0),
    functions: new Map(
      file.functions.slice(1).map((one) => [keys.functions[one.id] as string, functionSummary(one, keys)]),
    ),
    classes: new Map(file.classes.map((one) => [keys.classes[one.id] as string, classSummary(one, keys)])),
    calls: file.calls.flatMap((call) => callSummary(file, call, keys) ?? []),
    ...placesThatBuild(file),
    mentions: mentionsOf(file.text),
  };
}

interface Keys {
  readonly functions: readonly string[];
  readonly classes: readonly string[];
}

/** The key of each function of a file, by its id. */
export function functionKeys({ functions }: FileFacts): readonly string[] {
  return keysOf(functions.map((one) => (one.id === 0 ? moduleKey : one.name)));
}

/** Names made unique: the second `load` is `load@2`. */
function keysOf(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}@${count}`;
  });
}

function importSummary(one: Import, keys: Keys): ImportSummary {
  const { module, member, bound, statement, in: owner, optional, topLevel } = one;
  return {
    module,
    ...(member === undefined ? {} : { member }),
    star: bound === undefined,
    at: statement,
    in: keys.functions[owner] as string,
    optional,
    topLevel,
  };
}

function functionSummary(one: FunctionFacts, keys: Keys): FunctionSummary {
  return {
    at: one.nameAt,
    in: keys.functions[one.in] as string,
    ...(one.class === undefined ? {} : { class: keys.classes[one.class] as string }),
    decorators: one.decorators.map(({ function: own, name }) =>
      own === undefined ? dottedRef(name) : { kind: 'function', key: keys.functions[own] as string },
    ),
  };
}

function classSummary({ nameAt, bases, parents, methods }: ClassFacts, keys: Keys): ClassSummary {
  return {
    at: nameAt,
    bases,
    parents: parents.map((id) => keys.classes[id] as string),
    methods: new Map(Object.entries(methods).map(([name, id]) => [name, keys.functions[id] as string])),
  };
}

function nameRef(target: NameTarget, keys: Keys): NameRef {
  switch (target.kind) {
    case 'name':
      return target;
    case 'function':
      return { kind: 'function', key: keys.functions[target.function] as string };
    case 'class':
      return { kind: 'class', key: keys.classes[target.class] as string };
    case 'instance':
    case 'partial':
      return { kind: target.kind, of: nameRef(target.of, keys) };
    default:
      return target;
  }
}

/** Built-ins that read, run or load something. */
const telling = new Set(['open', 'exec', 'eval', '__import__', 'input'].map((name) => `builtins.${name}`));

function callSummary(file: FileFacts, call: Call, keys: Keys): CallSummary | undefined {
  if (call.dead) return undefined;
  const wrapped = call.through === undefined ? undefined : file.calls[call.through]?.arguments[0];
  const callee = wrapped ? calleesIn(file, wrapped.value, keys)[0] : calleeOf(call, keys);
  const handed = [
    ...call.arguments.flatMap((argument) => handedOver(file, argument, keys)),
    ...(call.starArguments ?? []).map(({ argument, star }): HandedOver => {
      return { ...(argument === undefined ? {} : { argument }), callee: { kind: 'star', name: star } };
    }),
  ];
  const isQuiet = !callee || (callee.kind === 'name' && isQuietBuiltin(callee.name));
  if (handed.length === 0 && isQuiet) return undefined;
  return {
    ...(callee ? { callee } : {}),
    ...(wrapped ? { partial: true } : {}),
    at: call.calleeAt,
    in: keys.functions[call.in] as string,
    ...(handed.length > 0 ? { handed } : {}),
  };
}

function isQuietBuiltin(name: string): boolean {
  return name.startsWith('builtins.') && !telling.has(name);
}

function calleeOf(call: Call, keys: Keys): CalleeRef | undefined {
  if (call.function !== undefined) return { kind: 'function', key: keys.functions[call.function] as string };
  if (call.class !== undefined) return { kind: 'class', key: keys.classes[call.class] as string };
  return call.star === undefined ? dottedRef(call.callee) : { kind: 'star', name: call.star };
}

function dottedRef(name: string | undefined): CalleeRef | undefined {
  return name === undefined ? undefined : { kind: 'name', name };
}

function handedOver(file: FileFacts, { name, value }: Argument, keys: Keys): HandedOver[] {
  return calleesIn(file, value, keys).map((callee) => ({
    ...(name === undefined ? {} : { argument: name }),
    callee,
  }));
}

/** What a value may stand for when it is called: itself, the parts of a list or dict, what `functools.partial` wraps. */
function calleesIn(file: FileFacts, value: Value, keys: Keys, depth = 0): CalleeRef[] {
  if (depth > 4) return [];
  switch (value.kind) {
    case 'function':
      return [{ kind: 'function', key: keys.functions[value.function] as string }];
    case 'name':
      return value.name.startsWith('builtins.') ? [] : [{ kind: 'name', name: value.name }];
    case 'sequence':
      return value.items.flatMap((item) => calleesIn(file, item, keys, depth + 1));
    case 'dict':
      return value.entries.flatMap((entry) => calleesIn(file, entry.value, keys, depth + 1));
    case 'call': {
      const call = file.calls[value.call];
      const first = call?.callee === 'functools.partial' ? call.arguments[0] : undefined;
      return first ? calleesIn(file, first.value, keys, depth + 1) : [];
    }
    default:
      return [];
  }
}
