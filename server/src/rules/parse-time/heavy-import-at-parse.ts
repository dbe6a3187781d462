import type { DagFile, FunctionFacts, Import, Range, Use } from '../../model/facts.ts';
import { namesImportedFrom } from '../../project/parsed-code.ts';
import type { Project } from '../../project/project.ts';
import { movableLibraries } from '../import-costs.ts';
import { losesAllNames, removeImports } from '../imports.ts';
import { inImportOrder, insertImport, readersOf, trailingComment } from '../move.ts';
import { defineRule, type Edit, type Fix } from '../rule.ts';
import { count, importTime, listed, parsesPerDay } from '../words.ts';

export default defineRule<{ 'minimum-ms': number; 'info-ms': number }>({
  severity: 'warning',
  parseTime: true,
  summary: 'A heavy library is imported whenever the file is parsed, though only task code needs it',
  why: `The Dag processor imports every DAG file again and again, and each task try imports it once more. Every parse is a new
process: nothing that the file imports at module level is kept, except Airflow's own modules, which the processor imports
beforehand (\`parsing_pre_import_modules\`). A library that only task code uses is better imported there: the parse no
longer waits for it, and only the tasks that use it load it.

The time in the message was measured by dagperf's own script in fresh processes that had imported Airflow already; the
time on your machines differs, so it says "about". Libraries share parts: what the file, a provider's operators or Airflow
itself load at parse time anyway is not counted again, and neither is a part that a heavier finding of the file has. \`min_file_process_interval\` (30 s) is a floor, not a period: "up to"
2 880 parses a day.

**Leave it** when the library has to be imported before something else, or when the file is parsed rarely.

Source: [Best Practices, Top level Python Code](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#top-level-python-code),
which names pandas, torch and tensorflow; pre-import of \`airflow.*\` modules only: \`dag_processing/processor.py\`,
\`iter_airflow_imports\`.

**Not reported**: names used at module level, in decorators, default values, base classes or evaluated annotations; imports
under \`try … except ImportError\` and \`if TYPE_CHECKING\`; names listed in \`__all__\`; modules below \`airflow.\`, which are
pre-imported; libraries that another import of the file, a provider's operators among them, needs at parse time anyway.`,
  fixes: ['safe', 'unsafe'],
  example: {
    bad: `import pandas as pd
from airflow.sdk import dag, task


@dag(schedule="@daily")
def sales():
    @task
    def total():
        frame = pd.read_parquet("s3://sales/today.parquet")
        return int(frame["amount"].sum())

    total()


sales()
`,
    good: `from airflow.sdk import dag, task


@dag(schedule="@daily")
def sales():
    @task
    def total():
        import pandas as pd

        frame = pd.read_parquet("s3://sales/today.parquet")
        return int(frame["amount"].sum())

    total()


sales()
`,
  },
  options: {
    'minimum-ms': {
      default: 100,
      description: 'Import time in milliseconds from which an import is reported',
    },
    'info-ms': {
      default: 50,
      description: 'Import time from which a faster import is reported as information',
    },
  },
  *check(file, project, options) {
    const taken = namesTaken(file, project);
    const canMove = (one: Import) => isOnlyForTasks(file, one) && !taken(one);
    for (const library of movableLibraries(file, project, canMove)) {
      const { module, imports, ms, share } = library;
      if (ms < options['info-ms']) continue;
      const first = imports[0] as Import;
      const shared = share < ms / 2 ? ', shared with a heavier import of this file' : '';
      yield {
        at: losesAllNames(file, imports, first) ? first.statement : first.at,
        message: `Importing \`${module}\` adds about ${importTime(ms)} to every parse${shared}, up to ${count(parsesPerDay(project))} a day; ${usersOf(file, imports)}`,
        ...(ms < options['minimum-ms'] || module.split('.')[0] === 'numpy'
          ? { severity: 'info' as const }
          : {}),
        ...(share < 1
          ? {}
          : { cost: { payer: 'dag-processor' as const, amount: share, unit: 'ms', per: 'parse' } }),
        fixes: fixesFor(file, imports),
      };
    }
  },
});

/** Whether other modules may take the imported name from this one; of a module without Dags, what it does not use itself, too. */
function namesTaken(file: DagFile, { modules }: Project): (one: Import) => boolean {
  const names = modules ? namesImportedFrom(modules.graph, file.path) : undefined;
  const isModule = file.dags.length === 0 && file.tasks.length === 0;
  return ({ bound, uses }) =>
    (isModule && uses.length === 0) ||
    (bound !== undefined && names !== undefined && (names.has(bound) || names.has('*')));
}

/** Whether moving the import away from parse time is certain to be right. */
function isOnlyForTasks(file: DagFile, one: Import): boolean {
  if (one.optional || one.exported || one.bound === undefined || one.bindings !== 1) return false;
  return one.uses.every((use) => isTaskUse(file, use));
}

