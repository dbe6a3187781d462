// Made by `npm run generate` from the folders beside this file. Do not edit.
import rule0 from './concurrency/fan-out-without-pool.ts';
import rule1 from './parse-time/heavy-import-at-parse.ts';
import rule2 from './parse-time/variable-get-at-parse.ts';
import rule3 from './retries/unbounded-retries.ts';
import rule4 from './task-code/airflow-cli-in-task.ts';
import rule5 from './task-code/cache-lost-between-tasks.ts';
import rule6 from './task-code/connection-created-in-loop.ts';
import rule7 from './task-code/cpu-oversubscription-in-task.ts';
import rule8 from './task-code/dag-callback-blocking-io.ts';
import rule9 from './task-code/full-result-read-into-memory.ts';
import rule10 from './task-code/http-without-timeout.ts';
import rule11 from './task-code/lookup-in-loop.ts';
import rule12 from './task-code/metadata-db-access.ts';
import rule13 from './task-code/sleep-in-task.ts';
import rule14 from './task-code/sql-statement-in-loop.ts';
import rule15 from './task-code/temporary-files-left-behind.ts';
import rule16 from './task-code/tiny-commit-batches.ts';
import rule17 from './task-code/unclosed-connection.ts';
import rule18 from './task-code/venv-rebuilt-per-run.ts';
import rule19 from './waiting/blocking-call-in-trigger.ts';
import rule20 from './waiting/sensor-poke-long-wait.ts';
import rule21 from './xcom/large-literal-argument.ts';
import rule22 from './xcom/multiple-outputs-explosion.ts';
import rule23 from './xcom/pages-gathered-in-one-xcom.ts';
import rule24 from './xcom/whole-file-through-xcom.ts';
import rule25 from './xcom/xcom-push-in-loop.ts';
import rule26 from './xcom/xcom-returns-dataframe.ts';
import rule27 from './xcom/xcom-returns-query-result.ts';
import type { RegisteredRule } from './registry.ts';

export const rules: readonly RegisteredRule[] = [
  { id: 'fan-out-without-pool', category: 'concurrency', rule: rule0 },
  { id: 'heavy-import-at-parse', category: 'parse-time', rule: rule1 },
  { id: 'variable-get-at-parse', category: 'parse-time', rule: rule2 },
  { id: 'unbounded-retries', category: 'retries', rule: rule3 },
  { id: 'airflow-cli-in-task', category: 'task-code', rule: rule4 },
  { id: 'cache-lost-between-tasks', category: 'task-code', rule: rule5 },
  { id: 'connection-created-in-loop', category: 'task-code', rule: rule6 },
  { id: 'cpu-oversubscription-in-task', category: 'task-code', rule: rule7 },
  { id: 'dag-callback-blocking-io', category: 'task-code', rule: rule8 },
  { id: 'full-result-read-into-memory', category: 'task-code', rule: rule9 },
  { id: 'http-without-timeout', category: 'task-code', rule: rule10 },
  { id: 'lookup-in-loop', category: 'task-code', rule: rule11 },
  { id: 'metadata-db-access', category: 'task-code', rule: rule12 },
  { id: 'sleep-in-task', category: 'task-code', rule: rule13 },
  { id: 'sql-statement-in-loop', category: 'task-code', rule: rule14 },
  { id: 'temporary-files-left-behind', category: 'task-code', rule: rule15 },
  { id: 'tiny-commit-batches', category: 'task-code', rule: rule16 },
  { id: 'unclosed-connection', category: 'task-code', rule: rule17 },
  { id: 'venv-rebuilt-per-run', category: 'task-code', rule: rule18 },
  { id: 'blocking-call-in-trigger', category: 'waiting', rule: rule19 },
  { id: 'sensor-poke-long-wait', category: 'waiting', rule: rule20 },
  { id: 'large-literal-argument', category: 'xcom', rule: rule21 },
  { id: 'multiple-outputs-explosion', category: 'xcom', rule: rule22 },
  { id: 'pages-gathered-in-one-xcom', category: 'xcom', rule: rule23 },
  { id: 'whole-file-through-xcom', category: 'xcom', rule: rule24 },
  { id: 'xcom-push-in-loop', category: 'xcom', rule: rule25 },
  { id: 'xcom-returns-dataframe', category: 'xcom', rule: rule26 },
  { id: 'xcom-returns-query-result', category: 'xcom', rule: rule27 },
];
