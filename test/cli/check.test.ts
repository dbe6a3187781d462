/** `dagperf check` as a process: exit codes, formats, options. */
import assert from 'node:assert/strict';
import { mkdirSync, openSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import reportSchema from '../../schemas/report.schema.json';
import type { JsonReport } from '../../server/src/report/json.ts';
import { dagperf, folderOf, importsPandas, quiet, readsVariable, removeFolders } from './command.ts';

const isReport = new Ajv({ allErrors: true }).compile(reportSchema);

/** The JSON report of a run, held to its schema. */
function report(out: string): JsonReport {
  const parsed: unknown = JSON.parse(out);
  assert.ok(isReport(parsed), JSON.stringify(isReport.errors, null, 2));
  return parsed as unknown as JsonReport;
}

/** Makes folders in each other until their path is too long to be read; gives back what removes them. */
function enterDeepFolder(start: string): () => void {
  const home = process.cwd();
  const name = 'd'.repeat(200);
  const depth = 21;
  process.chdir(start);
  for (let level = 0; level < depth; level++) {
    mkdirSync(name);
    process.chdir(name);
  }
  return () => {
    for (let level = 0; level < depth; level++) {
      process.chdir('..');
      rmdirSync(name);
    }
    process.chdir(home);
  };
}

after(removeFolders);

describe('dagperf check: exit code', () => {
  it('is 0 when nothing is found', async () => {
    const { code, out, err } = await dagperf(folderOf({ 'dags/a.py': quiet }), ['check']);
    assert.deepEqual([code, out, err], [0, 'No findings in 1 file (1 DAG)\n', '']);
  });

  it('is 1 for a finding', async () => {
    const { code, err } = await dagperf(folderOf({ 'a.py': readsVariable }), ['check']);
    assert.deepEqual([code, err], [1, '']);
  });

  it('follows --fail-on', async () => {
    const folder = folderOf({ 'a.py': importsPandas });
    const codes = [];
    for (const severity of ['error', 'warning', 'info', 'hint', 'never'])
      codes.push((await dagperf(folder, ['check', '--fail-on', severity])).code);
    assert.deepEqual(codes, [0, 1, 1, 1, 0]);
  });

  it('is 0 for hints and infos alone, which are in the report all the same', async () => {
    const settings = '[rules]\nheavy-import-at-parse = "hint"\n';
    const folder = folderOf({ 'a.py': importsPandas, 'dagperf.toml': settings });
    const { code, out } = await dagperf(folder, ['check', '--format', 'json']);
    assert.equal(code, 0);
    assert.deepEqual(report(out).summary.findings, { error: 0, warning: 0, info: 0, hint: 1 });
  });

  it('is 2 when the report cannot be written, and says so', async () => {
    const folder = folderOf({ 'a.py': readsVariable });
    const stdout = openSync(path.join(folder, 'a.py'), 'r');
    const { code, err } = await dagperf(folder, ['check'], { stdout });
    assert.equal(code, 2);
    assert.match(err, /^dagperf: the report cannot be written: EBADF/);
  });

  it('is that of the findings when the reader of the report closes it early', async () => {
    const folder = folderOf({
      'a.py': readsVariable.replace(/^ +Bash.*$/m, (line) => `${line}\n`.repeat(3_000)),
    });
    const { code, err } = await dagperf(folder, ['check'], { closeOut: true });
    assert.deepEqual([code, err], [1, '']);
  });

  it('is 2 for a path that is not there, and the rest is checked', async () => {
    const { code, out } = await dagperf(folderOf({ 'a.py': readsVariable }), ['check', 'gone.py', 'a.py']);
    assert.equal(code, 2);
    assert.match(out, /^failed: gone\.py: no such file or folder$/m);
    assert.match(out, /^a\.py:6:47: error\[variable-get-at-parse\]/m);
    assert.match(out, /^Found 1 finding \(1 error\) in 1 file \(1 DAG\): 1 fixable with --fix; 1 failure$/m);
  });
});

describe('dagperf check: what cannot be meant', () => {
  const cases: readonly (readonly [given: readonly string[], message: RegExp])[] = [
    [['chekc'], /unknown command 'chekc'\s+\(Did you mean check\?\)/],
    [['a.py'], /unknown command 'a\.py'\n\(Did you mean check a\.py\?\)/],
    [['check', '--fixx'], /unknown option '--fixx'\s+\(Did you mean --fix\?\)/],
    [['check', '--format', 'jsn'], /Expected one of text, json; did you mean "json"\?/],
    [['check', '--fail-on', 'warn'], /did you mean "warning"\?/],
    [
      ['check', '--select', 'unbounded-retry'],
      /--select: unknown rule "unbounded-retry"; did you mean "unbounded-retries"\?/,
    ],
    [['check', '--ignore', 'recommended'], /--ignore: unknown rule "recommended"/],
    [['check', '--airflow-version', 'latest'], /Expected a version such as "2\.11" or "3\.1"/],
    [
      ['check', '--airflow-version', '2.5'],
      /'2\.5' is invalid\. Airflow 2\.5 is not supported; expected a version from 2\.10 to 3\.\d+\n/,
    ],
    [['debug', 'project', '--airflow-version', '9.0.1'], /Airflow 9\.0\.1 is not supported/],
    [['check', '--unsafe-fixes'], /--unsafe-fixes goes with --fix or --diff/],
    [['check', '--diff', '--format', 'json'], /--diff prints a diff/],
    [['check', '--config', 'gone.toml'], /gone\.toml: no such file or folder/],
    [['rule', 'unbounded-retry'], /unknown rule "unbounded-retry"; did you mean "unbounded-retries"\?/],
    [['rule'], /name a rule, or ask for --all; the rules are: .*unused-ignore/],
    [['check', '--fix', ''], /a path is empty/],
    [['check', '--config', ''], /--config: the path is empty/],
    [['check', '--select', ''], /--select names no rule/],
    [['check', '--select', ' , '], /--select names no rule/],
    [['lsp'], /required option '--stdio' not specified/],
  ];
  for (const [given, message] of cases) {
    it(`says so for ${given.join(' ')}`, async () => {
      const { code, out, err } = await dagperf(folderOf({ 'a.py': readsVariable }), given);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, message);
    });
  }
});

