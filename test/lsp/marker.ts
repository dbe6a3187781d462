/**
 * Stand-ins for the rules, so that the tests of the protocol hold whatever the real ones are. Each `SLOW` in a file is
 * a finding with a safe fix (`FAST`), each `RISKY` one with an unsafe fix that also adds a line to `pools.json`.
 */
import type { Checked } from '../../server/src/engine/check.ts';
import type { Reported } from '../../server/src/engine/report.ts';
import type { DagFile } from '../../server/src/model/facts.ts';
import type { RegisteredRule } from '../../server/src/rules/registry.ts';
import { defineRule } from '../../server/src/rules/rule.ts';
import { Kind } from '../../server/src/syntax/kinds.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';

const example = { bad: 'SLOW', good: 'FAST' };

export const markerRules: readonly RegisteredRule[] = [
  {
    id: 'slow-name',
    category: 'parse-time',
    rule: defineRule({
      severity: 'warning',
      summary: 'A name is slow',
      why: 'It costs time.\n\nMore about it.',
      example,
      *check() {},
    }),
  },
];

/** Real facts, findings by words. Text with `CRASH` throws. */
export function markerCheck(path: string, tree: Tree): Checked {
  const { text } = tree;
  if (text.includes('CRASH')) throw new Error('the rule engine crashed');
  const findings = [...text.matchAll(/\b(SLOW|RISKY)\b/g)].map((match) =>
    match[1] === 'SLOW' ? slow(path, match.index) : risky(path, match.index),
  );
  return { file: facts(path, tree), report: { file: path, findings, failures: [], dags: 0 } };
}

function slow(file: string, start: number): Reported {
  const at = { start, end: start + 4 };
  return {
    rule: 'slow-name',
    severity: 'warning',
    file,
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

function risky(file: string, start: number): Reported {
  const range = { start, end: start + 5 };
  const edits = [
    { range, text: 'SOUND' },
    { file: 'pools.json', range: { start: 1, end: 1 }, text: '"p": 1' },
  ];
  return {
    rule: 'risky-name',
    severity: 'error',
    file,
    at: range,
    message: 'The name is risky',
    fixes: [{ title: 'Make it sound', safety: 'unsafe', edits }],
    related: [{ file: 'pools.json', at: { start: 0, end: 2 }, message: 'The pools' }],
  };
}

// TEMPORARY until extract is real
function facts(path: string, tree: Tree): DagFile {
  const { text } = tree;
  const nodes = [...tree.kind.keys()].filter((n) => n < tree.size);
  const range = (n: number) => ({ start: tree.start[n]!, end: tree.end[n]! });
  return {
    path,
    text,
    broken: tree.firstError !== -1,
    imports: [],
    functions: [],
    classes: [],
    calls: [],
    loops: [],
    dags: [],
    groups: [],
    tasks: [],
    edges: [],
    edgesComplete: true,
    comments: nodes
      .filter((n) => tree.kind[n] === Kind.comment)
      .map((n) => ({
        at: range(n),
        text: text.slice(tree.start[n], tree.end[n]),
        alone: /(^|[\r\n])[ \t]*$/.test(text.slice(0, tree.start[n])),
        topLevel: true,
      })),
    statements: nodes
      .filter(
        (n) =>
          tree.kind[n] === Kind.expression_statement && /[\r\n]/.test(text.slice(tree.start[n], tree.end[n])),
      )
      .map(range),
  };
}
