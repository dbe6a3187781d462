// Made by `npm run generate` from the folders beside this file. Do not edit.
import rule0 from './concurrency/fan-out-without-pool.ts';
import rule1 from './parse-time/heavy-import-at-parse.ts';
import rule2 from './parse-time/variable-get-at-parse.ts';
import rule3 from './retries/missing-execution-timeout.ts';
import rule4 from './retries/no-effective-retries.ts';
import rule5 from './retries/retry-storm.ts';
import rule6 from './retries/sensor-execution-timeout-below-timeout.ts';
import rule7 from './retries/unbounded-retries.ts';
import rule8 from './scheduling/dag-argument-in-default-args.ts';
import rule9 from './waiting/external-task-sensor-fan-in.ts';
import rule10 from './waiting/external-task-sensor-ignores-failure.ts';
import rule11 from './waiting/operator-waits-on-worker.ts';
import rule12 from './waiting/sensor-default-timeout.ts';
import rule13 from './waiting/sensor-deferrable-available.ts';
import rule14 from './waiting/sensor-interval-too-low.ts';
import rule15 from './waiting/sensor-poke-long-wait.ts';
import rule16 from './waiting/trigger-dagrun-blocking-wait.ts';
import rule17 from './xcom/sql-operator-pushes-result-set.ts';
import rule18 from './xcom/unused-large-xcom.ts';
import rule19 from './xcom/xcom-returns-dataframe.ts';
import type { RegisteredRule } from './registry.ts';

export const rules: readonly RegisteredRule[] = [
  { id: 'fan-out-without-pool', category: 'concurrency', rule: rule0 },
  { id: 'heavy-import-at-parse', category: 'parse-time', rule: rule1 },
  { id: 'variable-get-at-parse', category: 'parse-time', rule: rule2 },
  { id: 'missing-execution-timeout', category: 'retries', rule: rule3 },
  { id: 'no-effective-retries', category: 'retries', rule: rule4 },
  { id: 'retry-storm', category: 'retries', rule: rule5 },
  { id: 'sensor-execution-timeout-below-timeout', category: 'retries', rule: rule6 },
  { id: 'unbounded-retries', category: 'retries', rule: rule7 },
  { id: 'dag-argument-in-default-args', category: 'scheduling', rule: rule8 },
  { id: 'external-task-sensor-fan-in', category: 'waiting', rule: rule9 },
  { id: 'external-task-sensor-ignores-failure', category: 'waiting', rule: rule10 },
  { id: 'operator-waits-on-worker', category: 'waiting', rule: rule11 },
  { id: 'sensor-default-timeout', category: 'waiting', rule: rule12 },
  { id: 'sensor-deferrable-available', category: 'waiting', rule: rule13 },
  { id: 'sensor-interval-too-low', category: 'waiting', rule: rule14 },
  { id: 'sensor-poke-long-wait', category: 'waiting', rule: rule15 },
  { id: 'trigger-dagrun-blocking-wait', category: 'waiting', rule: rule16 },
  { id: 'sql-operator-pushes-result-set', category: 'xcom', rule: rule17 },
  { id: 'unused-large-xcom', category: 'xcom', rule: rule18 },
  { id: 'xcom-returns-dataframe', category: 'xcom', rule: rule19 },
];
