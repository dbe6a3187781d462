/**
 * What dagperf knows about one Python file: plain data, extracted once per version of the text.
 *
 * Offsets are UTF-16 code units from the start of the text. Nothing here holds a syntax tree, a function or a class
 * instance: `structuredClone(file)` works. Whatever could not be decided is `unknown`, never a guess.
 */
import type { BuiltArgument, BuiltDag, BuiltTask } from './build/built.ts';

import type { CallSurroundings, Growth, ReturnedValue } from './flow-facts.ts';

import type { Unordered } from './unordered.ts';
import type { Volatile } from './volatile-facts.ts';

/** A half-open range of UTF-16 offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * When code runs. `parse`: the Dag processor imports the file (again and again, and every task try once more).
 * `task`: in a task instance. `trigger`: in the triggerer's event loop. `callback`: a Dag-level callback, in the Dag processor.
 */
export type Phase = 'parse' | 'task' | 'trigger' | 'callback';

/** A statically known Python value, with the place it is written at. */
export type Value =
  | { readonly kind: 'string'; readonly value: string; readonly at: Range }
  | { readonly kind: 'number'; readonly value: number; readonly at: Range }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: Range }
  | { readonly kind: 'none'; readonly at: Range }
  /** `timedelta(...)`, `pendulum.duration(...)` of constants. */
  | { readonly kind: 'duration'; readonly seconds: number; readonly at: Range }
  /** `datetime(…)` of constants, without its time of day and zone: `2024-01-31`. Only in the arguments of Dags and tasks. */
  | { readonly kind: 'date'; readonly day: string; readonly at: Range }
  | { readonly kind: 'sequence'; readonly items: readonly Value[]; readonly at: Range }
  | DictValue
  /** Something with a canonical dotted name: `sys.maxsize`, `airflow.sdk.TriggerRule.ALL_DONE`. */
  | { readonly kind: 'name'; readonly name: string; readonly at: Range }
  /** A function or lambda of this file, handed over without being called. */
  | { readonly kind: 'function'; readonly function: number; readonly at: Range }
  /** The result of a call of this file. */
  | { readonly kind: 'call'; readonly call: number; readonly at: Range }
  | UnknownValue;

export interface UnknownValue {
  readonly kind: 'unknown';
  readonly at: Range;
  /** In words, where it is known what stands in the way. */
  readonly why?: string;
  /** Of text with unknown parts (f-strings, `+`, `%`): what is known, with `hole` (`text-patterns.ts`) for each part that is not. */
  readonly pattern?: string;
  /** Known to be true for Python: a function, an object, a list that is not empty. In the arguments of Dags and tasks. */
  readonly isTrue?: true;
}

export interface DictValue {
  readonly kind: 'dict';
  readonly entries: readonly DictEntry[];
  /** False when a part (`**other`, a computed key, a later mutation) is not known: absent keys are then unknown. */
  readonly complete: boolean;
  readonly at: Range;
  /** Where the `{…}` or `dict(…)` stands that an entry can be added to; absent when there is no single one. */
  readonly literal?: Range;
  /** In how many places of the file the dict's name is used; 1 for a dict written where it is used. */
  readonly uses: number;
}

export interface DictEntry {
  readonly key: string;
  readonly keyAt: Range;
  readonly value: Value;
  /** Key and value together, without the comma. */
  readonly at: Range;
}