describe('dagperf check: text', () => {
  it('underlines what is meant, also behind tabs and wide characters, and sums up by payer', async () => {
    const source = readsVariable.replace(
      '    BashOperator(task_id="load"',
      '\tBashOperator(task_id="load", doc="加载 🚀"',
    );
    const { out } = await dagperf(folderOf({ 'a.py': source }), ['check']);
    const [, line = '', mark = ''] = out.split('\n');
    const width = '\tBashOperator(task_id="load", doc="加载 🚀", bash_command='.length + 3 + 2;
    assert.equal(line, `  6 |     ${source.split('\n')[5]?.slice(1)}`);
    assert.equal(mark, `    | ${' '.repeat(width)}${'^'.repeat('Variable.get("command")'.length)}`);
    assert.match(out, /^ {2}cost: [\d ]+ reads per day, paid by metadata-db$/m);
    assert.match(out, /^ {2}fix: .+ \(safe\)$/m);
    assert.match(out, /^ {2}metadata-db {2}[\d ]+ reads per day \(1 finding\)$/m);
  });

  it('cuts a long line around the place', async () => {
    const long = `x = "${'a'.repeat(600)}"; BashOperator(task_id="load", bash_command=Variable.get("command"), doc="${'b'.repeat(600)}")`;
    const source = readsVariable.replace(/BashOperator\(task_id.*$/m, long);
    const { out } = await dagperf(folderOf({ 'a.py': source }), ['check']);
    const [, line = '', mark = ''] = out.split('\n');
    assert.ok(line.length < 170 && line.endsWith('…'), line);
    assert.equal(line.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1), 'Variable.get("command")');
  });

  it('lets no control character of a file reach the terminal', async () => {
    const source = readsVariable.replace('"load"', '"\x1b[31mload\u202e"');
    const { out } = await dagperf(folderOf({ 'a.py': source }), ['check']);
    assert.match(out, /task_id="\ufffd\[31mload\ufffd"/);
    assert.ok(!out.includes('\x1b') && !out.includes('\u202e'));
  });

  it('lets no control character of a file name reach the terminal', async () => {
    const folder = folderOf({ 'dags/\x1b[31m.py': '' });
    writeFileSync(path.join(folder, 'dags/\x1b[32m.py'), Buffer.from([0]));
    symlinkSync('gone', path.join(folder, 'dags/\x1b[33m.py'));
    const { out, err } = await dagperf(folder, ['check']);
    assert.match(out, /^failed: dags\/\ufffd\[32m\.py: /m);
    assert.equal(err, 'dagperf: note: dags/\ufffd[33m.py: link not followed: no such file or folder\n');
  });

  it('has colours only where asked for', async () => {
    const folder = folderOf({ 'a.py': readsVariable });
    const plain = await dagperf(folder, ['check']);
    const coloured = await dagperf(folder, ['check'], { environment: { FORCE_COLOR: '1' } });
    const none = await dagperf(folder, ['check'], { environment: { NO_COLOR: '1' } });
    assert.ok(!plain.out.includes('\x1b['));
    assert.ok(coloured.out.includes('\x1b[31merror'), coloured.out);
    assert.equal(none.out, plain.out);
    for (const no of ['0', 'false', '']) {
      const { out } = await dagperf(folder, ['check'], { environment: { FORCE_COLOR: no } });
      assert.equal(out, plain.out, `FORCE_COLOR=${no}`);
    }
  });
});

describe('dagperf check: json', () => {
  it('counts lines and columns from 1, in UTF-16 units, and keeps to its schema', async () => {
    const source = readsVariable.replace('task_id="load"', 'task_id="load", doc="🚀"');
    const folder = folderOf({ 'dags/a.py': source, 'dags/b.py': importsPandas });
    const { code, out } = await dagperf(folder, ['check', '--format', 'json']);
    assert.equal(code, 1);
    const { findings, summary, failures } = report(out);
    const column = (source.split('\n')[5] as string).indexOf('Variable.get') + 1;
    assert.deepEqual(
      findings.map((one) => [one.rule, one.severity, one.file, one.range.start, one.range.end]),
      [
        [
          'variable-get-at-parse',
          'error',
          'dags/a.py',
          { line: 6, column },
          { line: 6, column: column + 23 },
        ],
        ['heavy-import-at-parse', 'warning', 'dags/b.py', { line: 1, column: 1 }, { line: 1, column: 20 }],
      ],
    );
    assert.equal(findings[0]?.cost?.payer, 'metadata-db');
    assert.equal(findings[0]?.fixes[0]?.safety, 'safe');
    assert.deepEqual(failures, []);
    assert.deepEqual(summary, { files: 2, dags: 2, findings: { error: 1, warning: 1, info: 0, hint: 0 } });
  });

  it('is the same whatever order the paths come in, and names a file once', async () => {
    const folder = folderOf({ 'a.py': readsVariable, 'b/c.py': importsPandas, 'b/a.py': readsVariable });
    symlinkSync('a.py', path.join(folder, 'z.py'));
    const one = await dagperf(folder, ['check', '--format', 'json', 'a.py', 'b']);
    const other = await dagperf(folder, ['check', '--format', 'json', 'b', '.', 'b/c.py', './a.py']);
    assert.deepEqual(report(one.out), report(other.out));
  });

  it('shows paths relative to the working directory', async () => {
    const folder = folderOf({ 'a.py': readsVariable, 'sub/quiet.py': quiet });
    const { out } = await dagperf(path.join(folder, 'sub'), ['check', '--format', 'json', '../a.py']);
    assert.equal(report(out).findings[0]?.file, '../a.py');
  });

  it('does not satisfy its schema by accident', () => {
    assert.ok(!isReport({ version: 2, findings: [{}], failures: [], summary: {} }));
  });
});

describe('dagperf check: which files', () => {
  async function checked(folder: string, given: readonly string[]): Promise<string[]> {
    const { out } = await dagperf(folder, ['check', '--format', 'json', ...given]);
    return report(out).findings.map((one) => one.file);
  }

  it('passes virtual environments, caches and .git over', async () => {
    const folder = folderOf({
      'dags/a.py': readsVariable,
      'node_modules/x/a.py': readsVariable,
      '.venv/a.py': readsVariable,
      '.git/a.py': readsVariable,
      'dags/__pycache__/a.py': readsVariable,
      'py311/pyvenv.cfg': '',
      'py311/lib/a.py': readsVariable,
    });
    assert.deepEqual(await checked(folder, []), ['dags/a.py']);
  });

  it('follows exclude of the configuration file and of the command line, except for named files', async () => {
    const folder = folderOf({
      'dags/a.py': readsVariable,
      'dags/legacy/b.py': readsVariable,
      'dags/c_test.py': `import pytest\n${readsVariable}`,
      'dagperf.toml': 'exclude = ["dags/legacy/**"]\n',
    });
    assert.deepEqual(await checked(folder, ['--exclude', 'dags/a*']), []);
    assert.deepEqual(await checked(folder, ['dags']), ['dags/a.py']);
    assert.deepEqual(await checked(folder, ['dags/legacy/b.py']), ['dags/legacy/b.py']);
    assert.deepEqual(await checked(folder, ['--force-exclude', 'dags/legacy/b.py']), []);
    assert.deepEqual(await checked(path.join(folder, 'dags'), ['--exclude', '/a.py']), []);
  });

  it('checks a Dag that is called a test, unless it imports a test framework', async () => {
    const folder = folderOf({
      'dags/orders_test.py': readsVariable,
      'dags/helpers_test.py': `from unittest import mock\n${readsVariable}`,
      'dags/test_orders.py': readsVariable,
      'tests/dags/a.py': readsVariable,
    });
    assert.deepEqual(await checked(folder, []), ['dags/orders_test.py']);
  });

  it('matches patterns that the shell has left', async () => {
    const folder = folderOf({
      'dags/a.py': readsVariable,
      'dags/x/b.py': readsVariable,
      'c.py': readsVariable,
    });
    assert.deepEqual(await checked(folder, ['dags/*.py']), ['dags/a.py']);
    assert.deepEqual(await checked(folder, ['dags/**/*.py']), ['dags/a.py', 'dags/x/b.py']);
    const { code, out } = await dagperf(folder, ['check', 'dags/*.txt']);
    assert.equal(code, 2);
    assert.match(out, /dags\/\*\.txt: no Python file matches this pattern/);
  });

  it('is not caught by links in a circle, and does not leave the project', async () => {
    const outside = folderOf({ 'b.py': readsVariable });
    const folder = folderOf({ 'dags/a.py': readsVariable, 'shared/c.py': readsVariable });
    symlinkSync('..', path.join(folder, 'dags/loop'));
    symlinkSync('self', path.join(folder, 'dags/self'));
    symlinkSync(outside, path.join(folder, 'dags/outside'));
    symlinkSync('../shared', path.join(folder, 'dags/shared'));
    assert.deepEqual(await checked(folder, []), ['dags/a.py', 'shared/c.py']);
    assert.deepEqual(await checked(folder, ['dags']), ['dags/a.py', 'dags/loop/shared/c.py']);
    const { err } = await dagperf(folder, ['check', 'dags']);
    assert.match(err, /^dagperf: note: dags\/outside: leads out of the project: not followed$/m);
  });

  it('reads a file without the word airflow, and counts it as no DAG file', async () => {
    const folder = folderOf({ 'a.py': 'import pandas\n', 'broken.py': 'def (:\n', 'empty.py': '' });
    const { code, out } = await dagperf(folder, ['check']);
    assert.deepEqual([code, out], [0, 'No findings in 3 files (0 DAGs)\n']);
  });

  it('says when there is nothing to check', async () => {
    const { code, err } = await dagperf(folderOf({ 'notes.txt': '' }), ['check']);
    assert.deepEqual([code, err], [0, 'dagperf: note: no Python files found under .\n']);
  });

  it('fails for what it cannot read, and checks the rest', async () => {
    const folder = folderOf({
      'a.py': readsVariable,
      'binary.py': Buffer.from('airflow\0'),
      'bytes.py': Buffer.from('airflow = "caf\xe9"\n', 'latin1'),
      'latin.py': Buffer.from(`# -*- coding: latin-1 -*-\n${readsVariable}# caf\xe9\n`, 'latin1'),
      'utf16.py': Buffer.from(`\ufeff${readsVariable}`, 'utf16le'),
      'large.py': Buffer.alloc(32 * 1024 * 1024 + 1, 0x20),
    });
    mkdirSync(path.join(folder, 'folder.py'));
    const { code, out } = await dagperf(folder, ['check', '--format', 'json']);
    const { findings, failures } = report(out);
    assert.equal(code, 2);
    assert.deepEqual(
      findings.map((one) => one.file),
      ['a.py', 'latin.py'],
    );
    assert.deepEqual(failures, [
      { file: 'binary.py', message: 'not UTF-8 text (contains NUL bytes)' },
      { file: 'bytes.py', message: 'not UTF-8 text' },
      { file: 'large.py', message: 'larger than 32 MB: not checked' },
      { file: 'utf16.py', message: 'not UTF-8 text (contains NUL bytes)' },
    ]);
  });

  it('fails for a folder it cannot look into only where that was to be checked', async () => {
    const folder = folderOf({ 'dags/a.py': quiet });
    // A path longer than the system takes cannot be read, not even by root, to whom no permission is denied.
    const leave = enterDeepFolder(folder);
    try {
      const beside = await dagperf(folder, ['check', 'dags']);
      assert.deepEqual([beside.code, beside.out], [0, 'No findings in 1 file (1 DAG)\n']);
      assert.match(beside.err, /^dagperf: note: d+\/.*: deployment files in it may be missed: ENAMETOOLONG/);
      const around = await dagperf(folder, ['check', '.']);
      assert.equal(around.code, 2);
      assert.match(around.out, /^failed: d+\/.*: ENAMETOOLONG/m);
      assert.equal(around.err, '');
    } finally {
      leave();
    }
  });

  it('refuses a device instead of reading it for ever', async () => {
    const { code, out } = await dagperf(folderOf({}), ['check', '/dev/zero']);
    assert.equal(code, 2);
    assert.match(out, /dev\/zero: is not a regular file/);
  });

  it('leaves a Dag file with a syntax error as it is', async () => {
    const folder = folderOf({ 'a.py': `${readsVariable}\ndef (\n` });
    const { code, err } = await dagperf(folder, ['check', '--fix']);
    assert.equal(code, 1);
    assert.match(err, /note: a\.py:\d+:\d+: syntax error: checked as far as it can be read, not fixed/);
    assert.equal(readFileSync(path.join(folder, 'a.py'), 'utf8'), `${readsVariable}\ndef (\n`);
  });
});
