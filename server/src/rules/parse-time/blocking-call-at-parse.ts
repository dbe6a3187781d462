import { effectOf } from '../../catalogue/effects.ts';
import type { Call, DagFile } from '../../model/facts.ts';
import { argumentAt, findingAtParse, parseCalls } from '../parse-calls.ts';
import { roundsOf } from '../rounds.ts';
import { defineRule } from '../rule.ts';
import { duration } from '../words.ts';

export default defineRule({
  severity: 'error',
  parseTime: true,
  summary: 'Parsing the file waits: it sleeps, runs another program, or searches folders',
  why: `The Dag processor executes the file's module level again and again, up to 2 880 times a day
(\`min_file_process_interval\`, 30 s, is a floor), and each task try does so once more. A sleep, another program, an event
loop or a pool of processes there holds one of the few parsing processes (two by default) while Dags of other files wait.
A parse that takes longer than \`dagbag_import_timeout\` (30 s) fails, and the file's Dags disappear.

Do the work in a task. What the file needs to know (a version, a list of files) is better written down when it is deployed.

Searching whole trees of folders is reported as information: each folder is a request on network file systems.

**Leave it** when the program is fast, local and decides which tasks exist.

Source: [Best Practices, Top level Python Code](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#top-level-python-code),
whose example sleeps; [Dag File Processing](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/dagfile-processing.html)
on slow file systems.

**Not reported**: listing one folder; task code and functions that nothing calls at parse time; thread pools.`,
  fixes: ['unsafe'],
  example: {
    bad: `import subprocess

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

commit = subprocess.check_output(["git", "rev-parse", "HEAD"], text=True)

with DAG("deploy", schedule="@daily"):
    BashOperator(task_id="deploy", bash_command=f"deploy.sh {commit}")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("deploy", schedule="@daily"):
    BashOperator(task_id="deploy", bash_command="deploy.sh $(git rev-parse HEAD)")
`,
  },
  *check(file, project) {
    for (const one of parseCalls(file)) {
      const { call, effect } = one;
      if (effect.does === 'listing') {
        if (!searchesTree(call, effect.recursive)) continue;
        const what = effect.recursive ? effect.what : 'searches a tree of folders';
        yield {
          ...findingAtParse(file, project, { call, effect: { ...effect, what } }),
          severity: 'info',
        };
      } else if (effect.does === 'blocking') {
        const finding = findingAtParse(file, project, one);
        const seconds = sleptSeconds(call);
        if (seconds === undefined) {
          yield finding;
          continue;
        }
        yield {
          ...finding,
          message: finding.message.replace('` sleeps ', `\` sleeps ${duration(seconds)} `),
          ...costOf(file, call, seconds),
        };
      }
    }
  },
});

/** `recursive=True`, or a pattern with `**` where that means all folders below. */
function searchesTree(call: Call, recursive: true | undefined): boolean {
  if (recursive) return true;
  const flag = call.arguments.find((one) => one.name === 'recursive')?.value;
  const pattern = argumentAt(call, 'pattern', 0)?.value ?? argumentAt(call, 'pathname', 0)?.value;
  const hasStars = pattern?.kind === 'string' && pattern.value.includes('**');
  return isOfPath(call) ? hasStars : flag?.kind === 'boolean' && flag.value;
}

/** The method of a path, which has no switch for it. */
function isOfPath({ callee = '' }: Call): boolean {
  return effectOf(callee)?.source.includes('pathlib') === true;
}

function sleptSeconds(call: Call): number | undefined {
  const seconds = call.callee === 'time.sleep' ? call.arguments[0]?.value : undefined;
  return seconds?.kind === 'number' && seconds.value > 0 ? seconds.value : undefined;
}

function costOf(file: DagFile, call: Call, seconds: number) {
  const rounds = roundsOf(file, call);
  return rounds.count === undefined || !rounds.sure || call.skipsRuns
    ? {}
    : {
        cost: {
          payer: 'dag-processor' as const,
          amount: Math.round(seconds * 1000 * rounds.count),
          unit: 'ms',
          per: 'parse',
        },
      };
}
