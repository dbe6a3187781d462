/** What the deployments of a project say together: triggerer, pools, ignore files, Python path. */
import assert from 'node:assert/strict';
import { hiddenFiles } from '../../server/src/project/ignored.ts';
import { linkProject } from '../../server/src/project/link.ts';

type Files = Readonly<Record<string, string>>;

const link = (files: Files, target?: string) =>
  linkProject({
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    ...(target ? { target } : {}),
  });
const project = (files: Files, target?: string) => link(files, target).project;
/** A compose file with one scheduler and what its environment sets. */
const compose = (environment: string, more = '') =>
  `services:\n  scheduler:\n    image: apache/airflow:2.10.5\n    command: scheduler\n    environment: { ${environment} }\n${more}`;
const limit = (value: number) => compose(`AIRFLOW__CORE__PARALLELISM: ${value}`);
const cfg = (value: number) => `[core]\nparallelism = ${value}\n`;

describe('the triggerer of a project', () => {
  it('is absent where every deployment shows that, present where one has it, else unknown', () => {
    const without = limit(1);
    const withOne = compose('A: b', '  t: { image: apache/airflow, command: triggerer }\n');
    assert.equal(project({ 'a/compose.yml': without, 'b/compose.yml': without }).triggerer, 'absent');
    assert.equal(project({ 'a/compose.yml': without, 'b/compose.yml': withOne }).triggerer, 'present');
    assert.equal(
      project({ 'a/compose.yml': without, 'main.tf': 'x = "composer-2.9.7-airflow-2.9.3"\n' }).triggerer,
      'unknown',
    );
    assert.equal(project({ 'compose.yml': without, 'dev/compose.yml': withOne }).triggerer, 'absent');
    assert.equal(project({ 'airflow.cfg': cfg(1) }).triggerer, 'unknown');
  });

  it('is switched off by the values of a stage, or of their base', () => {
    const base = 'executor: CeleryExecutor\n';
    const off = 'triggerer: { enabled: false }\n';
    assert.equal(project({ 'values.yaml': base }).triggerer, 'present');
    assert.equal(
      project({ 'values.yaml': base, 'values-prod.yaml': `airflowVersion: 2.10.3\n${off}` }).triggerer,
      'absent',
    );
    assert.equal(
      project({ 'values.yaml': base + off, 'values-prod.yaml': 'airflowVersion: 2.10.3\n' }).triggerer,
      'absent',
    );
    assert.equal(
      project({
        'values.yaml': base + off,
        'values-prod.yaml': 'airflowVersion: 2.10.3\ntriggerer: { enabled: true }\n',
      }).triggerer,
      'present',
    );
  });
});

describe('the pools of a project', () => {
  const pools = (files: Files) =>
    project(files).pools?.map((pool) => `${pool.name} ${pool.slots ?? '?'} ${pool.file}`);
  const json = (slots: number) => `{"api": {"slots": ${slots}}}`;

  it('come from every kind of definition', () => {
    assert.deepEqual(
      pools({
        'pools.json': json(4),
        'setup.sh': 'airflow pools set big 2 x\n',
        'airflow_settings.yaml': 'airflow:\n  pools:\n    - pool_name: astro\n      pool_slot: 3\n',
      }),
      ['astro 3 airflow_settings.yaml', 'api 4 pools.json', 'big 2 setup.sh'],
    );
  });

  it('have known slots where those that decide agree; a development set-up only adds names', () => {
    assert.deepEqual(pools({ 'a/pools.json': json(4), 'b/pools.json': json(5) }), [
      'api ? a/pools.json',
      'api ? b/pools.json',
    ]);
    assert.deepEqual(
      pools({
        'compose.yml': limit(1),
        'pools.json': json(4),
        'dev/compose.yml': limit(1),
        'dev/pools.json': '{"api": {"slots": 1}, "x": {"slots": 1}}',
      }),
      ['api 4 pools.json', 'api 4 dev/pools.json', 'x 1 dev/pools.json'],
    );
  });

  it('are unknown where a file of pools is not known', () => {
    assert.deepEqual(pools({ 'pools.json': json(4), 'x.sh': 'airflow pools import /opt/pools.json\n' }), [
      'api 4 pools.json',
    ]);
    assert.equal(pools({ 'pools.json': json(4), 'x.sh': 'airflow pools import more.json\n' }), undefined);
    assert.equal(pools({ 'pools.json': json(4), 'x.sh': 'airflow pools import "$FILE"\n' }), undefined);
  });
});

describe('ignore files of a project', () => {
  it('are read in the syntax that is set, else in that of the target version', () => {
    const files = { 'dags/.airflowignore': '*.py\n' };
    const syntax = (more: Files, target?: string) => project({ ...files, ...more }, target).ignoreSyntax;
    assert.equal(syntax({}, '2.11'), 'regexp');
    assert.equal(syntax({}, '3.0'), 'glob');
    assert.equal(syntax({}), 'unknown');
    assert.equal(syntax({ 'airflow.cfg': '[core]\ndag_ignore_file_syntax = glob\n' }, '2.11'), 'glob');
    assert.equal(syntax({ '.env': 'AIRFLOW__CORE__DAG_IGNORE_FILE_SYNTAX=${X}\n' }, '2.11'), 'unknown');
    assert.deepEqual(
      project(files).ignoreFiles[0]?.patterns.map((one) => one.text),
      ['*.py'],
    );
    assert.match(link(files, '2.11').problems[0]?.message ?? '', /is no regular expression/);
    assert.deepEqual(link(files, '3.0').problems, []);
  });
});

describe('files that ignore files hide', () => {
  const hidden = (files: Files, version: string | undefined, dagsFolder?: string) =>
    ['dags/a.py', 'dags/tests/b.py', 'dags/x/tests/c.py', 'lib/tests/d.py'].filter(
      hiddenFiles(project(files, version), dagsFolder),
    );

  it('lie below the folder of the topmost ignore file, or below the Dags folder', () => {
    const files = { 'dags/.airflowignore': '^tests/\n', 'dags/x/.airflowignore': 'tests/c\n' };
    assert.deepEqual(hidden(files, '2.11'), ['dags/tests/b.py', 'dags/x/tests/c.py']);
    assert.deepEqual(hidden(files, '2.11', 'dags'), ['dags/tests/b.py', 'dags/x/tests/c.py']);
    assert.deepEqual(hidden(files, '2.11', 'dags/x'), ['dags/x/tests/c.py']);
    assert.deepEqual(hidden({}, '2.11'), []);
  });

  it('are those that both syntaxes hide, while the version is not known', () => {
    assert.deepEqual(hidden({ 'dags/.airflowignore': 'tests\n' }, undefined), [
      'dags/tests/b.py',
      'dags/x/tests/c.py',
    ]);
    assert.deepEqual(hidden({ 'dags/.airflowignore': '^tests\n' }, undefined), []);
  });
});

describe('what a deployment says of Python code', () => {
  it('is known project-wide', () => {
    const found = project({
      'compose.yml': compose('PYTHONPATH: "/opt/airflow:/opt/airflow/libs"'),
      Dockerfile: 'FROM x\nENV PYTHONPATH=/opt/airflow\n',
    });
    assert.deepEqual(found.pythonPath.toSorted(), ['/opt/airflow', '/opt/airflow/libs']);
  });
});
