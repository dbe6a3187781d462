// Made by `npm run generate` from the folders beside this file. Do not edit.
import rule0 from './concurrency/fan-out-without-pool.ts';
import rule1 from './concurrency/pool-slots-exceed-pool.ts';
import rule2 from './concurrency/queue-without-worker.ts';
import rule3 from './concurrency/undefined-pool.ts';
import rule4 from './configuration/cfg-autoscale-hides-concurrency.ts';
import rule5 from './configuration/cfg-celery-prefetch.ts';
import rule6 from './configuration/cfg-connection-budget.ts';
import rule7 from './configuration/cfg-costly-switch.ts';
import rule8 from './configuration/cfg-default-deferrable-off.ts';
import rule9 from './configuration/cfg-import-timeout-masks-slow-parse.ts';
import rule10 from './configuration/cfg-k8s-pod-batch-size-one.ts';
import rule11 from './configuration/cfg-key-moved.ts';
import rule12 from './configuration/cfg-limits-inconsistent.ts';
import rule13 from './configuration/cfg-local-logs-kept.ts';
import rule14 from './configuration/cfg-max-map-length-too-high.ts';
import rule15 from './configuration/cfg-max-tis-per-query.ts';
import rule16 from './configuration/cfg-metadata-never-cleaned.ts';
import rule17 from './configuration/cfg-metrics-interval-too-low.ts';
import rule18 from './configuration/cfg-no-metrics.ts';
import rule19 from './configuration/cfg-no-parallel-executor.ts';
import rule20 from './configuration/cfg-parse-interval-too-low.ts';
import rule21 from './configuration/cfg-parsing-capacity.ts';
import rule22 from './configuration/cfg-postgres-without-pgbouncer.ts';
import rule23 from './configuration/cfg-variable-cache-off.ts';
import rule24 from './configuration/cfg-visibility-timeout-too-short.ts';
import rule25 from './configuration/cfg-worker-memory-per-task.ts';
import rule26 from './parse-time/blocking-call-at-parse.ts';
import rule27 from './parse-time/callable-invoked-at-parse.ts';
import rule28 from './parse-time/connection-or-hook-at-parse.ts';
import rule29 from './parse-time/dagbag-in-dag-file.ts';
import rule30 from './parse-time/data-read-at-parse.ts';
import rule31 from './parse-time/expensive-operator-init.ts';
import rule32 from './parse-time/heavy-import-at-parse.ts';
import rule33 from './parse-time/heavy-import-in-imported-module.ts';
import rule34 from './parse-time/network-call-at-parse.ts';
import rule35 from './parse-time/parse-io-in-imported-module.ts';
import rule36 from './parse-time/unstable-dag-arguments.ts';
import rule37 from './parse-time/variable-get-at-parse.ts';
import rule38 from './retries/missing-execution-timeout.ts';
import rule39 from './retries/missing-retries.ts';
import rule40 from './retries/retry-storm.ts';
import rule41 from './retries/sensor-execution-timeout-below-timeout.ts';
import rule42 from './retries/unbounded-retries.ts';
import rule43 from './scheduling/dag-argument-in-default-args.ts';
import rule44 from './scheduling/dynamic-start-date.ts';
import rule45 from './task-code/airflow-cli-in-task.ts';
import rule46 from './task-code/cache-lost-between-tasks.ts';
import rule47 from './task-code/connection-created-in-loop.ts';
import rule48 from './task-code/cpu-oversubscription-in-task.ts';
import rule49 from './task-code/dag-callback-blocking-io.ts';
import rule50 from './task-code/full-result-read-into-memory.ts';
import rule51 from './task-code/http-without-timeout.ts';
import rule52 from './task-code/lookup-in-loop.ts';
import rule53 from './task-code/metadata-db-access.ts';
import rule54 from './task-code/sleep-in-task.ts';
import rule55 from './task-code/sql-statement-in-loop.ts';
import rule56 from './task-code/temporary-files-left-behind.ts';
import rule57 from './task-code/tiny-commit-batches.ts';
import rule58 from './task-code/unclosed-connection.ts';
import rule59 from './task-code/venv-rebuilt-per-run.ts';
import rule60 from './waiting/blocking-call-in-trigger.ts';
import rule61 from './waiting/external-task-sensor-fan-in.ts';
import rule62 from './waiting/external-task-sensor-ignores-failure.ts';
import rule63 from './waiting/operator-waits-on-worker.ts';
import rule64 from './waiting/sensor-default-timeout.ts';
import rule65 from './waiting/sensor-deferrable-available.ts';
import rule66 from './waiting/sensor-interval-too-low.ts';
import rule67 from './waiting/sensor-poke-long-wait.ts';
import rule68 from './waiting/trigger-dagrun-blocking-wait.ts';
import rule69 from './xcom/large-literal-argument.ts';
import rule70 from './xcom/multiple-outputs-explosion.ts';
import rule71 from './xcom/pages-gathered-in-one-xcom.ts';
import rule72 from './xcom/sql-operator-pushes-result-set.ts';
import rule73 from './xcom/unused-large-xcom.ts';
import rule74 from './xcom/whole-file-through-xcom.ts';
import rule75 from './xcom/xcom-push-in-loop.ts';
import rule76 from './xcom/xcom-returns-dataframe.ts';
import rule77 from './xcom/xcom-returns-query-result.ts';
import type { RegisteredRule } from './registry.ts';

