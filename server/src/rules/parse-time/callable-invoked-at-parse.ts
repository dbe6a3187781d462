import { isDagClass, isDagDecorator, isOperatorClass, isTaskDecorator } from '../../model/airflow.ts';
import type { Argument, Call, DagFile, FunctionFacts, Value } from '../../model/facts.ts';
import { replace } from '../edits.ts';
import { defineRule, type Edit, type Fix } from '../rule.ts';

export default defineRule({
  severity: 'error',
  summary: 'A function is called where Airflow expects the function itself',
  why: `\`python_callable=load()\` calls \`load\` whenever the file is parsed, up to 2 880 times a day
(\`min_file_process_interval\`, 30 s, is a floor), and once more for every task try. The operator gets what it returns, and
the task fails, because that cannot be called. The same holds for callbacks and for \`execution_date_fn\`.

Write \`python_callable=load\`; arguments go into \`op_args\` and \`op_kwargs\`.

**Leave it** when the function returns another function in a way that dagperf does not see.

Source: [Best Practices, How to check if my code is "top-level"](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#top-level-python-code);
\`PythonOperator\` raises "\`python_callable\` param must be callable" (\`operators/python.py\` of the standard provider).

**Not reported**: functions that return a function, a lambda, a \`functools.partial\` or something that is not known;
decorated functions; classes, such as notifiers; functions of libraries.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.python import PythonOperator


def load():
    print("loading")


with DAG("orders", schedule="@daily"):
    PythonOperator(task_id="load", python_callable=load())
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.python import PythonOperator


def load():
    print("loading")


with DAG("orders", schedule="@daily"):
    PythonOperator(task_id="load", python_callable=load)
`,
  },
  *check(file) {
    const seen = new Set<number>();
    for (const owner of file.calls) {
      if (!owner.phases.includes('parse') || !takesCallables(file, owner)) continue;
      for (const { name, argument, value } of callablesOf(owner)) {
        const call = value.kind === 'call' ? file.calls[value.call] : undefined;
        if (!call || seen.has(call.id) || call.function === undefined) continue;
        const called = file.functions[call.function] as FunctionFacts;
        if (!returnsNoCallable(called)) continue;
        seen.add(call.id);
        yield {
          at: call.at,
          message: `\`${called.name}\` runs at every parse, and \`${name}\` gets its result instead of the function`,
          fixes: fixesFor(file, owner, argument, call),
        };
      }
    }
  },
});

const callables = new Set([
  'python_callable',
  'execution_date_fn',
  'logical_date_fn',
  'response_check',
  'response_filter',
  'on_execute_callback',
  'on_success_callback',
  'on_failure_callback',
  'on_retry_callback',
  'on_skipped_callback',
  'sla_miss_callback',
]);

/** An operator, a Dag, or one of their decorators. */
function takesCallables(file: DagFile, call: Call): boolean {
  if (call.class !== undefined) return file.classes[call.class]?.bases.some(isOperatorClass) === true;
  const { callee } = call;
  return isOperatorClass(callee) || isDagClass(callee) || isDagDecorator(callee) || isTaskDecorator(callee);
}

interface Given {
  readonly name: string;
  /** Absent for an entry of a dict. */
  readonly argument?: Argument;
  readonly value: Value;
}

/** The arguments that have to be callables, those of \`default_args\` included. */
function* callablesOf(call: Call): Iterable<Given> {
  for (const argument of call.arguments) {
    const { name, value } = argument;
    if (name !== undefined && callables.has(name)) yield { name, argument, value };
    if (name !== 'default_args' || value.kind !== 'dict') continue;
    for (const { key, value: entry } of value.entries)
      if (callables.has(key)) yield { name: key, value: entry };
  }
}

function returnsNoCallable({ decorators, returns, kind }: FunctionFacts): boolean {
  return kind === 'function' && decorators.length === 0 && returns.every((one) => one.plain);
}

function fixesFor(file: DagFile, owner: Call, argument: Argument | undefined, call: Call): Fix[] {
  const written = argument ?? { valueAt: call.at };
  if (written.valueAt.start !== call.at.start || written.valueAt.end !== call.at.end) return [];
  const callee = file.text.slice(call.calleeAt.start, call.calleeAt.end);
  const given = call.arguments.length === 0 ? [] : handedOn(file, owner, argument, call);
  if (!given || !call.complete) return [];
  const edit: Edit = replace(call.at, [callee, ...given].join(', '));
  const title =
    given.length > 0 ? 'Hand its arguments over with the function' : 'Hand over the function itself';
  return [{ title, safety: 'unsafe', edits: [edit] }];
}

/** The arguments as \`op_args\` and \`op_kwargs\`; undefined where there is no place for them. */
function handedOn(
  file: DagFile,
  owner: Call,
  argument: Argument | undefined,
  call: Call,
): string[] | undefined {
  if (argument?.name !== 'python_callable' || !owner.complete) return undefined;
  const taken = owner.arguments.some(({ name }) => name === 'op_args' || name === 'op_kwargs');
  if (taken || call.arguments.some(({ splat }) => splat)) return undefined;
  const text = ({ valueAt: { start, end } }: Argument) => file.text.slice(start, end);
  const positional = call.arguments.filter(({ name }) => name === undefined).map(text);
  const named = call.arguments
    .filter(({ name }) => name !== undefined)
    .map((one) => `"${one.name}": ${text(one)}`);
  return [
    ...(positional.length > 0 ? [`op_args=[${positional.join(', ')}]`] : []),
    ...(named.length > 0 ? [`op_kwargs={${named.join(', ')}}`] : []),
  ];
}
