/** `dagperf debug model`: the command as a process. */
import assert from 'node:assert/strict';
import { dagperf, folderOf, removeFolders } from './command.ts';

after(removeFolders);

const dag = `from datetime import timedelta
from airflow import DAG
from airflow.operators.bash import BashOperator

def names():
    return ["a", "b"]

with DAG("orders", schedule="@daily", default_args={"retries": 4}):
    for name in names():
        BashOperator(task_id=name, bash_command="x", retry_delay=timedelta(minutes=2))
`;

describe('dagperf debug model', () => {
  it('gives Dags, tasks, edges and effective values with their origin as data', async () => {
    const folder = folderOf({
      'dags/orders.py': dag,
      'requirements.txt': 'apache-airflow==2.11.0\n',
      'airflow.cfg': '[core]\ndefault_task_retries = 1\nmax_active_runs_per_dag = 3\n',
    });
    const { code, out } = await dagperf(folder, ['debug', 'model', 'dags/orders.py', '--format', 'json']);
    assert.equal(code, 0);
    const report = JSON.parse(out);
    assert.deepEqual(
      [report.version, report.file, report.airflow, report.complete],
      [1, 'dags/orders.py', '2.11', true],
    );
    const [orders] = report.dags;
    assert.deepEqual([orders.dagId, orders.line, orders.complete], ['orders', 8, true]);
    assert.deepEqual(orders.arguments.catchup, { known: true, value: true, origin: 'default' });
    assert.deepEqual(orders.arguments.max_active_runs, {
      known: true,
      value: 3,
      origin: 'configuration',
      file: 'airflow.cfg',
      line: 3,
    });
    const [a, b] = orders.tasks;
    assert.deepEqual([a.taskId, b.taskId, a.line], ['a', 'b', 10]);
    assert.deepEqual(a.arguments.retries, { known: true, value: 4, origin: 'default-args', line: 8 });
    assert.deepEqual(a.arguments.retry_delay, { known: true, value: 120, origin: 'call', line: 10 });
    assert.deepEqual(report.functions, [{ name: 'names', line: 5, phases: ['parse'] }]);
  });

  it('says as text what is known, and what is not', async () => {
    const folder = folderOf({ 'dags/orders.py': dag.replace('return ["a", "b"]', 'return fetch()') });
    const { code, out } = await dagperf(folder, [
      'debug',
      'model',
      'dags/orders.py',
      '--airflow-version',
      '3.1',
    ]);
    assert.equal(code, 0);
    assert.match(out, /^dags\/orders\.py, for Airflow 3\.1\n\nDag orders, line 8\n/);
    assert.match(out, /\n {2}and further tasks that are not known \(what `fetch\(\)` does is not known\)\n/);
    assert.match(out, /\nFunctions\n {2}5: names: parse\n/);
  });

  it('reads half-written files, and says so when there is nothing to read', async () => {
    const folder = folderOf({ 'dags/half.py': `${dag}\nif True:\n    foo(` });
    const half = await dagperf(folder, ['debug', 'model', 'dags/half.py']);
    assert.equal(half.code, 0);
    assert.match(half.out, /\nDag orders, line 8\n/);
    const missing = await dagperf(folder, ['debug', 'model', 'dags/missing.py']);
    assert.equal(missing.code, 2);
    assert.match(missing.err, /^dagperf: dags\/missing\.py: /);
  });
});

describe('dagperf debug project', () => {
  const files = {
    'dags/sales.py': 'from airflow.sdk import DAG\nfrom common.geo import area\n\nDAG("sales")\n',
    'common/geo.py': 'import geopandas\n\ndef area(x):\n    return x\n',
  };

  it('says as text what a file loads through others, with the way to it', async () => {
    const { code, out } = await dagperf(folderOf(files), ['debug', 'project']);
    assert.equal(code, 0);
    assert.match(out, /^dags\/sales\.py: parsed, 1 Dag, /m);
    assert.match(out, /loads geopandas \(about \d+ ms\): dags\/sales\.py:2 → common\/geo\.py:1/);
  });

  it('gives the same as data', async () => {
    const { code, out } = await dagperf(folderOf(files), [
      'debug',
      'project',
      'dags',
      '--format',
      'json',
      '--airflow-version',
      '3.1',
    ]);
    assert.equal(code, 0);
    const report = JSON.parse(out);
    assert.deepEqual([report.version, report.airflow], [1, '3.1']);
    const sales = report.files.find((one: { path: string }) => one.path === 'dags/sales.py');
    assert.deepEqual(
      sales.heavy.map((one: { name: string; chain: string[] }) => [one.name, one.chain]),
      [['geopandas', ['dags/sales.py:2', 'common/geo.py:1']]],
    );
  });

  it('wants a folder', async () => {
    const { code, err } = await dagperf(folderOf(files), ['debug', 'project', 'missing']);
    assert.equal(code, 2);
    assert.match(err, /^dagperf: missing: no such file or folder\n$/);
  });
});
