// Made by `npm run generate` from the folders beside this file. Do not edit.
import rule0 from './concurrency/fan-out-without-pool.ts';
import rule1 from './parse-time/heavy-import-at-parse.ts';
import rule2 from './parse-time/variable-get-at-parse.ts';
import rule3 from './retries/unbounded-retries.ts';
import rule4 from './scheduling/catchup-backfill-storm.ts';
import rule5 from './waiting/sensor-poke-long-wait.ts';
import rule6 from './xcom/xcom-returns-dataframe.ts';
import type { RegisteredRule } from './registry.ts';

export const rules: readonly RegisteredRule[] = [
  { id: 'fan-out-without-pool', category: 'concurrency', rule: rule0 },
  { id: 'heavy-import-at-parse', category: 'parse-time', rule: rule1 },
  { id: 'variable-get-at-parse', category: 'parse-time', rule: rule2 },
  { id: 'unbounded-retries', category: 'retries', rule: rule3 },
  { id: 'catchup-backfill-storm', category: 'scheduling', rule: rule4 },
  { id: 'sensor-poke-long-wait', category: 'waiting', rule: rule5 },
  { id: 'xcom-returns-dataframe', category: 'xcom', rule: rule6 },
];
