/**
 * How long it takes to link the files of a project, as ratios to parsing them, and to link again after an edit.
 * `DAGPERF_FILES=10000 npm run bench` makes a larger project.
 */
import v8 from 'node:v8';
import { extract } from '../../server/src/model/extract.ts';
import { linkModules, type ModuleGraph, updateModules } from '../../server/src/project/module-graph.ts';
import { atParse } from '../../server/src/project/reach.ts';
import { type ModuleSummary, summarize } from '../../server/src/project/summaries.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';

const settings = { pythonPath: [] };

/** Prints the ratios and the times of a generated project of 1 000 files. */
export function benchProject(parser: Parser): void {
  const count = Number(process.env.DAGPERF_FILES ?? 1_000);
  const files = generatedProject(count);
  console.log(`\ngenerated project, ${count} files`);
  const spent = { parse: 0, extract: 0, summarize: 0 };
  const bytes = { facts: 0, summary: 0 };
  const summaries: ModuleSummary[] = [];
  for (const [path, text] of files) {
    const start = performance.now();
    const tree = parser.parse(text);
    const parsed = performance.now();
    const facts = extract(path, tree);
    const extracted = performance.now();
    summaries.push(summarize(facts));
    spent.parse += parsed - start;
    spent.extract += extracted - parsed;
    spent.summarize += performance.now() - extracted;
    if (summaries.length > 100) continue;
    bytes.facts += v8.serialize(facts).length;
    bytes.summary += v8.serialize(summaries.at(-1)).length;
  }
  const before = performance.now();
  const graph = linkModules(summaries, settings);
  const link = performance.now() - before;
  const dagFiles = summaries.filter((one) => one.dags > 0).slice(0, 600);
  const asked = performance.now();
  for (const { path } of dagFiles) atParse(graph, path);
  const ask = performance.now() - asked;
  const steps: readonly (readonly [string, number])[] = [
    ['parse, with cursor pass', spent.parse],
    ['extract', spent.extract],
    ['summarize', spent.summarize],
    ['link', link],
    [`what parsing does, for ${dagFiles.length} Dag files`, ask],
  ];
  for (const [name, ms] of steps)
    console.log(`  ${(ms / spent.parse).toFixed(2).padStart(7)}  ${ms.toFixed(0).padStart(9)} ms  ${name}`);
  reportRelinking(graph, files, parser);
  const megabytes = (size: number) => `${((size / Math.min(count, 100)) * 1e-4).toFixed(2)} MB`;
  console.log(
    `  facts of 100 files: ${megabytes(bytes.facts)}, of which summaries add ${megabytes(bytes.summary)}`,
  );
  console.log(`  heap in use: ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB`);
}

/** Edits of all kinds, each from the graph before: bodies, new functions, new imports, new and deleted files. */
function reportRelinking(graph: ModuleGraph, files: ReadonlyMap<string, string>, parser: Parser): void {
  const paths = [...files.keys()];
  const summaryOf = (path: string, text: string) => summarize(extract(path, parser.parse(text)));
  const edits = Array.from({ length: 400 }, (_, index): (() => ModuleGraph) => {
    const path = paths[(index * 7919) % paths.length] as string;
    const text = files.get(path) as string;
    const edited = [
      `${text}\nx_${index} = 1\n`,
      `def added():\n    return 1\n\n${text}`,
      `import helpers.h1\n${text}`,
    ];
    const summary = summaryOf(path, edited[index % 3] as string);
    if (index % 20 === 0) return () => updateModules(graph, { removed: [path] });
    if (index % 20 === 1)
      return () => updateModules(graph, { summaries: [summaryOf(`dags/new_${index}.py`, text)] });
    return () => updateModules(graph, { summaries: [summary] });
  });
  for (const edit of edits) edit();
  const times = edits.map((edit) => {
    const start = performance.now();
    edit();
    return performance.now() - start;
  });
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] as number).toFixed(2);
  console.log(`  link again after one edit: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(0.999)} ms`);
}

/** Six of ten files build Dags; helpers import each other across packages, through re-exports and in circles of 25. */
function generatedProject(count: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const helpers = Math.max(25, Math.floor((count * 0.4) / 25) * 25);
  const reexports = Array.from({ length: 8 }, (_, index) => `from .h${index} import load_${index}`);
  files.set('dags/helpers/__init__.py', reexports.join('\n'));
  for (let index = 0; index < helpers; index++) files.set(`dags/helpers/h${index}.py`, helper(index));
  for (let index = 0; files.size < count; index++)
    files.set(`dags/team_${index % 20}/d${index}.py`, dagFile(index, helpers));
  return files;
}

/** Another helper of the same twenty-five. */
function neighbour(index: number, step: number): number {
  return index - (index % 25) + ((index + step) % 25);
}

function helper(index: number): string {
  const [one, two] = [neighbour(index, 3), neighbour(index, 11)];
  return `import json
import requests
from airflow.models import Variable
from .h${one} import load_${one}
from helpers import h${two}

TABLES = {"orders": "${index}", "customers": json.dumps([1, 2, 3])}


class Client_${index}:
    def __init__(self, name):
        self.name = name
        self.session = requests.Session()

    def get(self, key):
        return self.session.get(f"https://example.com/{self.name}/{key}").json()


def load_${index}(table, **context):
    """Loads one table."""
    client = Client_${index}(table)
    for column in TABLES:
        client.get(column)
    return load_${one}(table) or h${two}.load_${two}(table)


def settings_${index}():
    return {"bucket": Variable.get("bucket"), "retries": 3}
`;
}

function dagFile(index: number, helpers: number): string {
  const [one, two, three] = [index, index * 7 + 3, index * 17 + 5].map((n) => n % helpers);
  return `from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from helpers.h${one} import Client_${one}, load_${one}
from helpers.h${two} import settings_${two}
from helpers import h${three}, load_1

DEFAULTS = {"owner": "data", "retries": 2, "retry_delay": timedelta(minutes=5), **settings_${two}()}

with DAG("d${index}", default_args=DEFAULTS, schedule="@daily", start_date=datetime(2024, 1, 1)) as dag:
    start = BashOperator(task_id="start", bash_command="true")
    client = Client_${one}("orders")
    for table in ["orders", "customers", "payments"]:
        load = PythonOperator(task_id=f"load_{table}", python_callable=load_${one}, op_kwargs={"table": table})
        start >> load
    count = PythonOperator(task_id="count", python_callable=h${three}.load_${three})
    start >> count
`;
}
