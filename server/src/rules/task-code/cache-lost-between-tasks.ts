import { effectOf } from '../../catalogue/effects.ts';
import type { Call, DagFile, Decorator, FunctionFacts, Task } from '../../model/facts.ts';
import { defineRule } from '../rule.ts';
import { taskRunners } from '../running-tasks.ts';
import { count } from '../words.ts';

export default defineRule({
  severity: 'info',
  summary: 'A cache in memory around a lookup that every task makes once',
  why: `Each try of a task is a process of its own, and so is each parse: what \`functools.lru_cache\` remembers in one is not there in
the next. A helper that every task calls once asks each time, and the cache says the opposite to whoever reads the code.

To ask once for all, do it in one task upstream and hand the result over, or keep it where all can read it: an Airflow
Variable, a file in object storage.

**Leave it** when the cache is for another place that calls the function often.

Source: [Best Practices, Communication](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#communication):
"Airflow executes tasks of a Dag on different servers".

**Not reported**: functions that some task calls in a loop or several times, caches of clients and sessions, and functions
that look nothing up.`,
  example: {
    bad: `import functools

import requests
from airflow.sdk import DAG, task


@functools.lru_cache
def rates():
    return requests.get("https://rates.example", timeout=60).json()


with DAG("orders", schedule="@daily"):

    @task
    def orders():
        print(rates()["eur"])

    @task
    def refunds():
        print(rates()["usd"])

    orders() >> refunds()
`,
    good: `import requests
from airflow.sdk import DAG, task

with DAG("orders", schedule="@daily"):

    @task
    def rates():
        return requests.get("https://rates.example", timeout=60).json()["eur"]

    @task
    def orders(rate):
        print(rate)

    @task
    def refunds(rate):
        print(rate)

    rate = rates()
    orders(rate) >> refunds(rate)
`,
  },
  *check(file) {
    const cached = file.functions.flatMap((fact) => {
      const decorator = fact.decorators.find((one) => isCache(one));
      return decorator && fact.phases.includes('task') ? [{ fact, decorator }] : [];
    });
    if (cached.length === 0) return;
    const runners = taskRunners(file);
    for (const { fact, decorator } of cached) {
      if (!looksUp(file, fact)) continue;
      const tasks = callersOnce(file, fact, runners);
      if (!tasks) continue;
      const who =
        tasks.length > 1 ? `${count(tasks.length)} tasks of this file call` : 'every mapped instance calls';
      yield {
        at: decorator.at,
        message: `This cache is empty whenever it is asked: ${who} it once, each in a process of its own`,
      };
    }
  },
});

const caches = new Set([
  'functools.lru_cache',
  'functools.cache',
  'cachetools.func.lru_cache',
  'cachetools.cached',
]);

function isCache(decorator: Decorator): boolean {
  return decorator.name !== undefined && caches.has(decorator.name);
}

const kinds = new Set(['network', 'database', 'data-read', 'connection', 'variable']);

function looksUp(file: DagFile, fact: FunctionFacts): boolean {
  return file.calls.some((call) => {
    const effect = call.in === fact.id && call.callee !== undefined ? effectOf(call.callee) : undefined;
    return effect !== undefined && kinds.has(effect.does);
  });
}

/** The tasks that call it, where each does so once; undefined when one does more, or there is a single task. */
function callersOnce(
  file: DagFile,
  fact: FunctionFacts,
  runners: (code: number) => readonly Task[],
): readonly Task[] | undefined {
  const calls: Call[] = file.calls.filter((call) => call.function === fact.id && !call.dead);
  // Handed over or used elsewhere: nothing is known of how often.
  if (calls.length === 0 || calls.some((call) => call.loops.length > 0 || call.phases.includes('parse')))
    return undefined;
  const counted = new Map<Task, number>();
  for (const call of calls) {
    const caller = file.functions[call.in] as FunctionFacts;
    const tasks = runners(call.in).filter((task) => task.function === caller.id);
    // Called by another helper, which may be called often.
    if (tasks.length === 0) return undefined;
    for (const task of tasks) counted.set(task, (counted.get(task) ?? 0) + 1);
  }
  if ([...counted.values()].some((times) => times > 1)) return undefined;
  const tasks = [...counted.keys()];
  return tasks.length > 1 || tasks[0]?.mapped ? tasks : undefined;
}
