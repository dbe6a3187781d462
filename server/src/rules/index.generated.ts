// Made by `npm run generate` from the folders beside this file. Do not edit.
import rule0 from './concurrency/dag-limit-above-parallelism.ts';
import rule1 from './concurrency/fan-out-without-pool.ts';
import rule2 from './concurrency/large-dag-weight-rule.ts';
import rule3 from './concurrency/mapped-task-unbounded.ts';
import rule4 from './concurrency/max-active-tasks-is-per-run.ts';
import rule5 from './parse-time/heavy-import-at-parse.ts';
import rule6 from './parse-time/variable-get-at-parse.ts';
import rule7 from './retries/unbounded-retries.ts';
import rule8 from './scheduling/catchup-backfill-storm.ts';
import rule9 from './scheduling/depends-on-past-run-lock.ts';
import rule10 from './scheduling/runs-can-pile-up.ts';
import rule11 from './scheduling/too-frequent-schedule.ts';
import rule12 from './waiting/sensor-poke-long-wait.ts';
import rule13 from './xcom/xcom-returns-dataframe.ts';
import type { RegisteredRule } from './registry.ts';

export const rules: readonly RegisteredRule[] = [
  { id: 'dag-limit-above-parallelism', category: 'concurrency', rule: rule0 },
  { id: 'fan-out-without-pool', category: 'concurrency', rule: rule1 },
  { id: 'large-dag-weight-rule', category: 'concurrency', rule: rule2 },
  { id: 'mapped-task-unbounded', category: 'concurrency', rule: rule3 },
  { id: 'max-active-tasks-is-per-run', category: 'concurrency', rule: rule4 },
  { id: 'heavy-import-at-parse', category: 'parse-time', rule: rule5 },
  { id: 'variable-get-at-parse', category: 'parse-time', rule: rule6 },
  { id: 'unbounded-retries', category: 'retries', rule: rule7 },
  { id: 'catchup-backfill-storm', category: 'scheduling', rule: rule8 },
  { id: 'depends-on-past-run-lock', category: 'scheduling', rule: rule9 },
  { id: 'runs-can-pile-up', category: 'scheduling', rule: rule10 },
  { id: 'too-frequent-schedule', category: 'scheduling', rule: rule11 },
  { id: 'sensor-poke-long-wait', category: 'waiting', rule: rule12 },
  { id: 'xcom-returns-dataframe', category: 'xcom', rule: rule13 },
];
