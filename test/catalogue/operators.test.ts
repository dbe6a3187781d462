import { strict as assert } from 'node:assert';
import {
  classFacts,
  decoratorClass,
  decoratorFlavours,
  type OperatorFacts,
  operatorFacts,
  readsConnection,
} from '../../server/src/catalogue/catalogue.ts';

const STANDARD = 'airflow.providers.standard';

function facts(name: string, version?: string): OperatorFacts {
  const found = operatorFacts(name, version);
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
    const key = facts('airflow.providers.amazon.aws.sensors.s3.S3KeySensor', '3.3');
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

  it('answers for the target version, and for all of them only what they agree on', () => {
    const time = `${STANDARD}.sensors.time.TimeSensor`;
    assert.equal(facts(time, '3.3').deferrable, true);
    assert.equal(facts(time, '2.10').deferrable, false);
    assert.equal(facts(time).deferrable, false);
    assert.equal(facts(time).deferrableSince, '1.3.0');
    const http = 'airflow.providers.http.operators.http.HttpOperator';
    assert.ok(facts(http, '3.4').templateFields.includes('http_conn_id'));
    assert.ok(!facts(http, '2').templateFields.includes('http_conn_id'));
    assert.ok(!facts(http).templateFields.includes('http_conn_id'));
    assert.ok(facts(http).parameters.includes('http_conn_id'));
  });

  it('answers for versions beyond the supported ones as for the nearest', () => {
    const time = `${STANDARD}.sensors.time.TimeSensor`;
    assert.equal(facts(time, '2.9').deferrable, false);
    assert.equal(facts(time, '3.9').deferrable, true);
  });

  it('still describes classes that newer providers dropped', () => {
    const name = 'airflow.providers.postgres.operators.postgres.PostgresOperator';
    assert.ok(facts(name).templateFields.includes('sql'));
    assert.deepEqual(facts(name), facts(name, '2'));
    assert.deepEqual(facts(name), facts(name, '3.4'));
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

  it('knows the default of each parameter', () => {
    const bash = facts(`${STANDARD}.operators.bash.BashOperator`);
    assert.deepEqual(bash.defaults.bash_command, { required: true });
    assert.deepEqual(bash.defaults.cwd, { required: false, literal: { kind: 'none' } });
    assert.deepEqual(bash.defaults.append_env?.literal, { kind: 'boolean', value: false });
    const key = facts('airflow.providers.amazon.aws.sensors.s3.S3KeySensor');
    assert.deepEqual(key.defaults.aws_conn_id?.literal, { kind: 'string', value: 'aws_default' });
    assert.deepEqual(key.defaults.deferrable, {
      required: false,
      literal: { kind: 'boolean', value: false },
      option: 'operators.default_deferrable',
      readAs: 'boolean',
    });
    const glacier = facts('airflow.providers.amazon.aws.sensors.glacier.GlacierJobOperationSensor');
    assert.deepEqual(glacier.defaults.poke_interval?.literal, { kind: 'number', value: 1200 });
  });

  it('knows what a constructor sets arguments of BaseOperator to, and under which condition', () => {
    const rows = facts('airflow.providers.common.sql.operators.sql.SQLInsertRowsOperator', '3.3');
    assert.deepEqual(rows.sets.do_xcom_push, { literal: { kind: 'boolean', value: false } });
    const table = facts('airflow.providers.google.cloud.sensors.bigquery.BigQueryTableExistenceSensor');
    assert.deepEqual(table.sets.poke_interval, { when: 'deferrable' });
    assert.deepEqual(facts(`${STANDARD}.operators.bash.BashOperator`).sets, {});
  });

  it('tells whether a result goes to XCom', () => {
    assert.equal(facts(`${STANDARD}.operators.bash.BashOperator`).returnsValue, true);
    assert.equal(facts(`${STANDARD}.operators.python.PythonOperator`).returnsValue, true);
    assert.equal(facts(`${STANDARD}.operators.empty.EmptyOperator`).returnsValue, false);
    assert.equal(facts(`${STANDARD}.sensors.filesystem.FileSensor`).returnsValue, false);
    assert.equal(facts(`${STANDARD}.sensors.python.PythonSensor`).returnsValue, true);
    assert.equal(facts('airflow.sdk.BaseOperator').returnsValue, undefined);
  });

  it('knows the class behind every flavour of @task', () => {
    assert.equal(
      decoratorClass('docker'),
      'airflow.providers.docker.decorators.docker._DockerDecoratedOperator',
    );
    assert.equal(
      decoratorClass('sql', '3.3'),
      'airflow.providers.common.sql.decorators.sql._SQLDecoratedOperator',
    );
    assert.equal(decoratorClass('sql', '2.10'), undefined);
    assert.equal(decoratorClass('nothing'), undefined);
    for (const flavour of decoratorFlavours()) {
      assert.ok(facts(decoratorClass(flavour) ?? ''), flavour);
    }
    const docker = facts(decoratorClass('docker') ?? '');
    assert.ok(docker.parameters.includes('image') && docker.parameters.includes('python_callable'));
  });

  it('knows hooks, triggers and notifiers with their parameters', () => {
    const hook = classFacts('airflow.providers.google.cloud.hooks.gcs.GCSHook');
    assert.deepEqual(hook?.defaults.gcp_conn_id?.literal, { kind: 'string', value: 'google_cloud_default' });
    const trigger = classFacts('airflow.providers.amazon.aws.triggers.s3.S3KeyTrigger');
    assert.deepEqual([trigger?.kind, trigger?.defaults.bucket_key?.required], ['trigger', true]);
    const notifier = classFacts('airflow.providers.slack.notifications.slack.SlackNotifier');
    assert.equal(notifier?.kind, 'notifier');
    assert.ok(notifier?.templateFields.includes('text'));
    assert.equal(operatorFacts('airflow.providers.google.cloud.hooks.gcs.GCSHook'), undefined);
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
