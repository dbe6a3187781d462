/** Values of Helm charts. */
import assert from 'node:assert/strict';
import { said } from './said.ts';

const values = (text: string) => said('helm-values', text);

describe('Helm values', () => {
  it('are config, environment, versions and components of the official chart', () => {
    const text = `airflowVersion: 2.10.3
defaultAirflowTag: "2.10.3"
executor: CeleryExecutor
config:
  core:
    parallelism: 64
    dags_folder: '{{ include "airflow_dags" . }}'
  celery: { worker_concurrency: 8 }
env:
  - name: AIRFLOW__CORE__LOAD_EXAMPLES
    value: "False"
  - name: AIRFLOW__DATABASE__SQL_ALCHEMY_CONN
    valueFrom: { secretKeyRef: { name: x, key: y } }
extraEnv: |
  - name: AIRFLOW_CONN_DWH
    value: z
workers:
  replicas: 3
  args: [ bash, -c, exec airflow celery worker -q big ]
  resources: { limits: { memory: 2Gi } }
  extraVolumeMounts: [ { name: data, mountPath: /data } ]
triggerer: { enabled: false }
pgbouncer: { enabled: true }
statsd: { enabled: false }
`;
    assert.deepEqual(values(text), [
      'file core.executor = CeleryExecutor «executor: CeleryExecutor»',
      'file core.parallelism = 64 «parallelism: 64»',
      `file core.dags_folder = ? «dags_folder: '{{ include "airflow_dags" . }}'»`,
      'file celery.worker_concurrency = 8 «worker_concurrency: 8»',
      'environment core.load_examples = False «name: AIRFLOW__CORE__LOAD_EXAMPLES»',
      'environment database.sql_alchemy_conn = ? «name: AIRFLOW__DATABASE__SQL_ALCHEMY_CONN»',
      'version 2.10 (airflowVersion 2.10.3) «airflowVersion: 2.10.3»',
      'version 2.10 (apache/airflow:2.10.3) «defaultAirflowTag: "2.10.3"»',
      'service workers [worker], queues big «args: [ bash, -c, exec airflow celery worker -q big ]», replicas 3 «replicas: 3», memory 2147483648 «memory: 2Gi», mounts /data',
      'connection dwh «AIRFLOW_CONN_DWH»',
      'triggerer off «triggerer»',
      'pgbouncer on «enabled: true»',
      'metrics off',
    ]);
  });

  it('have a triggerer and metrics unless they are switched off', () => {
    assert.deepEqual(values('executor: KubernetesExecutor\n').slice(1), [
      'triggerer on «executor»',
      'metrics on',
    ]);
    assert.deepEqual(values('executor: LocalExecutor\ntriggerer: { replicas: 0 }\n').slice(1), [
      'triggerer off «triggerer»',
      'metrics on',
    ]);
    assert.deepEqual(
      values('executor: LocalExecutor\ntriggerer: { replicas: 0, keda: { enabled: true } }\n').filter(
        (line) => line.startsWith('triggerer'),
      ),
      ['triggerer on «triggerer»'],
    );
  });

  it('may lie below the name of a sub-chart', () => {
    assert.deepEqual(
      values(
        'global: { x: 1 }\nairflow:\n  images: { airflow: { repository: apache/airflow, tag: 3.1.0 } }\n  config: { core: { parallelism: 8 } }\n',
      ).slice(0, 2),
      ['file core.parallelism = 8 «parallelism: 8»', 'version 3.1 (apache/airflow:3.1.0) «tag: 3.1.0»'],
    );
  });

  it('may be of the community chart, with its pools', () => {
    const text = `airflow:
  image: { repository: apache/airflow, tag: 2.8.4-python3.9 }
  executor: CeleryExecutor
  config: { AIRFLOW__CORE__PARALLELISM: "16" }
  pools: [ { name: api, slots: 5, description: x } ]
workers: { replicas: 2 }
`;
    assert.deepEqual(values(text), [
      'environment core.executor = CeleryExecutor «executor: CeleryExecutor»',
      'environment core.parallelism = 16 «AIRFLOW__CORE__PARALLELISM: "16"»',
      'version 2.8 (apache/airflow:2.8.4-python3.9) «tag: 2.8.4-python3.9»',
      'service workers [worker], replicas 2 «replicas: 2»',
      'pool api 5 «{ name: api, slots: 5, description: x }»',
      'triggerer on «airflow»',
    ]);
  });

  it('of other charts say nothing', () => {
    assert.deepEqual(values('image: { tag: 1.0 }\nreplicas: 2\nconfig: { level: debug }\n'), []);
    assert.deepEqual(values(''), []);
  });

  it('are no templates: those are left in peace', () => {
    const template =
      '{{- if .Values.triggerer.enabled }}\nkind: Deployment\nmetadata:\n  name: {{ include "airflow.fullname" . }}\n{{- end }}\n';
    assert.deepEqual(values(template), []);
  });
});
