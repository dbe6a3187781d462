/** Environment variables: in files, in Dockerfiles, with references. */
import assert from 'node:assert/strict';
import { interpolate } from '../../server/src/configuration/environment.ts';
import { said } from './said.ts';

describe('an environment file', () => {
  it('sets options, connections and variables', () => {
    const text = 'export AIRFLOW__CORE__PARALLELISM="8"\nAIRFLOW_CONN_DWH=x\nAIRFLOW_VAR_BUCKET=b\nOTHER=1\n';
    assert.deepEqual(said('environment', text), [
      'environment core.parallelism = 8 «export AIRFLOW__CORE__PARALLELISM="8"»',
      'connection dwh «AIRFLOW_CONN_DWH=x»',
      'variable bucket «AIRFLOW_VAR_BUCKET=b»',
    ]);
  });

  it('splits at the first pair of underscores, and takes comments away', () => {
    assert.deepEqual(said('environment', '# c\n  AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE = a # b\r\n'), [
      'environment kubernetes_executor.namespace = a «AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE = a # b»',
    ]);
  });

  it('does not know references and commands', () => {
    assert.deepEqual(
      said('environment', 'AIRFLOW__A__B=${X}\nAIRFLOW__A__C_CMD=cat x\nAIRFLOW__A__D_SECRET=y\n'),
      [
        'environment a.b = ? «AIRFLOW__A__B=${X}»',
        'environment a.c = ? «AIRFLOW__A__C_CMD=cat x»',
        'environment a.d = ? «AIRFLOW__A__D_SECRET=y»',
      ],
    );
  });

  it('adds to where Python looks for modules', () => {
    assert.deepEqual(said('environment', 'PYTHONPATH=$PYTHONPATH:/opt/airflow/libs:include\n'), [
      'path /opt/airflow/libs «PYTHONPATH=$PYTHONPATH:/opt/airflow/libs:include»',
      'path include «PYTHONPATH=$PYTHONPATH:/opt/airflow/libs:include»',
    ]);
    assert.deepEqual(said('dockerfile', 'FROM x\nENV PYTHONPATH="${PYTHONPATH}:/opt/libs"\n'), [
      'path /opt/libs «PYTHONPATH="${PYTHONPATH}:/opt/libs"»',
    ]);
  });

  it('passes over names that are none of Airflow', () => {
    assert.deepEqual(
      said('environment', 'AIRFLOW__=1\nAIRFLOW__CORE=1\nAIRFLOW____X=1\nXAIRFLOW__A__B=1\n=\n'),
      [],
    );
  });
});

describe('a reference in a compose file', () => {
  const variables = new Map([
    ['SET', 'v'],
    ['EMPTY', ''],
  ]);
  const filled = (text: string) => interpolate(text, variables);

  it('is its variable, else its default, else unknown', () => {
    assert.equal(filled('a ${SET} $SET'), 'a v v');
    assert.equal(filled('${GONE:-x}${GONE-y}'), 'xy');
    assert.equal(filled('${EMPTY:-x}|${EMPTY-y}'), 'x|');
    assert.equal(filled('${SET:+x}|${GONE:+x}'), 'x|');
    assert.equal(filled('${GONE}'), undefined);
    assert.equal(filled('${GONE:?message}'), undefined);
  });

  it('keeps $$ as a dollar', () => {
    assert.equal(filled('$$HOME'), '$HOME');
    assert.equal(filled('100$'), '100$');
  });
});

describe('a Dockerfile', () => {
  it('names its base image, through arguments and stages', () => {
    const text =
      'ARG TAG=2.10.5\nARG IMAGE=apache/airflow\nFROM ${IMAGE}:${TAG}-python3.11 AS base\nENV AIRFLOW__CORE__A=1\nFROM base\nENV AIRFLOW__CORE__B=2\n';
    assert.deepEqual(said('dockerfile', text), [
      'environment core.a = 1 «AIRFLOW__CORE__A=1»',
      'environment core.b = 2 «AIRFLOW__CORE__B=2»',
      'version 2.10 (apache/airflow:2.10.5-python3.11) «FROM ${IMAGE}:${TAG}-python3.11 AS base»',
    ]);
  });

  it('says nothing by stages that the last one is not built on', () => {
    assert.deepEqual(
      said('dockerfile', 'FROM apache/airflow:2.9.0 AS a\nENV AIRFLOW__A__B=1\nFROM python:3.12\n'),
      [],
    );
  });

  it('reads both forms of ENV, several at once, across lines and comments', () => {
    const text =
      'FROM x\nENV AIRFLOW__A__B one two\nENV AIRFLOW__A__C="x y" \\\n# why\n\n    AIRFLOW__A__D=z\nenv AIRFLOW__A__E=$HOME AIRFLOW__A__F=\'$HOME\'\n';
    assert.deepEqual(said('dockerfile', text), [
      'environment a.b = one two «AIRFLOW__A__B one two»',
      'environment a.c = x y «AIRFLOW__A__C="x y"»',
      'environment a.d = z «AIRFLOW__A__D=z»',
      'environment a.e = ? «AIRFLOW__A__E=$HOME»',
      "environment a.f = ? «AIRFLOW__A__F='$HOME'»",
    ]);
  });

  it('lets a later ENV replace an earlier one, and fills in what it knows', () => {
    assert.deepEqual(said('dockerfile', 'FROM x\nARG N=4\nENV AIRFLOW__A__B=1\nENV AIRFLOW__A__B=${N}\n'), [
      'environment a.b = 4 «AIRFLOW__A__B=${N}»',
    ]);
  });

  it('sees which Airflow is installed, with the version in an argument', () => {
    const text =
      'FROM python:3.11\nARG AIRFLOW_VERSION=2.9.3\nRUN pip install \\\n  "apache-airflow==${AIRFLOW_VERSION}" --constraint "https://raw.githubusercontent.com/apache/airflow/constraints-${AIRFLOW_VERSION}/constraints-3.11.txt"\n';
    assert.deepEqual(said('dockerfile', text), ['version 2.9 (apache-airflow==2.9.3) «RUN pip install \\»']);
  });

  it('sees pools in its commands', () => {
    assert.deepEqual(
      said('dockerfile', 'FROM x\nCMD airflow pools set api 4 "the api" && airflow scheduler\n'),
      ['pool api 4 «airflow pools set api 4 "the api"»'],
    );
  });
});
