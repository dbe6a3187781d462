// Made by `npm run generate` from the folders beside this file. Do not edit.
import rule0 from './concurrency/dag-limit-above-parallelism.ts';
import rule1 from './concurrency/fan-out-without-pool.ts';
import rule2 from './concurrency/large-dag-weight-rule.ts';
import rule3 from './concurrency/mapped-task-unbounded.ts';
import rule4 from './concurrency/max-active-tasks-is-per-run.ts';
import rule5 from './graph/cross-product-dependencies.ts';
import rule6 from './graph/empty-operator-needs-worker.ts';
import rule7 from './graph/mapped-fan-out-too-large.ts';
import rule8 from './graph/noop-python-task.ts';
import rule9 from './graph/oversized-dag.ts';
import rule10 from './graph/runtime-loop-instead-of-mapping.ts';
import rule11 from './graph/subdag-operator.ts';
import rule12 from './parse-time/heavy-import-at-parse.ts';
import rule13 from './parse-time/variable-get-at-parse.ts';
import rule14 from './retries/unbounded-retries.ts';
import rule15 from './scheduling/catchup-backfill-storm.ts';
import rule16 from './scheduling/depends-on-past-run-lock.ts';
import rule17 from './scheduling/runs-can-pile-up.ts';
import rule18 from './scheduling/too-frequent-schedule.ts';
import rule19 from './task-code/full-table-read-every-run.ts';
import rule20 from './task-code/local-file-passed-between-tasks.ts';
import rule21 from './task-code/pods-without-resources.ts';
import rule22 from './waiting/sensor-poke-long-wait.ts';
import rule23 from './xcom/xcom-returns-dataframe.ts';
import type { RegisteredRule } from './registry.ts';

export const rules: readonly RegisteredRule[] = [
  { id: 'dag-limit-above-parallelism', category: 'concurrency', rule: rule0 },
  { id: 'fan-out-without-pool', category: 'concurrency', rule: rule1 },
  { id: 'large-dag-weight-rule', category: 'concurrency', rule: rule2 },
  { id: 'mapped-task-unbounded', category: 'concurrency', rule: rule3 },
  { id: 'max-active-tasks-is-per-run', category: 'concurrency', rule: rule4 },
  { id: 'cross-product-dependencies', category: 'graph', rule: rule5 },
  { id: 'empty-operator-needs-worker', category: 'graph', rule: rule6 },
  { id: 'mapped-fan-out-too-large', category: 'graph', rule: rule7 },
  { id: 'noop-python-task', category: 'graph', rule: rule8 },
  { id: 'oversized-dag', category: 'graph', rule: rule9 },
  { id: 'runtime-loop-instead-of-mapping', category: 'graph', rule: rule10 },
  { id: 'subdag-operator', category: 'graph', rule: rule11 },
  { id: 'heavy-import-at-parse', category: 'parse-time', rule: rule12 },
  { id: 'variable-get-at-parse', category: 'parse-time', rule: rule13 },
  { id: 'unbounded-retries', category: 'retries', rule: rule14 },
  { id: 'catchup-backfill-storm', category: 'scheduling', rule: rule15 },
  { id: 'depends-on-past-run-lock', category: 'scheduling', rule: rule16 },
  { id: 'runs-can-pile-up', category: 'scheduling', rule: rule17 },
  { id: 'too-frequent-schedule', category: 'scheduling', rule: rule18 },
  { id: 'full-table-read-every-run', category: 'task-code', rule: rule19 },
  { id: 'local-file-passed-between-tasks', category: 'task-code', rule: rule20 },
  { id: 'pods-without-resources', category: 'task-code', rule: rule21 },
  { id: 'sensor-poke-long-wait', category: 'waiting', rule: rule22 },
  { id: 'xcom-returns-dataframe', category: 'xcom', rule: rule23 },
];
