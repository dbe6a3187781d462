/** Calls of task code that send SQL to a database, and what their statement does. */
import { isClientClass } from '../model/airflow-hooks.ts';
import type { Call, DagFile, Value } from '../model/facts.ts';
import { type Statement, statementIn } from '../model/sql-text.ts';
import { patternOf } from '../model/text-patterns.ts';

export interface SqlCall {
  /** `fetch`: gives rows; `first`: gives one; `run`: gives none, or a cursor to fetch from. */
  readonly gives: 'rows' | 'first' | 'nothing';
  /** Absent where the text is not known. */
  readonly statement?: Statement;
  /** The text is known, at least in part. */
  readonly text?: string;
}

/** Methods of `DbApiHook` and of classes like it. */
const hookMethods: Readonly<Record<string, SqlCall['gives']>> = {
  get_records: 'rows',
  get_pandas_df: 'rows',
  get_df: 'rows',
  get_first: 'first',
  run: 'nothing',
};

/** Methods of cursors and connections (PEP 249), of SQLAlchemy, and of clients. */
const cursorMethods: Readonly<Record<string, SqlCall['gives']>> = {
  execute: 'nothing',
  fetch: 'rows',
  query: 'rows',
};

/** Readers of data frames whose first argument is a statement. */
const readers = new Set([
  'pandas.read_sql',
  'pandas.read_sql_query',
  'pandas.read_gbq',
  'polars.read_database',
  'polars.read_database_uri',
]);

/**
 * What a call sends to a database: a method of a hook, a cursor, a connection or an engine, or a reader of a library.
 * Undefined for other calls; of an object that is not known only a text that is SQL tells.
 */
export function sqlCallOf(file: DagFile, call: Call): SqlCall | undefined {
  if (call.function !== undefined || call.class !== undefined) return undefined;
  const text = textOf(file, call);
  const statement = text === undefined ? undefined : statementIn(text);
  const known = { ...(statement ? { statement } : {}), ...(text === undefined ? {} : { text }) };
  if (call.callee !== undefined && readers.has(call.callee)) return { gives: 'rows', ...known };
  if (call.method === undefined) return undefined;
  const isHook = isClientClass(call.callee?.slice(0, -call.method.length - 1));
  const ofHook = Object.hasOwn(hookMethods, call.method) ? hookMethods[call.method] : undefined;
  if (ofHook && (isHook || statement)) return { gives: ofHook, ...known };
  const ofCursor = Object.hasOwn(cursorMethods, call.method) ? cursorMethods[call.method] : undefined;
  return ofCursor && statement ? { gives: ofCursor, ...known } : undefined;
}

/** The first argument, or `sql=`/`query=`, also in `text(…)` of SQLAlchemy. */
function textOf(file: DagFile, call: Call): string | undefined {
  const argument =
    call.arguments.find((one) => one.name === 'sql' || one.name === 'query' || one.name === 'statement') ??
    (call.arguments[0]?.name === undefined ? call.arguments[0] : undefined);
  return argument && textOfValue(file, argument.value);
}

function textOfValue(file: DagFile, value: Value): string | undefined {
  if (value.kind !== 'call') return patternOf(value);
  const made = file.calls[value.call];
  const first =
    made?.callee?.endsWith('.text') && made.callee.startsWith('sqlalchemy') ? made.arguments[0] : undefined;
  return first && patternOf(first.value);
}
