/** What holds for every rule on every input. */
import assert from 'node:assert/strict';
import { random } from '../../scripts/random.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { defaultConfiguration } from '../../server/src/engine/configuration.ts';
import { applyEdits, fixUntilStable } from '../../server/src/engine/fix.ts';
import type { FileReport, Reported } from '../../server/src/engine/report.ts';
import type { Built } from '../../server/src/model/build/built.ts';
import { interpret } from '../../server/src/model/build/interpret.ts';
import { dagFileOf } from '../../server/src/model/dag-file.ts';
import type { DagFile } from '../../server/src/model/facts.ts';
import { linkProject } from '../../server/src/project/link.ts';
import type { Fix, Safety } from '../../server/src/rules/rule.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import { corpus, type Sample } from '../corpus.ts';
import { extremes } from './extremes.ts';
import { mutations, variants } from './mutations.ts';

const { project } = linkProject({ files: [], today: '2026-01-01' });
const everything = { ...defaultConfiguration, select: ['all'] };

let parser: Parser;

function facts(text: string, by = parser): DagFile {
  return dagFileOf('dags/sample.py', by.parse(text));
}

function built(text: string, by = parser): Built {
  return interpret('dags/sample.py', by.parse(text), () => undefined);
}

function check(text: string): FileReport & { readonly broken: boolean } {
  const file = facts(text);
  return { ...analyze(file, project, everything), broken: file.broken };
}

/** Every sample, and its variants that differ from it. */
function* samples(): Iterable<Sample> {
  for (const sample of corpus()) {
    yield sample;
    for (const { name, text } of variants(sample.text)) {
      if (text !== sample.text) yield { path: `${sample.path} ${name}`, text };
    }
  }
}

