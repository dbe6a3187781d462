import type { Argument, Call, DagFile, Task } from '../../model/facts.ts';
import { instancesOfTask } from '../../model/instances.ts';
import { effective, effectiveDag } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { defineRule } from '../rule.ts';
import { runsInTask, taskRunners } from '../running-tasks.ts';
import { count } from '../words.ts';

/** Fewer instances than these can be meant to have the machine for themselves. */
const crowd = 4;
const threadLimit = 64;

export default defineRule({
  severity: 'warning',
  summary: 'A task starts a process or thread for every core of a worker that it shares with other tasks',
  why: `A Celery worker runs 16 tasks at once by default (\`[celery] worker_concurrency\`). \`Pool()\`, \`ProcessPoolExecutor()\`,
\`n_jobs=-1\` and Spark's \`local[*]\` take one process or thread for each core, whatever the others do: sixteen such tasks on
16 cores are 256 processes, each with its own copy of Python and of the data. They take turns, run out of memory, and the
worker misses its heartbeats.

Give the number of processes that one task may have: cores divided by the tasks at once. Or let Airflow do the work in
parallel, with mapped tasks, or give such tasks a queue or pods of their own.

**Leave it** when nothing else runs on the worker.

Source: [CeleryExecutor](https://airflow.apache.org/docs/apache-airflow-providers-celery/stable/celery_executor.html);
[multiprocessing.pool.Pool](https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.Pool).

**Not reported**: any number that is given, under the KubernetesExecutor, in \`@task.kubernetes\` and \`@task.docker\`. With fewer
than four instances at once it is information.`,
  example: {
    bad: `from multiprocessing import Pool

from airflow.sdk import DAG, task
from shop import convert

with DAG("images", schedule="@daily"):

    @task
    def resize(folder):
        with Pool() as pool:
            pool.map(convert, folder)

    resize.expand(folder=["a", "b", "c", "d"])
`,
    good: `from multiprocessing import Pool

from airflow.sdk import DAG, task
from shop import convert

with DAG("images", schedule="@daily"):

    @task
    def resize(folder):
        with Pool(2) as pool:
            pool.map(convert, folder)

    resize.expand(folder=["a", "b", "c", "d"])
`,
  },
  *check(file, project) {
    const executor = project.settings['core.executor']?.value ?? '';
    if (/Kubernetes|Sequential/.test(executor)) return;
    const runners = taskRunners(file);
    for (const call of file.calls) {
      const what = runsInTask(call) ? startsPerCore(file, call) : undefined;
      if (!what) continue;
      const tasks = runners(call.in);
      if (tasks.length > 0 && tasks.every(runsElsewhere)) continue;
      const instances = instancesAtOnce(file, project, tasks);
      const many =
        instances === 'unknown'
          ? ' in every mapped instance'
          : instances >= crowd
            ? ` in each of ${count(instances)} instances`
            : '';
      yield {
        at: what.at,
        message: `Starts ${what.starts}${many}, on a worker that runs other tasks as well`,
        ...(many === '' ? { severity: 'info' as const } : {}),
      };
    }
  },
});

interface Starts {
  readonly at: { readonly start: number; readonly end: number };
  readonly starts: string;
}

const perCore = 'a process for every core';
const threadPerCore = 'a thread for every core';

/** Callee → where the number of processes is given. */
const pools: Readonly<Record<string, string>> = {
  'multiprocessing.Pool': 'processes',
  'multiprocessing.pool.Pool': 'processes',
  'multiprocess.Pool': 'processes',
  'concurrent.futures.ProcessPoolExecutor': 'max_workers',
  'concurrent.futures.process.ProcessPoolExecutor': 'max_workers',
};
const threadPools = new Set([
  'concurrent.futures.ThreadPoolExecutor',
  'concurrent.futures.thread.ThreadPoolExecutor',
]);
const estimators = /^(?:sklearn|xgboost|lightgbm|imblearn|catboost|joblib|optuna|pandarallel)\./;

