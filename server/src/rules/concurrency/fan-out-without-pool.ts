import { classFacts, operatorFacts } from '../../catalogue/catalogue.ts';
import type { Call, Dag, DagFile, Task, Value } from '../../model/facts.ts';
import { bySite, instancesOf, siteOf } from '../../model/instances.ts';
import { levels } from '../../model/levels.ts';
import { catalogueClass, isOwn } from '../../model/task-arguments.ts';
import { effective, effectiveDag } from '../../project/effective.ts';
import { poolInsertion } from '../../project/pools.ts';
import type { Project } from '../../project/project.ts';
import { quoted, setTaskArgument } from '../edits.ts';
import { defineRule, type Edit, type Finding, type Fix } from '../rule.ts';

export default defineRule<{ instances: number }>({
  severity: 'warning',
  summary: 'Many task instances can reach the same external system at once, and no pool limits them',
  why: `Airflow starts as many task instances as its own limits allow; how many queries a warehouse, or requests an API, can take
at once it does not know. A pool tells it: tasks beyond its slots wait in the queue instead of in the database, where they
hold a worker slot, time out and are retried together.

dagperf counts the instances that one Dag run can have at once against the same connection: rounds of loops of known size,
mapped instances, and tasks side by side on one level of the Dag. The default of 16 for \`max_active_tasks\` only caps the
number in the message: it counts all tasks of the Dag, not those of one connection.

**Leave it** when the system scales with the load, or limits it itself. \`max_active_tis_per_dag\` limits a mapped task as
well, and an explicit \`max_active_tasks\` below the number counts.

Source: [Pools](https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/pools.html);
[Dynamic Task Mapping, Placing limits on mapped tasks](https://airflow.apache.org/docs/apache-airflow/stable/authoring-and-scheduling/dynamic-task-mapping.html).

**Not reported**: deferred tasks, which hold no pool slot while they wait, pools that cannot be known, loops of unknown size, rounds of a loop chained one behind the other, and
tasks side by side in a Dag some of whose dependencies cannot be resolved. \`default_pool\` is no pool in this sense.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("vacuum", schedule="@daily"):
    for partition in range(24):
        SQLExecuteQueryOperator(
            task_id=f"vacuum_{partition}",
            conn_id="warehouse",
            sql=f"VACUUM orders_{partition}",
        )
`,
    good: `from airflow.sdk import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("vacuum", schedule="@daily"):
    for partition in range(24):
        SQLExecuteQueryOperator(
            task_id=f"vacuum_{partition}",
            conn_id="warehouse",
            sql=f"VACUUM orders_{partition}",
            pool="warehouse",
        )
`,
  },
  options: {
    instances: { default: 8, description: 'Number of task instances at once from which they are reported' },
  },
  *check(file, project, options) {
    for (const group of groupsOf(file, project)) {
      const finding = tooMany(file, project, group, options.instances);
      if (finding) yield finding;
    }
  },
});

interface Target {
  /** What identifies the external system. */
  readonly key: string;
  /** How the message names it. */
  readonly label: string;
  readonly pool: string;
}

interface Group {
  readonly target: Target;
  readonly dag: Dag;
  /** In the order in which they are made. */
  readonly tasks: readonly Task[];
}

/** Tasks without a pool that can run side by side against one system. */
function groupsOf(file: DagFile, project: Project): Group[] {
  return file.dags.flatMap((dag) => {
    const level = levels(dag);
    const groups = new Map<string, { target: Target; dag: Dag; tasks: Task[] }>();
    dag.tasks.forEach((task, position) => {
      const target = targetOf(file, task);
      if (!target || !isUnlimited(project, task) || waitsInTriggerer(project, task)) return;
      // Where dependencies are not all known, two tasks may well run one after the other: each stands for itself.
      const side = dag.edgesComplete ? `level ${level[position]}` : siteOf(task);
      const key = `${target.key} ${side}`;
      const known = groups.get(key);
      if (known) known.tasks.push(task);
      else groups.set(key, { target, dag, tasks: [task] });
    });
    return [...groups.values()];
  });
}

