/**
 * What data-frame libraries return: the part of their interfaces by which a frame can be recognised in code.
 * Source: the reference documentation of pandas 2, Polars 1, PyArrow, GeoPandas and PySpark 3.5.
 */

const frameClasses = new Set([
  'pandas.DataFrame',
  'polars.DataFrame',
  'pyarrow.Table',
  'geopandas.GeoDataFrame',
  'pyspark.sql.DataFrame',
  'dask.dataframe.DataFrame',
  'modin.pandas.DataFrame',
]);

const aliases: Readonly<Record<string, string>> = {
  'pandas.core.frame.DataFrame': 'pandas.DataFrame',
  'pandas.core.api.DataFrame': 'pandas.DataFrame',
  'polars.dataframe.frame.DataFrame': 'polars.DataFrame',
  'pyspark.sql.dataframe.DataFrame': 'pyspark.sql.DataFrame',
};

/** Canonical name of a frame class; undefined for everything else. */
export function frameClass(name: string): string | undefined {
  const canonicalName = aliases[name] ?? name;
  return frameClasses.has(canonicalName) ? canonicalName : undefined;
}

const pandasFunctions = new Set([
  'concat',
  'merge',
  'merge_asof',
  'merge_ordered',
  'json_normalize',
  'pivot_table',
  'crosstab',
  'get_dummies',
  'melt',
]);
const readers =
  /^read_(csv|table|fwf|excel|json|xml|parquet|orc|feather|sql|sql_query|sql_table|gbq|sas|spss|stata|pickle|hdf|clipboard|ndjson|ipc|avro|database|delta|ods)$/;

/** The frame class that calling this function gives; undefined when it gives no frame or several. */
export function madeBy(callee: string): string | undefined {
  const made = frameClass(callee);
  if (made) return made;
  const dot = callee.lastIndexOf('.');
  const owner = callee.slice(0, dot);
  const member = callee.slice(dot + 1);
  if (owner === 'pandas' || owner === 'modin.pandas') {
    return readers.test(member) || pandasFunctions.has(member) ? `${owner}.DataFrame` : undefined;
  }
  if (owner === 'polars') return readers.test(member) || member === 'concat' ? 'polars.DataFrame' : undefined;
  if (callee === 'pyarrow.parquet.read_table' || callee === 'pyarrow.csv.read_csv') return 'pyarrow.Table';
  if (owner === 'pyarrow.Table' && member.startsWith('from_')) return 'pyarrow.Table';
  if (owner === 'geopandas')
    return /^(read_file|read_parquet|read_postgis|sjoin|overlay)$/.test(member)
      ? 'geopandas.GeoDataFrame'
      : undefined;
  if (/^(pandas|polars)\.DataFrame$/.test(owner) && member.startsWith('from_')) return owner;
  // DbApiHook and its subclasses: get_pandas_df (2.x), get_df (common.sql 1.24 and later).
  if (/Hook$/.test(owner) && (member === 'get_pandas_df' || member === 'get_df')) return 'pandas.DataFrame';
  if (owner === 'pyspark.sql.SparkSession' && ['sql', 'table', 'createDataFrame'].includes(member))
    return 'pyspark.sql.DataFrame';
  return undefined;
}

/** Whether the function makes a frame of values that are handed to it, in contrast to one that it reads or derives. */
export function isConstructor(callee: string): boolean {
  return frameClass(callee) !== undefined || /\.(createDataFrame|from_dicts?|from_records)$/.test(callee);
}

/** Keywords that make a reader give an iterator, or its first rows, instead of the whole frame. */
export const partKeywords: ReadonlySet<string> = new Set([
  'chunksize',
  'iterator',
  'batch_size',
  'df_type',
  'iter_batches',
  'nrows',
  'n_rows',
]);

