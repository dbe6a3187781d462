/** The files of a deployment → what dagperf knows of the project. */
import assert from 'node:assert/strict';
import { linkProject } from '../../server/src/project/link.ts';
import { poolInsertion } from '../../server/src/project/pools.ts';
import type { PoolFile } from '../../server/src/project/project.ts';
import { schedulePeriod } from '../../server/src/project/schedule.ts';

const link = (files: Readonly<Record<string, string>>, target?: string) =>
  linkProject({
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    ...(target ? { target } : {}),
  });

const compose = `x-common: &common
  image: \${AIRFLOW_IMAGE:-apache/airflow:2.10.5-python3.11}
  environment: &env
    AIRFLOW__CORE__PARALLELISM: 64
    AIRFLOW__CORE__FERNET_KEY: \${KEY}
services:
  scheduler:
    <<: *common
    command: scheduler
  worker:
    image: apache/airflow:2.10.5
    environment:
      - AIRFLOW__CELERY__WORKER_CONCURRENCY=8
`;

describe('a deployment', () => {
  it('gives the options of airflow.cfg with their place', () => {
    const text =
      '# limits\r\n[core]\r\nparallelism = 16\r\nlong = a\r\n  b\r\n[secrets]\r\nuse_cache: True\r\nx = 50%%\r\n';
    const { settings } = link({ 'airflow.cfg': text }).project;
    assert.equal(settings['core.parallelism']?.value, '16');
    assert.equal(settings['core.long']?.value, 'a\nb');
    assert.equal(settings['secrets.use_cache']?.value, 'True');
    assert.equal(settings['secrets.x']?.value, '50%');
    const at = settings['core.parallelism']?.at;
    assert.equal(text.slice(at?.start, at?.end), 'parallelism = 16');
  });

  it('lets the environment win over airflow.cfg', () => {
    const files = {
      'airflow.cfg': '[core]\nparallelism = 16\n',
      '.env': 'export AIRFLOW__CORE__PARALLELISM="8"\n',
    };
    assert.equal(link(files).project.settings['core.parallelism']?.value, '8');
  });

  it('reads environment, images and services of a compose file, anchors and lists included', () => {
    const { project, problems } = link({ 'docker-compose.yaml': compose });
    assert.deepEqual(problems, []);
    assert.equal(project.settings['core.parallelism']?.value, '64');
    assert.equal(project.settings['celery.worker_concurrency']?.value, '8');
    assert.deepEqual(project.unknownSettings, ['core.fernet_key']);
    assert.deepEqual(project.target, {
      version: '2.10',
      reason: 'docker-compose.yaml:2 apache/airflow:2.10.5-python3.11',
    });
    assert.equal(project.triggerer, 'absent');
  });

  it('sees a triggerer where there is one, and knows nothing without a scheduler', () => {
    const withTriggerer = `${compose}  triggerer:\n    command: triggerer\n`;
    assert.equal(link({ 'compose.yml': withTriggerer }).project.triggerer, 'present');
    assert.equal(
      link({ 'compose.yml': 'services:\n  db:\n    image: postgres\n' }).project.triggerer,
      'unknown',
    );
  });

  it('keeps what differs between two files unknown', () => {
    const files = {
      'a/airflow.cfg': '[core]\nparallelism = 1\n',
      'b/airflow.cfg': '[core]\nparallelism = 2\n',
    };
    const { project } = link(files);
    assert.equal(project.settings['core.parallelism'], undefined);
    assert.deepEqual(project.unknownSettings, ['core.parallelism']);
  });

  it('lets development files decide only when there are no others', () => {
    const dev = '[core]\nparallelism = 1\n';
    assert.equal(link({ 'dev/airflow.cfg': dev }).project.settings['core.parallelism']?.value, '1');
    const both = link({ 'dev/airflow.cfg': dev, 'airflow.cfg': '[core]\nparallelism = 2\n' }).project;
    assert.equal(both.settings['core.parallelism']?.value, '2');
  });

  it('finds the target version only where it is decided', () => {
    const version = (files: Readonly<Record<string, string>>) => link(files).project.target?.version;
    assert.equal(version({ 'requirements.txt': 'apache-airflow[celery]==2.11.0\n' }), '2.11');
    assert.equal(version({ 'requirements.txt': 'apache-airflow~=3.0.2\n' }), '3.0');
    assert.equal(version({ 'requirements.txt': 'apache-airflow>=2.10\n' }), undefined);
    assert.equal(version({ 'requirements.txt': 'apache-airflow-providers-http==5.0.0\n' }), undefined);
    assert.equal(version({ Dockerfile: 'FROM python:3.12 AS a\nFROM apache/airflow:slim-3.1.0\n' }), '3.1');
    assert.equal(
      version({ Dockerfile: 'FROM apache/airflow:3.1.0\n', 'requirements.txt': 'apache-airflow==2.11.0\n' }),
      undefined,
    );
    assert.equal(
      link({ 'requirements.txt': 'apache-airflow==2.11.0\n' }, '3.2').project.target?.version,
      '3.2',
    );
  });

  it('never throws, whatever is cut off', () => {
    for (let end = 0; end <= compose.length; end++) {
      link({
        'docker-compose.yaml': compose.slice(0, end),
        'airflow.cfg': compose.slice(0, end),
        'pools.json': compose.slice(0, end),
      });
    }
  });

  it('says where YAML is broken and keeps the rest', () => {
    const { project, problems } = link({
      'compose.yaml': 'services: [\n',
      'airflow.cfg': '[core]\nparallelism = 2\n',
    });
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? '', /^broken YAML: .*[^:]$/);
    assert.equal(project.settings['core.parallelism']?.value, '2');
  });
});

