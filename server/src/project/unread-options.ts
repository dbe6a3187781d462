/** Options under a name that Airflow 3 does not read, or reads only for the sake of old files. */
import { airflowVersions, optionFacts, optionRenames } from '../catalogue/catalogue.ts';
import type { OptionFact } from '../configuration/facts.ts';
import type { Deployment, Placed } from './deployment.ts';
import { versionOf } from './deployment-options.ts';
import type { Project } from './project.ts';
import { currentName } from './renamed-options.ts';

export interface UnreadOption {
  readonly fact: Placed<OptionFact>;
  /** What it is called now; absent where it is gone. */
  readonly now?: string;
  /** The version still looks at the old name. */
  readonly isStillRead: boolean;
}

/** Options that decide how fast and how expensive a deployment is, and what it connects to. */
const weighty: ReadonlySet<string> = new Set(
  [
    'celery: default_queue stalled_task_timeout task_adoption_timeout',
    'core: dag_concurrency dag_file_processor_timeout max_db_retries max_num_rendered_ti_fields_per_task',
    'core: min_serialized_dag_fetch_interval min_serialized_dag_update_interval non_pooled_task_slot_count',
    'core: sql_alchemy_conn sql_alchemy_max_overflow sql_alchemy_pool_enabled sql_alchemy_pool_pre_ping',
    'core: sql_alchemy_pool_recycle sql_alchemy_pool_size worker_precheck',
    'kubernetes_executor: worker_pods_pending_timeout worker_pods_pending_timeout_check_interval',
    'scheduler: dag_dir_list_interval deactivate_stale_dags_interval file_parsing_sort_mode',
    'scheduler: local_task_job_heartbeat_sec max_callbacks_per_loop max_threads min_file_process_interval',
    'scheduler: parsing_pre_import_modules parsing_processes processor_poll_interval running_metrics_interval',
    'scheduler: schedule_after_task_execution scheduler_zombie_task_threshold stale_dag_threshold statsd_on',
    'scheduler: statsd_host statsd_port zombie_detection_interval',
    'triggerer: default_capacity',
    'webserver: web_server_worker_timeout workers',
  ].flatMap((line) => {
    const [section = '', names = ''] = line.split(': ');
    return names.split(' ').map((name) => `${section}.${name}`);
  }),
);

/**
 * The options of a deployment whose version is known to be 3.0 or later that are written under a name of Airflow 2. Options
 * that the catalogue does not know are the user's own, and left out, as are those that say what Airflow does anyway.
 */
export function unreadOptions(project: Project, deployment: Deployment): UnreadOption[] {
  const version = versionOf(project, deployment);
  if (version === undefined || !version.startsWith('3.')) return [];
  return deployment.options.flatMap((fact): UnreadOption[] => {
    const { key } = fact;
    if (!weighty.has(key) || optionFacts(key, version)) return [];
    const { now } = optionRenames(key, version);
    if (now === undefined && !isOfTwo(key)) return [];
    const current = currentName(key, version).name;
    const isStillRead = current !== key;
    if (isUsual(fact, isStillRead ? current : now)) return [];
    if (isStillRead) return [{ fact, now: current, isStillRead }];
    const isThere = now !== undefined && now !== 'removed' && optionFacts(now, version) !== undefined;
    return [{ fact, ...(isThere ? { now } : {}), isStillRead: false }];
  });
}

/** The value was Airflow 2's default, and is the default still: whether it is read makes no difference. */
function isUsual({ key, value }: OptionFact, now: string | undefined): boolean {
  const [before, after] = [key, now ?? key].map((name) => newestDefault(name));
  if (value === undefined || before === undefined || !isSame(before, value.trim().toLowerCase()))
    return false;
  return now === undefined || now === 'removed' || (after !== undefined && isSame(after, before));
}

/** Numbers have several spellings. */
function isSame(a: string, b: string): boolean {
  return a === b || (a !== '' && b !== '' && Number(a) === Number(b));
}

/** As text, in lower case. */
function newestDefault(key: string): string | undefined {
  for (const version of [...airflowVersions].reverse()) {
    const literal = optionFacts(key, version)?.literal;
    if (literal && 'value' in literal) return String(literal.value).toLowerCase();
  }
  return undefined;
}

function isOfTwo(key: string): boolean {
  return airflowVersions.some((version) => version.startsWith('2.') && optionFacts(key, version));
}