function isUnlimited(project: Project, task: Task): boolean {
  const pool = effective(project, task, 'pool');
  if (pool.state === 'unknown' || pool.value.kind !== 'string' || pool.value.value !== 'default_pool')
    return false;
  if (!task.mapped) return true;
  return ['max_active_tis_per_dag', 'max_active_tis_per_dagrun'].every((name) => {
    const limit = effective(project, task, name);
    return limit.state === 'known' && limit.value.kind === 'none';
  });
}

/** A deferred task gives its pool slot back, and no worker or pool limits how many of them wait. */
function waitsInTriggerer(project: Project, task: Task): boolean {
  const facts = operatorFacts(catalogueClass(task));
  if (facts?.alwaysAsynchronous) return true;
  if (!facts?.deferrable) return false;
  const deferrable = effective(project, task, 'deferrable');
  return deferrable.state === 'unknown' || (deferrable.value.kind === 'boolean' && deferrable.value.value);
}

/** The connection that a task uses: a literal `*_conn_id`, the one of a hook in its code, or its provider's default. */
function targetOf(file: DagFile, task: Task): Target | undefined {
  const hook = Object.entries(task.arguments).find(
    ([name, given]) => isHookParameter(name) && isOwn(given) && given.value.kind !== 'none',
  );
  if (hook || !task.complete) return undefined;
  const given = connectionArguments(task);
  const literals = given.flatMap((value) => (value.kind === 'string' ? [value.value] : []));
  if (literals.length > 0) return connection(literals[0] as string);
  if (given.length > 0) return undefined;
  return task.function === undefined ? defaultConnection(task) : hookConnection(file, task.function);
}

/** Values of the connection parameters, from the call, or from `default_args` where the class has such a parameter. */
function connectionArguments(task: Task): Value[] {
  const parameters = operatorFacts(catalogueClass(task))?.parameters ?? [];
  return Object.entries(task.arguments)
    .filter(([name]) => isConnectionParameter(name))
    .filter(([name, given]) => given.origin === 'class' || isOwn(given) || parameters.includes(name))
    .map(([, { value }]) => value);
}

/** An operator that is given a hook object uses whatever connection that has. */
function isHookParameter(name: string): boolean {
  return name === 'hook' || name.endsWith('_hook');
}

function isConnectionParameter(name: string): boolean {
  return name === 'conn_id' || name.endsWith('_conn_id');
}

function connection(id: string): Target {
  return { key: `connection ${id}`, label: `connection \`${id}\``, pool: id };
}

/** The one connection that hooks in a task's function are made for. */
function hookConnection(file: DagFile, code: number): Target | undefined {
  const targets = new Map<string, Target>();
  for (const call of file.calls) {
    if (call.in !== code || !call.callee?.startsWith('airflow.providers.') || !call.callee.endsWith('Hook'))
      continue;
    const target = hookTarget(call);
    if (!target) return undefined;
    targets.set(target.key, target);
  }
  return targets.size === 1 ? [...targets.values()][0] : undefined;
}

/** The connection that a hook is made for: the given one, or the default one of its class. */
function hookTarget(call: Call): Target | undefined {
  const parameters = classFacts(call.callee ?? '')?.parameters;
  const positional = call.arguments.filter((one) => !one.name);
  if (!parameters && positional.length > 0) return undefined;
  // Hooks of databases take the connection first, by whatever name.
  const position = Math.max(0, parameters?.findIndex(isConnectionParameter) ?? 0);
  const id =
    call.arguments.find((one) => one.name && isConnectionParameter(one.name)) ?? positional[position];
  if (id) return id.value.kind === 'string' ? connection(id.value.value) : undefined;
  const [, provider, name] = /^airflow\.providers\.(.+)\.hooks\..*?(\w+)$/.exec(call.callee ?? '') ?? [];
  return provider && call.complete ? providerDefault(provider, `${name}`) : undefined;
}