describe('pools', () => {
  const add = (text: string) => {
    const { project } = link({ 'pools.json': text });
    const { range, text: added } = poolInsertion(project.poolFiles[0] as PoolFile, 'new', 4);
    return text.slice(0, range.start) + added + text.slice(range.end);
  };

  it('can be added to an empty, a one-line and an indented file', () => {
    for (const text of ['{}', '{"a": {"slots": 1}}\n', '{\r\n\t"a": {"slots": 1}\r\n}\r\n']) {
      const parsed = JSON.parse(add(text));
      assert.equal(parsed.new.slots, 4, text);
      assert.equal('a' in parsed, text.includes('"a"'), text);
    }
    assert.ok(add('{\r\n\t"a": {"slots": 1}\r\n}').includes(',\r\n\t"new"'));
  });

  it('are not every JSON file with such a name', () => {
    assert.equal(link({ 'pools.json': '[1]' }).project.pools, undefined);
    assert.equal(link({ 'pool-config.json': '{"a": {"size": 1}}' }).project.pools, undefined);
    assert.equal(link({}).project.pools, undefined);
  });
});

describe('the period of a schedule', () => {
  const at = { start: 0, end: 0 };
  const period = (value: string) => schedulePeriod({ kind: 'string', value, at });

  it('is known for presets, cron and timedelta', () => {
    assert.deepEqual(period('@daily'), { shortest: 86_400, longest: 86_400, mean: 86_400 });
    assert.deepEqual(period('*/15 * * * *'), { shortest: 900, longest: 900, mean: 900 });
    const weekdays = period('0 6 * * 1-5');
    assert.deepEqual([weekdays?.shortest, weekdays?.longest], [86_400, 3 * 86_400]);
    assert.ok(Math.abs((weekdays?.mean ?? 0) - (7 / 5) * 86_400) < 600);
    const office = period('*/5 8-18 * * 1-5');
    assert.ok((office?.longest ?? 0) > 2 * 86_400, 'the weekend counts');
    assert.ok(Math.abs((office?.mean ?? 0) - (7 * 86_400) / (5 * 11 * 12)) < 60);
    assert.deepEqual(schedulePeriod({ kind: 'duration', seconds: 7200, at }), {
      shortest: 7200,
      longest: 7200,
      mean: 7200,
    });
  });

  it('is not for what runs once, six fields and nonsense', () => {
    for (const value of ['@once', '@continuous', '0 0 * * * *', 'daily', ''])
      assert.equal(period(value), undefined, value);
    assert.equal(schedulePeriod({ kind: 'none', at }), undefined);
  });
});
