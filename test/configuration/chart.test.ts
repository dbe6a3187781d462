/** Releases of Apache's Helm chart. */
import assert from 'node:assert/strict';
import { airflowOfChart } from '../../server/src/configuration/chart.ts';
import type { Kind } from '../../server/src/configuration/kind.ts';
import { readConfiguration } from '../../server/src/configuration/read.ts';

const releases = (text: string, kind: Kind = 'chart') =>
  (readConfiguration(kind, text).chartVersions ?? []).map(
    ({ version, what, at }) => `${version} (${what}) «${text.slice(at.start, at.end)}»`,
  );
const apache = 'https://airflow.apache.org';

describe('the Airflow of a release of the chart', () => {
  it('is known for releases and for ranges that leave one minor version of the chart', () => {
    const cases = [
      '1.16.0',
      'v1.13.1',
      '=1.18.0',
      '1.16',
      '~1.16.0',
      '1.16.x',
      '>=1.16.0 <1.17.0',
      '>= 1.17.0, < 1.18',
    ];
    assert.deepEqual(cases.map(airflowOfChart), [
      '2.10',
      '2.8',
      '3.0',
      '2.10',
      '2.10',
      '2.10',
      '2.10',
      '3.0',
    ]);
  });

  it('is unknown for wider ranges, pre-releases, releases to come and nonsense', () => {
    const cases = [
      '^1.16.0',
      '>=1.16.0',
      '1.x',
      '*',
      '',
      '1.16.0-dev',
      '1.16.0 - 1.17.0',
      '~1.22.0',
      '1.23.0',
      '8.9.0',
      'main',
    ];
    assert.deepEqual(
      cases.map(airflowOfChart),
      cases.map(() => undefined),
    );
  });
});

describe('a release of the chart', () => {
  it('is a dependency of Chart.yaml', () => {
    const dependency = (name: string, repository: string) =>
      `apiVersion: v2\nname: ours\nversion: 1.17.0\nappVersion: 9.9.9\ndependencies:\n  - name: ${name}\n    version: 1.16.0\n    repository: ${repository}\n`;
    assert.deepEqual(releases(dependency('airflow', `${apache}/`)), [
      '2.10 (chart airflow 1.16.0) «version: 1.16.0»',
    ]);
    assert.deepEqual(releases(dependency('airflow', 'https://airflow-helm.github.io/charts')), []);
    assert.deepEqual(releases(dependency('postgresql', apache)), []);
  });

  it('is one of a helmfile, by the name of its repository', () => {
    const text = `repositories:\n- {name: apache, url: ${apache}}\n- {name: other, url: https://example.org}\nreleases:\n- {chart: apache/airflow, version: ~1.17.0}\n- {chart: other/airflow, version: 1.16.0}\n`;
    assert.deepEqual(releases(text), ['3.0 (chart airflow ~1.17.0) «version: ~1.17.0»']);
  });

  it('is an Application of Argo CD, or a HelmRelease of Flux with its repository', () => {
    const argo = `kind: Application\nspec:\n  source:\n    chart: airflow\n    repoURL: ${apache}\n    targetRevision: 1.18.0\n`;
    assert.deepEqual(releases(argo, 'helm-values'), ['3.0 (chart airflow 1.18.0) «targetRevision: 1.18.0»']);
    const repository = `kind: HelmRepository\nmetadata: { name: upstream }\nspec: { url: "${apache}" }\n`;
    const flux = `kind: HelmRelease\nspec:\n  chart:\n    spec:\n      chart: airflow\n      version: "1.16.0"\n      sourceRef: { kind: HelmRepository, name: upstream }\n`;
    assert.deepEqual(releases(`${repository}---\n${flux}`, 'helm-values'), [
      '2.10 (chart airflow 1.16.0) «version: "1.16.0"»',
    ]);
    assert.deepEqual(releases(flux, 'helm-values'), []);
  });

  it('is not read from what is broken', () => {
    for (const text of [
      'dependencies: [{name: airflow',
      '--- \n---\nairflow',
      'airflow: *x',
      '{{ airflow }}',
    ])
      assert.deepEqual(readConfiguration('chart', text).problem, undefined);
  });
});
