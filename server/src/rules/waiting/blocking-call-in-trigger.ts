import { effectOf } from '../../catalogue/effects.ts';
import { isTaskDecorator, isTriggerClass } from '../../model/airflow.ts';
import type { Call, DagFile } from '../../model/facts.ts';
import type { Project } from '../../project/project.ts';
import { compareVersions } from '../../project/versions.ts';
import { replace } from '../edits.ts';
import { importedAs } from '../imports.ts';
import { defineRule, type Fix } from '../rule.ts';

export default defineRule({
  severity: 'error',
  summary: 'A trigger blocks the event loop that all triggers of the triggerer share',
  why: `A triggerer runs up to a thousand triggers in one event loop. While \`run\` sleeps, waits for a request or for a query
without \`await\`, none of the others is looked at: their deferred tasks resume late, heartbeats are missed, and the triggerer
is taken for dead. Airflow warns of it in the log: "Triggerer's async thread was blocked for … seconds".

Use what can be awaited: \`await asyncio.sleep(…)\`, an asynchronous client (\`aiohttp\`, \`httpx.AsyncClient\`), the hook's
asynchronous methods; everything else goes to a thread: \`await asyncio.to_thread(…)\` or \`sync_to_async(…)\`.

In an \`async def\` of \`@task\` (from Airflow 3.2) only the task's own coroutines wait; that is a warning.

Source: [Deferrable Operators, Writing Triggers](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/deferring.html#writing-triggers):
"if you block in a trigger, it will block the entire triggerer";
\`block_watchdog\` in \`airflow/jobs/triggerer_job_runner.py\`.

**Not reported**: functions that are handed to a thread, awaited calls, and calls that are not known to block.`,
  fixes: ['safe'],
  example: {
    bad: `import asyncio
import time

from airflow.sdk import DAG
from airflow.triggers.base import BaseTrigger, TriggerEvent
from shop import ShopOperator, is_done


class ShopTrigger(BaseTrigger):
    async def run(self):
        while not await is_done():
            time.sleep(30)
        await asyncio.sleep(1)
        yield TriggerEvent("done")


with DAG("orders", schedule="@daily"):
    pass
`,
    good: `import asyncio

from airflow.sdk import DAG
from airflow.triggers.base import BaseTrigger, TriggerEvent
from shop import ShopOperator, is_done


class ShopTrigger(BaseTrigger):
    async def run(self):
        while not await is_done():
            await asyncio.sleep(30)
        await asyncio.sleep(1)
        yield TriggerEvent("done")


with DAG("orders", schedule="@daily"):
    pass
`,
  },
  *check(file, project) {
    const inTrigger = reached(file, triggerRoots(file));
    const inTask = reached(file, hasAsyncTasks(project) ? asyncTasks(file) : []);
    for (const call of file.calls) {
      if (call.dead || call.awaited || call.callee === undefined) continue;
      const isTrigger = inTrigger.has(call.in);
      if (!isTrigger && !inTask.has(call.in)) continue;
      const what = blockingEffect(call.callee);
      if (!what) continue;
      yield {
        at: call.calleeAt,
        message: `${what} while ${isTrigger ? 'all triggers of the triggerer' : 'the other coroutines of the task'} wait`,
        ...(isTrigger ? {} : { severity: 'warning' as const }),
        fixes: sleepFix(file, call),
      };
    }
  },
});

function triggerRoots(file: DagFile): number[] {
  return file.classes
    .filter((one) => one.bases.some(isTriggerClass) && Object.hasOwn(one.methods, 'run'))
    .map((one) => one.methods.run as number);
}

function asyncTasks(file: DagFile): number[] {
  return file.functions
    .filter((one) => one.async && one.decorators.some((decorator) => isTaskDecorator(decorator.name)))
    .map((one) => one.id);
}

/** Coroutines as tasks exist from 3.2. */
export function hasAsyncTasks(project: Project): boolean {
  return project.target !== undefined && compareVersions(project.target.version, '3.2') >= 0;
}

/** These functions and those they call by name. What is handed over may run in a thread. */
function reached(file: DagFile, roots: readonly number[]): ReadonlySet<number> {
  const found = new Set(roots);
  if (found.size === 0) return found;
  const called = new Map<number, number[]>();
  for (const call of file.calls) {
    if (call.function === undefined || call.dead) continue;
    const known = called.get(call.in);
    if (known) known.push(call.function);
    else called.set(call.in, [call.function]);
  }
  for (const id of found) for (const next of called.get(id) ?? []) found.add(next);
  return found;
}

const kinds = new Set(['network', 'database', 'blocking', 'connection', 'variable', 'data-read']);

/** What a call does in the meantime, as a sentence begins; undefined for what does not block or can be awaited. */
function blockingEffect(callee: string): string | undefined {
  if (/Async|^aiohttp\.|\.async_/i.test(callee) && callee !== 'asyncio.run') return undefined;
  const effect = effectOf(callee);
  if (!effect || !kinds.has(effect.does)) return undefined;
  return effect.what.charAt(0).toUpperCase() + effect.what.slice(1);
}

/** `await asyncio.sleep(…)` in place of `time.sleep(…)`, in a coroutine. */
function sleepFix(file: DagFile, call: Call): Fix[] {
  if (call.callee !== 'time.sleep' || !file.functions[call.in]?.async) return [];
  const sleep = importedAs(file, 'asyncio', 'sleep');
  if (!sleep) return [];
  const edits = [...sleep.edits, replace(call.calleeAt, `await ${sleep.name}`)];
  return [{ title: 'Await asyncio.sleep', safety: 'safe', edits }];
}
