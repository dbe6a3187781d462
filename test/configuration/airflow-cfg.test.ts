/** airflow.cfg as Python's ConfigParser reads it for Airflow. */
import assert from 'node:assert/strict';
import { readAirflowCfg } from '../../server/src/configuration/airflow-cfg.ts';
import { said } from './said.ts';

const cfg = (text: string) => said('airflow-cfg', text);

describe('airflow.cfg', () => {
  it('has options with = and :, in any case, with their place', () => {
    assert.deepEqual(cfg('[Core]\nParallelism = 16\nload_examples: False\n'), [
      'file core.parallelism = 16 «Parallelism = 16»',
      'file core.load_examples = False «load_examples: False»',
    ]);
  });

  it('takes comments only from lines of their own', () => {
    assert.deepEqual(cfg('# a\n[core]\n; b\nexecutor = LocalExecutor # not a comment\n'), [
      'file core.executor = LocalExecutor # not a comment «executor = LocalExecutor # not a comment»',
    ]);
  });

  it('continues a value on deeper lines, across empty lines and comments', () => {
    const [option] = readAirflowCfg('[core]\na = 1,\n  2,\n\n# no\n  3\nb = 4\n').fileOptions;
    assert.equal(option?.value, '1,\n2,\n\n3');
  });

  it('writes %% for % and follows %(name)s within a section and to [DEFAULT]', () => {
    assert.deepEqual(
      readAirflowCfg(
        '[DEFAULT]\nhome = /h\n[core]\na = 50%%\nb = %(home)s/%(a)s\nc = %(gone)s\n',
      ).fileOptions.map((one) => one.value),
      ['/h', '50%', '/h/50%', undefined],
    );
  });

  it('does not know what the machine or a secret store fills in', () => {
    assert.deepEqual(cfg('[core]\ndags_folder = $HOME/dags\nfernet_key_cmd = cat key\n'), [
      'file core.dags_folder = ? «dags_folder = $HOME/dags»',
      'file core.fernet_key = ? «fernet_key_cmd = cat key»',
    ]);
    assert.deepEqual(cfg('[core]\ndags_folder = {AIRFLOW_HOME}/dags\n'), [
      'file core.dags_folder = {AIRFLOW_HOME}/dags «dags_folder = {AIRFLOW_HOME}/dags»',
    ]);
    assert.deepEqual(cfg('[core]\ndags_folder = ${AIRFLOW_HOME}/dags\n'), [
      'file core.dags_folder = ${AIRFLOW_HOME}/dags «dags_folder = ${AIRFLOW_HOME}/dags»',
    ]);
  });

  it('tells its sections, for options that are not there', () => {
    const text = '[core]\n[celery]\n';
    assert.deepEqual(
      readAirflowCfg(text).sections.map(({ name, at }) => [name, text.slice(at.start, at.end)]),
      [
        ['core', '[core]'],
        ['celery', '[celery]'],
      ],
    );
  });

  it('reads Windows line ends and a byte order mark', () => {
    assert.deepEqual(cfg('\uFEFF[core]\r\na = 1\r\nb = 2\r\n'), [
      'file core.a = 1 «a = 1»',
      'file core.b = 2 «b = 2»',
    ]);
  });

  it('gives one message for a broken file, at the first broken place, and keeps the rest', () => {
    assert.deepEqual(cfg('[core]\na = 1\nnonsense\nmore nonsense\nb = 2\n'), [
      'file core.a = 1 «a = 1»',
      'file core.b = 2 «b = 2»',
      'problem neither a section, an option nor a comment @13 «nonsense»',
    ]);
    assert.match(cfg('a = 1\n')[0] as string, /^problem a line before the first section @0 «a = 1»/);
    assert.match(
      cfg('[core]\na = 1\na = 2\n').at(-1) as string,
      /^problem option core.a is there twice @13 «a = 2»/,
    );
    assert.match(
      cfg('[core]\na = 1\n[core]\n').at(-1) as string,
      /^problem section \[core\] is there twice @13/,
    );
    assert.match(
      cfg('[core]\na = 5%\n').at(-1) as string,
      /^problem "%" in the value of core.a must be written "%%" @7/,
    );
  });
});
