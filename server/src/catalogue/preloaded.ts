/**
 * Libraries that the Dag processor has imported before it parses a file, because Airflow itself imports them: importing
 * them once more costs nothing. Looked at in `sys.modules` after `import airflow` and `from airflow import DAG`.
 *
 * - 2.10 and 2.11: `airflow/api_internal/internal_api_call.py` imports requests; `airflow/exceptions.py` imports
 *   `airflow.providers.cncf.kubernetes.pod_generator` where that provider is installed, as in the official image, and
 *   this imports kubernetes, aiohttp and, through them, google.oauth2.service_account.
 * - 3.0 and later: none of those of `heavy-modules.json`.
 */
const inAirflow2 = [
  'requests',
  'kubernetes',
  'kubernetes.client',
  'kubernetes.client.models',
  'aiohttp',
  'google.oauth2.service_account',
];

/** For an unknown version, those that may be loaded already: nothing is said of them. */
export function preloaded(version: string | undefined): readonly string[] {
  return version?.startsWith('3.') ? [] : inAirflow2;
}