function startsPerCore(file: DagFile, call: Call): Starts | undefined {
  const { callee } = call;
  if (!call.complete) return undefined;
  if (callee === undefined)
    return isContextPool(file, call) && isDefault(file, given(call, 'processes'))
      ? { at: call.at, starts: perCore }
      : undefined;
  const name = Object.hasOwn(pools, callee) ? pools[callee] : undefined;
  if (name !== undefined)
    return isDefault(file, given(call, name)) ? { at: call.at, starts: perCore } : undefined;
  if (threadPools.has(callee)) {
    const size = given(call, 'max_workers')?.value;
    return size?.kind === 'number' && size.value > threadLimit
      ? { at: call.at, starts: `up to ${count(size.value)} threads` }
      : undefined;
  }
  if (estimators.test(callee)) {
    const jobs = call.arguments.find((one) => one.name === 'n_jobs' || one.name === 'nthread');
    return jobs?.value.kind === 'number' && jobs.value.value === -1
      ? { at: jobs.at, starts: perCore }
      : undefined;
  }
  return isLocalSpark(call) ? { at: call.at, starts: threadPerCore } : undefined;
}

/** `SparkSession.builder.master("local[*]")`, `SparkConf().setMaster("local[*]")`. */
function isLocalSpark({ callee, arguments: given }: Call): boolean {
  if (!callee?.startsWith('pyspark.') || !/\.(?:master|setMaster)$/.test(callee)) return false;
  const master = given[0]?.value;
  return master?.kind === 'string' && /^local\[\*/.test(master.value);
}

/** `get_context("spawn").Pool()`. */
function isContextPool(file: DagFile, call: Call): boolean {
  if (call.method !== 'Pool' || call.function !== undefined || call.class !== undefined) return false;
  return file.calls.some(
    (one) =>
      one.callee === 'multiprocessing.get_context' &&
      one.at.start === call.calleeAt.start &&
      one.at.end < call.calleeAt.end,
  );
}

function given(call: Call, name: string): Argument | undefined {
  return (
    call.arguments.find((one) => one.name === name) ??
    (call.arguments[0]?.name === undefined ? call.arguments[0] : undefined)
  );
}

const cores = new Set(['os.cpu_count', 'multiprocessing.cpu_count', 'os.process_cpu_count']);

/** Nothing, `None`, or the number of cores, which is the default. */
function isDefault(file: DagFile, argument: Argument | undefined): boolean {
  if (!argument || argument.value.kind === 'none') return true;
  const { value } = argument;
  return value.kind === 'call' && cores.has(file.calls[value.call]?.callee ?? '');
}

function runsElsewhere(task: Task): boolean {
  return /^airflow\.sdk\.task\.(?:kubernetes|docker)/.test(task.operator);
}

/** How many instances of these tasks one run can have at once, as far as their own limits let them. */
function instancesAtOnce(file: DagFile, project: Project, tasks: readonly Task[]): number | 'unknown' {
  let sum = 0;
  let isOpen = false;
  for (const task of tasks) {
    const instances = instancesOfTask(task);
    const limit = Math.min(
      ...['max_active_tis_per_dag', 'max_active_tis_per_dagrun'].map((name) => limitOf(project, task, name)),
    );
    const dag = task.dag === undefined ? undefined : file.dags[task.dag];
    const ofDag = dag && effectiveDag(project, dag, 'max_active_tasks');
    const most =
      ofDag?.state === 'known' && ofDag.value.kind === 'number' ? Math.min(limit, ofDag.value.value) : limit;
    if (instances === 'unknown' && most >= crowd) isOpen = true;
    else sum += Math.min(instances === 'unknown' ? most : instances, most);
  }
  return isOpen ? 'unknown' : sum;
}

function limitOf(project: Project, task: Task, name: string): number {
  const limit = task.mapped ? effective(project, task, name) : undefined;
  return limit?.state === 'known' && limit.value.kind === 'number'
    ? limit.value.value
    : Number.POSITIVE_INFINITY;
}
