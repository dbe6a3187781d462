import { loadedBy } from '../../catalogue/catalogue.ts';
import { preloaded } from '../../catalogue/preloaded.ts';
import type { DagFile } from '../../model/facts.ts';
import { type HeavyLoad, heavyLoads } from '../../project/heavy.ts';
import type { Project } from '../../project/project.ts';
import { atParse, type Reached } from '../../project/reach.ts';
import { costBeside, librariesAtParse } from '../import-costs.ts';
import { type Doorway, doorwayName, doorwayTo, wayTo } from '../reached.ts';
import { defineRule } from '../rule.ts';
import { count, importTime, listed, parsesPerDay } from '../words.ts';

export default defineRule<{ 'minimum-ms': number }>({
  severity: 'warning',
  summary: 'Another module of the project imports a heavy library whenever the file is parsed',
  why: `The Dag processor executes a DAG file again and again, each time in a new process, and imports the modules of the project
with it. A heavy library that such a module imports at its module level is loaded at each of those parses, up to 2 880 times
a day (\`min_file_process_interval\`, 30 s, is a floor), and once more for every task try, also of tasks that do not need it.
Nothing in the DAG file shows it.

Import the library in the functions that use it, in the module; or import the module in the tasks that need it.

The time in the message was measured by dagperf's own script in fresh processes that had imported Airflow already; the
time on your machines differs, so it says "about". Libraries that bring each other along are counted once.

**Leave it** when the module needs the library to decide which Dags or tasks exist.

Source: [Best Practices, Top level Python Code](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#top-level-python-code):
imports "of other modules" take part in it; [apache/airflow#35097](https://github.com/apache/airflow/pull/35097).

**Not reported**: libraries that the DAG file imports itself, or that Airflow and its providers load anyway; modules that
are imported in tasks; modules that cannot be found or read; imports under \`try … except ImportError\` in the module.`,
  example: {
    beside: {
      'dags/shop/frames.py': `import pandas as pd


def clean(path):
    return pd.read_csv(path).dropna()
`,
    },
    bad: `from airflow.sdk import DAG, task
from shop.frames import clean

with DAG("orders", schedule="@daily"):

    @task
    def load():
        return len(clean("orders.csv"))

    load()
`,
    good: `from airflow.sdk import DAG, task

with DAG("orders", schedule="@daily"):

    @task
    def load():
        from shop.frames import clean

        return len(clean("orders.csv"))

    load()
`,
  },
  options: {
    'minimum-ms': {
      default: 100,
      description: 'Import time in milliseconds, of the libraries together, from which an import is reported',
    },
  },
  *check(file, project, options) {
    for (const { doorway, loads, reached } of heavyBehind(file, project)) {
      const ms = loads.reduce((sum, one) => sum + one.ms, 0);
      if (ms < options['minimum-ms']) continue;
      const [first] = loads as [HeavyLoad];
      const names = loads.slice(0, 3).map(({ module }) => `\`${module}\``);
      const others = loads.length > 3 ? [`${loads.length - 3} more`] : [];
      const verb = doorway.kind === 'import' ? 'Importing' : 'Calling';
      const place = first.imports[0];
      yield {
        at: doorway.at,
        message: `${verb} \`${doorwayName(file, doorway)}\` loads ${listed([...names, ...others])} at every parse (about ${importTime(ms)}), up to ${count(parsesPerDay(project))} times a day`,
        ...(loads.every(({ module }) => module === 'numpy') ? { severity: 'info' as const } : {}),
        cost: { payer: 'dag-processor', amount: Math.round(ms), unit: 'ms', per: 'parse' },
        ...(place
          ? {
              related: wayTo(file, reached, place.by, {
                at: place.import.at,
                message: `imports ${first.module} here`,
              }),
            }
          : {}),
      };
    }
  },
});

interface HeavyBehind {
  readonly doorway: Doorway;
  /** The slowest first. */
  readonly loads: readonly HeavyLoad[];
  readonly reached: readonly Reached[];
}

/** Heavy libraries that other modules load while the file is parsed, by the import or call of the file that makes them. */
function heavyBehind(file: DagFile, project: Project): readonly HeavyBehind[] {
  const { modules, heavyModules, target } = project;
  if (!modules) return [];
  const reached = atParse(modules.graph, file.path);
  const paid = new Set([...preloaded(target?.version), ...librariesAtParse(file, project)]);
  for (const module of [...paid]) for (const library of loadedBy(module)) paid.add(library);
  const found = new Map<number, { doorway: Doorway; loads: HeavyLoad[] }>();
  const bySpeed = [...heavyLoads(modules.graph, reached, heavyModules)].sort((a, b) => b.ms - a.ms);
  for (const load of bySpeed) {
    const imports = load.imports.filter((one) => !one.import.optional);
    const place = imports[0];
    if (!place || paid.has(load.module)) continue;
    const doorway = doorwayTo(file, reached, place.by);
    // What the file imports itself is not here to be reported.
    if (!doorway || load.imports.some(({ by }) => reached[by]?.path === file.path)) continue;
    const known = found.get(doorway.at.start) ?? { doorway, loads: [] };
    const ms = costBeside({ modules: [load] }, paid, project);
    if (ms < 1) continue;
    known.loads.push({ ...load, imports, ms });
    found.set(doorway.at.start, known);
    paid.add(load.module);
    for (const library of loadedBy(load.module)) paid.add(library);
  }
  return [...found.values()].map((one) => ({ ...one, reached }));
}
