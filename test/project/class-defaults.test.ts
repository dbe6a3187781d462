/** Defaults that the class of a task has itself, as the catalogue read them from its constructor. */
import assert from 'node:assert/strict';
import { dagFileOf } from '../../server/src/model/dag-file.ts';
import { type Effective, effective } from '../../server/src/project/effective.ts';
import { linkProject } from '../../server/src/project/link.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';

const head = `from airflow import DAG
from airflow.decorators import task
from airflow.providers.amazon.aws.sensors.glacier import GlacierJobOperationSensor
from airflow.providers.amazon.aws.sensors.glue import GlueJobSensor
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.common.sql.operators.sql import SQLInsertRowsOperator
from airflow.providers.google.cloud.sensors.bigquery import BigQueryTableExistenceSensor

`;

function shown(found: Effective): string {
  if (found.state === 'unknown') return 'unknown';
  const { value } = found;
  return `${'value' in value ? value.value : value.kind} (${found.origin})`;
}

describe('defaults of classes', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  /** An argument of the last task of a Dag. */
  function argument(name: string, task: string, more = '', target = '3.3', cfg = ''): string {
    const file = dagFileOf('dags/a.py', parser.parse(`${head}with DAG("d"${more}):\n    ${task}\n`));
    const files = cfg ? [{ path: 'airflow.cfg', text: cfg }] : [];
    const last = file.tasks.at(-1);
    assert.ok(last, 'the code builds a task');
    return shown(effective(linkProject({ files, target }).project, last, name));
  }

  const glacier = 'GlacierJobOperationSensor(task_id="a", vault_name="v", job_id="j")';
  const table = (more = '') =>
    `BigQueryTableExistenceSensor(task_id="a", project_id="p", dataset_id="d", table_id="t"${more})`;

  it('win over those of the base classes', () => {
    assert.equal(argument('poke_interval', glacier), '1200 (default)');
    assert.equal(argument('mode', glacier), 'reschedule (default)');
    assert.equal(argument('poke_interval', 'S3KeySensor(task_id="a", bucket_key="k")'), '60 (default)');
  });

  it('give way to default_args, as parameters of the constructor do', () => {
    assert.equal(argument('mode', glacier, ', default_args={"mode": "poke"}'), 'poke (default-args)');
  });

  it('win over default_args where the constructor sets the argument itself', () => {
    const rows = 'SQLInsertRowsOperator(task_id="a", table_name="t", rows=[])';
    assert.equal(argument('do_xcom_push', rows), 'false (class)');
    assert.equal(argument('do_xcom_push', rows, ', default_args={"do_xcom_push": True}'), 'false (class)');
  });

  it('are unknown where another argument decides', () => {
    assert.equal(argument('poke_interval', table()), '60 (default)');
    assert.equal(argument('poke_interval', table(', deferrable=False')), '60 (default)');
    assert.equal(argument('poke_interval', table(', deferrable=True')), 'unknown');
    const cfg = '[operators]\ndefault_deferrable = True\n';
    assert.equal(argument('poke_interval', table(), '', '3.3', cfg), 'unknown');
    assert.equal(argument('poke_interval', table(', poke_interval=10, deferrable=True')), '10 (call)');
  });

  it('are unknown where only some releases of the version have them', () => {
    const glue = 'GlueJobSensor(task_id="a", job_name="j", run_id="r")';
    assert.equal(argument('poke_interval', glue, '', '3.3'), '120 (default)');
    assert.equal(argument('poke_interval', glue, '', '3.1'), '120 (default)');
    assert.equal(argument('poke_interval', glue, '', '2.11'), 'unknown');
  });

  it('are those of the class behind a flavour of @task', () => {
    const sensor = '@task.sensor\n    def f(): ...\n    f()';
    assert.equal(argument('mode', sensor), 'poke (default)');
    const image = '@task.docker(image="i")\n    def f(): ...\n    f()';
    assert.equal(argument('auto_remove', image), 'never (default)');
  });

  it('ask the configuration that their version asks', () => {
    const cfg = '[core]\nmax_active_tasks_per_dag = 4\ndefault_task_retries = 3\n';
    const key = 'S3KeySensor(task_id="a", bucket_key="k")';
    assert.equal(argument('retries', key, '', '3.1', cfg), '3 (configuration)');
    assert.equal(argument('retries', key, '', '2.10', cfg), '3 (configuration)');
    // 3.0.0 to 3.0.4 do not ask, 3.0.5 does.
    assert.equal(argument('retries', key, '', '3.0', cfg), 'unknown');
  });
});
