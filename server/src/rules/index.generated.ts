// Made by `npm run generate` from the folders beside this file. Do not edit.
import rule0 from './concurrency/fan-out-without-pool.ts';
import rule1 from './parse-time/blocking-call-at-parse.ts';
import rule2 from './parse-time/callable-invoked-at-parse.ts';
import rule3 from './parse-time/connection-or-hook-at-parse.ts';
import rule4 from './parse-time/dagbag-in-dag-file.ts';
import rule5 from './parse-time/data-read-at-parse.ts';
import rule6 from './parse-time/expensive-operator-init.ts';
import rule7 from './parse-time/heavy-import-at-parse.ts';
import rule8 from './parse-time/heavy-import-in-imported-module.ts';
import rule9 from './parse-time/network-call-at-parse.ts';
import rule10 from './parse-time/parse-io-in-imported-module.ts';
import rule11 from './parse-time/unstable-dag-arguments.ts';
import rule12 from './parse-time/variable-get-at-parse.ts';
import rule13 from './retries/unbounded-retries.ts';
import rule14 from './scheduling/dynamic-start-date.ts';
import rule15 from './waiting/sensor-poke-long-wait.ts';
import rule16 from './xcom/xcom-returns-dataframe.ts';
import type { RegisteredRule } from './registry.ts';

export const rules: readonly RegisteredRule[] = [
  { id: 'fan-out-without-pool', category: 'concurrency', rule: rule0 },
  { id: 'blocking-call-at-parse', category: 'parse-time', rule: rule1 },
  { id: 'callable-invoked-at-parse', category: 'parse-time', rule: rule2 },
  { id: 'connection-or-hook-at-parse', category: 'parse-time', rule: rule3 },
  { id: 'dagbag-in-dag-file', category: 'parse-time', rule: rule4 },
  { id: 'data-read-at-parse', category: 'parse-time', rule: rule5 },
  { id: 'expensive-operator-init', category: 'parse-time', rule: rule6 },
  { id: 'heavy-import-at-parse', category: 'parse-time', rule: rule7 },
  { id: 'heavy-import-in-imported-module', category: 'parse-time', rule: rule8 },
  { id: 'network-call-at-parse', category: 'parse-time', rule: rule9 },
  { id: 'parse-io-in-imported-module', category: 'parse-time', rule: rule10 },
  { id: 'unstable-dag-arguments', category: 'parse-time', rule: rule11 },
  { id: 'variable-get-at-parse', category: 'parse-time', rule: rule12 },
  { id: 'unbounded-retries', category: 'retries', rule: rule13 },
  { id: 'dynamic-start-date', category: 'scheduling', rule: rule14 },
  { id: 'sensor-poke-long-wait', category: 'waiting', rule: rule15 },
  { id: 'xcom-returns-dataframe', category: 'xcom', rule: rule16 },
];
