/** The engine around the rules: containment, order, severity, versions, fixing. */
import assert from 'node:assert/strict';
import { analyze } from '../../server/src/engine/analyze.ts';
import { type Configuration, defaultConfiguration } from '../../server/src/engine/configuration.ts';
import { type Analysis, applyEdits, fixUntilStable } from '../../server/src/engine/fix.ts';
import { dagFileOf } from '../../server/src/model/dag-file.ts';
import type { DagFile } from '../../server/src/model/facts.ts';
import { emptyProject } from '../../server/src/project/project.ts';
import type { RegisteredRule } from '../../server/src/rules/registry.ts';
import { defineRule, type Finding, type Rule } from '../../server/src/rules/rule.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';

const text = `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("a", schedule=None):
    BashOperator(task_id="a", bash_command="b")
`;

function made(
  id: string,
  check: (file: DagFile) => Iterable<Finding>,
  more: Partial<Rule> = {},
): RegisteredRule {
  const rule = defineRule({
    severity: 'warning',
    summary: id,
    why: id,
    example: { bad: '', good: '' },
    check,
    ...more,
  });
  return { id, category: 'test', rule: rule as Rule };
}

const at = (start: number, end = start + 1) => ({ start, end });

describe('engine', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  const run = (rules: readonly RegisteredRule[], configuration: Partial<Configuration> = {}, code = text) =>
    analyze(
      dagFileOf('dags/a.py', parser.parse(code)),
      emptyProject,
      { ...defaultConfiguration, ...configuration },
      rules,
    );

  it('contains a rule that throws, half-way or at once, and tells which it was', () => {
    const broken = made('broken', function* () {
      yield { at: at(0), message: 'half' };
      throw new Error('no such thing');
    });
    const fine = made('fine', () => [{ at: at(3), message: 'found' }]);
    const { findings, failures } = run([broken, fine]);
    assert.deepEqual(
      findings.map((one) => one.rule),
      ['fine'],
    );
    assert.deepEqual(failures, [
      { file: 'dags/a.py', rule: 'broken', message: 'rule broken failed: no such thing' },
    ]);
  });

  it('orders findings by position, then by rule, and says the same thing once', () => {
    const two = made('b', () => [9, 2, 2].map((start) => ({ at: at(start), message: 'm' })));
    const one = made('a', () => [{ at: at(2), message: 'm' }]);
    assert.deepEqual(
      run([two, one]).findings.map((finding) => `${finding.at.start} ${finding.rule}`),
      ['2 a', '2 b', '9 b'],
    );
  });

  it('takes the user’s severity over the finding’s, and that over the rule’s', () => {
    const rule = made('r', () => [
      { at: at(1), message: 'own', severity: 'info' },
      { at: at(2), message: 'rule' },
    ]);
    assert.deepEqual(
      run([rule]).findings.map((one) => one.severity),
      ['info', 'warning'],
    );
    const louder = run([rule], { rules: { r: { severity: 'error', options: {} } } });
    assert.deepEqual(
      louder.findings.map((one) => one.severity),
      ['error', 'error'],
    );
    assert.deepEqual(run([rule], { rules: { r: { severity: 'off', options: {} } } }).findings, []);
  });

  it('runs opt-in rules only when they are selected, and none that is ignored', () => {
    const rule = made('r', () => [{ at: at(1), message: 'm' }], { optIn: true });
    assert.equal(run([rule]).findings.length, 0);
    assert.equal(run([rule], { select: ['recommended', 'r'] }).findings.length, 1);
    assert.equal(run([rule], { select: ['all'] }).findings.length, 1);
    assert.equal(run([rule], { select: ['all'], ignore: ['r'] }).findings.length, 0);
  });

  it('runs a rule only for the versions it is true for, and for an unknown one', () => {
    const rule = made('r', () => [{ at: at(1), message: 'm' }], { since: { from: '2.11', before: '3.1' } });
    const file = dagFileOf('dags/a.py', parser.parse(text));
    const found = (version?: string) => {
      const project = version ? { ...emptyProject, target: { version, reason: 'test' } } : emptyProject;
      return analyze(file, project, defaultConfiguration, [rule]).findings.length;
    };
    assert.deepEqual([undefined, '2.10', '2.11', '3.0', '3.1', '3.10'].map(found), [1, 0, 1, 1, 0, 0]);
  });

  it('offers no fix in a file with a syntax error, and nothing in files that build nothing', () => {
    const fixes = [{ title: 'f', safety: 'safe' as const, edits: [{ range: at(0), text: 'x' }] }];
    const rule = made('r', () => [{ at: at(1), message: 'm', fixes }]);
    assert.equal(run([rule]).findings[0]?.fixes?.length, 1);
    assert.equal(run([rule], {}, `${text}\ndef (\n`).findings[0]?.fixes, undefined);
    assert.deepEqual(run([rule], {}, 'import airflow\n').findings, []);
  });
});

