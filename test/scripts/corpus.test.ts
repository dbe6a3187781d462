/** `npm run corpus`: counts per rule and a sample that anybody can draw again. */
import assert from 'node:assert/strict';
import { drawSample, type Found, samplePage } from '../../scripts/corpus/sample.ts';
import { countsTable } from '../../scripts/corpus/table.ts';

function found(repository: string, rule: string, line: number): Found {
  const text = 'a\nb\nc\nd\n';
  const start = line * 2;
  return {
    repository,
    path: 'dags/a.py',
    text,
    finding: {
      rule,
      severity: 'warning',
      file: 'dags/a.py',
      at: { start, end: start + 1 },
      message: `on ${line}`,
    },
  };
}

const all = [
  ...[0, 1, 2, 3].map((line) => found('large', 'slow', line)),
  found('small', 'slow', 2),
  found('small', 'heavy', 1),
];

describe('the corpus script', () => {
  it('counts findings and the repositories that have them', () => {
    assert.deepEqual(countsTable(all).split('\n'), [
      'rule   findings  repositories',
      'slow          5             2',
      'heavy         1             1',
    ]);
  });

  it('draws the same sample from the same seed, and another from another', () => {
    const draw = (seed: number) =>
      (drawSample(all, { seed, size: 3 }).get('slow') ?? []).map((one) => one.finding.message);
    assert.deepEqual(draw(1), draw(1));
    assert.ok([2, 3, 4, 5].some((seed) => draw(seed).join() !== draw(1).join()));
  });

  it('takes one of each repository before it takes a second', () => {
    const sample = drawSample(all, { seed: 7, size: 2 }).get('slow') ?? [];
    assert.deepEqual(sample.map((one) => one.repository).sort(), ['large', 'small']);
  });

  it('shows each finding with its lines', () => {
    const page = samplePage(drawSample(all, { seed: 1, size: 1 }), 1);
    assert.match(page, /^1\. \[ \] small\/dags\/a\.py:2 warning: on 1\n```\n {5}1 a\n> {4}2 b\n {5}3 c/m);
  });
});
