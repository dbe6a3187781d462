/** `dagperf check` as a process: which rules run, for which version, and where the configuration comes from. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonReport } from '../../server/src/report/json.ts';
import { dagperf, folderOf, quiet, readsVariable, removeFolders } from './command.ts';

const report = (out: string) => JSON.parse(out) as JsonReport;

after(removeFolders);

describe('dagperf check: rules and version', () => {
  it('follows --select and --ignore, lists and repetitions alike', async () => {
    const folder = folderOf({
      'a.py': readsVariable.replace('from airflow', 'import pandas as pd\nfrom airflow'),
    });
    const rules = async (...given: string[]) =>
      report((await dagperf(folder, ['check', '--format', 'json', ...given])).out).findings.map(
        (one) => one.rule,
      );
    assert.deepEqual(await rules(), ['heavy-import-at-parse', 'variable-get-at-parse']);
    assert.deepEqual(await rules('--select', 'variable-get-at-parse,unused-ignore'), [
      'variable-get-at-parse',
    ]);
    assert.deepEqual(await rules('--ignore', 'unused-ignore', '--ignore', 'variable-get-at-parse'), [
      'heavy-import-at-parse',
    ]);
  });

  it('says what is wrong in the configuration, with the place, and fixes nothing', async () => {
    const folder = folderOf({
      'a.py': readsVariable,
      'pyproject.toml': '[project]\nname = "x"\n\n[tool.dagperf]\nselekt = ["all"]\n',
    });
    const { code, out, err } = await dagperf(folder, ['check', '--fix']);
    assert.deepEqual([code, out], [2, '']);
    assert.equal(
      err,
      'dagperf: pyproject.toml:5:1: tool.dagperf.selekt: unknown key; did you mean "select"?\n',
    );
    assert.equal(readFileSync(path.join(folder, 'a.py'), 'utf8'), readsVariable);
  });

  it('checks the projects whose configuration is right, and ends with 2', async () => {
    const folder = folderOf({
      'good/dagperf.toml': '',
      'good/a.py': readsVariable,
      'bad/dagperf.toml': 'selekt = ["all"]\n',
      'bad/b.py': readsVariable,
      'bad/pools.json': Buffer.from([0]),
    });
    const { code, out, err } = await dagperf(folder, ['check', 'bad', 'good', 'gone.py']);
    assert.equal(code, 2);
    assert.equal(err, 'dagperf: bad/dagperf.toml:1:1: selekt: unknown key; did you mean "select"?\n');
    assert.match(out, /^good\/a\.py:6:47: error/);
    assert.match(
      out,
      /^failed: gone\.py: no such file or folder\nFound 1 finding .* in 1 file \(1 DAG\): .*; 1 failure$/m,
    );
    assert.doesNotMatch(out, /bad\//);
  });

  it('says so when --config names a pyproject.toml that does not configure it', async () => {
    const folder = folderOf({ 'a.py': quiet, 'ci/pyproject.toml': '[tool.dagpref]\nselect = ["all"]\n' });
    const { code, err } = await dagperf(folder, ['check', '--config', 'ci/pyproject.toml']);
    assert.deepEqual([code, err], [2, 'dagperf: ci/pyproject.toml: has no table [tool.dagperf]\n']);
  });

  it('takes the file that --config names', async () => {
    const folder = folderOf({
      'a.py': readsVariable,
      'dagperf.toml': 'ignore = ["variable-get-at-parse"]\n',
      'ci/strict.toml': 'select = ["all"]\n',
    });
    assert.equal((await dagperf(folder, ['check'])).code, 0);
    assert.equal((await dagperf(folder, ['check', '--config', 'ci/strict.toml'])).code, 1);
  });
});
