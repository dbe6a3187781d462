/** Deployments are kept apart, and decide together. */
import assert from 'node:assert/strict';
import { isDeploymentFile, linkProject } from '../../server/src/project/link.ts';

type Files = Readonly<Record<string, string>>;

const link = (files: Files, target?: string) =>
  linkProject({
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    ...(target ? { target } : {}),
  });
const project = (files: Files, target?: string) => link(files, target).project;
const parallelism = (files: Files) => project(files).settings['core.parallelism']?.value;
const names = (files: Files) =>
  project(files).deployments.map(
    ({ name, isForDevelopment, files: own }) =>
      `${name}${isForDevelopment ? ' (development)' : ''}: ${own.join(' ')}`,
  );

/** A compose file with one scheduler and what its environment sets. */
const compose = (environment: string, more = '') =>
  `services:\n  scheduler:\n    image: apache/airflow:2.10.5\n    command: scheduler\n    environment: { ${environment} }\n${more}`;
const limit = (value: number) => compose(`AIRFLOW__CORE__PARALLELISM: ${value}`);
const cfg = (value: number) => `[core]\nparallelism = ${value}\n`;

describe('deployments of a project', () => {
  it('are made by compose files, Helm values and managed environments; other files belong to the nearest', () => {
    assert.deepEqual(
      names({
        'a/docker-compose.yml': limit(1),
        'a/config/airflow.cfg': cfg(1),
        'b/docker-compose.yml': limit(1),
        'helm/values.yaml': 'executor: KubernetesExecutor\n',
        'requirements.txt': 'apache-airflow==2.10.5\n',
        'other/docker-compose.yml': 'services:\n  db: { image: postgres }\n',
        'infra/main.tf': 'resource "aws_s3_bucket" "logs" {}\n',
      }),
      [
        'a/docker-compose.yml: a/docker-compose.yml a/config/airflow.cfg requirements.txt',
        'b/docker-compose.yml: b/docker-compose.yml requirements.txt',
        'helm/values.yaml: helm/values.yaml requirements.txt',
      ],
    );
  });

  it('are one for each stage, on the base that names none', () => {
    const files = {
      'helm/values.yaml':
        'executor: CeleryExecutor\nconfig: { core: { parallelism: 8, max_map_length: 5 } }\n',
      'helm/values-prod.yaml': 'config: { core: { parallelism: 64 } }\n',
      'helm/values-staging.yaml': 'config: { core: { parallelism: 32 } }\n',
      'helm/values-dev.yaml': 'config: { core: { parallelism: 4, max_map_length: 6 } }\n',
    };
    assert.deepEqual(names(files), [
      'helm/values-prod.yaml: helm/values.yaml helm/values-prod.yaml',
      'helm/values-staging.yaml: helm/values.yaml helm/values-staging.yaml',
      'helm/values-dev.yaml (development): helm/values.yaml helm/values-dev.yaml',
    ]);
    const found = project(files);
    assert.deepEqual(
      found.deployments.map((one) => one.settings['core.parallelism']?.value),
      ['64', '32', '4'],
    );
    assert.equal(found.settings['core.parallelism'], undefined);
    assert.deepEqual(
      found.disagreements['core.parallelism']?.map((one) => `${one.file} ${one.value}`),
      ['helm/values-prod.yaml 64', 'helm/values-staging.yaml 32'],
    );
    assert.equal(found.settings['core.max_map_length']?.value, '5');
  });

  it('are two where two files beside each other are complete', () => {
    assert.equal(names({ 'docker-compose-a.yml': limit(1), 'docker-compose-b.yml': limit(2) }).length, 2);
    const overlay = 'services:\n  airflow-worker: { environment: { AIRFLOW__CORE__PARALLELISM: 3 } }\n';
    assert.equal(
      names({ 'docker-compose.yml': compose('A: b'), 'docker-compose.worker.yml': overlay }).length,
      1,
    );
  });

  it('are one for each folder with an image of Airflow, where nothing else shows what runs', () => {
    const image = (version: string) => `FROM apache/airflow:${version}\n`;
    const files = {
      'one/Dockerfile': image('2.10.3'),
      'one/docker/worker/Dockerfile': image('2.10.3'),
      'two/Dockerfile': image('3.1.0'),
      'two/config/airflow.cfg': cfg(4),
      'three/airflow.cfg': cfg(5),
      'requirements.txt': 'apache-airflow==2.10.3\n',
    };
    assert.deepEqual(names(files), [
      'one/Dockerfile: one/Dockerfile one/docker/worker/Dockerfile requirements.txt',
      'two/Dockerfile: two/Dockerfile requirements.txt two/config/airflow.cfg',
      'project files: three/airflow.cfg',
    ]);
    assert.equal(parallelism(files), undefined);
    assert.deepEqual(names({ 'deploy/compose.yml': limit(1), 'docker/Dockerfile': image('2.10.3') }), [
      'deploy/compose.yml: deploy/compose.yml docker/Dockerfile',
    ]);
  });

  it('take in the compose files that they include and extend, which make none of their own', () => {
    const base =
      'services:\n  base:\n    image: apache/airflow:2.10.5\n    environment: { AIRFLOW__CORE__PARALLELISM: 7 }\n';
    const extend = (path: string) =>
      `services:\n  scheduler:\n    extends: { file: ${path}, service: base }\n    command: airflow scheduler\n`;
    const file = 'common/compose-base.yml';
    for (const user of [
      'include: [../common/compose-base.yml]\n',
      'include:\n  - path: ../common/compose-base.yml\n    project_directory: ..\n',
      'include:\n  - path: [../common/compose-base.yml]\n',
      extend('../common/compose-base.yml'),
    ]) {
      const files = { [file]: base, 'app/compose.yml': user };
      assert.deepEqual(names(files), [`app/compose.yml: app/compose.yml ${file}`], user);
      const { settings, hasMissingFiles, target } = project(files);
      assert.deepEqual(
        [settings['core.parallelism']?.value, settings['core.parallelism']?.file],
        ['7', file],
      );
      assert.equal(hasMissingFiles, undefined);
      assert.equal(target?.reason, `${file}:3 apache/airflow:2.10.5`);
    }
    // What a development set-up takes from production stays a deployment.
    assert.equal(names({ 'compose.yml': limit(4), 'dev/compose.yml': extend('../compose.yml') }).length, 2);
  });

  it('know no default and no missing triggerer where a file that they take services from is not known', () => {
    for (const path of [
      'gone.yml',
      '${DIR}/compose.yml',
      '../../compose.yml',
      '/etc/compose.yml',
      'oci://x/y',
    ]) {
      const found = project({ 'a/compose.yml': `include: ["${path}"]\n${limit(4)}` });
      assert.deepEqual(
        [found.hasMissingFiles, found.triggerer, found.settings['core.parallelism']?.value],
        [true, 'unknown', '4'],
        path,
      );
    }
  });

  it('end where files include each other', () => {
    const files = {
      'a/compose.yml': `include: [../b/compose.yml]\n${limit(4)}`,
      'b/compose.yml': 'include: [../a/compose.yml]\n',
    };
    assert.equal(parallelism(files), '4');
    assert.equal(project(files).hasMissingFiles, true);
    assert.equal(project({ 'compose.yml': `include: [compose.yml]\n${limit(4)}` }).hasMissingFiles, true);
  });

  it('agree on what is known', () => {
    assert.equal(parallelism({ 'a/compose.yml': limit(4), 'b/compose.yml': limit(4) }), '4');
    assert.equal(parallelism({ 'a/compose.yml': limit(4), 'b/compose.yml': limit(8) }), undefined);
    // The default of the one that says nothing is not what the other one sets.
    assert.equal(parallelism({ 'a/compose.yml': limit(4), 'b/compose.yml': compose('A: b') }), undefined);
    assert.deepEqual(
      project({ 'a/compose.yml': limit(4), 'b/compose.yml': compose('A: b') }).unknownSettings,
      ['core.parallelism'],
    );
  });

  it('for development, tests and examples do not decide', () => {
    for (const path of [
      'dev/compose.yml',
      'docker-compose.override.yml',
      'compose.local.yml',
      'examples/compose.yml',
      'tests/compose.yml',
      '.devcontainer/compose.yml',
    ])
      assert.equal(parallelism({ 'compose.yml': limit(4), [path]: limit(8) }), '4', path);
    assert.equal(parallelism({ 'dev/compose.yml': limit(8) }), '8');
    assert.equal(parallelism({ 'dev/compose.yml': limit(8), 'airflow.cfg': cfg(16) }), '16');
    assert.equal(
      parallelism({ 'compose.yml': limit(4), '.env.example': 'AIRFLOW__CORE__PARALLELISM=8\n' }),
      '4',
    );
    // A word within a word is none, and the local runner for MWAA is a copy of production.
    assert.equal(parallelism({ 'contest/airflow.cfg': cfg(2), 'dev/airflow.cfg': cfg(3) }), '2');
    const runner = project({
      'aws-mwaa-local-runner/requirements/requirements.txt': 'apache-airflow==2.10.3\n',
    });
    assert.equal(runner.deployments[0]?.isForDevelopment, false);
  });

  it('let the environment win over airflow.cfg, and the nearer source over the farther', () => {
    const files = { 'airflow.cfg': cfg(1), Dockerfile: 'FROM x\nENV AIRFLOW__CORE__PARALLELISM=2\n' };
    assert.equal(parallelism({ 'airflow.cfg': cfg(1) }), '1');
    assert.equal(parallelism(files), '2');
    const env = { ...files, '.env': 'AIRFLOW__CORE__PARALLELISM=3\n' };
    assert.equal(parallelism(env), '3');
    assert.equal(parallelism({ ...env, 'compose.yml': limit(4) }), '4');
    // The environment says that it is set, not to what.
    assert.equal(
      parallelism({ ...files, 'compose.yml': compose('AIRFLOW__CORE__PARALLELISM: "${N}"') }),
      undefined,
    );
  });

  it('fill in what .env beside a compose file sets', () => {
    const file = compose('AIRFLOW__CORE__PARALLELISM: "${N:-16}"');
    assert.equal(parallelism({ 'compose.yml': file }), '16');
    assert.equal(parallelism({ 'compose.yml': file, '.env': 'N=5\n' }), '5');
    assert.equal(parallelism({ 'compose.yml': file, 'x/.env': 'N=5\n' }), '16');
  });

  it('read options under their old name where the target version does', () => {
    const files = { 'airflow.cfg': '[core]\ndag_concurrency = 4\n[scheduler]\ndag_dir_list_interval = 60\n' };
    const two = project(files, '2.11').settings;
    assert.equal(two['core.max_active_tasks_per_dag']?.value, '4');
    assert.equal(two['core.max_active_tasks_per_dag']?.writtenAs, 'core.dag_concurrency');
    assert.equal(two['scheduler.dag_dir_list_interval']?.value, '60');
    const three = project(files, '3.1').settings;
    assert.equal(three['core.max_active_tasks_per_dag'], undefined);
    assert.equal(three['dag_processor.refresh_interval']?.value, '60');
    assert.equal(project(files, '3.1').deployments[0]?.options[0]?.key, 'core.dag_concurrency');
    // While the version is not known, it may have an effect or none.
    assert.ok(project(files).unknownSettings.includes('core.max_active_tasks_per_dag'));
    // The new name wins, in the environment and in files, as in Airflow.
    const both = project(
      { 'airflow.cfg': '[core]\ndag_concurrency = 4\nmax_active_tasks_per_dag = 6\n' },
      '2.11',
    );
    assert.equal(both.settings['core.max_active_tasks_per_dag']?.value, '6');
    const environment = project(
      {
        'airflow.cfg': '[core]\nmax_active_tasks_per_dag = 6\n',
        '.env': 'AIRFLOW__CORE__DAG_CONCURRENCY=9\n',
      },
      '2.11',
    );
    assert.equal(environment.settings['core.max_active_tasks_per_dag']?.value, '9');
  });
});

