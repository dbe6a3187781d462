/** What holds for every rule on every file of a deployment that the specifications have. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { random } from '../../scripts/random.ts';
import { analyzeConfiguration, wholeFacts } from '../../server/src/engine/analyze-project.ts';
import { defaultConfiguration } from '../../server/src/engine/configuration.ts';
import { applyEdits } from '../../server/src/engine/fix.ts';
import type { Reported } from '../../server/src/engine/report.ts';
import { linkProject } from '../../server/src/project/link.ts';
import type { Project } from '../../server/src/project/project.ts';
import { rules } from '../../server/src/rules/registry.ts';
import { filesBelow, root } from '../corpus.ts';
import { type Case, type CaseFile, readCases } from '../markdown.ts';

const everything = { ...defaultConfiguration, select: ['all'] };
/** Of every rule that counts something there is enough. */
const whole = {
  ...wholeFacts([]),
  dagFiles: 500,
  dags: 500,
  waitingTasks: 50,
  findings: Object.fromEntries(rules.map(({ id }) => [id, 20])),
  longest: { seconds: 1e6, argument: 'execution_timeout', file: 'dags/a.py', at: { start: 0, end: 0 } },
};

interface Sample {
  readonly name: string;
  readonly files: readonly Pick<CaseFile, 'path' | 'text'>[];
  readonly target?: string;
}

function samples(): Sample[] {
  return filesBelow('test/rules', '.md').flatMap((file) =>
    readCases(readFileSync(path.join(root, file), 'utf8')).flatMap((one: Case) => {
      const files = one.files.filter((other) => !other.path.endsWith('.py'));
      const target = one.airflowVersion ? { target: one.airflowVersion } : {};
      return files.length > 0 ? [{ name: `${file}, ${one.heading}`, files, ...target }] : [];
    }),
  );
}

interface Found {
  readonly project: Project;
  readonly problems: number;
  readonly findings: readonly Reported[];
}

function check(files: Sample['files'], target?: string): Found {
  const { project, problems } = linkProject({ files, ...(target ? { target } : {}) });
  const reports = analyzeConfiguration(project, everything, whole);
  for (const { failures } of reports) assert.deepEqual(failures, [], 'no rule fails');
  return { project, problems: problems.length, findings: reports.flatMap((one) => one.findings) };
}

function withText({ files }: Sample, changed: string, text: string): Sample['files'] {
  return files.map((file) => (file.path === changed ? { ...file, text } : file));
}

describe('laws of configuration files', () => {
  it('no rule fails on any beginning of any file, and findings lie in the text', () => {
    const next = random(31);
    for (const sample of samples()) {
      for (const file of sample.files) {
        const ends = [
          0,
          file.text.length,
          ...Array.from({ length: 6 }, () => Math.floor(next() * file.text.length)),
        ];
        for (const end of ends) {
          const files = withText(sample, file.path, file.text.slice(0, end));
          const { findings } = check(files, sample.target);
          for (const one of findings) {
            const length = files.find((other) => other.path === one.file)?.text.length ?? 0;
            assert.ok(0 <= one.at.start && one.at.start <= one.at.end && one.at.end <= length, sample.name);
          }
        }
      }
    }
  });

  it('findings are the same with \\r\\n', () => {
    const shown = ({ findings }: Found) => findings.map((one) => `${one.file} ${one.rule} ${one.message}`);
    for (const { name, files, target } of samples()) {
      const windows = files.map((file) => ({ ...file, text: file.text.replaceAll('\n', '\r\n') }));
      assert.deepEqual(shown(check(windows, target)), shown(check(files, target)), name);
    }
  });

  for (const eol of ['\n', '\r\n']) {
    it(`a fix keeps the file whole and its comments, and ends its finding (${JSON.stringify(eol)})`, () => {
      for (const plain of samples()) {
        const sample = {
          ...plain,
          files: plain.files.map((file) => ({ ...file, text: file.text.replaceAll('\n', eol) })),
        };
        const before = check(sample.files, sample.target);
        for (const finding of before.findings) {
          const file = sample.files.find((one) => one.path === finding.file);
          for (const fix of finding.fixes ?? []) {
            const context = `${sample.name}, ${finding.rule}, ${fix.title}`;
            assert.ok(file && fix.edits.every((edit) => edit.file === undefined), context);
            const text = applyEdits(file.text, fix.edits);
            const after = check(withText(sample, file.path, text), sample.target);
            assert.ok(after.problems <= before.problems, `${context}:\n${text}`);
            const count = (found: Found) =>
              found.findings.filter((one) => one.rule === finding.rule && one.file === file.path).length;
            assert.ok(count(after) < count(before), `${context} is still found:\n${text}`);
            if (finding.rule !== 'unused-ignore')
              assert.deepEqual(comments(text), comments(file.text), context);
            assert.equal(/[^\r]\n/.test(text), eol === '\n' && text.includes('\n'), `${context}: line ends`);
          }
        }
      }
    });
  }
});

function comments(text: string): string[] {
  return [...text.matchAll(/(?:^|[ \t])(#[^\r\n]*)/gm)].map((match) => match[1] as string);
}
