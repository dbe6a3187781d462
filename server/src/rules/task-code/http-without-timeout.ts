import { effectOf } from '../../catalogue/effects.ts';
import type { Call, DagFile, Task } from '../../model/facts.ts';
import { effective } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { addArguments, replace } from '../edits.ts';
import { defineRule, type Fix } from '../rule.ts';
import { runsInTask, taskRunners } from '../running-tasks.ts';

const proposed = 60;

export default defineRule({
  severity: 'warning',
  summary: 'A task sends an HTTP request that waits without end for an answer',
  why: `"By default, requests do not time out unless a timeout value is set explicitly", says \`requests\`; \`urllib\` waits without end
as well. A server that accepts the connection and does not answer then keeps the task, its worker slot and its pool slot
until somebody kills it: Airflow has no execution timeout by default.

Give each request a timeout: a number, or a pair for connecting and reading. \`execution_timeout\` on the task is the net
below it.

**Leave it** when an adapter of the session sets the timeout.

Source: [requests, Timeouts](https://requests.readthedocs.io/en/latest/user/advanced/#timeouts);
[Configuration Reference, default_task_execution_timeout](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html).

**Not reported**: tasks with an \`execution_timeout\`, files in which a session mounts an adapter, \`httpx\` and \`aiohttp\`, which
have a timeout, and requests whose arguments are not all known.`,
  fixes: ['unsafe'],
  noqa: ['S113'],
  example: {
    bad: `import requests
from airflow.sdk import DAG, task

with DAG("rates", schedule="@daily"):

    @task
    def load():
        return requests.get("https://rates.example/today").text[:10]

    load()
`,
    good: `import requests
from airflow.sdk import DAG, task

with DAG("rates", schedule="@daily"):

    @task
    def load():
        return requests.get("https://rates.example/today", timeout=60).text[:10]

    load()
`,
  },
  *check(file, project) {
    const calls = file.calls.filter((call) => runsInTask(call) && waitsWithoutEnd(call));
    if (calls.length === 0 || file.calls.some((call) => call.method === 'mount')) return;
    const runners = taskRunners(file);
    for (const call of calls) {
      // In a callback of a Dag, `dag-callback-blocking-io` speaks.
      if (call.phases.includes('callback') || call.phases.includes('trigger')) continue;
      const tasks = runners(call.in);
      if (tasks.length > 0 && tasks.every((task) => mayTimeOut(project, task))) continue;
      yield {
        at: call.calleeAt,
        message: 'Waits without end for an answer to this request, and the task keeps its worker slot',
        fixes: timeoutFix(file, call),
      };
    }
  },
});

/** A request over HTTP whose timeout is None, or left at that. */
function waitsWithoutEnd(call: Call): boolean {
  if (!call.complete || call.callee === undefined || !/^(?:requests|urllib|urllib3)\./.test(call.callee))
    return false;
  const timeout = effectOf(call.callee)?.timeout;
  if (!timeout || timeout.seconds !== null || call.arguments.some((one) => one.splat)) return false;
  const given = call.arguments.find((one) => one.name === timeout.parameter);
  if (given) return given.value.kind === 'none';
  // `urlopen(url, data, timeout)`
  return (
    !call.callee.startsWith('urllib.') || call.arguments.filter((one) => one.name === undefined).length < 3
  );
}

/** Known to have, or not known to lack, an execution timeout. */
function mayTimeOut(project: Project, task: Task): boolean {
  const timeout = effective(project, task, 'execution_timeout');
  return timeout.state === 'unknown' || timeout.value.kind !== 'none';
}

function timeoutFix(file: DagFile, call: Call): Fix[] {
  const given = call.arguments.find((one) => one.name === 'timeout');
  const edit = given
    ? replace(given.valueAt, String(proposed))
    : addArguments(file, call.argumentList, [`timeout=${proposed}`]);
  return [{ title: `Set timeout=${proposed}`, safety: 'unsafe', edits: [edit] }];
}
