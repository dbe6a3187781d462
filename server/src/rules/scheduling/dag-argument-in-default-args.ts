import { isDagClass, isDagDecorator } from '../../model/airflow.ts';
import { type DefaultArg, defaultArg, entryValueAt } from '../../model/default-args.ts';
import type { Call, Dag, DagFile, Range, Task, TaskArgument } from '../../model/facts.ts';
import { dagArgumentName, dagArgumentPosition, isDagOnly, mayBeTaken } from '../../project/dag-arguments.ts';
import type { Project } from '../../project/project.ts';
import { addArguments, removeArgument } from '../edits.ts';
import { defineRule, type Edit, type Finding, type Fix } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  summary: 'An argument of the DAG stands in default_args, where it has no effect',
  why: `\`default_args\` are handed to the tasks. A task takes what its constructor has a parameter for, and drops the rest
without a word: \`catchup=False\` there does not keep Airflow 2 from creating every run since \`start_date\`, \`max_active_runs=1\` does not
keep runs apart, \`dagrun_timeout\` ends nothing, and \`schedule_interval\` leaves the Dag with its default schedule.

Move it to the call of \`DAG\` or \`@dag\`. It takes effect from then on, which may be a surprise.

Source: \`BaseOperatorMeta._apply_defaults\`, which looks for the parameters of the operator only; \`DAG.__init__\`, which takes
\`start_date\`, \`end_date\` and \`params\` from \`default_args\` and nothing else.

**Not reported**: names that an operator of the Dag takes, or may take. Where the DAG sets the argument itself, the entry is an info.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily", default_args={"retries": 2, "max_active_runs": 1}):
    BashOperator(task_id="load", bash_command="load.sh")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("orders", schedule="@daily", default_args={"retries": 2}, max_active_runs=1):
    BashOperator(task_id="load", bash_command="load.sh")
`,
  },
  *check(file, project) {
    for (const dag of file.dags) {
      const seen = new Set<string>();
      for (const task of dag.tasks) {
        for (const [name, given] of Object.entries(task.arguments)) {
          if (!given.origin.endsWith('default-args') || seen.has(name) || !isDagOnly(name)) continue;
          seen.add(name);
          const place = placeOf(file, dag, given);
          if (!place || mayBeTaken(dag, name)) continue;
          yield {
            ...place,
            message: `\`${name}\` has no effect in default_args: ${whose(project, name)}`,
            ...(isSet(dag, name) ? { severity: 'info' as const } : {}),
            fixes: fixes(file, project, task, name),
          };
        }
      }
    }
  },
});

/** The DAG has it from its own call: the entry is only misleading. */
function isSet(dag: Dag, name: string): boolean {
  return [name, dagArgumentName(name, undefined) ?? name].some((one) => dag.arguments[one] !== undefined);
}

function whose({ target }: Project, name: string): string {
  return target && dagArgumentName(name, target.version) === 'gone'
    ? `it was an argument of the DAG, which Airflow ${target.version} no longer has`
    : 'it is an argument of the DAG, not of its tasks';
}

/** On the entry, where this file has it; else on the argument of the Dag that takes another file's dict. */
function placeOf(file: DagFile, dag: Dag, given: TaskArgument): Pick<Finding, 'at' | 'related'> | undefined {
  if (given.file === undefined) return { at: given.at };
  const at: Range | undefined = file.calls[dag.call ?? -1]?.arguments.find(
    (one) => one.name === 'default_args',
  )?.at;
  return at && { at, related: [{ file: given.file, at: given.at, message: 'Set here' }] };
}

/** Unsafe: what had no effect has one then. */
function fixes(file: DagFile, project: Project, task: Task, name: string): Fix[] {
  const found = defaultArg(file, task, name);
  const target = dagArgumentName(name, project.target?.version);
  const literal = found?.dict.literal;
  if (!found || !target || !literal || !contains(literal, found.entry.at)) return [];
  const removal = removeArgument(file, literal, found.entry.at);
  if (target === 'gone') return [{ title: `Remove ${name}`, safety: 'unsafe', edits: [removal] }];
  const added = additions(file, found, name, target);
  return added ? [{ title: `Move ${name} to the DAG`, safety: 'unsafe', edits: [removal, ...added] }] : [];
}

/** The argument in each call that the dict serves and that does not set it already; undefined when it serves others as well. */
function additions(
  file: DagFile,
  { dict, entry }: DefaultArg,
  name: string,
  target: string,
): Edit[] | undefined {
  const served = file.calls.filter((call) => servedBy(call, dict.literal as Range));
  const calls = served.filter((call) => isDagClass(call.callee) || isDagDecorator(call.callee));
  if (calls.length === 0 || calls.length !== served.length || dict.uses > calls.length) return undefined;
  if (calls.some((call) => !call.complete)) return undefined;
  const { start, end } = entryValueAt(file, entry);
  const text = `${target}=${file.text.slice(start, end)}`;
  return calls
    .filter((call) => !sets(call, name) && !sets(call, target))
    .map((call) => addArguments(file, call.argumentList, [text]));
}

function servedBy(call: Call, literal: Range): boolean {
  return call.arguments.some(({ value }) => value.kind === 'dict' && value.literal?.start === literal.start);
}

function sets(call: Call, name: string): boolean {
  const position = dagArgumentPosition(name);
  const positional = call.arguments.filter((one) => one.name === undefined).length;
  return call.arguments.some((one) => one.name === name) || (position >= 0 && position < positional);
}

function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
