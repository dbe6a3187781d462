/**
 * Says how long each step takes, as a ratio to the parse of the same text: `npm run bench [-- file.py …]`. The parser is the
 * native one, or WebAssembly where that does not load.
 * Without files, a generated Dag file of 300 and one of 3 000 lines. Ratios compare steps within one run on one machine;
 * the absolute time stands beside them only for orientation. Then a generated project: `scripts/bench/project.ts`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type TreeSitter from 'tree-sitter';
import { Language, Parser as WasmParser } from 'web-tree-sitter';
import { analyze } from '../server/src/engine/analyze.ts';
import { check } from '../server/src/engine/check.ts';
import { defaultConfiguration } from '../server/src/engine/configuration.ts';
import { interpret } from '../server/src/model/build/interpret.ts';
import { dagFileOf } from '../server/src/model/dag-file.ts';
import { extract } from '../server/src/model/extract.ts';
import { linkProject } from '../server/src/project/link.ts';
import { type Cursor, flatten, newIds } from '../server/src/syntax/flatten.ts';
import { loadParser } from '../server/src/syntax/load.ts';
import type { Parser } from '../server/src/syntax/parser.ts';
import { benchProject } from './bench/project.ts';

interface Step {
  readonly name: string;
  readonly run: () => unknown;
}

const { project } = linkProject({ files: [] });

async function main(paths: readonly string[]): Promise<void> {
  const { parser, fallbackReason } = await loadParser();
  if (fallbackReason) console.log(`The native parser does not load: ${fallbackReason}`);
  const parsers = { parser, wasm: (await loadParser('wasm')).parser, bare: await bareParser(parser.backend) };
  const inputs = paths.map((path) => ({ name: path, text: readFileSync(path, 'utf8') }));
  const generated = [300, 3_000].map((lines) => ({
    name: `generated, ${lines} lines`,
    text: dagFile(lines),
  }));
  for (const { name, text } of inputs.length > 0 ? inputs : generated) {
    console.log(`\n${name}, ${Math.round(text.length / 1024)} KB`);
    report(measure(stepsFor(text, parsers)));
  }
  if (inputs.length === 0) benchProject(parser);
}

interface Parsers {
  readonly parser: Parser;
  readonly wasm: Parser;
  readonly bare: BareParser;
}

/** The first step is what the others are compared with. */
function stepsFor(text: string, { parser, wasm, bare }: Parsers): Step[] {
  const { backend } = parser;
  const tree = parser.parse(text);
  const file = dagFileOf('dags/bench.py', tree);
  const lent = bare(text);
  const ids = newIds();
  const document = parser.open(text);
  const middle = text.indexOf('\n', text.length >> 1);
  let letter = 0;
  return [
    { name: `parse, ${backend}`, run: () => bare(text).delete?.() },
    {
      name: 'cursor pass',
      run() {
        const cursor = lent.walk();
        flatten(text, cursor, false, ids);
        cursor.delete?.();
      },
    },
    { name: 'parse and cursor pass, wasm', run: () => wasm.parse(text) },
    {
      name: 're-parse after one letter, with cursor pass',
      run: () => document.update(`${text.slice(0, middle)}  # ${letter++ % 10}${text.slice(middle)}`),
    },
    { name: 'extract', run: () => extract('dags/bench.py', tree) },
    { name: 'interpret', run: () => interpret('dags/bench.py', tree, () => undefined) },
    { name: 'rules', run: () => analyze(file, project, defaultConfiguration) },
    {
      name: `whole check, ${backend}`,
      run: () => check('dags/bench.py', parser.parse(text), { project, configuration: defaultConfiguration }),
    },
  ];
}

/** A binding without what dagperf puts around it; trees and cursors of the wasm one have to be deleted. */
type BareParser = (text: string) => { walk(): Cursor & { delete?(): void }; delete?(): void };

