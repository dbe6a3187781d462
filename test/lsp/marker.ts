/**
 * Stand-ins for the rules, so that the tests of the protocol hold whatever the real ones are. Each `SLOW` in a file is
 * a finding with a safe fix (`FAST`), each `RISKY` one with an unsafe fix that also adds a line to `pools.json`.
 */
import { analyze } from '../../server/src/engine/analyze.ts';
import type { check } from '../../server/src/engine/check.ts';
import { dagFileOf } from '../../server/src/model/dag-file.ts';
import type { RegisteredRule } from '../../server/src/rules/registry.ts';
import { defineRule, type Finding } from '../../server/src/rules/rule.ts';

const example = { bad: 'SLOW', good: 'FAST' };

export const markerRules: readonly RegisteredRule[] = [
  {
    id: 'risky-name',
    category: 'parse-time',
    rule: defineRule({
      severity: 'error',
      summary: 'A name is risky',
      why: 'It may break.',
      example,
      *check(file) {
        for (const { index } of file.text.matchAll(/\bRISKY\b/g)) yield risky(index);
      },
    }),
  },
  {
    id: 'slow-name',
    category: 'parse-time',
    rule: defineRule({
      severity: 'warning',
      summary: 'A name is slow',
      why: 'It costs time.\n\nMore about it.',
      example,
      *check(file) {
        for (const { index } of file.text.matchAll(/\bSLOW\b/g)) yield slow(index);
      },
    }),
  },
];

/** Real facts and a real analysis with the rules above. Text with `CRASH` throws. */
export const markerCheck: typeof check = (path, tree, around) => {
  if (tree.text.includes('CRASH')) throw new Error('the rule engine crashed');
  const file = dagFileOf(path, tree, around.importer);
  return { file, report: analyze(file, around.project, around.configuration, markerRules) };
};

function slow(start: number): Finding {
  const at = { start, end: start + 4 };
  return {
    at,
    message: 'The name is slow',
    cost: { payer: 'dag-processor', amount: 320.4, unit: 'ms', per: 'parse' },
    fixes: [
      { title: 'Make it fast', safety: 'safe', edits: [{ range: at, text: 'FAST' }] },
      { title: 'Remove it', safety: 'unsafe', edits: [{ range: at, text: 'None' }] },
    ],
    related: [{ at: { start: 0, end: 1 }, message: 'The file starts here' }],
    unnecessary: true,
  };
}

function risky(start: number): Finding {
  const at = { start, end: start + 5 };
  const edits = [
    { range: at, text: 'SOUND' },
    { file: 'pools.json', range: { start: 1, end: 1 }, text: '"p": 1' },
  ];
  return {
    at,
    message: 'The name is risky',
    fixes: [{ title: 'Make it sound', safety: 'unsafe', edits }],
    related: [{ file: 'pools.json', at: { start: 0, end: 2 }, message: 'The pools' }],
  };
}