/** One name bound by one import statement. */
export interface Import {
  /** Canonical dotted name of what is bound: `pandas`, `airflow.sdk.Variable`. Relative imports keep their dots. */
  readonly name: string;
  /** The module that the statement loads, as written: `google.cloud.bigquery` for `from google.cloud import bigquery` too. */
  readonly module: string;
  /** For `from m import a`: a. */
  readonly member?: string;
  /** The name it is bound to in its scope; undefined for `from m import *`. */
  readonly bound?: string;
  /** This name within the statement (`read_csv as rc`), the whole statement when it imports only this. */
  readonly at: Range;
  /** The whole statement. */
  readonly statement: Range;
  /** The function whose code executes the statement; 0 is the module. */
  readonly in: number;
  readonly phases: readonly Phase[];
  /** Stands where code never runs in Airflow: under `if TYPE_CHECKING` or `if __name__ == "__main__"`. */
  readonly dead?: true;
  /** True for a statement at module level that stands in no `if`, `try`, `with` or loop. */
  readonly topLevel: boolean;
  /** Under a `try` whose handler catches ImportError (ModuleNotFoundError, Exception, everything). */
  readonly optional: boolean;
  /** Every load of the bound name, in source order. Empty for `import *`. */
  readonly uses: readonly Use[];
  /** How many statements of the file bind this name in the same scope; 1 when only this import does. */
  readonly bindings: number;
  /** Listed in `__all__`: other modules may import it from here. */
  readonly exported: boolean;
}

/** `name = call(…)`: an assignment of one name whose value is a call. */
export interface Assignment {
  readonly name: string;
  /** The whole statement. */
  readonly at: Range;
  readonly call: number;
  readonly in: number;
  readonly phases: readonly Phase[];
  /** Stands at module level in no `if`, `try`, `with` or loop. */
  readonly topLevel: boolean;
  /** Every name that it reads is bound once, at module level: it gives the same wherever it stands. */
  readonly stable: boolean;
  /** Functions that bind one of these names for themselves. */
  readonly hiddenIn: readonly number[];
  readonly uses: readonly Use[];
  readonly bindings: number;
  readonly exported: boolean;
}

/** What a name of the module stands for; a `function` or `class` is one of this file, by position. */
export type NameTarget =
  /** A canonical dotted name: what was imported, or a part of it. Relative imports keep their dots. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'function'; readonly function: number }
  | { readonly kind: 'class'; readonly class: number }
  /** An object made by calling a class. */
  | { readonly kind: 'instance'; readonly of: NameTarget }
  /** `functools.partial(callable, …)`. */
  | { readonly kind: 'partial'; readonly of: NameTarget }
  /** Some other value: a constant, the result of a call. */
  | { readonly kind: 'value' }
  | { readonly kind: 'unknown' };

/** A name that other files can import from this one. */
export interface ModuleName {
  readonly name: string;
  /** Where it is bound last. */
  readonly at: Range;
  /** What it may stand for when the module has run: one thing, or several when control flow decides; none when there are too many. */
  readonly targets: readonly NameTarget[];
}

/** One place where a name is read. */
export interface Use {
  readonly at: Range;
  /** The function whose code executes the read; 0 is the module. */
  readonly in: number;
  readonly phases: readonly Phase[];
  /** `annotation`: written as an annotation; `evaluated` tells whether Python evaluates it when the function is defined. */
  readonly role: 'load' | 'annotation' | 'store';
  readonly evaluated: boolean;
}

/** A `def`, `async def` or `lambda`; number 0 of a file is the module itself. */
export interface FunctionFacts {
  readonly id: number;
  /** `load`, `Repo.__init__`; `<module>`, `<lambda>`. */
  readonly name: string;
  readonly kind: 'module' | 'function' | 'lambda';
  readonly async: boolean;
  /** The whole definition, decorators excluded. */
  readonly at: Range;
  readonly nameAt: Range;
  /** The function whose code executes the definition. */
  readonly in: number;
  /** The class it is a method of, by position in `DagFile.classes`. */
  readonly class?: number;
  readonly phases: readonly Phase[];
  /** False when nothing of the file that may run calls it or hands it over, and no decorator takes it. */
  readonly referenced: boolean;
  /** Name, annotation and default of each parameter. */
  readonly parameters: readonly Parameter[];
  /** The statements of the body; empty for a lambda. */
  readonly body: Range;
  /** Where a statement can be inserted as the first of the body, after a docstring; absent for one-line bodies and lambdas. */
  readonly insertAt?: InsertionPoint;
  readonly decorators: readonly Decorator[];
  /** Does nothing: no code but a docstring, `pass`, `return`, and `print` or `logging` of constants. */
  readonly idle?: true;
  /** What it returns; `yield` and bare `return` excluded. */
  readonly returns: readonly Return[];
}

