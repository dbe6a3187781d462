/** Images, managed Airflow, Astro, pools and shell commands. */
import assert from 'node:assert/strict';
import { versionOfImage } from '../../server/src/configuration/images.ts';
import { said } from './said.ts';

describe('the name of an image', () => {
  it('tells the version of Airflow', () => {
    const images: Readonly<Record<string, string | undefined>> = {
      'apache/airflow:2.10.3': '2.10',
      'docker.io/apache/airflow:slim-3.1.0-python3.12': '3.1',
      'apache/airflow:3.0.0rc1': '3.0',
      'apache/airflow:2.9.3@sha256:00': '2.9',
      'apache/airflow': undefined,
      'apache/airflow:latest': undefined,
      'apache/airflow:airflow-pgbouncer-2023.02.24-1.16.1': undefined,
      'bitnami/airflow:2.9.1-debian-12': '2.9',
      'quay.io/astronomer/astro-runtime:12.1.0-python-3.11': '2.10',
      'quay.io/astronomer/astro-runtime:13.4.0-base': '2.11',
      'astrocrpublic.azurecr.io/astronomer/astro-runtime:11.3.0': '2.9',
      'astrocrpublic.azurecr.io/runtime:3.1-4': '3.1',
      'astrocrpublic.azurecr.io/runtime:3.0-4-base': '3.0',
      // Runtime 3.0.4 was for Airflow 2.1; only a hyphen makes it Airflow 3.
      'quay.io/astronomer/astro-runtime:3.0.4': '2.1',
      'quay.io/astronomer/astro-runtime:99.0.0': undefined,
      'mcr.microsoft.com/dotnet/core/runtime:3.0-alpine': undefined,
      'example/my-airflow:2.10.3': undefined,
    };
    for (const [image, version] of Object.entries(images))
      assert.equal(versionOfImage(image), version, image);
  });
});

describe('managed Airflow', () => {
  it('is Composer by its image', () => {
    assert.deepEqual(
      said(
        'managed',
        'resource "google_composer_environment" "x" {\n  # composer-2.0.0-airflow-2.1.0\n  image_version = "composer-2.9.7-airflow-2.9.3"\n  airflow_config_overrides = {\n    core-parallelism = "40"\n    "celery-worker_concurrency" = var.n\n  }\n}\n',
      ),
      [
        'environment core.parallelism = 40 «core-parallelism = "40"»',
        'environment celery.worker_concurrency = ? «"celery-worker_concurrency" = var.n»',
        'version 2.9 (composer-2.9.7-airflow-2.9.3) «composer-2.9.7-airflow-2.9.3»',
      ],
    );
    assert.deepEqual(
      said(
        'script',
        'gcloud composer environments create x --image-version composer-3-airflow-2.10.2-build.5\n',
      ),
      ['version 2.10 (composer-3-airflow-2.10.2-build.5) «composer-3-airflow-2.10.2-build.5»'],
    );
  });

  it('is MWAA by its version', () => {
    assert.deepEqual(
      said(
        'managed',
        'resource "aws_mwaa_environment" "x" {\n  airflow_version = "2.10.3"\n  airflow_configuration_options = {\n    "core.parallelism" = 32\n  }\n}\n',
      ),
      [
        'environment core.parallelism = 32 «"core.parallelism" = 32»',
        'version 2.10 (airflow_version = 2.10.3) «airflow_version = "2.10.3"»',
      ],
    );
    assert.deepEqual(
      said(
        'managed',
        'Resources:\n  Env:\n    Type: AWS::MWAA::Environment\n    Properties:\n      AirflowVersion: 2.10.3\n      Name: !Sub x\n',
      ),
      ['version 2.10 (AirflowVersion: 2.10.3) «AirflowVersion: 2.10.3»'],
    );
  });

  it('is not every version in Terraform', () => {
    assert.deepEqual(said('managed', 'resource "x" "y" {\n  airflow_version = "2.10.3"\n}\n'), []);
  });
});

describe('airflow_settings.yaml', () => {
  it('defines pools, connections and variables', () => {
    const text = `airflow:
  connections:
    - conn_id: dwh
      conn_type: postgres
  pools:
    - pool_name: api
      pool_slot: 5
      pool_description:
    - pool_name:
      pool_slot:
  variables:
    - variable_name: bucket
      variable_value: x
`;
    assert.deepEqual(said('airflow-settings', text), [
      'pool api 5 «pool_name: api»',
      'connection dwh «conn_id: dwh»',
      'variable bucket «variable_name: bucket»',
    ]);
  });
});

describe('pools', () => {
  it('are entries of a JSON file, and no other JSON', () => {
    assert.deepEqual(said('pools', '{"a": {"slots": 3, "description": ""}, "b": {"slots": "x"}}'), [
      'pool a 3 «"a": {"slots": 3, "description": ""}»',
      'pool b ? «"b": {"slots": "x"}»',
    ]);
    for (const other of ['[1]', '{"a": 1}', '{"a": {"size": 1}}', '"x"', ''])
      assert.deepEqual(
        said('pools', other).filter((line) => line.startsWith('pool ')),
        [],
        other,
      );
  });

  it('are one message where the file is broken', () => {
    assert.deepEqual(said('pools', '{"a": {"slots": 3},}'), [
      'problem broken JSON: property name expected @19 «}»',
    ]);
  });

  it('are set by commands', () => {
    const text = `#!/bin/bash
# airflow pools set no 1 ""
airflow pools set api 4 "the api"
airflow pools set 'big one' \\
  16 "x"
airflow pools set "$NAME" 3 ""
airflow pools set some $SLOTS ""
airflow pools import config/pools.json
airflow pools import "$FILE" && airflow connections add dwh --conn-uri x
airflow variables set bucket y
airflow pools list
`;
    assert.deepEqual(said('script', text), [
      'pool api 4 «airflow pools set api 4 "the api"»',
      "pool big one 16 «airflow pools set 'big one' \\»",
      'pool some ? «airflow pools set some $SLOTS ""»',
      'pools from config/pools.json «airflow pools import config/pools.json»',
      'pools from ? «airflow pools import "$FILE"»',
      'connection dwh «airflow connections add dwh --conn-uri x»',
      'variable bucket «airflow variables set bucket y»',
    ]);
  });
});

describe('a shell script', () => {
  it('exports options; of what it runs one command with, and of more than a word, nothing is known', () => {
    const text =
      'export AIRFLOW__CORE__PARALLELISM=8\nexport AIRFLOW__A__B=1; export C=2\nAIRFLOW__A__D=1 airflow dags list\nexport PYTHONPATH=/opt/libs\n';
    assert.deepEqual(said('script', text), [
      'environment core.parallelism = 8 «export AIRFLOW__CORE__PARALLELISM=8»',
      'environment a.b = ? «export AIRFLOW__A__B=1; export C=2»',
      'path /opt/libs «export PYTHONPATH=/opt/libs»',
    ]);
  });

  it('may install Airflow', () => {
    assert.deepEqual(
      said('script', '# pip install apache-airflow==2.9.0\npip install "apache-airflow==2.10.5"\n'),
      ['version 2.10 (apache-airflow==2.10.5) «apache-airflow==2.10.5»'],
    );
  });
});
