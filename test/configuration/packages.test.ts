/** Requirements, constraints, project files, lock files: which Airflow they decide. */
import assert from 'node:assert/strict';
import { readRequirements } from '../../server/src/configuration/requirements.ts';
import { fixedMinor } from '../../server/src/configuration/version-specifier.ts';
import { said } from './said.ts';

describe('a version specifier', () => {
  it('decides the minor version only where it allows one', () => {
    const decided: Readonly<Record<string, string | undefined>> = {
      '==2.10.5': '2.10',
      '==2.10.*': '2.10',
      '===2.10.5': '2.10',
      '~=2.10.1': '2.10',
      '~=2.10': undefined,
      '>=2.10,<2.11': '2.10',
      '>=2.10.1,<2.11.0': '2.10',
      '<2.11,>=2.10.2': '2.10',
      '>=2.10,<=2.10.5': '2.10',
      '>=2.10,<=2.11': undefined,
      '>=2.10,!=2.10.2,<2.11': '2.10',
      '>=2.10': undefined,
      '<2.11': undefined,
      '>=2.10,<3': undefined,
      '>=2.11,<3': '2.11',
      '~=2.11': '2.11',
      '==3.0.0rc1': '3.0',
      '^2.10': undefined,
      '^2.11': '2.11',
      '~2.10': '2.10',
      '2.10.*': '2.10',
      '3.1.0': '3.1',
      '>=3.1,<3.1': undefined,
      '*': undefined,
      '': undefined,
      nonsense: undefined,
    };
    for (const [text, minor] of Object.entries(decided)) assert.equal(fixedMinor(text), minor, text);
  });
});

describe('requirements', () => {
  const versions = (text: string) => said('requirements', text);

  it('name Airflow with extras, markers, comments and in any spelling', () => {
    assert.deepEqual(
      versions('apache-airflow[celery, postgres] == 2.11.0 ; python_version < "3.13"  # why\n'),
      ['version 2.11 (apache-airflow[celery,postgres]==2.11.0) «apache-airflow[celery, postgres] == 2.11.0»'],
    );
    assert.deepEqual(versions('Apache_Airflow>=3.0,<3.1\n'), [
      'version 3.0 (Apache_Airflow>=3.0,<3.1) «Apache_Airflow>=3.0,<3.1»',
    ]);
    assert.deepEqual(versions('apache-airflow-core==3.1.0 \\\n    --hash=sha256:0\n'), [
      'version 3.1 (apache-airflow-core==3.1.0) «apache-airflow-core==3.1.0»',
    ]);
  });

  it('are not providers, comments and ranges', () => {
    assert.deepEqual(
      versions(
        'apache-airflow-providers-http==5.0.0\n# apache-airflow==2.9.0\nmy-apache-airflow==1.0\napache-airflow>=2.9\n    # via apache-airflow==2.9\n',
      ),
      [],
    );
  });

  it('take the address and the head of constraints of Airflow', () => {
    assert.deepEqual(
      versions(
        '--constraint "https://raw.githubusercontent.com/apache/airflow/constraints-2.10.3/constraints-3.11.txt"\n',
      ),
      ['version 2.10 (constraints-2.10.3) «constraints-2.10.3/constraints-3.11.txt»'],
    );
    assert.deepEqual(
      versions('# via "eager-upgrade" mechanism of PIP. For the "v2-10-test" branch of Airflow.\nx==1\n'),
      ['version 2.10 (constraints of the v2-10 branch) «For the "v2-10-test" branch of Airflow»'],
    );
  });

  it('tell which files they include', () => {
    const text = '-r base.txt\n-c constraints.txt\n--requirement=more.txt\n-c https://example.org/c.txt\n';
    assert.deepEqual(
      readRequirements(text).includes.map(({ path, at }) => [path, text.slice(at.start, at.end)]),
      [
        ['base.txt', 'base.txt'],
        ['constraints.txt', 'constraints.txt'],
        ['more.txt', 'more.txt'],
      ],
    );
  });
});

describe('pyproject.toml', () => {
  const versions = (text: string) => said('pyproject', text);

  it('has dependencies, of PEP 621 and of Poetry', () => {
    assert.deepEqual(versions('[project]\ndependencies = ["apache-airflow[s3]==2.10.5", "x"]\n'), [
      'version 2.10 (apache-airflow[s3]==2.10.5) «apache-airflow[s3]==2.10.5»',
    ]);
    assert.deepEqual(
      versions('[tool.poetry.dependencies]\napache-airflow = {version = "~2.10", extras = ["s3"]}\n'),
      ['version 2.10 (apache-airflow = ~2.10) «apache-airflow = {version = "~2.10", extras = ["s3"]}»'],
    );
    assert.deepEqual(versions('[tool.poetry.dependencies]\napache-airflow = "^2.10"\n'), []);
  });

  it('lets groups decide only where the project requires nothing itself', () => {
    assert.deepEqual(
      versions('[dependency-groups]\ndev = ["apache-airflow==3.1.0", {include-group = "x"}]\n'),
      ['version 3.1 (apache-airflow==3.1.0) «apache-airflow==3.1.0»'],
    );
    assert.deepEqual(
      versions(
        '[project]\ndependencies = ["apache-airflow~=2.10.0"]\n[project.optional-dependencies]\ntest = ["apache-airflow==3.1.0"]\n',
      ).length,
      1,
    );
  });

  it('is one message where it is broken', () => {
    assert.deepEqual(versions('[project]\nname = \n'), ['problem broken TOML: invalid value @17 «»']);
  });
});

describe('a lock file', () => {
  it('names the version that is installed', () => {
    assert.deepEqual(
      said(
        'toml-lock',
        '[[package]]\nname = "apache-airflow"\nversion = "2.10.5"\n[[package]]\nname = "x"\nversion = "1"\n',
      ),
      ['version 2.10 (apache-airflow 2.10.5) «name = "apache-airflow"»'],
    );
    assert.deepEqual(said('pipfile-lock', '{"default": {"apache-airflow": {"version": "==3.0.2"}}}'), [
      'version 3.0 (apache-airflow==3.0.2) «"==3.0.2"»',
    ]);
    assert.deepEqual(said('pipfile', '[packages]\napache-airflow = "==2.9.1"\n'), [
      'version 2.9 (apache-airflow ==2.9.1) «apache-airflow = "==2.9.1"»',
    ]);
  });

  it('is one message where it is broken', () => {
    assert.deepEqual(said('toml-lock', '[[package]]\n<<<<<<< HEAD\n').length, 1);
    assert.match(
      said('pipfile-lock', '{"default": }')[0] as string,
      /^problem broken JSON: value expected @12/,
    );
  });
});
