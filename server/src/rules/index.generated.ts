// Made by `npm run generate` from the folders beside this file. Do not edit.
import rule0 from './concurrency/dag-limit-above-parallelism.ts';
import rule1 from './concurrency/fan-out-without-pool.ts';
import rule2 from './concurrency/large-dag-weight-rule.ts';
import rule3 from './concurrency/mapped-task-unbounded.ts';
import rule4 from './concurrency/max-active-tasks-is-per-run.ts';
import rule5 from './concurrency/pool-slots-exceed-pool.ts';
import rule6 from './concurrency/queue-without-worker.ts';
import rule7 from './concurrency/undefined-pool.ts';
import rule8 from './configuration/cfg-autoscale-hides-concurrency.ts';
import rule9 from './configuration/cfg-celery-prefetch.ts';
import rule10 from './configuration/cfg-connection-budget.ts';
import rule11 from './configuration/cfg-costly-switch.ts';
import rule12 from './configuration/cfg-default-deferrable-off.ts';
import rule13 from './configuration/cfg-import-timeout-masks-slow-parse.ts';
import rule14 from './configuration/cfg-k8s-pod-batch-size-one.ts';
import rule15 from './configuration/cfg-key-moved.ts';
import rule16 from './configuration/cfg-limits-inconsistent.ts';
import rule17 from './configuration/cfg-local-logs-kept.ts';
import rule18 from './configuration/cfg-max-map-length-too-high.ts';
import rule19 from './configuration/cfg-max-tis-per-query.ts';
import rule20 from './configuration/cfg-metadata-never-cleaned.ts';
import rule21 from './configuration/cfg-metrics-interval-too-low.ts';
import rule22 from './configuration/cfg-no-metrics.ts';
import rule23 from './configuration/cfg-no-parallel-executor.ts';
import rule24 from './configuration/cfg-parse-interval-too-low.ts';
import rule25 from './configuration/cfg-parsing-capacity.ts';
import rule26 from './configuration/cfg-postgres-without-pgbouncer.ts';
import rule27 from './configuration/cfg-variable-cache-off.ts';
import rule28 from './configuration/cfg-visibility-timeout-too-short.ts';
import rule29 from './configuration/cfg-worker-memory-per-task.ts';
import rule30 from './graph/cross-product-dependencies.ts';
import rule31 from './graph/empty-operator-needs-worker.ts';
import rule32 from './graph/mapped-fan-out-too-large.ts';
import rule33 from './graph/noop-python-task.ts';
import rule34 from './graph/oversized-dag.ts';
import rule35 from './graph/runtime-loop-instead-of-mapping.ts';
import rule36 from './graph/subdag-operator.ts';
import rule37 from './parse-time/blocking-call-at-parse.ts';
import rule38 from './parse-time/callable-invoked-at-parse.ts';
import rule39 from './parse-time/connection-or-hook-at-parse.ts';
import rule40 from './parse-time/dagbag-in-dag-file.ts';
import rule41 from './parse-time/data-read-at-parse.ts';
import rule42 from './parse-time/expensive-operator-init.ts';
import rule43 from './parse-time/heavy-import-at-parse.ts';
import rule44 from './parse-time/heavy-import-in-imported-module.ts';
import rule45 from './parse-time/network-call-at-parse.ts';
import rule46 from './parse-time/parse-io-in-imported-module.ts';
import rule47 from './parse-time/unordered-iteration-builds-tasks.ts';
import rule48 from './parse-time/unstable-dag-arguments.ts';
import rule49 from './parse-time/variable-get-at-parse.ts';
import rule50 from './retries/missing-execution-timeout.ts';
import rule51 from './retries/missing-retries.ts';
import rule52 from './retries/retry-storm.ts';
import rule53 from './retries/sensor-execution-timeout-below-timeout.ts';
import rule54 from './retries/unbounded-retries.ts';
import rule55 from './scheduling/catchup-backfill-storm.ts';
import rule56 from './scheduling/dag-argument-in-default-args.ts';
import rule57 from './scheduling/depends-on-past-run-lock.ts';
import rule58 from './scheduling/dynamic-start-date.ts';
import rule59 from './scheduling/runs-can-pile-up.ts';
import rule60 from './scheduling/schedule-thundering-herd.ts';
import rule61 from './scheduling/too-frequent-schedule.ts';
import rule62 from './task-code/airflow-cli-in-task.ts';
import rule63 from './task-code/cache-lost-between-tasks.ts';
import rule64 from './task-code/connection-created-in-loop.ts';
import rule65 from './task-code/cpu-oversubscription-in-task.ts';
import rule66 from './task-code/dag-callback-blocking-io.ts';
import rule67 from './task-code/full-result-read-into-memory.ts';
import rule68 from './task-code/full-table-read-every-run.ts';
import rule69 from './task-code/http-without-timeout.ts';
import rule70 from './task-code/local-file-passed-between-tasks.ts';
import rule71 from './task-code/lookup-in-loop.ts';
import rule72 from './task-code/metadata-db-access.ts';
import rule73 from './task-code/pods-without-resources.ts';
import rule74 from './task-code/sleep-in-task.ts';
import rule75 from './task-code/sql-statement-in-loop.ts';
import rule76 from './task-code/temporary-files-left-behind.ts';
import rule77 from './task-code/tiny-commit-batches.ts';
import rule78 from './task-code/unclosed-connection.ts';
import rule79 from './task-code/venv-rebuilt-per-run.ts';
import rule80 from './waiting/blocking-call-in-trigger.ts';
import rule81 from './waiting/external-task-sensor-fan-in.ts';
import rule82 from './waiting/external-task-sensor-ignores-failure.ts';
import rule83 from './waiting/operator-waits-on-worker.ts';
import rule84 from './waiting/sensor-default-timeout.ts';
import rule85 from './waiting/sensor-deferrable-available.ts';
import rule86 from './waiting/sensor-interval-too-low.ts';
import rule87 from './waiting/sensor-poke-long-wait.ts';
import rule88 from './waiting/trigger-dagrun-blocking-wait.ts';
import rule89 from './xcom/large-literal-argument.ts';
import rule90 from './xcom/multiple-outputs-explosion.ts';
import rule91 from './xcom/pages-gathered-in-one-xcom.ts';
import rule92 from './xcom/sql-operator-pushes-result-set.ts';
import rule93 from './xcom/unused-large-xcom.ts';
import rule94 from './xcom/whole-file-through-xcom.ts';
import rule95 from './xcom/xcom-push-in-loop.ts';
import rule96 from './xcom/xcom-returns-dataframe.ts';
import rule97 from './xcom/xcom-returns-query-result.ts';
import type { RegisteredRule } from './registry.ts';

