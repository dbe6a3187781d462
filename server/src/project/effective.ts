/** The value that an argument of a task or Dag really has, and where it comes from. */
import { defaultArgsOf } from '../model/default-args.ts';
import type { Dag, DagFile, Range, Task, TaskArgument, Value } from '../model/facts.ts';
import { configured, documentedDefault, setByClass } from './defaults.ts';
import type { Project } from './project.ts';

export type Origin =
  | TaskArgument['origin']
  | 'group-default-args'
  | 'default-args'
  | 'configuration'
  | 'default';

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

/** Seconds that a value stands for: a `timedelta`, or a number as Airflow takes it; undefined when it is not known. */
export function secondsOf(effective: Effective): number | undefined {
  if (effective.state === 'unknown') return undefined;
  const { value } = effective;
  return value.kind === 'duration' ? value.seconds : value.kind === 'number' ? value.value : undefined;
}

const unknown: Effective = { state: 'unknown' };

/**
 * The effective value of a task's argument: the call (with `.partial`, `.override`, the decorator), `default_args` of its
 * groups and its Dag, what the class itself sets, configuration, the default of the class in the target version. What the
 * constructor of a class of the catalogue hands to the class it extends comes before `default_args`. Any step that cannot
 * be known makes it unknown.
 */
export function effective(file: DagFile, project: Project, task: Task, name: string): Effective {
  const given = task.arguments[name];
  if (given && given.origin !== 'class') return fromArgument(given, name, project);
  if (!task.complete) return unknown;
  const classes = [task.operator, ...task.bases];
  const set = given ? undefined : setByClass(project, name, classes);
  if (set && (set.when === undefined || !isOff(effective(file, project, task, set.when))))
    return set.value ? { state: 'known', value: set.value, origin: 'class' } : unknown;
  const fromDefaults = fromDefaultArgs(file, project, task, name);
  if (fromDefaults) return fromDefaults;
  if (given) return fromArgument(given, name, project);
  return fallback(project, 'task', name, classes);
}

/** None or False: what such an argument asks for is not done. */
export function isOff(condition: Effective): boolean {
  if (condition.state === 'unknown') return false;
  const { value } = condition;
  return value.kind === 'none' || (value.kind === 'boolean' && !value.value);
}

function fromArgument(argument: TaskArgument, name: string, project: Project): Effective {
  const { value, origin, at } = argument;
  if (value.kind === 'none' && meansDefault.has(name)) return fallback(project, 'task', name);
  return isKnown(value) ? { state: 'known', value, origin, at: { at } } : unknown;
}

/**
 * Arguments for which `None` means the default: BaseOperator writes `pool or default_pool`, and takes the configured
 * number of retries. Source: `BaseOperator.__init__` of 2.11 and of the Task SDK of 3.x.
 */
export const meansDefault = new Set(['pool', 'retries', 'queue', 'trigger_rule', 'weight_rule']);

function isKnown(value: Value): boolean {
  return value.kind !== 'unknown' && value.kind !== 'call' && value.kind !== 'name';
}

function fromDefaultArgs(file: DagFile, project: Project, task: Task, name: string): Effective | undefined {
  // A Dag that cannot be known may have default_args; so may one whose own arguments are not all known.
  const dag = task.dag === undefined ? undefined : file.dags[task.dag];
  const groups = task.groups.map((id) => file.groups[id]);
  if (!dag?.complete || groups.some((group) => group && !group.complete)) return unknown;
  for (const argument of defaultArgsOf(file, task)) {
    const { value } = argument;
    if (value.kind === 'none') continue;
    if (value.kind !== 'dict') return unknown;
    const entry = value.entries.find((one) => one.key === name);
    if (entry) {
      if (entry.value.kind === 'none' && meansDefault.has(name)) return fallback(project, 'task', name);
      if (!isKnown(entry.value)) return unknown;
      const ofDag = argument === dag.arguments.default_args;
      return {
        state: 'known',
        value: entry.value,
        origin: ofDag ? 'default-args' : 'group-default-args',
        at: { at: entry.at },
      };
    }
    if (!value.complete) return unknown;
  }
  return undefined;
}

/** The effective value of a Dag's argument: the call, configuration, the documented default. */
export function effectiveDag(_file: DagFile, project: Project, dag: Dag, name: string): Effective {
  const given = dag.arguments[name];
  if (given) {
    if (given.value.kind === 'none' && name !== 'schedule') return fallback(project, 'dag', name);
    return isKnown(given.value)
      ? { state: 'known', value: given.value, origin: 'call', at: { at: given.at } }
      : unknown;
  }
  return dag.complete ? fallback(project, 'dag', name) : unknown;
}

function fallback(
  project: Project,
  holder: 'task' | 'dag',
  name: string,
  classes: readonly string[] = [],
): Effective {
  const setting = configured(project, holder, name, classes);
  if (setting === 'unknown') return unknown;
  if (setting) {
    const at = { file: setting.setting.file, at: setting.setting.at };
    return { state: 'known', value: setting.value, origin: 'configuration', at };
  }
  const value = documentedDefault(project, holder, name, classes);
  return value ? { state: 'known', value, origin: 'default' } : unknown;
}
