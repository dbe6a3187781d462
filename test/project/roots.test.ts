/** Which folders of a project imports are looked up in, and what the deployment says about them. */
import assert from 'node:assert/strict';
import { indexModules } from '../../server/src/project/module-index.ts';
import { fileOfImport, resolveModule } from '../../server/src/project/resolve-module.ts';
import { inProject, type RootSettings, rootsOf } from '../../server/src/project/roots.ts';

const index = indexModules([
  'dags/sales.py',
  'dags/team/orders.py',
  'dags/team/tools.py',
  'dags/tools.py',
  'dags/shared/__init__.py',
  'dags/shared/names.py',
  'plugins/operators/copy.py',
  'include/sql.py',
  'lib/tools.py',
]);
const none: RootSettings = { pythonPath: [] };
/** A variable of the shell. */
const reference = (name: string): string => ['$', '{', name, '}'].join('');

describe('the roots of imports', () => {
  it('are PYTHONPATH, plugins, Dags, and the folders around a file, in this order', () => {
    const roots = rootsOf(index, { pythonPath: ['/opt/airflow/lib', '/usr/lib/x'] }, 'dags/team/orders.py');
    assert.deepEqual(
      roots.map(({ folder, kind }) => `${kind} ${folder || '.'}`),
      ['python-path lib', 'plugins plugins', 'dags dags', 'around dags/team', 'around .'],
    );
  });

  it('take the configured folders by their ends', () => {
    const settings = {
      pythonPath: [],
      dagsFolder: '/usr/local/airflow/dags/team',
      pluginsFolder: '/x/include',
    };
    const roots = rootsOf(index, settings, 'dags/sales.py').map((one) => one.folder);
    assert.deepEqual(roots, ['include', 'plugins', 'dags/team', 'dags', '']);
  });

  for (const [path, folder] of [
    ['/opt/airflow', ''],
    [reference('AIRFLOW_HOME'), ''],
    ['/opt/airflow/dags/', 'dags'],
    ['/home/airflow/gcs/dags', 'dags'],
    ['$AIRFLOW_HOME/dags/shared', 'dags/shared'],
    ['lib', 'lib'],
    ['./lib/.', 'lib'],
    ['other/lib', undefined],
    ['/opt/other', undefined],
    ['../lib', undefined],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(path)} is ${folder === undefined ? 'no folder of the project' : folder || 'the root'}`, () => {
      assert.equal(inProject(index, path), folder);
    });
  }

  it('decide which file an import means', () => {
    const from = 'dags/team/orders.py';
    const file = (dotted: string, settings = none) => fileOfImport(index, settings, from, dotted);
    assert.equal(file('tools'), 'dags/tools.py');
    assert.equal(file('tools', { pythonPath: ['lib'] }), 'lib/tools.py');
    assert.equal(file('.tools'), 'dags/team/tools.py');
    assert.equal(file('..shared'), 'dags/shared/__init__.py');
    assert.equal(file('shared.names'), 'dags/shared/names.py');
    assert.equal(file('operators.copy'), 'plugins/operators/copy.py');
    assert.equal(file('include.sql'), 'include/sql.py');
    assert.equal(file('team'), undefined, 'a folder without __init__.py has no code');
    assert.equal(file('shared.gone'), undefined);
    assert.equal(file('json'), undefined);
    assert.equal(file('....tools'), undefined);
  });

  it('say which packages Python runs on the way', () => {
    const found = resolveModule(index, none, 'dags/sales.py', 'shared.names', 0);
    assert.deepEqual(found.kind === 'module' && found.runs, [
      'dags/shared/__init__.py',
      'dags/shared/names.py',
    ]);
    assert.equal(resolveModule(index, none, 'dags/sales.py', 'shared.gone', 0).kind, 'missing');
    assert.equal(resolveModule(index, none, 'dags/sales.py', 'numpy', 0).kind, 'external');
  });
});
