/**
 * Defaults of task and DAG arguments, and the configuration options behind them, as the catalogue has them from Airflow's
 * source: nothing is known where the versions that the target may be differ.
 */
import {
  airflowVersions,
  dagParameterDefault,
  decoratorClass,
  type Literal,
  type OptionType,
  operatorFacts,
  type ParameterDefault,
  type SetByClass,
  taskParameterDefault,
} from '../catalogue/catalogue.ts';
import type { Value } from '../model/facts.ts';
import type { Project, Setting } from './project.ts';

type Holder = 'task' | 'dag';

/** Defaults have no place in a file. */
const nowhere = { start: 0, end: 0 };

/** Every operator that can defer asks this option, in its own constructor. */
const deferrable: ParameterDefault = {
  required: false,
  literal: { kind: 'boolean', value: false },
  option: 'operators.default_deferrable',
  readAs: 'boolean',
};

/** The default as the source has it: that of the first class in `operators` which has one of its own, else of Airflow's base classes. */
function sourceDefault(
  project: Project,
  holder: Holder,
  name: string,
  operators: readonly string[],
): ParameterDefault | undefined {
  const version = project.target?.version;
  if (holder === 'dag') return dagParameterDefault(name, version);
  for (const operator of operators) {
    const facts = operatorFacts(classOf(operator, version) ?? operator, version);
    const own = facts?.defaults[name];
    if (own) return own;
    if (name !== 'deferrable' && facts?.parametersInSome.includes(name)) return undefined;
    if (facts) break;
  }
  return name === 'deferrable' ? deferrable : taskParameterDefault(name, version);
}

const decorator = 'airflow.sdk.task';

/** The class behind `@task` and its flavours. */
function classOf(operator: string, version: string | undefined): string | undefined {
  if (operator === decorator) return decoratorClass('python', version);
  return operator.startsWith(`${decorator}.`)
    ? decoratorClass(operator.slice(decorator.length + 1), version)
    : undefined;
}

/**
 * What a configuration file of the project sets for an argument; `unknown` when one does, but not to one known value.
 * `operators`: the class of the task and its bases, the class first.
 */
export function configured(
  project: Project,
  holder: Holder,
  name: string,
  operators: readonly string[] = [],
): { readonly value: Value; readonly setting: Setting } | 'unknown' | undefined {
  const source = sourceDefault(project, holder, name, operators);
  const key = source?.option ?? source?.optionInSome;
  if (key === undefined) return undefined;
  if (project.unknownSettings.includes(key)) return 'unknown';
  const setting = project.settings[key];
  if (!setting && project.hasMissingFiles) return 'unknown';
  if (!setting || setting.value.trim() === '') return undefined;
  if (!source || (source.option === undefined && !isUsuallyAsked(project, holder, name, operators)))
    return 'unknown';
  const value = parsed(setting.value.trim(), source.readAs ?? 'string');
  return value ? { value, setting } : 'unknown';
}

/** 3.0.0 to 3.0.4 forgot to ask for most options: a target version that is not known is not taken for one of these. */
function isUsuallyAsked(
  project: Project,
  holder: Holder,
  name: string,
  operators: readonly string[],
): boolean {
  return (
    project.target === undefined &&
    airflowVersions
      .filter((version) => version !== '3.0')
      .every((version) => {
        const target = { version, reason: '' };
        return sourceDefault({ ...project, target }, holder, name, operators)?.option !== undefined;
      })
  );
}

function parsed(raw: string, type: OptionType): Value | undefined {
  if (type === 'boolean') {
    if (/^(t|true|1)$/i.test(raw)) return { kind: 'boolean', value: true, at: nowhere };
    return /^(f|false|0)$/i.test(raw) ? { kind: 'boolean', value: false, at: nowhere } : undefined;
  }
  if (type === 'string') return { kind: 'string', value: raw, at: nowhere };
  return Number.isFinite(Number(raw)) ? { kind: 'number', value: Number(raw), at: nowhere } : undefined;
}

/** The default in the target version; undefined when it is not known, or differs between the versions that it may be. */
export function documentedDefault(
  project: Project,
  holder: Holder,
  name: string,
  operators: readonly string[] = [],
): Value | undefined {
  const source = sourceDefault(project, holder, name, operators);
  return source?.literal && !source.required ? asValue(source.literal) : undefined;
}

/** What the constructor of a task's class sets an argument of Airflow's base classes to; without `value` it is not known. */
export interface ClassValue {
  readonly value?: Value;
  /** Nothing is set where this argument of the task is None or False. */
  readonly when?: string;
}

/**
 * What the constructor of the task's class gives an argument of BaseOperator or BaseSensorOperator: `default_args` and the
 * configuration are then not asked. Undefined when it leaves the argument alone.
 */
export function setByClass(
  project: Project,
  name: string,
  operators: readonly string[],
): ClassValue | undefined {
  const version = project.target?.version;
  for (const operator of operators) {
    const facts = operatorFacts(classOf(operator, version) ?? operator, version);
    if (facts) return facts.sets[name] && classValue(facts.sets[name]);
  }
  return undefined;
}

function classValue({ literal, when }: SetByClass): ClassValue {
  return { ...(literal ? { value: asValue(literal) } : {}), ...(when === undefined ? {} : { when }) };
}

function asValue(literal: Literal): Value {
  switch (literal.kind) {
    case 'none':
      return { kind: 'none', at: nowhere };
    case 'boolean':
      return { kind: 'boolean', value: literal.value, at: nowhere };
    case 'number':
      return { kind: 'number', value: literal.value, at: nowhere };
    case 'string':
      return { kind: 'string', value: literal.value, at: nowhere };
    case 'duration':
      return { kind: 'duration', seconds: literal.seconds, at: nowhere };
    case 'empty':
      return literal.of === 'list'
        ? { kind: 'sequence', items: [], at: nowhere }
        : { kind: 'dict', entries: [], complete: true, uses: 0, at: nowhere };
  }
}
