import type { Assignment, Call, DagFile, FunctionFacts, Use } from '../../model/facts.ts';
import { defineRule } from '../rule.ts';
import { runsInTask } from '../running-tasks.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task makes a temporary file or folder that nobody removes',
  why: `\`tempfile.mkdtemp()\`, \`mkstemp()\` and \`NamedTemporaryFile(delete=False)\` leave removing to the caller. A worker lives for
months: each run and each try leaves its files, until the disk is full and every task on that worker fails.

\`with tempfile.TemporaryDirectory() as folder:\` removes the folder and all in it, also after an error.

**Leave it** when something else cleans the folder of temporary files up.

Source: [tempfile.mkdtemp](https://docs.python.org/3/library/tempfile.html#tempfile.mkdtemp): "the user … is responsible for
deleting the temporary directory and its contents when done with it".

**Not reported**: a function that removes anything, or that hands the name out: returned, kept on an object, given to a
function of the project. Under the KubernetesExecutor, where the disk ends with the pod, it is information.`,
  example: {
    bad: `import os
import tempfile

from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import DAG, task

with DAG("orders", schedule="@daily"):

    @task
    def load():
        folder = tempfile.mkdtemp()
        S3Hook("lake").download_file("orders.csv", "lake", folder)
        print(len(os.listdir(folder)))

    load()
`,
    good: `import os
import tempfile

from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.sdk import DAG, task

with DAG("orders", schedule="@daily"):

    @task
    def load():
        with tempfile.TemporaryDirectory() as folder:
            S3Hook("lake").download_file("orders.csv", "lake", folder)
            print(len(os.listdir(folder)))

    load()
`,
  },
  *check(file, project) {
    const inPods = project.settings['core.executor']?.value.includes('KubernetesExecutor') ?? false;
    for (const assignment of file.assignments) {
      const call = file.calls[assignment.call] as Call;
      const what = runsInTask(call) ? temporary(call) : undefined;
      if (!what || assignment.bindings !== 1 || leaves(file, assignment)) continue;
      yield {
        at: call.at,
        message: `This temporary ${what} is never removed: every try leaves one on the worker's disk`,
        ...(inPods ? { severity: 'info' as const } : {}),
      };
    }
  },
});

function temporary(call: Call): string | undefined {
  if (call.callee === 'tempfile.mkdtemp') return 'folder';
  if (call.callee !== 'tempfile.NamedTemporaryFile') return undefined;
  const kept = call.arguments.find((one) => one.name === 'delete')?.value;
  return kept?.kind === 'boolean' && !kept.value ? 'file' : undefined;
}

const removers =
  /^(?:os\.(?:remove|unlink|removedirs|rmdir|system)|shutil\.(?:rmtree|move)|subprocess\.\w+|atexit\.register)$/;
const removingMethods = new Set([
  'unlink',
  'rmdir',
  'rmtree',
  'cleanup',
  'callback',
  'enter_context',
  'push',
]);

/** Something may remove it: here, or where its name goes. */
function leaves(file: DagFile, { uses, in: code }: Assignment): boolean {
  const fact = file.functions[code] as FunctionFacts;
  if (fact.kind === 'module') return true;
  // What is returned may hold the name, also when it was put together from it.
  if (fact.returns.some((one) => !['string', 'number', 'boolean', 'none'].includes(one.value.kind)))
    return true;
  const calls = file.calls.filter((call) => call.in === code);
  const removes = (call: Call) =>
    removers.test(call.callee ?? '') || (call.method !== undefined && removingMethods.has(call.method));
  return calls.some(removes) || uses.some((use) => use.in !== code || !isHarmless(calls, use));
}

/** Libraries that work with a path and leave the file where it is. */
const harmless =
  /^(?:builtins|os|json|csv|zipfile|tarfile|gzip|shutil|pandas|polars|numpy|boto3|botocore|google|logging|pathlib|airflow)\./;

/** A method of it is called, or it is given to a call of a library. */
function isHarmless(calls: readonly Call[], use: Use): boolean {
  const inside = calls.filter((call) => call.at.start <= use.at.start && use.at.end <= call.at.end);
  const innermost = inside.reduce<Call | undefined>(
    (least, call) => (!least || call.at.end - call.at.start < least.at.end - least.at.start ? call : least),
    undefined,
  );
  if (!innermost) return false;
  if (innermost.calleeAt.start <= use.at.start && use.at.end <= innermost.calleeAt.end)
    return innermost.callee !== undefined;
  return innermost.callee !== undefined && harmless.test(innermost.callee);
}
