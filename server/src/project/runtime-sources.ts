/** Calls that give something that changes without the code: what a Variable, a database, an API or a mounted folder holds. */
import { classFacts } from '../catalogue/catalogue.ts';
import type { Assignment, Call, FileFacts, Range } from '../model/facts.ts';

const requests = new Set([
  'requests.get',
  'requests.post',
  'requests.request',
  'httpx.get',
  'httpx.post',
  'urllib.request.urlopen',
]);
const queries = new Set(['pandas.read_sql', 'pandas.read_sql_query', 'pandas.read_sql_table']);
const listings = new Set(['os.listdir', 'os.scandir', 'os.walk', 'glob.glob', 'glob.iglob']);

/** What a call reads, in words that follow "each item of"; undefined when it is none of these. */
function runtimeSource(call: Call): string | undefined {
  const { callee } = call;
  if (callee === undefined) return undefined;
  if (callee === 'airflow.sdk.Variable.get') return 'a Variable';
  if (requests.has(callee)) return 'an answer from the network';
  if (queries.has(callee)) return 'a query';
  if (listings.has(callee)) {
    const [folder] = call.arguments;
    return folder?.value.kind === 'string' && isElsewhere(folder.value.value)
      ? `the folder \`${folder.value.value}\``
      : undefined;
  }
  const owner = callee.slice(0, callee.lastIndexOf('.'));
  return classFacts(owner)?.kind === 'hook' ? 'what a hook reads' : undefined;
}

/** Absolute, and not where Airflow keeps DAG files: those come with the code. */
function isElsewhere(path: string): boolean {
  return path.startsWith('/') && !/dags|airflow|plugins|include/i.test(path);
}

export interface RuntimeSource {
  readonly call: Call;
  /** In words that follow "each item of". */
  readonly text: string;
}

/** The calls of a file that read something which changes without the code. */
export function runtimeSources(file: FileFacts): readonly RuntimeSource[] {
  return file.calls.flatMap((call) => {
    const text = runtimeSource(call);
    return text === undefined ? [] : [{ call, text }];
  });
}

/**
 * The first of `sources` that what is written at `place` depends on: directly, or through names that are bound once to the
 * result of a call.
 */
export function sourceBehind(
  file: FileFacts,
  sources: readonly RuntimeSource[],
  place: Range,
): RuntimeSource | undefined {
  if (sources.length === 0) return undefined;
  const seen = new Set<Assignment>();
  const places = [place];
  for (let at = places.shift(); at !== undefined; at = places.shift()) {
    const { start, end } = at;
    const lies = (range: Range) => start <= range.start && range.end <= end;
    const found = sources.find(({ call }) => lies(call.at));
    if (found) return found;
    for (const one of file.assignments) {
      if (seen.has(one) || one.bindings !== 1) continue;
      if (!one.uses.some((use) => use.role === 'load' && lies(use.at))) continue;
      seen.add(one);
      places.push(one.at);
    }
  }
  return undefined;
}
