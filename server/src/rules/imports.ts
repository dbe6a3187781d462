/** Imports that a fix needs: the name under which something is already imported, or an edit that imports it. */
import type { FileFacts, Import, Range } from '../model/facts.ts';
import { insert, lineEnding } from './edits.ts';
import { removeMoved } from './move.ts';
import type { Edit } from './rule.ts';

export interface ImportedName {
  /** How to write it: `timedelta`, `dt.timedelta`. */
  readonly name: string;
  /** The import to add, none when it is there already. */
  readonly edits: readonly Edit[];
}

/** A way to write `module.member` at module level; undefined when its plain name is taken by something else. */
export function importedAs(file: FileFacts, module: string, member: string): ImportedName | undefined {
  const usable = file.imports.filter((one) => one.topLevel && one.bindings === 1 && one.bound !== undefined);
  const direct = usable.find((one) => one.module === module && one.member === member);
  if (direct) return { name: direct.bound as string, edits: [] };
  const whole = usable.find((one) => one.module === module && one.member === undefined);
  if (whole) return { name: `${whole.bound}.${member}`, edits: [] };
  if (file.imports.some((one) => one.bound === member)) return undefined;
  if (file.functions.some((one) => one.name === member) || file.classes.some((one) => one.name === member))
    return undefined;
  const edit = importEdit(file, module, member);
  return edit && { name: member, edits: [edit] };
}

/** `from module import member` of the standard library, where isort puts it. */
function importEdit(file: FileFacts, module: string, member: string): Edit | undefined {
  const lineBreak = lineEnding(file);
  const statement = `from ${module} import ${member}`;
  const topLevel = distinctStatements(
    file.imports.filter((one) => one.topLevel && one.module !== '__future__'),
  );
  const standard = topLevel.filter((one) => isStandard(one.module));
  const after = standard.filter((one) => one.member === undefined || one.module < module).at(-1);
  if (after) return insert(lineBehind(file, after.statement.end), statement + lineBreak);
  const first = standard[0] ?? topLevel[0];
  if (!first) return undefined;
  const gap = standard[0] ? '' : lineBreak;
  return insert(first.statement.start, statement + lineBreak + gap);
}

function distinctStatements(imports: readonly Import[]): Import[] {
  return imports.filter((one, index) => imports[index - 1]?.statement.start !== one.statement.start);
}

function lineBehind(file: FileFacts, offset: number): number {
  const at = file.text.indexOf('\n', offset);
  return at < 0 ? file.text.length : at + 1;
}

/** Modules of Python's standard library that DAG files import; enough to tell where its section ends. */
const standardModules = new Set([
  'abc',
  'argparse',
  'ast',
  'asyncio',
  'base64',
  'calendar',
  'collections',
  'concurrent',
  'contextlib',
  'copy',
  'csv',
  'dataclasses',
  'datetime',
  'decimal',
  'enum',
  'functools',
  'glob',
  'gzip',
  'hashlib',
  'importlib',
  'inspect',
  'io',
  'itertools',
  'json',
  'logging',
  'math',
  'multiprocessing',
  'operator',
  'os',
  'pathlib',
  'pickle',
  'pprint',
  'random',
  're',
  'shutil',
  'signal',
  'smtplib',
  'socket',
  'sqlite3',
  'ssl',
  'statistics',
  'string',
  'subprocess',
  'sys',
  'tempfile',
  'textwrap',
  'threading',
  'time',
  'traceback',
  'types',
  'typing',
  'unittest',
  'urllib',
  'uuid',
  'warnings',
  'zipfile',
  'zoneinfo',
]);

function isStandard(module: string): boolean {
  return standardModules.has(module.split('.', 1)[0] as string);
}

/** Whether removing `imports` leaves the statement of `one` without names. */
export function losesAllNames(file: FileFacts, imports: readonly Import[], one: Import): boolean {
  return file.imports.every(
    (other) => other.statement.start !== one.statement.start || imports.includes(other),
  );
}

/** Takes the names out of their statements; a statement that loses all its names goes with its line. */
export function removeImports(file: FileFacts, imports: readonly Import[]): Edit[] {
  const edits: Edit[] = [];
  const done = new Set<number>();
  for (const one of imports) {
    if (!losesAllNames(file, imports, one)) edits.push(removalOfName(file, one));
    else if (!done.has(one.statement.start)) edits.push(removeMoved(file, one.statement));
    done.add(one.statement.start);
  }
  return edits;
}

/** One name of a list, with the comma behind it, or before it when it is the last. */
function removalOfName(file: FileFacts, one: Import): Edit {
  const behind = /^\s*,[ \t]*/.exec(file.text.slice(one.at.end, one.statement.end));
  if (behind) return { range: { start: one.at.start, end: one.at.end + behind[0].length }, text: '' };
  const before = /,\s*$/.exec(file.text.slice(one.statement.start, one.at.start));
  return { range: { start: one.at.start - (before?.[0].length ?? 0), end: one.at.end }, text: '' };
}

/** Imports all of whose uses stand within text that an edit replaces: with the edit, they go. */
export function importsLeftUnused(file: FileFacts, replaced: readonly Range[]): Import[] {
  return file.imports.filter(
    (one) =>
      one.topLevel &&
      !one.exported &&
      one.bindings === 1 &&
      one.uses.length > 0 &&
      one.uses.every((use) =>
        replaced.some((range) => range.start <= use.at.start && use.at.end <= range.end),
      ),
  );
}
