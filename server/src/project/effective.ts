/** The value that an argument of a task or Dag really has, and where it comes from. */
import type { BuiltArgument, BuiltDag, BuiltTask } from '../model/build/built.ts';
import type { Range, TaskArgument, Value } from '../model/facts.ts';
import { catalogueClass, isOwn } from '../model/task-arguments.ts';
import { configured, documentedDefault, setByClass } from './defaults.ts';
import type { Project } from './project.ts';

export type Origin = TaskArgument['origin'] | 'configuration' | 'default';

export type Effective =
  | {
      readonly state: 'known';
      readonly value: Value;
      readonly origin: Origin;
      /** What sets it: the argument, the entry of `default_args`, the line of a configuration file (then with `file`). */
      readonly at?: { readonly file?: string; readonly at: Range };
    }
  /** `why`: in words, where it is known what stands in the way. */
  | { readonly state: 'unknown'; readonly why?: string };

export type Known = Extract<Effective, { state: 'known' }>;

/** Seconds that a value stands for: a `timedelta`, or a number as Airflow takes it; undefined when it is not known. */
export function secondsOf(effective: Effective): number | undefined {
  if (effective.state === 'unknown') return undefined;
  const { value } = effective;
  return value.kind === 'duration' ? value.seconds : value.kind === 'number' ? value.value : undefined;
}

function because(why: string | undefined): Effective {
  return { state: 'unknown', ...(why === undefined ? {} : { why }) };
}

const furtherArguments = 'arguments that are not known may set it';
const configurationDiffers = 'the configuration does not set it to one known value';
const versionsDiffer = 'its default differs between the versions of Airflow';

/** What the effective values of a task are made from. */
export type EffectiveTask = Pick<BuiltTask, 'operator' | 'base' | 'arguments' | 'complete'>;

/**
 * The effective value of a task's argument in the target version: the call (with `.partial`, `.override`, the decorator),
 * `default_args` of its groups and its Dag, what the class itself sets, configuration, the default of the class. What the
 * constructor of a class of the catalogue hands to the class it extends comes before `default_args`. Any step that cannot
 * be known makes it unknown.
 */
export function effective(project: Project, task: EffectiveTask, name: string): Effective {
  const before = remembered.get(task);
  const values = before?.project === project ? before.values : new Map<string, Effective>();
  if (values !== before?.values) remembered.set(task, { project, values });
  const found = values.get(name) ?? computed(project, task, name);
  values.set(name, found);
  return found;
}

/** Many rules ask for the same few arguments. Neither a task nor a project ever changes. */
const remembered = new WeakMap<
  EffectiveTask,
  { readonly project: Project; readonly values: Map<string, Effective> }
>();

function computed(project: Project, task: EffectiveTask, name: string): Effective {
  // `BaseOperator.__init__`: waiting for downstream implies depending on the past.
  if (name === 'depends_on_past' && isTrue(effective(project, task, 'wait_for_downstream')))
    return effective(project, task, 'wait_for_downstream');
  const given = task.arguments[name];
  const set =
    given && (isOwn(given) || given.origin === 'class' || given.origin === 'annotation')
      ? undefined
      : setByClass(project, name, [catalogueClass(task)]);
  if (set && (set.when === undefined || !isOff(effective(project, task, set.when))))
    return set.value && task.complete
      ? { state: 'known', value: set.value, origin: 'class' }
      : because('its class sets it');
  if (given && (task.complete || isOwn(given))) {
    if (given.origin === 'expand') return because('it differs between the mapped instances');
    if (given.value.kind === 'none' && meansDefault.has(name)) return fallback(project, task, name);
    return known(given);
  }
  return task.complete ? fallback(project, task, name) : because(furtherArguments);
}

/** The number that a value is; undefined when it is something else or not known. */
export function numberOf(effective: Effective): number | undefined {
  return effective.state === 'known' && effective.value.kind === 'number' ? effective.value.value : undefined;
}

/** Known to be `True`. */
export function isTrue(effective: Effective): boolean {
  return effective.state === 'known' && effective.value.kind === 'boolean' && effective.value.value;
}

function known({ value, origin, file, at }: BuiltArgument): Effective {
  if (value.kind === 'unknown') return because(value.why);
  if (value.kind === 'name') return because(`\`${value.name}\` lies outside the project`);
  return { state: 'known', value, origin, at: { at, ...(file === undefined ? {} : { file }) } };
}

function fallback(project: Project, task: EffectiveTask, name: string): Effective {
  const setting = configured(project, 'task', name, [catalogueClass(task)]);
  if (setting === 'unknown') return because(configurationDiffers);
  if (setting) {
    const at = { file: setting.setting.file, at: setting.setting.at };
    return { state: 'known', value: setting.value, origin: 'configuration', at };
  }
  const value = documentedDefault(project, 'task', name, [catalogueClass(task)]);
  return value ? { state: 'known', value, origin: 'default' } : because(versionsDiffer);
}

/** Old and new spellings of Dag arguments; the first is the one that the target versions share. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  schedule: ['schedule', 'schedule_interval', 'timetable'],
  max_active_tasks: ['max_active_tasks', 'concurrency'],
};

/** The effective value of a Dag's argument in the target version. */
export function effectiveDag(
  project: Project,
  dag: Pick<BuiltDag, 'arguments' | 'argumentsComplete'>,
  name: string,
): Effective {
  const given = (spellings[name] ?? [name]).map((one) => dag.arguments[one]).find((one) => one !== undefined);
  if (given && (given.value.kind !== 'none' || name === 'schedule')) return known(given);
  if (!given && !dag.argumentsComplete) return because(furtherArguments);
  const setting = configured(project, 'dag', name);
  if (setting === 'unknown') return because(configurationDiffers);
  if (setting) {
    const at = { file: setting.setting.file, at: setting.setting.at };
    return { state: 'known', value: setting.value, origin: 'configuration', at };
  }
  const value = documentedDefault(project, 'dag', name);
  return value ? { state: 'known', value, origin: 'default' } : because(versionsDiffer);
}

/** Known to be `None`. */
export function isNone(effective: Effective): boolean {
  return effective.state === 'known' && effective.value.kind === 'none';
}

/** None or False: what such an argument asks for is not done. */
export function isOff(condition: Effective): boolean {
  if (condition.state === 'unknown') return false;
  const { value } = condition;
  return value.kind === 'none' || (value.kind === 'boolean' && !value.value);
}

/**
 * Arguments for which `None` means the default: BaseOperator writes `pool or default_pool`, and takes the configured
 * number of retries. Source: `BaseOperator.__init__` of 2.11 and of the Task SDK of 3.x.
 */
const meansDefault = new Set(['pool', 'retries', 'queue', 'trigger_rule', 'weight_rule']);