export interface Parameter {
  readonly name: string;
  readonly annotation?: string;
  readonly default?: Value;
}

export interface Decorator {
  /** Canonical dotted name without call parentheses; undefined when unknown. */
  readonly name?: string;
  readonly at: Range;
  /** The call, for `@task(...)`. */
  readonly call?: number;
  /** The function of this file that decorates. */
  readonly function?: number;
}

/** Where a new line can go: at `offset` (a line start), indented by `indent`. */
export interface InsertionPoint {
  readonly offset: number;
  readonly indent: string;
}

export interface Return extends ReturnedValue {
  readonly at: Range;
  /** Canonical type of the returned object where it can be inferred: `pandas.DataFrame`. */
  readonly type?: string;
  /** Certainly no callable: text, a number, a collection, a frame. */
  readonly plain?: true;
  /** For a conversion of such an object (`df.to_dict()`): what was called, and on which type. */
  readonly converted?: { readonly method: string; readonly from: string };
  /** Where the object was made: `pd.read_csv(…)`. */
  readonly madeAt?: Range;
}

export interface ClassFacts {
  readonly id: number;
  readonly name: string;
  readonly at: Range;
  readonly nameAt: Range;
  readonly in: number;
  /** Canonical dotted names; undefined entries are unknown. */
  readonly bases: readonly (string | undefined)[];
  /** Those of its direct bases that are classes of this file, by position. */
  readonly parents: readonly number[];
  /** Method name → function. */
  readonly methods: Readonly<Record<string, number>>;
}

/** One argument of a call. */
export interface Argument {
  /** Undefined for positional arguments. */
  readonly name?: string;
  /** `name=value` whole. */
  readonly at: Range;
  /** The expression as written in the call; `value.at` may lie elsewhere, where a name it uses was assigned. */
  readonly valueAt: Range;
  readonly value: Value;
  /** For an entry of `**NAME`: where the `**NAME` stands, and in how many places the dict's name is read. */
  readonly splat?: { readonly at: Range; readonly uses: number };
}

export interface Call extends CallSurroundings {
  readonly id: number;
  /** Canonical dotted name of what is called: `airflow.sdk.Variable.get`; undefined when unknown. */
  readonly callee?: string;
  /** The function of this file that is called. */
  readonly function?: number;
  /** The class of this file that is instantiated. */
  readonly class?: number;
  /** A dotted name that the file does not bind: only its `import *` can. */
  readonly star?: string;
  /** Arguments that are such names; `argument` is undefined for positional ones. */
  readonly starArguments?: readonly { readonly argument?: string; readonly star: string }[];
  /** The call of `functools.partial` whose result is called. */
  readonly through?: number;
  /** Stands where code never runs in Airflow. */
  readonly dead?: true;
  readonly at: Range;
  readonly calleeAt: Range;
  readonly arguments: readonly Argument[];
  /** The parentheses, brackets included. */
  readonly argumentList: Range;
  /** False when `*args` or `**kwargs` of unknown content is passed. */
  readonly complete: boolean;
  /** For a call that fills a hole of an f-string: the string, the `{…}`, and how many holes the string has. */
  readonly interpolated?: { readonly string: Range; readonly hole: Range; readonly holes: number };
  /** The function whose code executes the call; 0 is the module. */
  readonly in: number;
  readonly phases: readonly Phase[];
  /** Loops and comprehensions of the same function around it, outermost first. */
  readonly loops: readonly number[];
  /** A branch or a `continue` lets some rounds of these loops pass it by. */
  readonly skipsRounds: boolean;
  /** A branch or a `return` lets some runs of its function pass it by. */
  readonly skipsRuns: boolean;
}

/** A `for`, `while` or comprehension. */
export interface Loop {
  readonly id: number;
  readonly kind: 'for' | 'while' | 'comprehension';
  readonly at: Range;
  /** `while True`, `for x in xs`: without the body. */
  readonly headAt: Range;
  readonly in: number;
  readonly phases: readonly Phase[];
  /** Number of rounds where the iterable is a literal, `range` of constants or a name bound once to such, and nothing leaves the loop early. */
  readonly size?: number;
  /** What its iterable takes an arbitrary order from. */
  readonly unordered?: Unordered;
  readonly infinite: boolean;
  /** `while True` around `try … except` that goes on: has it a `break`/`return`/`raise` on a counter or deadline, or a growing sleep. */
  readonly retriesForever: boolean;
}

