import { defaultArg } from '../../model/default-args.ts';
import type { Dag, DagFile, Range, Task } from '../../model/facts.ts';
import { isOwn } from '../../model/task-arguments.ts';
import { type Effective, effective, secondsOf } from '../../project/effective.ts';
import type { Project } from '../../project/project.ts';
import { periodOf } from '../../project/schedule.ts';
import { compareVersions } from '../../project/versions.ts';
import { addArguments, addDictEntries, replace, writtenHere } from '../edits.ts';
import { importedAs } from '../imports.ts';
import { defineRule, type Edit, type Finding, type Fix } from '../rule.ts';
import { count, duration } from '../words.ts';

const day = 86_400;
const hour = 3_600;
/** What the fix proposes; with no more than that, it is the delay that waits too long. */
const proposedRetries = 3;
const proposedDelay = 1_800;

export default defineRule<{ 'maximum-retries': number }>({
  severity: 'warning',
  summary:
    'A failing task is tried again so often, or for so long, that nobody learns of the failure in time',
  why: `Each attempt takes a worker slot, parses the DAG file again and calls the same external system; until the last one has
failed, the task is "up for retry" and no failure callback tells anybody. \`retries=100\` with five minutes between attempts
is eight hours of that. Airflow sets no upper bound.

The message counts the attempts and, where the delay is known, what waiting between them adds up to: with
\`retry_exponential_backoff\` the delay doubles (from Airflow 3.2 it is multiplied by the given factor) up to
\`max_retry_delay\` and \`[core] max_task_retry_delay\` (one day).

Two to three retries with a growing delay outlast most outages.

**Leave it** when the source really comes back only after hours and a late success is worth the slots; say so behind the
ignore comment.

Source: [Core Concepts, Tasks](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html);
\`taskinstance.py\`, \`next_retry_datetime\`.

**Also reported**: \`while True\` around \`try … except\` in a task without \`execution_timeout\`, with no counter, deadline or
growing sleep: it never gives up.`,
  fixes: ['unsafe'],
  example: {
    bad: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily", default_args={"retries": 50}):
    BashOperator(task_id="export", bash_command="export.sh")
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily", default_args={"retries": 3}):
    BashOperator(task_id="export", bash_command="export.sh")
`,
  },
  options: {
    'maximum-retries': { default: 10, description: 'Number of retries from which they are reported' },
  },
  *check(file, project, options) {
    const told = new Set<string>();
    for (const task of file.tasks) {
      const finding = tooManyRetries(file, project, task, options['maximum-retries']);
      // What another file sets for many tasks is one thing to change.
      const elsewhere = finding?.related?.map(({ file: other, at }) => `${other} ${at.start}`).join();
      if (!finding || (elsewhere && told.has(elsewhere))) continue;
      if (elsewhere) told.add(elsewhere);
      yield finding;
    }
    for (const loop of file.loops) {
      if (!loop.retriesForever || !loop.phases.includes('task') || loop.phases.includes('parse')) continue;
      if (!runsWithoutTimeout(file, project, loop.in)) continue;
      yield {
        at: loop.headAt,
        message:
          'Tries again for ever: the loop has no counter, deadline or growing sleep, the task no execution_timeout',
      };
    }
  },
});

function tooManyRetries(file: DagFile, project: Project, task: Task, limit: number): Finding | undefined {
  const retries = effective(project, task, 'retries');
  if (retries.state === 'unknown' || retries.value.kind !== 'number') return undefined;
  const policy = task.arguments.retry_policy;
  if (policy && policy.value.kind !== 'none') return undefined;
  const attempts = retries.value.value;
  if (!Number.isFinite(attempts) || attempts >= Number.MAX_SAFE_INTEGER) {
    const place = placeOf(file, retries, task);
    const message = 'Retries without end: a task that fails is never marked failed';
    return place && { ...place, message, fixes: fixesFor(file, project, task, retries, false) };
  }
  const waiting = waitingTime(project, task, attempts);
  const reason = attempts >= limit || isTooLong(file, project, task, attempts, waiting);
  if (!reason) return undefined;
  const delay = effective(project, task, 'retry_delay');
  const byDelay = reason === true && attempts <= proposedRetries && delay.state === 'known';
  const place = (byDelay && placeOf(file, delay, task)) || placeOf(file, retries, task);
  const worst = waiting ? `, at least ${duration(waiting)} of waiting` : '';
  return (
    place && {
      ...place,
      message: `Tries up to ${count(attempts + 1)} times before it fails${worst}${typeof reason === 'string' ? `, ${reason}` : ''}`,
      cost: { payer: 'worker-slots', amount: attempts + 1, unit: 'attempts', per: 'run' },
      fixes: fixesFor(file, project, task, retries, typeof reason === 'string'),
    }
  );
}

type Known = Extract<Effective, { state: 'known' }>;

/** On what sets a value: the argument or the entry of \`default_args\`; on the task when a configuration file does. */
function placeOf(file: DagFile, retries: Known, task: Task): Pick<Finding, 'at' | 'related'> | undefined {
  if (retries.origin === 'default' || retries.origin === 'class') return undefined;
  if (!retries.at) return undefined;
  if (retries.at.file === undefined) return { at: retries.at.at };
  return {
    at: (retries.origin === 'default-args' ? defaultArgsAt(file, task) : undefined) ?? task.at,
    related: [{ file: retries.at.file, at: retries.at.at, message: 'Set here' }],
  };
}

/** The `default_args` argument of the task's Dag. */
function defaultArgsAt(file: DagFile, task: Task): Range | undefined {
  const call = task.dag === undefined ? undefined : file.dags[task.dag]?.call;
  return file.calls[call ?? -1]?.arguments.find((one) => one.name === 'default_args')?.at;
}

/** Seconds spent between attempts, jitter left out; undefined when an argument is not known. */
function waitingTime(project: Project, task: Task, retries: number): number | undefined {
  const delay = secondsOf(effective(project, task, 'retry_delay'));
  const factor = backoffFactor(project, effective(project, task, 'retry_exponential_backoff'));
  const longest = effective(project, task, 'max_retry_delay');
  if (delay === undefined || factor === undefined || longest.state === 'unknown') return undefined;
  if (factor === 1) return delay * retries;
  const configured = Number(project.settings['core.max_task_retry_delay']?.value ?? day);
  const cap = Math.min(
    secondsOf(longest) ?? Number.POSITIVE_INFINITY,
    Number.isFinite(configured) ? configured : day,
  );
  let total = 0;
  let next = delay;
  for (let attempt = 0; attempt < Math.min(retries, 10_000); attempt++) {
    total += Math.min(next, cap);
    next = Math.min(next * factor, cap);
  }
  return total;
}

/** 1 without backoff; \`True\` doubles, from 3.2 a number multiplies. */
function backoffFactor(project: Project, backoff: Effective): number | undefined {
  if (backoff.state === 'unknown') return undefined;
  const { value } = backoff;
  if (value.kind === 'boolean') return value.value ? 2 : 1;
  if (value.kind === 'none') return 1;
  if (value.kind !== 'number') return undefined;
  if (value.value === 0) return 1;
  return project.target && !isMultiplier(project) ? 2 : Math.max(value.value, 1);
}

/** Why the waiting, or the worst case with its timeouts, is too long; false when it is not, or not known. */
function isTooLong(
  file: DagFile,
  project: Project,
  task: Task,
  retries: number,
  waiting: number | undefined,
): string | boolean {
  if (waiting === undefined || retries < 1) return false;
  if (waiting > day) return true;
  const timeout = secondsOf(effective(project, task, 'execution_timeout'));
  if (timeout === undefined) return false;
  const worst = waiting + (retries + 1) * timeout;
  if (worst > day) return `${duration(worst)} with its timeouts`;
  // Looked up last: to count a cron expression out costs more than everything before.
  const dag = task.dag === undefined || worst <= hour ? undefined : (file.dags[task.dag] as Dag);
  const period = dag && periodOf(project, dag);
  return period !== undefined && period.longest >= hour && worst > period.longest
    ? `${duration(worst)} with its timeouts, longer than the schedule's ${duration(period.longest)}`
    : false;
}

/** `byTimeouts`: the attempts themselves take the time, not the waiting between them. */
function fixesFor(file: DagFile, project: Project, task: Task, retries: Known, byTimeouts: boolean): Fix[] {
  const place = editablePlace(file, task, 'retries', retries);
  if (!place) return [];
  const isMany = retries.value.kind === 'number' && retries.value.value > proposedRetries;
  const fewer: Fix = {
    title: `Set retries to ${proposedRetries}`,
    safety: 'unsafe',
    edits: [replace(place.at, String(proposedRetries))],
  };
  const fixes = isMany ? [fewer] : [];
  if (byTimeouts) return fixes;
  const delay = effective(project, task, 'retry_delay');
  if ((secondsOf(delay) ?? 0) > proposedDelay) return [...fixes, ...soonerFixes(file, task, delay)];
  const growing = place.add && growingDelay(file, project, task, retries, place.add);
  return growing ? [...fixes, growing] : fixes;
}

/** A delay that is too long by itself does not get better by growing. */
function soonerFixes(file: DagFile, task: Task, delay: Effective): Fix[] {
  const place = delay.state === 'known' ? editablePlace(file, task, 'retry_delay', delay) : undefined;
  const timedelta = place && importedAs(file, 'datetime', 'timedelta');
  if (!timedelta) return [];
  const value = `${timedelta.name}(minutes=${proposedDelay / 60})`;
  const edits = [...timedelta.edits, replace(place.at, value)];
  return [{ title: `Set retry_delay to ${duration(proposedDelay)}`, safety: 'unsafe', edits }];
}

/** Backoff with a cap, where the retries are finite and nothing sets it yet. */
function growingDelay(
  file: DagFile,
  project: Project,
  task: Task,
  retries: Known,
  add: Adder,
): Fix | undefined {
  const backoff = effective(project, task, 'retry_exponential_backoff');
  const longest = effective(project, task, 'max_retry_delay');
  if (backoff.state === 'unknown' || backoff.origin !== 'default' || longest.state === 'unknown')
    return undefined;
  if (retries.value.kind !== 'number' || retries.value.value >= Number.MAX_SAFE_INTEGER) return undefined;
  const entries: (readonly [string, string])[] = [
    ['retry_exponential_backoff', isMultiplier(project) ? '2.0' : 'True'],
  ];
  const timedelta = longest.origin === 'default' ? importedAs(file, 'datetime', 'timedelta') : undefined;
  if (longest.origin === 'default') {
    if (!timedelta) return undefined;
    entries.push(['max_retry_delay', `${timedelta.name}(minutes=${proposedDelay / 60})`]);
  }
  const edit = add(entries);
  return (
    edit && {
      title: 'Let the delay between retries grow',
      safety: 'unsafe',
      edits: [...(timedelta?.edits ?? []), edit],
    }
  );
}

/** From 3.2 the argument is the factor itself. */
function isMultiplier(project: Project): boolean {
  return project.target !== undefined && compareVersions(project.target.version, '3.2') >= 0;
}

type Adder = (entries: readonly (readonly [name: string, value: string])[]) => Edit | undefined;

interface EditablePlace {
  /** The expression to replace. */
  readonly at: Range;
  /** Adds arguments beside it. */
  readonly add?: Adder;
}

function editablePlace(file: DagFile, task: Task, name: string, known: Known): EditablePlace | undefined {
  const given = task.arguments[name];
  if (given && isOwn(given) && given.origin === known.origin) {
    if (!given.valueAt || !writtenHere(given)) return undefined;
    const isClosed = given.splat || given.origin === 'override' || task.keywords;
    const list = isClosed ? undefined : task.argumentList;
    const add: Adder = (entries) =>
      list &&
      addArguments(
        file,
        list,
        entries.map(([name, value]) => `${name}=${value}`),
      );
    return { at: given.valueAt, ...(list ? { add } : {}) };
  }
  if (known.origin !== 'default-args' && known.origin !== 'group-default-args') return undefined;
  const found = defaultArg(file, task, name);
  if (!found) return undefined;
  const { dict, entry } = found;
  // `"retries": RETRIES` is replaced where the key stands, not where the constant is assigned.
  const colon = file.text.slice(entry.keyAt.end, entry.at.end);
  const offset = entry.keyAt.end + (/^\s*[:=]\s*/.exec(colon)?.[0].length ?? 0);
  const isLiteral = offset > entry.keyAt.end;
  const at = isLiteral ? { start: offset, end: entry.at.end } : entry.value.at;
  return { at, add: (entries) => addDictEntries(file, dict, entries) };
}

/** Whether every task that runs this code is known to have no `execution_timeout`. */
function runsWithoutTimeout(file: DagFile, project: Project, code: number): boolean {
  const tasks = file.tasks.filter((task) => task.function === code);
  return (
    tasks.length > 0 &&
    tasks.every((task) => {
      const timeout = effective(project, task, 'execution_timeout');
      return timeout.state === 'known' && timeout.value.kind === 'none';
    })
  );
}
