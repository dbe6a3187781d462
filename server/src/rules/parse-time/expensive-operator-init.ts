import { type CallEffect, type EffectKind, isHookClass } from '../../catalogue/effects.ts';
import type { Call, DagFile } from '../../model/facts.ts';
import { type Constructor, constructors } from '../constructors.ts';
import { calledName, effectOfCall, statementOf } from '../parse-calls.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  severity: 'warning',
  parseTime: true,
  summary: 'The constructor of an operator does work that belongs into `execute`',
  why: `Airflow makes every operator, sensor and trigger of a DAG file at each of its parses, up to 2 880 times a day
(\`min_file_process_interval\`, 30 s, is a floor), and at every task try, once for each task. What the constructor looks up,
connects to or reads happens as often, whether or not the task runs. The constructor of a timetable runs in the scheduler
as well, whenever it reads the Dag.

Keep the arguments in the constructor, and do the work in \`execute\`, in \`poke\`, or in a \`cached_property\` that those use.

Making a hook that reads nothing in its constructor is reported as information, and so is a class that nothing in sight
makes at parse time.

**Leave it** when the class is made in task code only.

Source: [Creating a custom Operator](https://airflow.apache.org/docs/apache-airflow/stable/howto/custom-operator.html):
"hooks … instantiating a hook there will result in many unnecessary database connections";
[Best Practices, Timetables](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#timetables):
"Avoid using Airflow Variables/Connections or accessing Airflow database at the top level of your timetable code".

**Not reported**: keeping arguments; \`execute\` and other methods that the constructor does not call; properties; classes
that derive from nothing of Airflow's.`,
  example: {
    bad: `from airflow.sdk import BaseHook, BaseOperator, DAG


class Export(BaseOperator):
    def __init__(self, conn_id, **kwargs):
        super().__init__(**kwargs)
        self.host = BaseHook.get_connection(conn_id).host

    def execute(self, context):
        print(self.host)


with DAG("export", schedule="@daily"):
    Export(task_id="export", conn_id="warehouse")
`,
    good: `from airflow.sdk import BaseHook, BaseOperator, DAG


class Export(BaseOperator):
    def __init__(self, conn_id, **kwargs):
        super().__init__(**kwargs)
        self.conn_id = conn_id

    def execute(self, context):
        print(BaseHook.get_connection(self.conn_id).host)


with DAG("export", schedule="@daily"):
    Export(task_id="export", conn_id="warehouse")
`,
  },
  *check(file) {
    for (const one of constructors(file)) {
      const statements = new Set<number>();
      for (const call of file.calls) {
        if (call.dead || !one.functions.includes(call.in)) continue;
        const work = workOf(file, call);
        if (!work) continue;
        const statement = statementOf(file, call.at).start;
        if (statements.has(statement)) continue;
        statements.add(statement);
        const isMade = one.kind !== 'trigger' && file.functions[call.in]?.phases.includes('parse');
        yield {
          at: call.at,
          message: `\`${calledName(file, call)}\` ${work.what} whenever ${madeObject(one)} is made${isMade ? ', at every parse' : ''}`,
          ...(isMade && work.isCostly ? {} : { severity: 'info' as const }),
        };
      }
    }
  },
});

const costly: ReadonlySet<EffectKind> = new Set<EffectKind>([
  'variable',
  'connection',
  'metadata',
  'network',
  'database',
  'data-read',
  'blocking',
]);

/** What a call does that is no work for a constructor. */
function workOf(file: DagFile, call: Call): { what: string; isCostly: boolean } | undefined {
  const effect: CallEffect | undefined = effectOfCall(file, call);
  if (effect && costly.has(effect.does)) return { what: effect.what, isCostly: true };
  if (effect?.does === 'construction') return { what: effect.what, isCostly: false };
  if (call.callee === 'builtins.open') return { what: 'opens a file', isCostly: true };
  return isHookClass(call.callee) ? { what: 'makes a hook', isCostly: false } : undefined;
}

function madeObject({ class: { name }, kind }: Constructor): string {
  return kind === 'operator' ? `a task of \`${name}\`` : `the ${kind} \`${name}\``;
}
