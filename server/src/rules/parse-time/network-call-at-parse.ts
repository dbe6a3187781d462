import { madeBy } from '../../catalogue/effects.ts';
import { argumentAt, findingAtParse, type ParseCall, parseCalls } from '../parse-calls.ts';
import { defineRule } from '../rule.ts';
import { duration } from '../words.ts';

export default defineRule({
  severity: 'error',
  parseTime: true,
  summary: 'A request is sent over the network whenever the file is parsed',
  why: `The Dag processor executes the file's module level again and again, and each task try does so once more. A request there
is sent up to 2 880 times a day (\`min_file_process_interval\`, 30 s, is a floor), whether or not a Dag runs. While the other
side is slow every parse waits for it; when it is down the file fails to import and its Dags disappear. Caches such as
\`functools.lru_cache\` do not help: every parse is a new process.

Send the request in a task. Where its answer decides which tasks exist, map over the result of an upstream task
(\`.expand\`), or let a scheduled job write the answer into a file beside the Dag.

Making a client sends nothing, but loads its description and may search for credentials: that alone is reported as
information.

**Leave it** when the answer decides which Dags exist, and the other side is as reliable as Airflow itself.

Source: [Best Practices, Top level Python Code](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#top-level-python-code);
[FAQ](https://airflow.apache.org/docs/apache-airflow/stable/faq.html): "make sure your external service is not being swamped";
[apache/airflow#30884](https://github.com/apache/airflow/issues/30884).

**Not reported**: task code, callables handed to operators, functions that nothing calls at parse time; methods of clients
that stay on the machine (\`generate_presigned_url\`, \`secret_path\`); constructors of operators, which
\`expensive-operator-init\` looks at; hooks, which \`connection-or-hook-at-parse\` has.`,
  fixes: ['unsafe'],
  example: {
    bad: `import requests
from airflow.sdk import dag, task

REGIONS = requests.get("https://api.example.com/regions").json()


@dag(schedule="@daily")
def sales():
    @task
    def load(region):
        print(region)

    load.expand(region=REGIONS)


sales()
`,
    good: `import requests
from airflow.sdk import dag, task


@dag(schedule="@daily")
def sales():
    @task
    def regions():
        return requests.get("https://api.example.com/regions", timeout=10).json()

    @task
    def load(region):
        print(region)

    load.expand(region=regions())


sales()
`,
  },
  *check(file, project) {
    const found = parseCalls(file);
    for (const one of found) {
      if (one.effect.does === 'construction') {
        if (isUsed(one, found)) continue;
        yield { ...findingAtParse(file, project, one), severity: 'info' };
      } else if (one.effect.does === 'network') {
        const { message, ...rest } = findingAtParse(file, project, one, {
          payer: 'external-system',
          unit: 'requests',
        });
        yield { ...rest, message: `${message}${waiting(one)}` };
      }
    }
  },
});

/** Something of the kind that this call makes is used at parse time, which is reported. */
function isUsed({ call }: ParseCall, found: readonly ParseCall[]): boolean {
  const made = call.callee && (madeBy(call.callee) ?? call.callee);
  return found.some(
    (one) => one.effect.does === 'network' && made !== undefined && one.call.callee?.startsWith(`${made}.`),
  );
}

/** How long such a call can hold the parse up, where it says nothing itself. */
function waiting({ call, effect: { timeout } }: ParseCall): string {
  if (!timeout || !call.complete) return '';
  if (argumentAt(call, timeout.parameter, timeout.position ?? Number.POSITIVE_INFINITY)) return '';
  return timeout.seconds === null ? ', without a timeout' : `, waiting up to ${duration(timeout.seconds)}`;
}
