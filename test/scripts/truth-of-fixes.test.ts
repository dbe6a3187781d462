/** What is made of real Airflow's answers before and after a fix. */
import assert from 'node:assert/strict';
import type { Effects, Parsed } from '../../scripts/truth/facts.ts';
import { tableOfFixes, tallyOfFixes, unwanted } from '../../scripts/truth/fix-results.ts';
import { effectsOf, type FixResult, graphDifferences } from '../../scripts/truth/fixes.ts';

const effects = (given: Partial<Effects> = {}): Effects => ({
  seconds: 0.1,
  loaded: [],
  asked: 0,
  serialized: { etl: 'a' },
  dags: { etl: {} },
  tasks: { etl: { load: { retries: 50 } } },
  ...given,
});

const parsed = (given: Partial<Parsed> = {}): Parsed => ({
  status: 'ok',
  dags: [
    {
      dagId: 'etl',
      arguments: {},
      tasks: [{ taskId: 'load', operator: 'a.B', group: null, mapped: false, arguments: {} }],
      edges: [],
    },
  ],
  functions: [],
  imports: [],
  network: [],
  effects: effects(),
  again: effects(),
  ...given,
});

const result = (given: Partial<FixResult> = {}): FixResult => ({
  rule: 'slow',
  title: 'Make it fast',
  safety: 'safe',
  graph: [],
  effects: [],
  ...given,
});

describe('truth of fixes', () => {
  it('names Dags, tasks and edges that one side alone has', () => {
    assert.deepEqual(graphDifferences(parsed(), parsed()), []);
    const [dag] = parsed().dags;
    assert.ok(dag);
    const other = parsed({ dags: [{ ...dag, dagId: 'elt', edges: [['a', 'b']] }] });
    assert.deepEqual(graphDifferences(parsed(), other), ['no Dag etl', 'new Dag elt', 'new edge a >> b']);
  });

  it('says what Airflow does otherwise', () => {
    const before = parsed({
      effects: effects({ seconds: 1.2, loaded: ['numpy', 'pandas'], asked: 2 }),
      again: effects({ serialized: { etl: 'b' } }),
      functions: [{ file: 'dags/a.py', name: 'read', line: 1 }],
    });
    const after = parsed({ effects: effects({ tasks: { etl: { load: { retries: 3 } } } }) });
    assert.deepEqual(effectsOf(before, after), [
      'parsed in 0.1 s instead of 1.2 s',
      'numpy, pandas no longer loaded',
      '2 fewer reads of Variables and connections',
      '`read` no longer runs',
      'two parses give the same serialized Dag',
      '`retries` 50 → 3',
    ]);
    assert.deepEqual(effectsOf(after, after), []);
    assert.deepEqual(effectsOf(parsed({ effects: effects({ seconds: 1.2 }) }), parsed()), []);
  });

  it('fails where the graph differs and the fix does not say so', () => {
    const changed = result({ graph: ['no task load'] });
    assert.deepEqual(unwanted(changed), ['no task load']);
    assert.deepEqual(unwanted(result({ rule: 'cross-product-dependencies', graph: ['new task join'] })), []);
    const results = [result(), changed, result({ skipped: 'needs company' })];
    assert.deepEqual(tallyOfFixes([{ airflow: '3.3', results }]), { passed: 1, failed: 1, skipped: 1 });
  });

  it('has a row for each rule, with what differs between the versions', () => {
    const table = tableOfFixes([
      { airflow: '2.11', results: [result({ effects: ['x'] })] },
      { airflow: '3.3', results: [result()] },
    ]);
    assert.deepEqual(table[1], [
      'slow',
      'Make it fast (safe)',
      '2.11, 3.3',
      '2.11: x; 3.3: nothing while the file is parsed',
    ]);
  });
});