describe('fixing', () => {
  const edit = (start: number, end: number, replacement: string) => ({
    range: { start, end },
    text: replacement,
  });

  it('applies edits in order of position and refuses those that overlap', () => {
    assert.equal(applyEdits('abcdef', [edit(4, 5, 'E'), edit(0, 1, 'A'), edit(2, 2, '-')]), 'Ab-cdEf');
    assert.throws(() => applyEdits('abcdef', [edit(0, 3, ''), edit(2, 4, '')]), RangeError);
    assert.throws(() => applyEdits('abc', [edit(2, 9, '')]), RangeError);
  });

  /** Every `a` is a finding whose fix turns it into what `into` says. */
  const analysis =
    (into: string, safety: 'safe' | 'unsafe' = 'safe') =>
    (code: string): Analysis => ({
      file: 'a.py',
      dags: 1,
      failures: [],
      broken: code.includes('!'),
      findings: [...code.matchAll(/a/g)].map((match) => ({
        at: at(match.index),
        message: 'm',
        rule: 'r',
        severity: 'warning',
        file: 'a.py',
        fixes: [{ title: 'f', safety, edits: [edit(match.index, match.index + 1, into)] }],
      })),
    });

  it('goes on until nothing is left to fix', () => {
    const fixed = fixUntilStable('a-a-aa', ['safe'], analysis('b'));
    assert.equal(fixed.text, 'b-b-bb');
    assert.equal(fixed.applied.length, 4);
    assert.equal(fixed.report.findings.length, 0);
  });

  it('ends after ten passes when a fix makes new findings for ever', () => {
    assert.equal(fixUntilStable('a', ['safe'], analysis('a.')).text, `a${'.'.repeat(10)}`);
  });

  it('takes no longer for each finding when there are many', () => {
    const fixed = fixUntilStable('a-'.repeat(60_000), ['safe'], analysis('b'));
    assert.equal(fixed.applied.length, 60_000);
  }).timeout(4_000);

  it('lets a fix wait for the next pass that touches what another one changes', () => {
    const passes: string[] = [];
    const inner = analysis('b');
    // Each fix takes one letter more than its own to either side.
    const wide = (code: string): Analysis => {
      passes.push(code);
      const report = inner(code);
      const findings = report.findings.map((one) => {
        const { start, end } = one.at;
        const around = edit(Math.max(0, start - 1), Math.min(code.length, end + 1), '-b-');
        return { ...one, fixes: [{ title: 'f', safety: 'safe' as const, edits: [around] }] };
      });
      return { ...report, findings };
    };
    assert.equal(fixUntilStable('.a..a.a.', ['safe'], wide).text, '-b--b-b-');
    assert.deepEqual(passes, ['.a..a.a.', '-b-.a-b-', '-b--b-b-']);
  });

  it('applies only what is allowed, and undoes a pass that breaks the syntax', () => {
    assert.equal(fixUntilStable('a', ['safe'], analysis('b', 'unsafe')).text, 'a');
    assert.equal(fixUntilStable('a', ['safe', 'unsafe'], analysis('b', 'unsafe')).text, 'b');
    assert.equal(fixUntilStable('a', ['safe'], analysis('!')).text, 'a');
  });
});
