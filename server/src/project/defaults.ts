/**
 * Documented defaults of task and Dag arguments, and the configuration options behind them.
 * Source: `BaseOperator.__init__`, `BaseSensorOperator.__init__`, `DAG.__init__` and `config.yml` of Airflow 2.10 to 3.4.
 */
import type { Value } from '../model/facts.ts';
import type { Project, Setting } from './project.ts';

type Holder = 'task' | 'dag';

/** Configuration defaults have no place in a file. */
const nowhere = { start: 0, end: 0 };

const none: Value = { kind: 'none', at: nowhere };
const number = (value: number): Value => ({ kind: 'number', value, at: nowhere });
const boolean = (value: boolean): Value => ({ kind: 'boolean', value, at: nowhere });
const text = (value: string): Value => ({ kind: 'string', value, at: nowhere });

const taskDefaults: Readonly<Record<string, Value>> = {
  retries: number(0),
  retry_delay: number(300),
  retry_exponential_backoff: boolean(false),
  max_retry_delay: none,
  execution_timeout: none,
  pool: text('default_pool'),
  pool_slots: number(1),
  queue: text('default'),
  do_xcom_push: boolean(true),
  multiple_outputs: boolean(false),
  max_active_tis_per_dag: none,
  max_active_tis_per_dagrun: none,
  depends_on_past: boolean(false),
  wait_for_downstream: boolean(false),
  trigger_rule: text('all_success'),
  weight_rule: text('downstream'),
  priority_weight: number(1),
  deferrable: boolean(false),
  mode: text('poke'),
  poke_interval: number(60),
  timeout: number(604_800),
};

/** Only what is the same from 2.10 to 3.4; the rest depends on the version. */
const dagDefaults: Readonly<Record<string, Value>> = {
  max_active_tasks: number(16),
  max_active_runs: number(16),
  dagrun_timeout: none,
};

const dagDefaultsOfTwo: Readonly<Record<string, Value>> = {
  catchup: boolean(true),
  schedule: { kind: 'duration', seconds: 86_400, at: nowhere },
};
const dagDefaultsOfThree: Readonly<Record<string, Value>> = { catchup: boolean(false), schedule: none };

interface Option {
  readonly key: string;
  readonly type: 'number' | 'boolean' | 'text';
}

const options: Readonly<Record<Holder, Readonly<Record<string, Option>>>> = {
  task: {
    retries: { key: 'core.default_task_retries', type: 'number' },
    retry_delay: { key: 'core.default_task_retry_delay', type: 'number' },
    execution_timeout: { key: 'core.default_task_execution_timeout', type: 'number' },
    weight_rule: { key: 'core.default_task_weight_rule', type: 'text' },
    queue: { key: 'operators.default_queue', type: 'text' },
    deferrable: { key: 'operators.default_deferrable', type: 'boolean' },
    timeout: { key: 'sensors.default_timeout', type: 'number' },
  },
  dag: {
    max_active_tasks: { key: 'core.max_active_tasks_per_dag', type: 'number' },
    max_active_runs: { key: 'core.max_active_runs_per_dag', type: 'number' },
    catchup: { key: 'scheduler.catchup_by_default', type: 'boolean' },
  },
};

/** What a configuration file of the project sets for an argument; `unknown` when one does, but not to one known value. */
export function configured(
  project: Project,
  holder: Holder,
  name: string,
): { readonly value: Value; readonly setting: Setting } | 'unknown' | undefined {
  const option = options[holder][name];
  if (!option) return undefined;
  if (project.unknownSettings.includes(option.key)) return 'unknown';
  const setting = project.settings[option.key];
  if (!setting || setting.value.trim() === '') return undefined;
  // 3.0.0 to 3.0.4 ignore `default_task_retries` and its relatives; the patch release is not known.
  if (project.target?.version === '3.0' && option.key.startsWith('core.default_task_')) return 'unknown';
  const value = parsed(setting.value.trim(), option.type);
  return value ? { value, setting } : 'unknown';
}

function parsed(raw: string, type: Option['type']): Value | undefined {
  if (type === 'text') return text(raw);
  if (type === 'number') return raw !== '' && Number.isFinite(Number(raw)) ? number(Number(raw)) : undefined;
  if (/^(t|true|1)$/i.test(raw)) return boolean(true);
  return /^(f|false|0)$/i.test(raw) ? boolean(false) : undefined;
}

/** The default in the target version; undefined when it is not known, or differs between the versions that it may be. */
export function documentedDefault(project: Project, holder: Holder, name: string): Value | undefined {
  if (holder === 'task') return taskDefaults[name];
  const version = project.target?.version;
  const ofVersion =
    version === undefined ? {} : version.startsWith('2.') ? dagDefaultsOfTwo : dagDefaultsOfThree;
  return dagDefaults[name] ?? ofVersion[name];
}
