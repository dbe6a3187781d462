/**
 * Options that Airflow still reads under an old name. Source: `AirflowConfigParser.deprecated_options` of 2.11.0, 3.0.6,
 * 3.1.0, 3.2.2 and 3.3.2, without those of the user interface; `deprecated_sections` of 2.11 renames `[kubernetes]`.
 */

/** Old name → new name. */
const ofTwo: Readonly<Record<string, string>> = {
  'core.worker_precheck': 'celery.worker_precheck',
  'core.base_log_folder': 'logging.base_log_folder',
  'core.remote_logging': 'logging.remote_logging',
  'core.remote_log_conn_id': 'logging.remote_log_conn_id',
  'core.remote_base_log_folder': 'logging.remote_base_log_folder',
  'core.encrypt_s3_logs': 'logging.encrypt_s3_logs',
  'core.logging_level': 'logging.logging_level',
  'core.logging_config_class': 'logging.logging_config_class',
  'core.log_format': 'logging.log_format',
  'core.task_log_reader': 'logging.task_log_reader',
  'metrics.statsd_allow_list': 'metrics.metrics_allow_list',
  'metrics.statsd_block_list': 'metrics.metrics_block_list',
  'scheduler.statsd_on': 'metrics.statsd_on',
  'scheduler.statsd_host': 'metrics.statsd_host',
  'scheduler.statsd_port': 'metrics.statsd_port',
  'scheduler.statsd_prefix': 'metrics.statsd_prefix',
  'scheduler.statsd_allow_list': 'metrics.statsd_allow_list',
  'scheduler.stat_name_handler': 'metrics.stat_name_handler',
  'scheduler.statsd_datadog_enabled': 'metrics.statsd_datadog_enabled',
  'scheduler.statsd_datadog_tags': 'metrics.statsd_datadog_tags',
  'scheduler.statsd_custom_client_path': 'metrics.statsd_custom_client_path',
  'scheduler.max_threads': 'scheduler.parsing_processes',
  'scheduler.processor_poll_interval': 'scheduler.scheduler_idle_sleep_time',
  'celery.default_queue': 'operators.default_queue',
  'core.non_pooled_task_slot_count': 'core.default_pool_task_slot_count',
  'core.dag_concurrency': 'core.max_active_tasks_per_dag',
  'celery.worker_log_server_port': 'logging.worker_log_server_port',
  'core.sql_alchemy_conn': 'database.sql_alchemy_conn',
  'core.sql_engine_encoding': 'database.sql_engine_encoding',
  'core.sql_alchemy_pool_enabled': 'database.sql_alchemy_pool_enabled',
  'core.sql_alchemy_pool_size': 'database.sql_alchemy_pool_size',
  'core.sql_alchemy_max_overflow': 'database.sql_alchemy_max_overflow',
  'core.sql_alchemy_pool_recycle': 'database.sql_alchemy_pool_recycle',
  'core.sql_alchemy_pool_pre_ping': 'database.sql_alchemy_pool_pre_ping',
  'core.sql_alchemy_schema': 'database.sql_alchemy_schema',
  'core.sql_alchemy_connect_args': 'database.sql_alchemy_connect_args',
  'core.load_default_connections': 'database.load_default_connections',
  'core.max_db_retries': 'database.max_db_retries',
  'scheduler.deactivate_stale_dags_interval': 'scheduler.parsing_cleanup_interval',
  'kubernetes_executor.worker_pods_pending_timeout_check_interval':
    'scheduler.task_queued_timeout_check_interval',
};

/** Old name → new name, and the first version that has the new one. */
const ofThree: Readonly<Record<string, readonly [string, string]>> = {
  'scheduler.dag_dir_list_interval': ['dag_processor.refresh_interval', '3.0'],
  'triggerer.default_capacity': ['triggerer.capacity', '3.0'],
  'webserver.workers': ['api.workers', '3.0'],
  'webserver.web_server_worker_timeout': ['api.worker_timeout', '3.0'],
  // From 3.0.4; before, the option had no effect.
  'scheduler.parsing_pre_import_modules': ['dag_processor.parsing_pre_import_modules', '3.0'],
  'webserver.log_fetch_timeout_sec': ['api.log_fetch_timeout_sec', '3.1'],
  'webserver.page_size': ['api.page_size', '3.1'],
  'webserver.auto_refresh_interval': ['api.auto_refresh_interval', '3.1'],
  'core.dag_file_processor_timeout': ['dag_processor.dag_file_processor_timeout', '3.2'],
  'core.max_num_rendered_ti_fields_per_task': ['core.num_dag_runs_to_retain_rendered_fields', '3.2'],
  'scheduler.running_metrics_interval': ['scheduler.ti_metrics_interval', '3.2'],
  'core.sql_alchemy_conn': ['database.sql_alchemy_conn', '3.2'],
};

/**
 * The name under which a version of Airflow reads an option. `certain` is false while the version is not known and the
 * versions differ: some read it under the new name, others not at all.
 */
export function currentName(
  key: string,
  version: string | undefined,
): { readonly name: string; readonly certain: boolean } {
  const plain = key.startsWith('kubernetes.') ? key.replace('kubernetes.', 'kubernetes_executor.') : key;
  const two = ofTwo[plain] ?? plain;
  const [three, since] = ofThree[key] ?? [key, '3.0'];
  const isOfTwo = version?.startsWith('2.') || version?.startsWith('1.');
  if (version === undefined) {
    if (two === key && three === key) return { name: key, certain: true };
    return { name: two === key ? three : two, certain: two === three };
  }
  if (isOfTwo) return { name: two, certain: true };
  const isThere = Number(version.split('.')[1]) >= Number(since.split('.')[1]);
  return { name: isThere ? three : key, certain: true };
}
