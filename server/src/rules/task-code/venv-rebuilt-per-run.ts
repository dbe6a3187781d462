import type { DagFile, Task } from '../../model/facts.ts';
import { programOf, type Words } from '../../model/shell-commands.ts';
import { catalogueClass, writtenArgument } from '../../model/task-arguments.ts';
import { effective } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { commandsInTasks } from '../commands-in-tasks.ts';
import { quoted, setTaskArgument } from '../edits.ts';
import { defineRule, type Fix } from '../rule.ts';

const cache = '/tmp/airflow-venvs';

export default defineRule({
  severity: 'warning',
  summary: 'A task installs its Python packages anew in every try',
  why: `Without \`venv_cache_path\` a virtualenv task creates its environment, downloads and installs its requirements, runs,
and deletes all of it: tens of seconds to minutes of a worker slot in every try, and a package index that has to answer
each time. So does \`pip install\` in a command of a task, which also changes the worker for the tasks beside it.

With \`venv_cache_path\` the environment is kept under a checksum of its requirements and made again when these change. An
environment of the image (\`ExternalPythonOperator\`, \`@task.external_python\`) or an image of its own costs nothing at run
time. Under the KubernetesExecutor the cache is lost with the pod, so that only the last two help.

**Leave it** for tasks that run once a month and install little.

Source: [PythonVirtualenvOperator](https://airflow.apache.org/docs/apache-airflow-providers-standard/stable/operators/python.html),
"Caching and reuse".

**Not reported**: virtualenv tasks without requirements, and a cache path that cannot be known.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG, task

with DAG("forecast", schedule="@daily"):

    @task.virtualenv(requirements=["prophet==1.1.6"])
    def forecast():
        import prophet

        prophet.Prophet()

    forecast()
`,
    good: `from airflow.sdk import DAG, task

with DAG("forecast", schedule="@daily"):

    @task.virtualenv(requirements=["prophet==1.1.6"], venv_cache_path="/tmp/airflow-venvs")
    def forecast():
        import prophet

        prophet.Prophet()

    forecast()
`,
  },
  *check(file, project) {
    const inPods = project.settings['core.executor']?.value.includes('KubernetesExecutor') ?? false;
    const seen = new Set<number>();
    for (const task of file.tasks) {
      if (!isVirtualenv(task) || !hasRequirements(file, task) || seen.has(task.at.start)) continue;
      if (!hasNoCache(project, task)) continue;
      seen.add(task.at.start);
      yield {
        at: task.at,
        message: inPods
          ? 'Installs its requirements in every try; a cache would be lost with the pod'
          : 'Installs its requirements in every try, since no venv_cache_path keeps the environment',
        ...(inPods ? { severity: 'info' as const } : { fixes: cacheFix(file, task) }),
      };
    }
    for (const { at, words } of commandsInTasks(file)) {
      if (!installsPackages(words) || seen.has(at.start)) continue;
      seen.add(at.start);
      yield {
        at,
        message: '`pip install` in a task installs the same packages in every try',
        ...(inPods ? { severity: 'info' as const } : {}),
      };
    }
  },
});

const virtualenvs = new Set([
  'airflow.sdk.task.virtualenv',
  'airflow.sdk.task.branch_virtualenv',
  'airflow.providers.standard.operators.python.PythonVirtualenvOperator',
  'airflow.providers.standard.operators.python.BranchPythonVirtualenvOperator',
]);

function isVirtualenv(task: Task): boolean {
  return virtualenvs.has(catalogueClass(task));
}

function hasRequirements(file: DagFile, task: Task): boolean {
  const given = writtenArgument(file, task, 'requirements')?.value ?? task.arguments.requirements?.value;
  if (!given || given.kind === 'none') return false;
  return given.kind !== 'sequence' || given.items.length > 0;
}

function hasNoCache(project: Project, task: Task): boolean {
  const path = effective(project, task, 'venv_cache_path');
  return path.state === 'known' && path.value.kind === 'none';
}

function cacheFix(file: DagFile, task: Task): Fix[] {
  const edit = setTaskArgument(file, task, 'venv_cache_path', quoted(file, cache));
  return edit ? [{ title: `Set venv_cache_path="${cache}"`, safety: 'unsafe', edits: [edit] }] : [];
}

function installsPackages(words: Words): boolean {
  const { name, rest } = programOf(words);
  if (/^pip[\d.]*$/.test(name)) return rest.includes('install');
  return name === 'uv' && rest[0] === 'pip' && rest[1] === 'install';
}
