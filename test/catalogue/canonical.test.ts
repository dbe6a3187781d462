import { strict as assert } from 'node:assert';
import { canonical, formerNames, operatorFacts } from '../../server/src/catalogue/catalogue.ts';
import moved from '../../server/src/catalogue/data/moved-names.json';

const CASES: Readonly<Record<string, string>> = {
  'airflow.DAG': 'airflow.sdk.DAG',
  'airflow.models.DAG': 'airflow.sdk.DAG',
  'airflow.models.dag.DAG': 'airflow.sdk.DAG',
  'airflow.sdk.definitions.dag.DAG': 'airflow.sdk.DAG',
  'airflow.sdk.DAG': 'airflow.sdk.DAG',
  'airflow.decorators.dag': 'airflow.sdk.dag',
  'airflow.decorators.task': 'airflow.sdk.task',
  'airflow.decorators.task.sensor': 'airflow.sdk.task.sensor',
  'airflow.decorators.task_group': 'airflow.sdk.task_group',
  'airflow.decorators.task_group.task_group': 'airflow.sdk.task_group',
  'airflow.models.Variable': 'airflow.sdk.Variable',
  'airflow.models.Variable.get': 'airflow.sdk.Variable.get',
  'airflow.models.variable.Variable.get': 'airflow.sdk.Variable.get',
  'airflow.models.Connection.get_connection_from_secrets':
    'airflow.sdk.Connection.get_connection_from_secrets',
  'airflow.models.XCom.get_one': 'airflow.sdk.execution_time.xcom.XCom.get_one',
  'airflow.models.TaskInstance': 'airflow.models.taskinstance.TaskInstance',
  'airflow.models.baseoperator.chain': 'airflow.sdk.chain',
  'airflow.models.baseoperator.cross_downstream': 'airflow.sdk.cross_downstream',
  'airflow.models.BaseOperator': 'airflow.sdk.BaseOperator',
  'airflow.models.baseoperator.BaseOperator.partial': 'airflow.sdk.BaseOperator.partial',
  'airflow.utils.task_group.TaskGroup': 'airflow.sdk.TaskGroup',
  'airflow.utils.trigger_rule.TriggerRule.ALL_DONE': 'airflow.sdk.TriggerRule.ALL_DONE',
  'airflow.utils.edgemodifier.Label': 'airflow.sdk.Label',
  'airflow.utils.timezone.utcnow': 'airflow.sdk.timezone.utcnow',
  'airflow.datasets.Dataset': 'airflow.sdk.Asset',
  'airflow.Dataset': 'airflow.sdk.Asset',
  'airflow.exceptions.AirflowSkipException': 'airflow.sdk.exceptions.AirflowSkipException',
  'airflow.hooks.base.BaseHook.get_connection': 'airflow.sdk.BaseHook.get_connection',
  'airflow.hooks.base_hook.BaseHook': 'airflow.sdk.BaseHook',
  'airflow.hooks.postgres_hook.PostgresHook': 'airflow.providers.postgres.hooks.postgres.PostgresHook',
  'airflow.sensors.base.BaseSensorOperator': 'airflow.sdk.BaseSensorOperator',
  'airflow.sensors.base_sensor_operator.BaseSensorOperator': 'airflow.sdk.BaseSensorOperator',
  'airflow.operators.bash.BashOperator': 'airflow.providers.standard.operators.bash.BashOperator',
  'airflow.operators.bash_operator.BashOperator': 'airflow.providers.standard.operators.bash.BashOperator',
  'airflow.operators.python_operator.PythonOperator':
    'airflow.providers.standard.operators.python.PythonOperator',
  'airflow.operators.dummy_operator.DummyOperator':
    'airflow.providers.standard.operators.empty.EmptyOperator',
  'airflow.operators.python.get_current_context': 'airflow.sdk.get_current_context',
  'airflow.sensors.external_task_sensor.ExternalTaskSensor':
    'airflow.providers.standard.sensors.external_task.ExternalTaskSensor',
  'airflow.sensors.s3_key_sensor.S3KeySensor': 'airflow.providers.amazon.aws.sensors.s3.S3KeySensor',
  'airflow.contrib.operators.ssh_operator.SSHOperator': 'airflow.providers.ssh.operators.ssh.SSHOperator',
  'airflow.contrib.sensors.gcs_sensor.GoogleCloudStorageObjectSensor':
    'airflow.providers.google.cloud.sensors.gcs.GCSObjectExistenceSensor',
  'airflow.providers.cncf.kubernetes.operators.kubernetes_pod.KubernetesPodOperator':
    'airflow.providers.cncf.kubernetes.operators.pod.KubernetesPodOperator',
  'airflow.providers.http.operators.http.SimpleHttpOperator':
    'airflow.providers.http.operators.http.HttpOperator',
  'airflow.providers.common.compat.sdk.BaseOperator': 'airflow.sdk.BaseOperator',
};

/** Old and new name of each move that a line holds. */
function pairs(line: string): [string, string][] {
  const [old = '', target = '', ...kept] = line
    .split(' ')
    .map((name) => name.replace(/^\./, 'airflow.providers.'));
  return kept.length === 0 ? [[old, target]] : kept.map((name) => [old + name, target + name]);
}

describe('catalogue: canonical names', () => {
  for (const [old, expected] of Object.entries(CASES)) {
    it(`${old} → ${expected}`, () => {
      assert.equal(canonical(old), expected);
    });
  }

  it('leaves other names alone', () => {
    for (const name of [
      '',
      'airflow',
      'airflow.',
      'pandas.DataFrame',
      'airflow.models',
      'airflow.decorators',
      'airflow.models.Variables',
      'airflow.operators.bash',
      'airflow..DAG',
      'myairflow.models.Variable',
      'airflow.operators.subdag.SubDagOperator',
      'airflow.utils.dates.days_ago',
      'toString',
    ]) {
      assert.equal(canonical(name), name);
    }
  });

  it('is stable: a canonical name is its own', () => {
    for (const [old, target] of moved.moved.flatMap(pairs)) {
      assert.equal(canonical(old), target);
      assert.equal(canonical(target), target, old);
      assert.equal(canonical(`${old}.attribute.of.it`), `${target}.attribute.of.it`);
    }
  });

  it('takes long names without reading them over and over', () => {
    const tail = '.a'.repeat(200_000);
    assert.equal(canonical(`airflow.models.Variable${tail}`), `airflow.sdk.Variable${tail}`);
    assert.equal(canonical(`airflow.nothing${tail}`), `airflow.nothing${tail}`);
  });

  it('leads old spellings to facts', () => {
    for (const name of Object.keys(CASES).filter((each) => /(Operator|Sensor)$/.test(each))) {
      if (!name.includes('Skip')) {
        assert.ok(operatorFacts(canonical(name)), name);
      }
    }
  });

  it('knows the older spellings of a name', () => {
    const bash = formerNames('airflow.providers.standard.operators.bash.BashOperator');
    assert.ok(bash.includes('airflow.operators.bash.BashOperator'));
    assert.ok(bash.includes('airflow.operators.bash_operator.BashOperator'));
    assert.ok(formerNames('airflow.sdk.Variable').includes('airflow.models.Variable'));
    assert.ok(
      bash.every((old) => canonical(old) === 'airflow.providers.standard.operators.bash.BashOperator'),
    );
    assert.deepEqual(formerNames('airflow.operators.bash.BashOperator'), []);
    assert.deepEqual(formerNames('pandas.DataFrame'), []);
  });
});