describe('laws', function () {
  // Each law runs over every case of every specification.
  this.timeout(240_000);

  before(async () => {
    parser = (await loadParser()).parser;
  });

  describe('facts', () => {
    it('are there for every prefix of every file', () => {
      const next = random(11);
      for (const { path, text } of corpus()) {
        for (const end of prefixEnds(text, next)) {
          withContext(`${path} up to ${end}`, () => assertHealthy(text.slice(0, end)));
        }
      }
    });

    it('are there for every mutation of every file', () => {
      const next = random(12);
      for (const { path, text } of corpus()) {
        for (const mutation of mutations(text, next))
          withContext(`${path}:\n${mutation}`, () => assertHealthy(mutation));
      }
    });

    it('are plain data with ranges inside the text', () => {
      for (const { path, text } of samples()) {
        const file = facts(text);
        assert.deepEqual(structuredClone(file), file, path);
        const dags = built(text);
        assert.deepEqual(structuredClone(dags), dags, path);
        assertRanges(dags, text.length, path);
        assertRanges(file, text.length, path);
      }
    });

    it('are the same a second time, and from the other parser', async () => {
      const wasm = (await loadParser('wasm')).parser;
      for (const { path, text } of corpus()) {
        const file = facts(text);
        assert.deepEqual(facts(text), file, path);
        assert.deepEqual(facts(text, wasm), file, `${path} by wasm`);
        assert.deepEqual(built(text, wasm), built(text), `${path} by wasm`);
      }
    });
  });

  describe('findings', () => {
    it('lie in the text, are sorted, and no rule fails', () => {
      for (const { path, text } of samples()) withContext(path, () => assertHealthy(text));
    });

    it('move with a comment, a byte order mark and an emoji at the top', () => {
      for (const { path, text } of corpus()) {
        if (text.startsWith('\ufeff') || facts(text).broken) continue;
        for (const top of ['# 😀 数据\n', '\ufeff', '\n\n']) {
          const moved = placed(check(text).findings, top.length);
          assert.deepEqual(
            placed(check(top + text).findings, 0),
            moved,
            `${path} behind ${JSON.stringify(top)}`,
          );
        }
      }
    });

    it('are the same with \\r\\n', () => {
      for (const { path, text } of corpus()) {
        // A line break inside a string is another string.
        if (text.includes('\r') || /"""|'''|\\$/m.test(text) || facts(text).broken) continue;
        const windows = text.replaceAll('\n', '\r\n');
        assert.deepEqual(byLine(check(windows), windows), byLine(check(text), text), path);
      }
    });
  });

  describe('fixes', () => {
    it('applied alone keep the syntax, comments, line breaks, tabs and byte order mark', () => {
      for (const { path, text } of samples()) {
        for (const { finding, fix, fixed } of fixesOf(text)) {
          withContext(`${path}, ${finding.rule}, ${fix.title}:\n${fixed}`, () =>
            assertKept(text, fixed, finding),
          );
        }
      }
    });

    it('that are safe leave Dag ids, task ids, operators and edges as they are', () => {
      for (const { path, text } of samples()) {
        const before = graph(text);
        for (const { finding, fix, fixed } of fixesOf(text)) {
          if (fix.safety === 'safe')
            assert.deepEqual(graph(fixed), before, `${path}, ${finding.rule}, ${fix.title}:\n${fixed}`);
        }
      }
    });

    const permissions: readonly (readonly Safety[])[] = [['safe'], ['safe', 'unsafe']];
    for (const allowed of permissions) {
      it(`come to an end (${allowed.join(' and ')})`, () => {
        for (const { path, text } of samples()) {
          const result = fixUntilStable(text, allowed, check);
          const again = fixUntilStable(result.text, allowed, check);
          assert.equal(again.text, result.text, `${path} changes again:\n${result.text}`);
          const left = result.report.findings.filter((one) =>
            one.fixes?.some((fix) => allowed.includes(fix.safety) && changes(result.text, fix)),
          );
          assert.deepEqual(
            left.map((one) => `${one.rule}: ${one.message}`),
            [],
            `${path} has fixes left:\n${result.text}`,
          );
        }
      });
    }
  });

  describe('extreme files', () => {
    for (const { name, text } of extremes) {
      it(`are checked to the end: ${name}`, () => {
        const report = check(text);
        assert.equal(report.broken, false, 'is legal Python');
        assert.deepEqual(report.failures, []);
      }).timeout(60_000);
    }
  });
});

function withContext(context: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    throw new Error(context, { cause: error });
  }
}

/** All line boundaries of a short text, some of a long one, and offsets in between. */
function prefixEnds(text: string, next: () => number): number[] {
  const boundaries = [...text.matchAll(/\n/g)].map((match) => match.index);
  // The corpus has a case for everything that a rule looks at: a few places in each of them are thousands.
  const step = Math.max(1, Math.floor(boundaries.length / 10));
  const between = Array.from({ length: 4 }, () => Math.floor(next() * text.length));
  return [...boundaries.filter((_, index) => index % step === 0), ...between];
}

function assertHealthy(text: string): void {
  const file = facts(text);
  assertRanges(file, text.length, 'facts');
  assertRanges(built(text), text.length, 'what is built');
  const { failures, findings } = analyze(file, project, everything);
  assert.deepEqual(failures, []);
  assertRanges(findings, text.length, 'findings');
  const starts = findings.map((one) => one.at.start);
  assert.deepEqual(
    starts,
    [...starts].sort((a, b) => a - b),
    'sorted',
  );
}

/** Every object with a start and an end below `value` is a range of the text. */
function assertRanges(value: unknown, length: number, path: string): void {
  const pending: unknown[] = [value];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    const { start, end } = one as { start?: unknown; end?: unknown };
    if (typeof start === 'number' && typeof end === 'number')
      assert.ok(
        0 <= start && start <= end && end <= length,
        `${path}: range ${start} to ${end} of ${length}`,
      );
    for (const inner of Object.values(one)) if (inner !== undefined) pending.push(inner);
  }
}

function placed(findings: readonly Reported[], by: number): string[] {
  return findings.map(
    (one) => `${one.rule} ${one.at.start + by} to ${one.at.end + by} ${one.severity}: ${one.message}`,
  );
}

function byLine(report: FileReport, text: string): string[] {
  return report.findings.map(
    (one) => `${one.rule} line ${text.slice(0, one.at.start).split('\n').length}: ${one.message}`,
  );
}

function apply(text: string, fix: Fix): string {
  return applyEdits(
    text,
    fix.edits.filter((edit) => edit.file === undefined),
  );
}

function changes(text: string, fix: Fix): boolean {
  return apply(text, fix) !== text;
}

function* fixesOf(text: string): Iterable<{ finding: Reported; fix: Fix; fixed: string }> {
  const report = check(text);
  assert.ok(
    !report.broken || report.findings.every((one) => !one.fixes?.length),
    'a broken file has no fixes',
  );
  for (const finding of report.findings) {
    for (const fix of finding.fixes ?? []) yield { finding, fix, fixed: apply(text, fix) };
  }
}

function assertKept(text: string, fixed: string, finding: Reported): void {
  const after = facts(fixed);
  assert.equal(after.broken, false, 'no syntax error');
  if (finding.rule !== 'unused-ignore') {
    const comments = (file: DagFile) => file.comments.map((one) => one.text.trimEnd());
    const lost = comments(facts(text)).filter(notIn(comments(after)));
    assert.deepEqual(lost.filter(notIn(ofRemovedImports(text, after))), [], 'all comments');
    assert.deepEqual(comments(after).filter(notIn(comments(facts(text)))), [], 'no new comment');
  }
  assert.equal(fixed.startsWith('\ufeff'), text.startsWith('\ufeff'), 'byte order mark');
  if (text.includes('\r\n') && !/[^\r]\n/.test(text)) assert.doesNotMatch(fixed, /[^\r]\n/, 'line breaks');
  if (!text.includes('\r')) assert.doesNotMatch(fixed, /\r/, 'line breaks');
  if (/^\t/m.test(text) && !/^ /m.test(text)) assert.doesNotMatch(fixed, /^\t* +\S/m, 'tabs');
}

/** Comments behind imports that are gone: they speak of the import, and go with it. */
function ofRemovedImports(text: string, after: DagFile): string[] {
  const before = facts(text);
  const left = new Set(after.imports.map((one) => `${one.module} ${one.member}`));
  const gone = before.imports.filter((one) => !left.has(`${one.module} ${one.member}`));
  return before.comments
    .filter((comment) =>
      gone.some(({ statement }) => /^[ \t]*$/.test(text.slice(statement.end, comment.at.start))),
    )
    .map((one) => one.text.trimEnd());
}

/** For filter: leaves out each of `excluded` once. */
function notIn(excluded: readonly string[]): (one: string) => boolean {
  const rest = [...excluded];
  return (one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  };
}

function graph(text: string): unknown {
  const file = facts(text);
  return {
    dags: file.dags.map((one) => [one.dagId, one.edges]),
    tasks: file.tasks.map((one) => [one.taskId, one.operator, one.dag]),
  };
}
