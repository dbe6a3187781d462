/** docker-compose files. */
import assert from 'node:assert/strict';
import { said } from './said.ts';

const compose = (text: string, variables: Readonly<Record<string, string>> = {}) =>
  said('compose', text, variables);

describe('a compose file', () => {
  it('brings anchors, merge keys and extension fields where they are used', () => {
    const text = `x-airflow: &airflow
  image: apache/airflow:2.10.5
  environment: &env
    AIRFLOW__CORE__EXECUTOR: CeleryExecutor
    AIRFLOW__CORE__PARALLELISM: 64
x-unused:
  environment:
    AIRFLOW__CORE__PARALLELISM: 1
services:
  airflow-scheduler:
    <<: *airflow
    command: scheduler
  airflow-worker:
    <<: *airflow
    command: celery worker
    environment:
      <<: *env
      DUMB_INIT_SETSID: "0"
      AIRFLOW__CORE__EXECUTOR: LocalExecutor
`;
    assert.deepEqual(compose(text), [
      'environment core.executor = CeleryExecutor «AIRFLOW__CORE__EXECUTOR: CeleryExecutor»',
      'environment core.parallelism = 64 «AIRFLOW__CORE__PARALLELISM: 64»',
      'environment core.executor = LocalExecutor «AIRFLOW__CORE__EXECUTOR: LocalExecutor»',
      'version 2.10 (apache/airflow:2.10.5) «image: apache/airflow:2.10.5»',
      'service airflow-scheduler [scheduler]',
      'service airflow-worker [worker]',
      'triggerer off «airflow-scheduler»',
    ]);
  });

  it('reads the environment as a map or a list, booleans as Python has them', () => {
    const text = `services:
  airflow:
    environment:
      - AIRFLOW__A__B=a=b
      - AIRFLOW__A__C
  airflow-two:
    environment: { AIRFLOW__A__D: true, AIRFLOW__A__E: 1.50, AIRFLOW__A__F: "", AIRFLOW__A__G: }
`;
    assert.deepEqual(compose(text, { AIRFLOW__A__C: 'from .env' }).slice(0, 6), [
      'environment a.b = a=b «AIRFLOW__A__B=a=b»',
      'environment a.c = from .env «AIRFLOW__A__C»',
      'environment a.d = True «AIRFLOW__A__D: true»',
      'environment a.e = 1.50 «AIRFLOW__A__E: 1.50»',
      'environment a.f =  «AIRFLOW__A__F: ""»',
      'environment a.g = ? «AIRFLOW__A__G»',
    ]);
  });

  it('takes the default of a variable unless .env sets it', () => {
    const text =
      'services:\n  airflow:\n    image: ${IMG:-apache/airflow:2.10.5}\n    environment:\n      AIRFLOW__A__B: ${N:-16}\n      AIRFLOW__A__C: ${GONE}\n';
    assert.deepEqual(compose(text).slice(0, 3), [
      'environment a.b = 16 «AIRFLOW__A__B: ${N:-16}»',
      'environment a.c = ? «AIRFLOW__A__C: ${GONE}»',
      'version 2.10 (apache/airflow:2.10.5) «image: ${IMG:-apache/airflow:2.10.5}»',
    ]);
    assert.deepEqual(compose(text, { N: '4', IMG: 'apache/airflow:3.1.0' }).slice(0, 3), [
      'environment a.b = 4 «AIRFLOW__A__B: ${N:-16}»',
      'environment a.c = ? «AIRFLOW__A__C: ${GONE}»',
      'version 3.1 (apache/airflow:3.1.0) «image: ${IMG:-apache/airflow:2.10.5}»',
    ]);
  });

  it('tells queues, concurrency, replicas, memory and mounts of its workers', () => {
    const text = `services:
  worker-heavy:
    image: apache/airflow:3.0.0
    command: celery worker -q heavy,gpu --concurrency 4
    deploy: { replicas: 3, resources: { limits: { memory: 4G } } }
    env_file: [ common.env, { path: extra.env, required: false } ]
    volumes:
      - ./dags:/opt/airflow/dags
      - \${DATA:-.}/data:/data:ro
      - { type: bind, source: ./x, target: /x }
  worker-small:
    image: apache/airflow:3.0.0
    command: ["airflow", "celery", "worker", "--queues=default", "--autoscale", "16,4"]
    mem_limit: 512m
    env_file: small.env
  worker-any:
    image: apache/airflow:3.0.0
    command: celery worker -q \${QUEUES}
`;
    assert.deepEqual(compose(text).slice(3), [
      'service worker-heavy [worker], queues heavy,gpu «command: celery worker -q heavy,gpu --concurrency 4», concurrency 4, replicas 3 «replicas: 3», memory 4294967296 «memory: 4G», mounts /opt/airflow/dags /data /x, env_file common.env extra.env',
      'service worker-small [worker], queues default «command: ["airflow", "celery", "worker", "--queues=default", "--autoscale", "16,4"]», autoscale 16, memory 536870912 «mem_limit: 512m», env_file small.env',
      'service worker-any [worker], queues ?',
    ]);
  });

  it('takes over what a service extends in the same file', () => {
    const text = `services:
  base:
    image: apache/airflow:2.9.0
    environment: [ AIRFLOW__A__B=1, AIRFLOW__A__C=1 ]
    command: version
  scheduler:
    extends: { service: base }
    environment: [ AIRFLOW__A__B=2 ]
    command: airflow scheduler
`;
    assert.deepEqual(
      compose(text).filter((line) => line.startsWith('environment')),
      [
        'environment a.b = 1 «AIRFLOW__A__B=1»',
        'environment a.c = 1 «AIRFLOW__A__C=1»',
        'environment a.b = 2 «AIRFLOW__A__B=2»',
      ],
    );
  });

  it('shows its triggerer with its scheduler, unless something runs that does not tell', () => {
    const services = (more: string) =>
      compose(`services:\n  scheduler: { image: apache/airflow, command: scheduler }\n${more}`).filter(
        (line) => line.startsWith('triggerer'),
      );
    assert.deepEqual(services(''), ['triggerer off «scheduler»']);
    assert.deepEqual(services('  t: { image: apache/airflow, command: triggerer }\n'), ['triggerer on «t»']);
    assert.deepEqual(services('  one: { image: apache/airflow, entrypoint: /start.sh }\n'), []);
    assert.deepEqual(
      compose(
        'services:\n  a: { image: apache/airflow, command: bash -c "airflow scheduler & airflow triggerer" }\n',
      ).slice(-1),
      ['triggerer on «a»'],
    );
    assert.deepEqual(compose('services:\n  a: { image: apache/airflow, command: standalone }\n').slice(-1), [
      'triggerer on «a»',
    ]);
  });

  it('knows the database and a pooler beside Airflow', () => {
    const text = `services:
  scheduler: { image: apache/airflow, command: scheduler }
  db: { image: "postgres:16", command: postgres -c max_connections=200 }
  pgbouncer: { image: edoburu/pgbouncer }
`;
    assert.deepEqual(compose(text), [
      'service scheduler [scheduler]',
      'service db [database], max_connections 200',
      'service pgbouncer [pgbouncer]',
      'triggerer off «scheduler»',
      'pgbouncer on «pgbouncer»',
    ]);
  });

  it('says nothing of other programs, also where they are called standalone or live in a folder called airflow', () => {
    assert.deepEqual(
      compose(
        'services:\n  kestra: { image: kestra/kestra, command: server standalone }\n  m: { image: manning-airflow/movielens }\n  db: { image: postgres }\n',
      ),
      [],
    );
  });

  it('sees pools that a service sets up', () => {
    assert.deepEqual(
      compose(
        'services:\n  init:\n    image: apache/airflow\n    command: bash -c "airflow pools set api 4 x; airflow pools import /opt/pools.json"\n',
      ).slice(1),
      [
        'pool api 4 «command: bash -c "airflow pools set api 4 x; airflow pools import /opt/pools.json"»',
        'pools from /opt/pools.json «command: bash -c "airflow pools set api 4 x; airflow pools import /opt/pools.json"»',
      ],
    );
  });
});