describe('what rules about configuration need', () => {
  it('is there with its place: sections, executor, limits, workers, queues, mounts, metrics', () => {
    const worker = `  worker:
    image: apache/airflow:2.10.5
    command: celery worker -q big,small
    mem_limit: 2g
    volumes: [ ./data:/data ]
`;
    const found = project({
      'compose.yml': compose(
        'AIRFLOW__CORE__EXECUTOR: CeleryExecutor, AIRFLOW__CELERY__WORKER_CONCURRENCY: 8',
        worker,
      ),
      'airflow.cfg': '[metrics]\nstatsd_on = True\n',
    });
    const [deployment] = found.deployments;
    assert.ok(deployment);
    assert.deepEqual(
      deployment.sections.map(({ name, file, at }) => [name, file, at]),
      [['metrics', 'airflow.cfg', { start: 0, end: 9 }]],
    );
    assert.equal(found.settings['core.executor']?.value, 'CeleryExecutor');
    assert.equal(found.settings['celery.worker_concurrency']?.file, 'compose.yml');
    assert.equal(found.settings['metrics.statsd_on']?.value, 'True');
    const service = deployment.services.find((one) => one.roles.includes('worker'));
    assert.deepEqual(service?.queues?.names, ['big', 'small']);
    assert.equal(service?.memoryLimit?.value, 2 * 2 ** 30);
    assert.deepEqual(
      service?.mounts.map((one) => one.target),
      ['/data'],
    );
    assert.equal(service?.file, 'compose.yml');
    assert.deepEqual(structuredClone(found), found);
  });
});