export const rules: readonly RegisteredRule[] = [
  { id: 'dag-limit-above-parallelism', category: 'concurrency', rule: rule0 },
  { id: 'fan-out-without-pool', category: 'concurrency', rule: rule1 },
  { id: 'large-dag-weight-rule', category: 'concurrency', rule: rule2 },
  { id: 'mapped-task-unbounded', category: 'concurrency', rule: rule3 },
  { id: 'max-active-tasks-is-per-run', category: 'concurrency', rule: rule4 },
  { id: 'pool-slots-exceed-pool', category: 'concurrency', rule: rule5 },
  { id: 'queue-without-worker', category: 'concurrency', rule: rule6 },
  { id: 'undefined-pool', category: 'concurrency', rule: rule7 },
  { id: 'cfg-autoscale-hides-concurrency', category: 'configuration', rule: rule8 },
  { id: 'cfg-celery-prefetch', category: 'configuration', rule: rule9 },
  { id: 'cfg-connection-budget', category: 'configuration', rule: rule10 },
  { id: 'cfg-costly-switch', category: 'configuration', rule: rule11 },
  { id: 'cfg-default-deferrable-off', category: 'configuration', rule: rule12 },
  { id: 'cfg-import-timeout-masks-slow-parse', category: 'configuration', rule: rule13 },
  { id: 'cfg-k8s-pod-batch-size-one', category: 'configuration', rule: rule14 },
  { id: 'cfg-key-moved', category: 'configuration', rule: rule15 },
  { id: 'cfg-limits-inconsistent', category: 'configuration', rule: rule16 },
  { id: 'cfg-local-logs-kept', category: 'configuration', rule: rule17 },
  { id: 'cfg-max-map-length-too-high', category: 'configuration', rule: rule18 },
  { id: 'cfg-max-tis-per-query', category: 'configuration', rule: rule19 },
  { id: 'cfg-metadata-never-cleaned', category: 'configuration', rule: rule20 },
  { id: 'cfg-metrics-interval-too-low', category: 'configuration', rule: rule21 },
  { id: 'cfg-no-metrics', category: 'configuration', rule: rule22 },
  { id: 'cfg-no-parallel-executor', category: 'configuration', rule: rule23 },
  { id: 'cfg-parse-interval-too-low', category: 'configuration', rule: rule24 },
  { id: 'cfg-parsing-capacity', category: 'configuration', rule: rule25 },
  { id: 'cfg-postgres-without-pgbouncer', category: 'configuration', rule: rule26 },
  { id: 'cfg-variable-cache-off', category: 'configuration', rule: rule27 },
  { id: 'cfg-visibility-timeout-too-short', category: 'configuration', rule: rule28 },
  { id: 'cfg-worker-memory-per-task', category: 'configuration', rule: rule29 },
  { id: 'cross-product-dependencies', category: 'graph', rule: rule30 },
  { id: 'empty-operator-needs-worker', category: 'graph', rule: rule31 },
  { id: 'mapped-fan-out-too-large', category: 'graph', rule: rule32 },
  { id: 'noop-python-task', category: 'graph', rule: rule33 },
  { id: 'oversized-dag', category: 'graph', rule: rule34 },
  { id: 'runtime-loop-instead-of-mapping', category: 'graph', rule: rule35 },
  { id: 'subdag-operator', category: 'graph', rule: rule36 },
  { id: 'blocking-call-at-parse', category: 'parse-time', rule: rule37 },
  { id: 'callable-invoked-at-parse', category: 'parse-time', rule: rule38 },
  { id: 'connection-or-hook-at-parse', category: 'parse-time', rule: rule39 },
  { id: 'dagbag-in-dag-file', category: 'parse-time', rule: rule40 },
  { id: 'data-read-at-parse', category: 'parse-time', rule: rule41 },
  { id: 'expensive-operator-init', category: 'parse-time', rule: rule42 },
  { id: 'heavy-import-at-parse', category: 'parse-time', rule: rule43 },
  { id: 'heavy-import-in-imported-module', category: 'parse-time', rule: rule44 },
  { id: 'network-call-at-parse', category: 'parse-time', rule: rule45 },
  { id: 'parse-io-in-imported-module', category: 'parse-time', rule: rule46 },
  { id: 'unordered-iteration-builds-tasks', category: 'parse-time', rule: rule47 },
  { id: 'unstable-dag-arguments', category: 'parse-time', rule: rule48 },
  { id: 'variable-get-at-parse', category: 'parse-time', rule: rule49 },
  { id: 'missing-execution-timeout', category: 'retries', rule: rule50 },
  { id: 'missing-retries', category: 'retries', rule: rule51 },
  { id: 'retry-storm', category: 'retries', rule: rule52 },
  { id: 'sensor-execution-timeout-below-timeout', category: 'retries', rule: rule53 },
  { id: 'unbounded-retries', category: 'retries', rule: rule54 },
  { id: 'catchup-backfill-storm', category: 'scheduling', rule: rule55 },
  { id: 'dag-argument-in-default-args', category: 'scheduling', rule: rule56 },
  { id: 'depends-on-past-run-lock', category: 'scheduling', rule: rule57 },
  { id: 'dynamic-start-date', category: 'scheduling', rule: rule58 },
  { id: 'runs-can-pile-up', category: 'scheduling', rule: rule59 },
  { id: 'schedule-thundering-herd', category: 'scheduling', rule: rule60 },
  { id: 'too-frequent-schedule', category: 'scheduling', rule: rule61 },
  { id: 'airflow-cli-in-task', category: 'task-code', rule: rule62 },
  { id: 'cache-lost-between-tasks', category: 'task-code', rule: rule63 },
  { id: 'connection-created-in-loop', category: 'task-code', rule: rule64 },
  { id: 'cpu-oversubscription-in-task', category: 'task-code', rule: rule65 },
  { id: 'dag-callback-blocking-io', category: 'task-code', rule: rule66 },
  { id: 'full-result-read-into-memory', category: 'task-code', rule: rule67 },
  { id: 'full-table-read-every-run', category: 'task-code', rule: rule68 },
  { id: 'http-without-timeout', category: 'task-code', rule: rule69 },
  { id: 'local-file-passed-between-tasks', category: 'task-code', rule: rule70 },
  { id: 'lookup-in-loop', category: 'task-code', rule: rule71 },
  { id: 'metadata-db-access', category: 'task-code', rule: rule72 },
  { id: 'pods-without-resources', category: 'task-code', rule: rule73 },
  { id: 'sleep-in-task', category: 'task-code', rule: rule74 },
  { id: 'sql-statement-in-loop', category: 'task-code', rule: rule75 },
  { id: 'temporary-files-left-behind', category: 'task-code', rule: rule76 },
  { id: 'tiny-commit-batches', category: 'task-code', rule: rule77 },
  { id: 'unclosed-connection', category: 'task-code', rule: rule78 },
  { id: 'venv-rebuilt-per-run', category: 'task-code', rule: rule79 },
  { id: 'blocking-call-in-trigger', category: 'waiting', rule: rule80 },
  { id: 'external-task-sensor-fan-in', category: 'waiting', rule: rule81 },
  { id: 'external-task-sensor-ignores-failure', category: 'waiting', rule: rule82 },
  { id: 'operator-waits-on-worker', category: 'waiting', rule: rule83 },
  { id: 'sensor-default-timeout', category: 'waiting', rule: rule84 },
  { id: 'sensor-deferrable-available', category: 'waiting', rule: rule85 },
  { id: 'sensor-interval-too-low', category: 'waiting', rule: rule86 },
  { id: 'sensor-poke-long-wait', category: 'waiting', rule: rule87 },
  { id: 'trigger-dagrun-blocking-wait', category: 'waiting', rule: rule88 },
  { id: 'large-literal-argument', category: 'xcom', rule: rule89 },
  { id: 'multiple-outputs-explosion', category: 'xcom', rule: rule90 },
  { id: 'pages-gathered-in-one-xcom', category: 'xcom', rule: rule91 },
  { id: 'sql-operator-pushes-result-set', category: 'xcom', rule: rule92 },
  { id: 'unused-large-xcom', category: 'xcom', rule: rule93 },
  { id: 'whole-file-through-xcom', category: 'xcom', rule: rule94 },
  { id: 'xcom-push-in-loop', category: 'xcom', rule: rule95 },
  { id: 'xcom-returns-dataframe', category: 'xcom', rule: rule96 },
  { id: 'xcom-returns-query-result', category: 'xcom', rule: rule97 },
];