/** Operators that name no connection use their provider's default one. */
function defaultConnection(task: Task): Target | undefined {
  const provider = /^airflow\.providers\.(.+?)\.(?:operators|sensors|transfers)\./.exec(task.operator)?.[1];
  if (!provider || task.base !== undefined) return undefined;
  const parameters = operatorFacts(task.operator)?.parameters.filter(isConnectionParameter) ?? [];
  if (parameters.length !== 1) return undefined;
  return providerDefault(provider, parameters[0] as string);
}

/** `which` tells apart the default connections that a provider has. */
function providerDefault(provider: string, which: string): Target {
  return {
    key: `default ${provider} ${which}`,
    label: `the default connection of ${provider.replaceAll('.', ' ')}`,
    pool: provider.split('.').at(-1) as string,
  };
}

function tooMany(
  file: DagFile,
  project: Project,
  { target, dag, tasks }: Group,
  least: number,
): Finding | undefined {
  const sites = bySite(tasks);
  const counts = sites.map((made) => instancesOf(made, dag.edgesComplete));
  const known = counts.reduce<number>((sum, one) => sum + (one === 'unknown' ? 0 : one), 0);
  const isOpen = counts.includes('unknown');
  if (!isOpen && known < least) return undefined;
  const limit = effectiveDag(project, dag, 'max_active_tasks');
  if (limit.state === 'unknown' || limit.value.kind !== 'number') return undefined;
  const most = limit.value.value;
  if (limit.origin !== 'default' && (most < least || (!isOpen && most < known))) return undefined;
  // The finding stands on the code that makes most instances: the loop or the mapping is what makes them many.
  const weights = counts.map((one) => (one === 'unknown' ? Number.POSITIVE_INFINITY : one));
  const places = sites.map(([first]) => first as Task);
  const widest = places[weights.indexOf(Math.max(...weights))] as Task;
  if (widest.file !== undefined) return undefined;
  return {
    at: widest.at,
    message: messageOf(target, isOpen ? undefined : known, most, limit.origin === 'default'),
    cost: {
      payer: 'external-system',
      amount: isOpen ? most : Math.min(known, most),
      unit: 'instances',
      per: 'run',
    },
    fixes: poolFixes(file, project, target, tasks, isOpen ? most : known),
    related: places
      .filter((task) => task !== widest)
      .slice(0, 19)
      .map(({ file: other, at }) => ({
        ...(other === undefined ? {} : { file: other }),
        at,
        message: 'Runs at the same time',
      })),
  };
}

function messageOf(target: Target, known: number | undefined, most: number, isDefault: boolean): string {
  const why = isDefault ? 'the default max_active_tasks' : 'max_active_tasks';
  if (known === undefined) {
    return `Every mapped instance can run at once against ${target.label} without a pool (up to ${most}, ${why})`;
  }
  const capped = known > most ? ` (${most} at once, ${why})` : ' at once';
  return `${known} task instances can run${capped} against ${target.label} without a pool`;
}

/** `pool=…` on every task; with an entry in the project's pool file when that does not define the pool yet. */
function poolFixes(
  file: DagFile,
  project: Project,
  target: Target,
  tasks: readonly Task[],
  instances: number,
): Fix[] {
  const edits: Edit[] = [];
  for (const call of distinctPlaces(tasks)) {
    const edit = setTaskArgument(file, call, 'pool', quoted(file, target.pool));
    if (!edit) return [];
    edits.push(edit);
  }
  const isDefined = project.pools?.some((pool) => pool.name === target.pool) ?? false;
  const poolFile = project.poolFiles[0];
  const title = `Set pool="${target.pool}"`;
  if (isDefined || !poolFile) return [{ title, safety: 'unsafe', edits }];
  const slots = Math.max(4, Math.floor(instances / 2));
  return [
    {
      title: `${title} and define it with ${slots} slots in ${poolFile.file}`,
      safety: 'unsafe',
      edits: [...edits, poolInsertion(poolFile, target.pool, slots)],
    },
  ];
}

/** Two calls of one TaskFlow function share their decorator: it is edited once. */
function distinctPlaces(tasks: readonly Task[]): Task[] {
  const seen = new Set<number>();
  return tasks.filter((task) => {
    const place = task.argumentList?.start ?? task.appendAt ?? task.at.start;
    return seen.size < seen.add(place).size;
  });
}