async function bareParser(backend: Parser['backend']): Promise<BareParser> {
  const load = createRequire(__filename);
  if (backend === 'native') {
    const parser = new (load('tree-sitter') as typeof TreeSitter)();
    parser.setLanguage(load('tree-sitter-python') as TreeSitter.Language);
    const options = (text: string) => ({ bufferSize: text.length * 2 + 2 });
    return (text) => parser.parse(text, undefined, options(text)) as unknown as ReturnType<BareParser>;
  }
  // `loadParser('wasm')` has started the runtime.
  const parser = new WasmParser();
  parser.setLanguage(await Language.load(load.resolve('tree-sitter-python/tree-sitter-python.wasm')));
  return (text) => parser.parse(text) as NonNullable<ReturnType<WasmParser['parse']>>;
}

const warmUpMs = 400;
const measureMs = 1_200;

/** Median time of one run of each step in ms; all steps take turns, so that a busy machine hits them alike. */
function measure(steps: readonly Step[]): { readonly name: string; readonly ms: number }[] {
  for (const { run } of steps) repeat(run, warmUpMs);
  const times = steps.map((): number[] => []);
  const end = performance.now() + measureMs * steps.length;
  for (let round = 0; round < 15 || performance.now() < end; round++) {
    steps.forEach(({ run }, index) => {
      const start = performance.now();
      run();
      times[index]?.push(performance.now() - start);
    });
  }
  return steps.map(({ name }, index) => ({ name, ms: median(times[index] as number[]) }));
}

function repeat(run: () => unknown, ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; ) run();
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number;
}

function report(steps: readonly { readonly name: string; readonly ms: number }[]): void {
  const base = steps[0]?.ms ?? 1;
  for (const { name, ms } of steps) {
    console.log(`  ${(ms / base).toFixed(2).padStart(7)}  ${ms.toFixed(2).padStart(9)} ms  ${name}`);
  }
}

/** A Dag file as teams write them, with about this many lines. */
function dagFile(lines: number): string {
  const parts = [
    'import json\nfrom datetime import datetime, timedelta\n\nimport pandas as pd\nfrom airflow import DAG\n',
    'from airflow.models import Variable\nfrom airflow.operators.bash import BashOperator\n',
    'from airflow.operators.python import PythonOperator\nfrom airflow.providers.postgres.hooks.postgres import PostgresHook\n\n',
    'DEFAULTS = {"owner": "data", "retries": 2, "retry_delay": timedelta(minutes=5)}\nBUCKET = Variable.get("bucket")\n\n',
  ];
  for (let index = 0; parts.join('').split('\n').length < lines; index++) parts.push(pieceOfDagFile(index));
  return parts.join('');
}

function pieceOfDagFile(index: number): string {
  return `
def load_${index}(table, **context):
    """Loads one table."""
    hook = PostgresHook(postgres_conn_id="warehouse")
    frame = hook.get_pandas_df(f"select * from {table} where day = '{context['ds']}'")
    frame = frame[frame["amount"] > 0].rename(columns={"amount": "total"})
    for column in ["a", "b", "c"]:
        frame[column] = frame[column].astype(str)  # as the warehouse wants it
    return frame.to_dict("records")


with DAG("pipeline_${index}", default_args=DEFAULTS, schedule="@daily", start_date=datetime(2024, 1, 1)) as dag:
    start = BashOperator(task_id="start", bash_command=f"aws s3 ls s3://{BUCKET}/${index}")
    loads = []
    for table in ["orders", "customers", "payments"]:
        load = PythonOperator(
            task_id=f"load_{table}",
            python_callable=load_${index},
            op_kwargs={"table": table, "options": json.dumps({"index": ${index}})},
            execution_timeout=timedelta(hours=1),
        )
        start >> load
        loads.append(load)
    end = BashOperator(task_id="end", bash_command="true", trigger_rule="all_done")
    loads >> end

`;
}

void main(process.argv.slice(2));