describe('the target version', () => {
  it('comes with its reason', () => {
    assert.deepEqual(project({ Dockerfile: '# x\nFROM apache/airflow:2.10.3\n' }).target, {
      version: '2.10',
      reason: 'Dockerfile:2 apache/airflow:2.10.3',
    });
    assert.equal(
      project({ Dockerfile: 'FROM apache/airflow:2.10.3\n' }, '3.1').target?.reason,
      'set by airflow-version',
    );
  });

  it('is that of the Helm chart beside the values, unless they name an image', () => {
    const chart = (version: string) =>
      `name: ours\ndependencies:\n- name: airflow\n  version: ${version}\n  repository: https://airflow.apache.org\n`;
    const target = (files: Files) => project(files).target?.reason;
    const values = 'airflow:\n  executor: CeleryExecutor\n  workers: { replicas: 2 }\n';
    const image = (lines: string) => `${values}  images: { airflow: { ${lines} } }\n`;
    const files = (text: string) => ({ 'helm/Chart.yaml': chart('1.16.0'), 'helm/values.yaml': text });
    assert.equal(target(files(values)), 'helm/Chart.yaml:4 chart airflow 1.16.0');
    assert.equal(
      target({ 'helm/Chart.yaml': chart('1.16.0'), 'helm/prod/values.yaml': values }),
      'helm/Chart.yaml:4 chart airflow 1.16.0',
    );
    assert.equal(target(files(image('tag: 2.11.0'))), 'helm/values.yaml:4 apache/airflow:2.11.0');
    assert.equal(target(files(image('repository: ours/airflow, tag: abc'))), undefined);
    assert.equal(target(files(`${values}  airflowVersion: "{{ version }}"\n`)), undefined);
    assert.equal(
      target({ ...files(values), Dockerfile: 'FROM apache/airflow:2.11.0\n' }),
      'Dockerfile:1 apache/airflow:2.11.0',
    );
    assert.equal(target({ 'helm/Chart.yaml': chart('^1.16.0'), 'helm/values.yaml': values }), undefined);
    assert.equal(target({ 'charts/Chart.yaml': chart('1.16.0'), 'helm/values.yaml': values }), undefined);
  });

  it('of a Helm chart makes no deployment without values, and counts for no other', () => {
    const argo =
      'kind: Application\nspec:\n  source:\n    chart: airflow\n    repoURL: https://airflow.apache.org\n    targetRevision: 1.16.0\n';
    assert.deepEqual(names({ 'argocd/airflow.yaml': argo, 'compose.yml': compose('A: b') }), [
      'compose.yml: compose.yml',
    ]);
    assert.equal(project({ 'argocd/airflow.yaml': argo }).target, undefined);
  });

  it('is unknown where files differ, with both places', () => {
    const { target, targetConflict } = project({
      Dockerfile: 'FROM apache/airflow:2.10.3\n',
      'requirements.txt': 'apache-airflow==2.11.0\n',
    });
    assert.equal(target, undefined);
    assert.deepEqual(targetConflict, [
      { version: '2.10', reason: 'Dockerfile:1 apache/airflow:2.10.3' },
      { version: '2.11', reason: 'requirements.txt:1 apache-airflow==2.11.0' },
    ]);
  });

  it('is that of production, not of tests', () => {
    const files = {
      Dockerfile: 'FROM apache/airflow:2.10.3\n',
      'tests/requirements.txt': 'apache-airflow==3.1.0\n',
    };
    assert.equal(project(files).target?.version, '2.10');
    assert.equal(
      project({ ...files, 'requirements-dev.txt': 'apache-airflow==3.1.0\n' }).target?.version,
      '2.10',
    );
  });

  it('may be hinted at by a lock file, an Astro image or Terraform', () => {
    const version = (files: Files) => project(files).target?.version;
    assert.equal(version({ 'uv.lock': '[[package]]\nname = "apache-airflow"\nversion = "3.1.0"\n' }), '3.1');
    assert.equal(version({ Dockerfile: 'FROM astrocrpublic.azurecr.io/runtime:3.0-4\n' }), '3.0');
    assert.equal(version({ 'infra/main.tf': 'x = "composer-2.9.7-airflow-2.9.3"\n' }), '2.9');
  });
});

describe('a file of a deployment', () => {
  it('is known by its path', () => {
    for (const path of [
      'airflow.cfg',
      'config/airflow.cfg',
      '.env',
      'prod.env',
      'Dockerfile',
      'Dockerfile.dev',
      'docker-compose.yml',
      'compose.prod.yaml',
      'values.yaml',
      'chart/values-prod.yml',
      'airflow_settings.yaml',
      'main.tf',
      'prod.tfvars',
      'mwaa/template.yaml',
      'pools.json',
      'dags/.airflowignore',
      'requirements.txt',
      'requirements/base.txt',
      'dev-requirements.in',
      'pyproject.toml',
      'poetry.lock',
      'uv.lock',
      'Pipfile',
      'Pipfile.lock',
      'Makefile',
      'scripts/init.sh',
    ])
      assert.ok(isDeploymentFile(path), path);
    for (const path of [
      'dags/a.py',
      'README.md',
      'package.json',
      'chart/templates/values.yaml',
      'data.csv',
      '.github/workflows/airflow.yaml',
      'yarn.lock',
    ])
      assert.ok(!isDeploymentFile(path), path);
  });
});