export const rules: readonly RegisteredRule[] = [
  { id: 'fan-out-without-pool', category: 'concurrency', rule: rule0 },
  { id: 'pool-slots-exceed-pool', category: 'concurrency', rule: rule1 },
  { id: 'queue-without-worker', category: 'concurrency', rule: rule2 },
  { id: 'undefined-pool', category: 'concurrency', rule: rule3 },
  { id: 'cfg-autoscale-hides-concurrency', category: 'configuration', rule: rule4 },
  { id: 'cfg-celery-prefetch', category: 'configuration', rule: rule5 },
  { id: 'cfg-connection-budget', category: 'configuration', rule: rule6 },
  { id: 'cfg-costly-switch', category: 'configuration', rule: rule7 },
  { id: 'cfg-default-deferrable-off', category: 'configuration', rule: rule8 },
  { id: 'cfg-import-timeout-masks-slow-parse', category: 'configuration', rule: rule9 },
  { id: 'cfg-k8s-pod-batch-size-one', category: 'configuration', rule: rule10 },
  { id: 'cfg-key-moved', category: 'configuration', rule: rule11 },
  { id: 'cfg-limits-inconsistent', category: 'configuration', rule: rule12 },
  { id: 'cfg-local-logs-kept', category: 'configuration', rule: rule13 },
  { id: 'cfg-max-map-length-too-high', category: 'configuration', rule: rule14 },
  { id: 'cfg-max-tis-per-query', category: 'configuration', rule: rule15 },
  { id: 'cfg-metadata-never-cleaned', category: 'configuration', rule: rule16 },
  { id: 'cfg-metrics-interval-too-low', category: 'configuration', rule: rule17 },
  { id: 'cfg-no-metrics', category: 'configuration', rule: rule18 },
  { id: 'cfg-no-parallel-executor', category: 'configuration', rule: rule19 },
  { id: 'cfg-parse-interval-too-low', category: 'configuration', rule: rule20 },
  { id: 'cfg-parsing-capacity', category: 'configuration', rule: rule21 },
  { id: 'cfg-postgres-without-pgbouncer', category: 'configuration', rule: rule22 },
  { id: 'cfg-variable-cache-off', category: 'configuration', rule: rule23 },
  { id: 'cfg-visibility-timeout-too-short', category: 'configuration', rule: rule24 },
  { id: 'cfg-worker-memory-per-task', category: 'configuration', rule: rule25 },
  { id: 'blocking-call-at-parse', category: 'parse-time', rule: rule26 },
  { id: 'callable-invoked-at-parse', category: 'parse-time', rule: rule27 },
  { id: 'connection-or-hook-at-parse', category: 'parse-time', rule: rule28 },
  { id: 'dagbag-in-dag-file', category: 'parse-time', rule: rule29 },
  { id: 'data-read-at-parse', category: 'parse-time', rule: rule30 },
  { id: 'expensive-operator-init', category: 'parse-time', rule: rule31 },
  { id: 'heavy-import-at-parse', category: 'parse-time', rule: rule32 },
  { id: 'heavy-import-in-imported-module', category: 'parse-time', rule: rule33 },
  { id: 'network-call-at-parse', category: 'parse-time', rule: rule34 },
  { id: 'parse-io-in-imported-module', category: 'parse-time', rule: rule35 },
  { id: 'unstable-dag-arguments', category: 'parse-time', rule: rule36 },
  { id: 'variable-get-at-parse', category: 'parse-time', rule: rule37 },
  { id: 'missing-execution-timeout', category: 'retries', rule: rule38 },
  { id: 'missing-retries', category: 'retries', rule: rule39 },
  { id: 'retry-storm', category: 'retries', rule: rule40 },
  { id: 'sensor-execution-timeout-below-timeout', category: 'retries', rule: rule41 },
  { id: 'unbounded-retries', category: 'retries', rule: rule42 },
  { id: 'dag-argument-in-default-args', category: 'scheduling', rule: rule43 },
  { id: 'dynamic-start-date', category: 'scheduling', rule: rule44 },
  { id: 'airflow-cli-in-task', category: 'task-code', rule: rule45 },
  { id: 'cache-lost-between-tasks', category: 'task-code', rule: rule46 },
  { id: 'connection-created-in-loop', category: 'task-code', rule: rule47 },
  { id: 'cpu-oversubscription-in-task', category: 'task-code', rule: rule48 },
  { id: 'dag-callback-blocking-io', category: 'task-code', rule: rule49 },
  { id: 'full-result-read-into-memory', category: 'task-code', rule: rule50 },
  { id: 'http-without-timeout', category: 'task-code', rule: rule51 },
  { id: 'lookup-in-loop', category: 'task-code', rule: rule52 },
  { id: 'metadata-db-access', category: 'task-code', rule: rule53 },
  { id: 'sleep-in-task', category: 'task-code', rule: rule54 },
  { id: 'sql-statement-in-loop', category: 'task-code', rule: rule55 },
  { id: 'temporary-files-left-behind', category: 'task-code', rule: rule56 },
  { id: 'tiny-commit-batches', category: 'task-code', rule: rule57 },
  { id: 'unclosed-connection', category: 'task-code', rule: rule58 },
  { id: 'venv-rebuilt-per-run', category: 'task-code', rule: rule59 },
  { id: 'blocking-call-in-trigger', category: 'waiting', rule: rule60 },
  { id: 'external-task-sensor-fan-in', category: 'waiting', rule: rule61 },
  { id: 'external-task-sensor-ignores-failure', category: 'waiting', rule: rule62 },
  { id: 'operator-waits-on-worker', category: 'waiting', rule: rule63 },
  { id: 'sensor-default-timeout', category: 'waiting', rule: rule64 },
  { id: 'sensor-deferrable-available', category: 'waiting', rule: rule65 },
  { id: 'sensor-interval-too-low', category: 'waiting', rule: rule66 },
  { id: 'sensor-poke-long-wait', category: 'waiting', rule: rule67 },
  { id: 'trigger-dagrun-blocking-wait', category: 'waiting', rule: rule68 },
  { id: 'large-literal-argument', category: 'xcom', rule: rule69 },
  { id: 'multiple-outputs-explosion', category: 'xcom', rule: rule70 },
  { id: 'pages-gathered-in-one-xcom', category: 'xcom', rule: rule71 },
  { id: 'sql-operator-pushes-result-set', category: 'xcom', rule: rule72 },
  { id: 'unused-large-xcom', category: 'xcom', rule: rule73 },
  { id: 'whole-file-through-xcom', category: 'xcom', rule: rule74 },
  { id: 'xcom-push-in-loop', category: 'xcom', rule: rule75 },
  { id: 'xcom-returns-dataframe', category: 'xcom', rule: rule76 },
  { id: 'xcom-returns-query-result', category: 'xcom', rule: rule77 },
];
