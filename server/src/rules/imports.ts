/** Imports that a fix needs: the name under which something is already imported, or an edit that imports it. */
import type { DagFile, Import } from '../model/facts.ts';
import { insert, lineEnding } from './edits.ts';
import type { Edit } from './rule.ts';

export interface ImportedName {
  /** How to write it: `timedelta`, `dt.timedelta`. */
  readonly name: string;
  /** The import to add, none when it is there already. */
  readonly edits: readonly Edit[];
}

/** A way to write `module.member` at module level; undefined when its plain name is taken by something else. */
export function importedAs(file: DagFile, module: string, member: string): ImportedName | undefined {
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
function importEdit(file: DagFile, module: string, member: string): Edit | undefined {
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

function lineBehind(file: DagFile, offset: number): number {
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
