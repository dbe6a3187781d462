import { strict as assert } from 'node:assert';
import { type OperatorFacts, operatorFacts, readsConnection } from '../../server/src/catalogue/catalogue.ts';

const STANDARD = 'airflow.providers.standard';

function facts(name: string, line: '2' | '3' = '3'): OperatorFacts {
  const found = operatorFacts(name, line);
  assert.ok(found, `${name} is not in the catalogue`);
  return found;
}

describe('catalogue: operators', () => {
  it('knows which sensors can be deferred', () => {
    for (const name of [
      'airflow.providers.amazon.aws.sensors.s3.S3KeySensor',
      `${STANDARD}.sensors.external_task.ExternalTaskSensor`,
      `${STANDARD}.sensors.filesystem.FileSensor`,
      'airflow.providers.google.cloud.sensors.gcs.GCSObjectExistenceSensor',
    ]) {
      assert.equal(facts(name).deferrable, true, name);
      assert.equal(facts(name).kind, 'sensor', name);
    }
    assert.equal(facts(`${STANDARD}.sensors.python.PythonSensor`).deferrable, false);
    assert.equal(facts('airflow.providers.common.sql.sensors.sql.SqlSensor').deferrable, false);
  });

  it('does not believe in a deferrable parameter that execute never looks at', () => {
    const discord = facts('airflow.providers.discord.operators.discord_webhook.DiscordWebhookOperator');
    assert.equal(discord.deferrable, false);
    const refresh = facts(
      'airflow.providers.microsoft.azure.operators.powerbi.PowerBIDatasetRefreshOperator',
    );
    assert.deepEqual([refresh.deferrable, refresh.alwaysAsynchronous], [false, true]);
  });

  it('follows `self._defer = deferrable` of older classes', () => {
    assert.equal(facts(`${STANDARD}.operators.trigger_dagrun.TriggerDagRunOperator`, '2').deferrable, true);
  });

  it('knows what always waits in the triggerer', () => {
    for (const name of [
      `${STANDARD}.sensors.date_time.DateTimeSensorAsync`,
      `${STANDARD}.sensors.time.TimeSensorAsync`,
      `${STANDARD}.sensors.time_delta.TimeDeltaSensorAsync`,
      'airflow.providers.apache.kafka.sensors.kafka.AwaitMessageSensor',
      'airflow.providers.apache.kafka.sensors.kafka.AwaitMessageTriggerFunctionSensor',
    ]) {
      assert.equal(facts(name).alwaysAsynchronous, true, name);
    }
    assert.equal(facts(`${STANDARD}.sensors.date_time.DateTimeSensor`).alwaysAsynchronous, false);
    assert.equal(facts('airflow.providers.amazon.aws.sensors.s3.S3KeySensor').alwaysAsynchronous, false);
  });

  it('knows the mode that a sensor starts from', () => {
    const glacier = facts('airflow.providers.amazon.aws.sensors.glacier.GlacierJobOperationSensor');
    assert.equal(glacier.defaultMode, 'reschedule');
    const unchanged = facts('airflow.providers.amazon.aws.sensors.s3.S3KeysUnchangedSensor');
    assert.equal(unchanged.pokeModeOnly, true);
    assert.equal(unchanged.defaultMode, undefined);
    assert.equal(facts(`${STANDARD}.sensors.filesystem.FileSensor`).pokeModeOnly, false);
  });

  it('knows templated fields, and which of them are plain text', () => {
    const bash = facts(`${STANDARD}.operators.bash.BashOperator`);
    assert.deepEqual([...bash.templateFields].sort(), ['bash_command', 'cwd', 'env']);
    assert.deepEqual([...bash.stringFields].sort(), ['bash_command', 'cwd']);
    assert.ok(bash.parameters.includes('append_env'));
    const python = facts(`${STANDARD}.operators.python.PythonOperator`);
    assert.ok(python.templateFields.includes('op_kwargs'));
    assert.ok(!python.stringFields.includes('op_kwargs'));
    assert.ok(python.parameters.includes('python_callable'));
  });

  it('inherits parameters and templated fields through **kwargs and base classes', () => {
    const key = facts('airflow.providers.amazon.aws.sensors.s3.S3KeySensor');
    assert.ok(key.parameters.includes('aws_conn_id'), 'from AwsBaseSensor');
    assert.ok(key.templateFields.includes('region_name'), 'from aws_template_fields()');
    const branch = facts(`${STANDARD}.operators.python.BranchPythonOperator`);
    assert.ok(branch.templateFields.includes('templates_dict'), 'from PythonOperator');
    assert.ok(!branch.parameters.includes('task_id'), 'BaseOperator has it');
    const pod = facts('airflow.providers.google.cloud.operators.kubernetes_engine.GKEStartPodOperator');
    assert.ok(pod.templateFields.includes('image'), 'from KubernetesPodOperator');
    assert.ok(pod.templateFields.includes('cluster_name'), 'its own');
  });

  it('leaves out a parameter that the constructor fills in itself', () => {
    const sensor = facts(`${STANDARD}.sensors.time.TimeSensorAsync`);
    assert.ok(!sensor.parameters.includes('deferrable'));
  });

  it('answers for the oldest supported line', () => {
    const time = `${STANDARD}.sensors.time.TimeSensor`;
    assert.equal(facts(time, '3').deferrable, true);
    assert.equal(facts(time, '2').deferrable, false);
    const sftp = 'airflow.providers.sftp.sensors.sftp.SFTPSensor';
    assert.deepEqual(facts(sftp, '2').kind, 'sensor');
    const http = 'airflow.providers.http.operators.http.HttpOperator';
    assert.ok(facts(http, '3').templateFields.includes('http_conn_id'));
    assert.ok(!facts(http, '2').templateFields.includes('http_conn_id'));
    assert.ok(facts(http, '2').parameters.includes('http_conn_id'));
  });

  it('still describes classes that newer providers dropped', () => {
    const name = 'airflow.providers.postgres.operators.postgres.PostgresOperator';
    assert.ok(facts(name).templateFields.includes('sql'));
    assert.deepEqual(facts(name), facts(name, '2'));
  });

  it('tells whether an operator waits for what it started', () => {
    const trigger = `${STANDARD}.operators.trigger_dagrun.TriggerDagRunOperator`;
    assert.equal(facts(trigger).waitForCompletion, false);
    assert.equal(
      facts('airflow.providers.amazon.aws.operators.glue.GlueJobOperator').waitForCompletion,
      true,
    );
    assert.equal(facts(`${STANDARD}.operators.bash.BashOperator`).waitForCompletion, undefined);
  });

  it('describes the base classes that users extend', () => {
    assert.ok(facts('airflow.sdk.BaseSensorOperator').parameters.includes('poke_interval'));
    assert.ok(facts('airflow.sdk.BaseOperator').parameters.includes('execution_timeout'));
  });

  it('knows nothing of names it has not read', () => {
    assert.equal(operatorFacts('airflow.providers.standard.operators.bash'), undefined);
    assert.equal(operatorFacts('mycompany.operators.BashOperator'), undefined);
    assert.equal(operatorFacts('constructor'), undefined);
    assert.equal(operatorFacts(''), undefined);
  });

  it('knows hooks that read a connection while they are constructed', () => {
    assert.equal(readsConnection('airflow.providers.google.cloud.hooks.gcs.GCSHook'), true);
    assert.equal(readsConnection('airflow.providers.ssh.hooks.ssh.SSHHook'), true);
    assert.equal(readsConnection('airflow.providers.postgres.hooks.postgres.PostgresHook'), false);
    assert.equal(readsConnection('airflow.providers.amazon.aws.hooks.s3.S3Hook'), false);
  });
});
