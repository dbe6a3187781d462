import { type CallEffect, effectOf } from '../../catalogue/effects.ts';
import type { DagFile } from '../../model/facts.ts';
import { isOperatorConstructor } from '../../project/parsed-code.ts';
import type { Project } from '../../project/project.ts';
import { atParse, effectsOf, type LibraryCall, type Reached } from '../../project/reach.ts';
import { type Doorway, doorwayName, doorwayTo, wayTo } from '../reached.ts';
import { defineRule, type Finding } from '../rule.ts';
import { count, listed, parsesPerDay } from '../words.ts';

export default defineRule({
  severity: 'error',
  summary: 'Another module of the project reads, connects or waits whenever the file is parsed',
  why: `The Dag processor executes a DAG file again and again, each time in a new process, and imports the modules of the project
with it. What their module level does, or a function of theirs that the DAG file calls at module level, happens at each of
those parses, up to 2 880 times a day (\`min_file_process_interval\`, 30 s, is a floor), and once more for every task try:
reading Variables and connections, sending requests, querying databases, waiting. In the DAG file nothing shows it.

Move the work into functions that tasks call. The place itself is reported too, in the module, with what can be done there.

**Leave it** when the module decides which Dags or tasks exist and nothing else can.

Source: [Best Practices, Top level Python Code](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#top-level-python-code):
"the imported module itself … executes code at the top level".

**Not reported**: modules that are imported in tasks; functions that only tasks call; modules that cannot be found or
read; calls that stay on the machine. What the DAG file does itself is reported by the rules for it.`,
  example: {
    beside: {
      'dags/shop/settings.py': `from airflow.sdk import Variable

bucket = Variable.get("bucket")


def read_bucket():
    return Variable.get("bucket")
`,
    },
    bad: `from airflow.sdk import DAG, task
from shop.settings import bucket

with DAG("export", schedule="@daily"):

    @task
    def export():
        print(bucket)

    export()
`,
    good: `from airflow.sdk import DAG, task

with DAG("export", schedule="@daily"):

    @task
    def export():
        from shop.settings import read_bucket

        print(read_bucket())

    export()
`,
  },
  *check(file, project) {
    for (const { doorway, calls, reached } of workBehind(file, project)) {
      const [first] = calls as [Work];
      const whats = [...new Set(calls.map(({ effect }) => effect.what))];
      const verb = doorway.kind === 'import' ? 'Importing' : 'Calling';
      yield {
        at: doorway.at,
        message: `${verb} \`${doorwayName(file, doorway)}\` ${listed(whats.slice(0, 3))} at every parse, up to ${count(parsesPerDay(project))} times a day`,
        ...severityOf(calls, project, reached),
        related: wayTo(file, reached, first.call.by, {
          at: first.call.call.at,
          message: `\`${first.call.name}\` is called here`,
        }),
      };
    }
  },
});

interface Work {
  readonly call: LibraryCall;
  readonly effect: CallEffect;
}

interface WorkBehind {
  readonly doorway: Doorway;
  /** The worst first. */
  readonly calls: readonly Work[];
  readonly reached: readonly Reached[];
}

/** What other modules do while the file is parsed, by the import or call of the file that makes them do it. */
function workBehind(file: DagFile, { modules }: Project): readonly WorkBehind[] {
  if (!modules) return [];
  const reached = atParse(modules.graph, file.path);
  const found = new Map<number, { doorway: Doorway; calls: Work[] }>();
  for (const call of effectsOf(modules.graph, reached)) {
    if (call.kind !== 'call' || call.call.harmless) continue;
    const effect = effectOf(call.name);
    if (!effect || !isWork(effect)) continue;
    const doorway = doorwayTo(file, reached, call.by);
    if (!doorway) continue;
    const known = found.get(doorway.at.start) ?? { doorway, calls: [] };
    known.calls.push({ call, effect });
    found.set(doorway.at.start, known);
  }
  return [...found.values()].map(({ doorway, calls }) => ({
    doorway,
    calls: calls.sort((a, b) => gravity(a.effect) - gravity(b.effect)),
    reached,
  }));
}

/** Of listings, those of one folder are no work; whether a pattern means a tree is not known across files. */
function isWork({ does, recursive }: CallEffect): boolean {
  return does !== 'listing' || recursive === true;
}

function gravity({ does }: CallEffect): number {
  return does === 'construction' || does === 'listing' ? 1 : 0;
}

/** As grave as the finding that the place itself has. */
function severityOf(
  calls: readonly Work[],
  { modules }: Project,
  reached: readonly Reached[],
): Pick<Finding, 'severity'> {
  const telling = calls.filter(({ effect }) => gravity(effect) === 0);
  if (telling.length === 0) return { severity: 'info' };
  const isInConstructor = ({ call: { by } }: Work) =>
    modules !== undefined && isOperatorConstructor(modules.graph, reached[by] as Reached);
  return telling.every(isInConstructor) ? { severity: 'warning' } : {};
}