/** An argument of a task or Dag, with what sets it. */
export interface TaskArgument extends BuiltArgument {
  /** The expression, where the argument is written in the call or decorator that configures the task or Dag. */
  readonly valueAt?: Range;
  /** For an entry of `**NAME`: where the `**NAME` stands, and in how many places the dict's name is read. */
  readonly splat?: Argument['splat'];
  /** The expression is not decided where it stands: a parameter or a loop's variable, which may be another the next time. */
  readonly varies?: true;
}

/** One task as Airflow would see it, with the code of this file that makes it. */
export interface Task extends Omit<BuiltTask, 'arguments' | 'configuredAt' | 'runs'> {
  /**
   * The smallest thing that names the operator: callee of the call, or the decorator. Of a task that code of another file
   * makes (`file`): the call there.
   */
  readonly at: Range;
  /** The call that makes it; absent for a task of another file's code. */
  readonly call?: number;
  /** The call whose arguments configure it: that of the operator, `.partial(…)` or `@task(…)`; absent for a plain `@task`. */
  readonly configuredBy?: number;
  /** Where an argument can be added: the argument list of the operator call, `.partial(…)` or the decorator. */
  readonly argumentList?: Range;
  /** For a decorator without parentheses: where `(…)` goes. */
  readonly appendAt?: number;
  readonly arguments: Readonly<Record<string, TaskArgument>>;
  /** Position in `DagFile.dags`; undefined when it cannot be known. */
  readonly dag?: number;
  /** Position in the tasks of its Dag. */
  readonly position?: number;
  /** The function of this file whose code it runs: the decorated one, or `python_callable`. */
  readonly function?: number;
}

/** One Dag as Airflow would see it: `with DAG(…)`, `DAG(…)`, or a call of an `@dag` function. */
export interface Dag extends Omit<BuiltDag<Task>, 'arguments'> {
  /** The smallest thing that names it: callee of `DAG(…)`, or the decorator; of a Dag of another file's code: the call there. */
  readonly at: Range;
  /** The call of `DAG(…)` or `@dag(…)`; absent for a plain `@dag` and for another file's code. */
  readonly call?: number;
  readonly arguments: Readonly<Record<string, TaskArgument>>;
}

export interface Comment {
  readonly at: Range;
  readonly text: string;
  /** True when nothing but white space stands before it on its line. */
  readonly alone: boolean;
  /** Stands at module level, outside every block. */
  readonly topLevel: boolean;
}

/** What stands in the text of one file. */
export interface FileFacts {
  /** As the host names it; relative to the project root with `/`. */
  readonly path: string;
  readonly text: string;
  /** Has a syntax error: facts near it are unknown and nothing is fixed. */
  readonly broken: boolean;
  /** The first syntax error. */
  readonly syntaxError?: Range;
  readonly imports: readonly Import[];
  /** Names of the module's own scope. */
  readonly names: readonly ModuleName[];
  /** `__all__`, where it is known as a whole. */
  readonly all?: readonly string[];
  readonly assignments: readonly Assignment[];
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
  readonly calls: readonly Call[];
  readonly loops: readonly Loop[];
  readonly growths: readonly Growth[];
  readonly volatile: readonly Volatile[];
  readonly comments: readonly Comment[];
  /** Simple statements and headers of compound ones that span several lines, in source order. */
  readonly statements: readonly Range[];
}

/** What stands in a file, and what it builds when it is parsed, with the code of other files. */
export interface DagFile extends FileFacts {
  readonly dags: readonly Dag[];
  /** Tasks that the code of this file makes, of whatever Dag; one for each time that it makes one. */
  readonly tasks: readonly Task[];
  /** False when further Dags may be made by code of which nothing is known. */
  readonly dagsComplete: boolean;
}