const sameShape = new Set([
  // Methods that give a frame of about as many rows. Those that shrink it (head, sample, groupby, agg) are not here.
  'append',
  'applymap',
  'assign',
  'astype',
  'bfill',
  'cast',
  'clone',
  'coalesce',
  'convert_dtypes',
  'copy',
  'distinct',
  'drop',
  'drop_duplicates',
  'drop_nulls',
  'dropDuplicates',
  'dropna',
  'explode',
  'ffill',
  'fill_null',
  'fillna',
  'filter',
  'infer_objects',
  'interpolate',
  'join',
  'map',
  'mask',
  'melt',
  'merge',
  'orderBy',
  'persist',
  'query',
  'reindex',
  'rename',
  'rename_axis',
  'rename_columns',
  'repartition',
  'replace',
  'reset_index',
  'round',
  'select',
  'set_index',
  'shift',
  'sort',
  'sort_by',
  'sort_index',
  'sort_values',
  'to_crs',
  'transform',
  'union',
  'unionByName',
  'unique',
  'where',
  'with_columns',
  'withColumn',
  'withColumnRenamed',
  'cache',
]);

const reductions = new Set([
  'agg',
  'aggregate',
  'count',
  'describe',
  'groupBy',
  'groupby',
  'group_by',
  'head',
  'limit',
  'max',
  'mean',
  'median',
  'min',
  'nlargest',
  'nsmallest',
  'nunique',
  'sample',
  'slice',
  'sum',
  'tail',
  'value_counts',
]);

/** Whether `frame.method(…)` gives a result that is much smaller than the frame, or the groups to make one of. */
export function reducesFrame(method: string): boolean {
  return reductions.has(method);
}

/** Methods whose result may have more rows than the small frame, or the groups, that they are called on. */
const enlargers = new Set([
  'apply',
  'append',
  'concat',
  'crossJoin',
  'explode',
  'extend',
  'join',
  'merge',
  'merge_asof',
  'map_groups',
  'pipe',
  'reindex',
  'transform',
  'union',
  'unionByName',
  'vstack',
]);

/** Whether what `frame.method(…)` gives is as small as a frame that is known to be small. */
export function staysSmall(method: string): boolean {
  return !enlargers.has(method);
}

/** The class of `frame.method(…)`; undefined when it is no frame or a much smaller one. */
export function frameMethod(frame: string, method: string): string | undefined {
  if (method === 'toPandas' || method === 'to_pandas') return 'pandas.DataFrame';
  return sameShape.has(method) ? frame : undefined;
}

const selections = new Set([
  // A list of names, of a dict or of an index.
  'keys',
  'tolist',
  'to_list',
  'values',
  // A mask of rows.
  'between',
  'contains',
  'duplicated',
  'eq',
  'ge',
  'gt',
  'isin',
  'isna',
  'isnull',
  'le',
  'lt',
  'ne',
  'notna',
  'notnull',
  'startswith',
]);

/** Whether `frame[something.method(…)]` is a frame: the method gives names of columns or a mask of rows. */
export function givesSelection(method: string): boolean {
  return selections.has(method);
}

/** Methods that turn a whole frame into plain Python values or text. */
const conversions = new Set([
  'to_dict',
  'to_dicts',
  'to_records',
  'to_numpy',
  'rows',
  'to_pydict',
  'to_pylist',
  'to_html',
]);
/** Methods that give text unless they are told where to write it. */
const writers = new Set(['to_json', 'to_csv', 'write_json', 'write_csv', 'to_string', 'to_markdown']);

/** Whether `frame.method(…)` gives all its rows as plain values; `hasTarget`: a path or buffer is given. */
export function convertsFrame(method: string, hasTarget: boolean): boolean {
  return conversions.has(method) || (writers.has(method) && !hasTarget);
}

/** Names of the parameter that tells a writer where to write. */
export const writerTargets: ReadonlySet<string> = new Set([
  'path_or_buf',
  'path_or_buffer',
  'path',
  'file',
  'buf',
]);