function isTaskUse(file: DagFile, use: Use): boolean {
  if (use.role === 'annotation') return !use.evaluated;
  if (use.phases.length > 0) return !use.phases.includes('parse');
  // In a file that builds Dags, a function that nothing in sight calls is called by a task of another file, or never.
  return use.in !== 0 && isNeverCalled(file, use.in);
}

function isNeverCalled(file: DagFile, id: number): boolean {
  const fact = file.functions[id] as FunctionFacts;
  return !fact.referenced && fact.kind === 'function';
}

function usersOf(file: DagFile, imports: readonly Import[]): string {
  const loads = imports.flatMap(loadsOf);
  if (loads.length === 0) return 'nothing in this file uses it';
  const users = [...new Set(loads.map((use) => use.in))].map((id) => file.functions[id] as FunctionFacts);
  if (users.length > 3 || users.some((user) => user.kind === 'lambda')) return 'only task code uses it';
  return `only ${listed(users.map((user) => `\`${user.name}\``))} ${users.length > 1 ? 'use' : 'uses'} it`;
}

function loadsOf(one: Import): Use[] {
  return one.uses.filter((use) => use.role === 'load');
}

function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function fixesFor(file: DagFile, imports: readonly Import[]): Fix[] {
  if (!imports.every((one) => one.topLevel)) return [];
  const uses = imports.flatMap((one) => one.uses);
  if (uses.length === 0) {
    return [{ title: 'Remove the unused import', safety: 'unsafe', edits: removeImports(file, imports) }];
  }
  const moves = movesOf(file, imports);
  if (!moves) return [];
  const readers = new Set(moves.flatMap((move) => move.readers));
  const target =
    readers.size === 1 ? `\`${([...readers][0] as FunctionFacts).name}\`` : 'the functions that use it';
  const insertions = moves.flatMap(({ statement, comment, readers: into }) =>
    into.map((reader, index) => insertImport(file, reader, index === 0 ? statement + comment : statement)),
  );
  const edits = [...merged(insertions), ...removeImports(file, imports)];
  return [{ title: `Move the import into ${target}`, safety: 'safe', edits }];
}

interface Move {
  readonly statement: string;
  /** What stands behind the statement on its line; it moves along, once. */
  readonly comment: string;
  readonly readers: readonly FunctionFacts[];
}

/** What to write where; undefined when some use cannot have an import of its own. */
function movesOf(file: DagFile, imports: readonly Import[]): Move[] | undefined {
  const moves: Move[] = [];
  for (const one of imports) {
    const readers = readersOf(file, loadsOf(one));
    if (!readers || (readers.length === 0 && one.uses.length > 0)) return undefined;
    // Without the import, a postponed annotation no longer names anything that a type checker or `get_type_hints`
    // finds; that of a local variable does, where the import is moved into its function.
    const isNamed = (use: Use) => use.in !== 0 && readers.some((reader) => contains(reader.body, use.at));
    if (!one.uses.every((use) => use.role === 'load' || isNamed(use))) return undefined;
    const siblings = imports.filter((other) => other.statement.start === one.statement.start);
    const isWhole = losesAllNames(file, imports, one);
    const comment = isWhole && siblings[0] === one ? trailingComment(file, one.statement) : '';
    const together =
      isWhole && siblings.every((other) => sameReaders(readersOf(file, loadsOf(other)), readers));
    if (!together) moves.push({ statement: statementOf(file, one), comment, readers });
    else if (siblings[0] === one) {
      moves.push({ statement: file.text.slice(one.statement.start, one.statement.end), comment, readers });
    }
  }
  return moves.sort((a, b) => inImportOrder(a.statement, b.statement));
}

function sameReaders(a: readonly FunctionFacts[] | undefined, b: readonly FunctionFacts[]): boolean {
  return a?.length === b.length && a.every((reader) => b.includes(reader));
}

/** An import statement for one name. */
function statementOf(file: DagFile, one: Import): string {
  const name = file.text.slice(one.at.start, one.at.end);
  if (one.at.start === one.statement.start) return name;
  return one.member === undefined ? `import ${name}` : `from ${one.module} import ${name}`;
}

/** Two imports put at one place become one insertion, in order. */
function merged(edits: readonly Edit[]): Edit[] {
  const byOffset = new Map<number, Edit>();
  for (const edit of edits) {
    const known = byOffset.get(edit.range.start);
    // The first insertion may end in a blank line that now belongs behind the second.
    const text = known ? known.text.replace(/(\r?\n)\r?\n$/, '$1') + edit.text : edit.text;
    byOffset.set(edit.range.start, { ...edit, text });
  }
  return [...byOffset.values()];
}
