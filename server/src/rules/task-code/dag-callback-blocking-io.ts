import { effectOf } from '../../catalogue/effects.ts';
import type { Call } from '../../model/facts.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A callback of a Dag waits without a limit in the Dag processor',
  why: `Callbacks of a Dag (\`on_failure_callback\`, \`on_success_callback\` on the Dag itself) do not run on a worker but in the Dag
processor, between two parses. While one of them sleeps or waits for a server, this process parses nothing, and DAG files,
new runs and other callbacks are late; after \`[core] dag_file_processor_timeout\` it is killed and nobody is told. What it
logs is in the logs of the Dag processor, not in those of a task.

Give requests a short timeout, use a Notifier, or put the message into a last task with \`trigger_rule="all_done"\` or
\`"one_failed"\`, where a slow server costs a worker slot only.

**Leave it** when the Dag fails once a year.

Source: [Callbacks](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/logging-monitoring/callbacks.html);
[apache/airflow#30884](https://github.com/apache/airflow/issues/30884).

**Not reported**: callbacks of tasks, which run on the worker, Notifiers, and requests with a timeout.`,
  example: {
    bad: `import requests
from airflow.sdk import DAG


def notify(context):
    requests.post("https://chat.example/hook", json={"text": "failed"})


with DAG("orders", schedule="@daily", on_failure_callback=notify):
    pass
`,
    good: `import requests
from airflow.sdk import DAG


def notify(context):
    requests.post("https://chat.example/hook", json={"text": "failed"}, timeout=5)


with DAG("orders", schedule="@daily", on_failure_callback=notify):
    pass
`,
  },
  *check(file) {
    for (const call of file.calls) {
      if (call.dead || !call.phases.includes('callback') || call.phases.includes('parse')) continue;
      const what = waiting(call);
      if (what)
        yield { at: call.calleeAt, message: `Callback of a Dag ${what}, and the Dag processor waits for it` };
    }
  },
});

/** What it does without a limit, as a sentence goes on. */
function waiting(call: Call): string | undefined {
  const effect = call.callee === undefined ? undefined : effectOf(call.callee);
  if (!effect || !call.complete) return undefined;
  if (call.callee === 'time.sleep') return 'sleeps';
  const { timeout } = effect;
  if (!timeout || timeout.seconds !== null) return undefined;
  const given = call.arguments.find((one) => one.name === timeout.parameter);
  if (given && given.value.kind !== 'none') return undefined;
  return `${effect.what} without a timeout`;
}
