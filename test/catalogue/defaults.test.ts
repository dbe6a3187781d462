import { strict as assert } from 'node:assert';
import {
  airflowVersions,
  dagParameterDefault,
  type Literal,
  optionDefault,
  optionFacts,
  optionRenames,
  taskParameterDefault,
} from '../../server/src/catalogue/catalogue.ts';

const text = (value: string): Literal => ({ kind: 'string', value });
const number = (value: number): Literal => ({ kind: 'number', value });

describe('catalogue: arguments of tasks and DAGs', () => {
  it('asks the configuration where the source does', () => {
    assert.deepEqual(taskParameterDefault('retries', '2.11'), {
      required: false,
      literal: number(0),
      option: 'core.default_task_retries',
      readAs: 'integer',
    });
    assert.equal(taskParameterDefault('weight_rule', '3.3')?.option, 'core.default_task_weight_rule');
    assert.equal(taskParameterDefault('timeout', '3.1')?.option, 'sensors.default_timeout');
    assert.deepEqual(taskParameterDefault('timeout', '3.1')?.literal, number(604_800));
  });

  it('says which releases of 3.0 do not ask it', () => {
    const retries = taskParameterDefault('retries', '3.0');
    assert.deepEqual([retries?.option, retries?.optionInSome], [undefined, 'core.default_task_retries']);
    assert.deepEqual(retries?.literal, number(0));
    const tasks = dagParameterDefault('max_active_tasks', '3.0');
    assert.deepEqual(
      [tasks?.option, tasks?.optionInSome, tasks?.literal],
      [undefined, undefined, number(16)],
    );
    assert.equal(dagParameterDefault('max_active_tasks', '3.1')?.option, 'core.max_active_tasks_per_dag');
  });

  it('follows constants, durations, enumerations and what None means', () => {
    assert.deepEqual(taskParameterDefault('retry_delay')?.literal, number(300));
    assert.deepEqual(taskParameterDefault('trigger_rule')?.literal, text('all_success'));
    assert.deepEqual(taskParameterDefault('pool')?.literal, text('default_pool'));
    assert.deepEqual(taskParameterDefault('execution_timeout')?.literal, { kind: 'none' });
    assert.equal(taskParameterDefault('task_id')?.required, true);
    assert.deepEqual(taskParameterDefault('mode')?.literal, text('poke'));
  });

  it('takes False and 0 for the same', () => {
    assert.deepEqual(taskParameterDefault('retry_exponential_backoff', '3.1')?.literal, {
      kind: 'boolean',
      value: false,
    });
    assert.deepEqual(taskParameterDefault('retry_exponential_backoff', '3.3')?.literal, number(0));
    assert.ok(taskParameterDefault('retry_exponential_backoff')?.literal);
  });

  it('is silent where versions differ', () => {
    assert.deepEqual(dagParameterDefault('catchup', '2.11')?.literal, { kind: 'boolean', value: true });
    assert.deepEqual(dagParameterDefault('catchup', '3.1')?.literal, { kind: 'boolean', value: false });
    assert.equal(dagParameterDefault('catchup')?.literal, undefined);
    assert.deepEqual(dagParameterDefault('schedule', '2.10')?.literal, { kind: 'duration', seconds: 86_400 });
    assert.deepEqual(dagParameterDefault('schedule', '3.0')?.literal, { kind: 'none' });
    assert.equal(dagParameterDefault('schedule')?.literal, undefined);
    assert.equal(dagParameterDefault('fail_fast', '2.11'), undefined);
    assert.equal(dagParameterDefault('catchup_by_default'), undefined);
  });
});

describe('catalogue: configuration options', () => {
  it('have a default per version', () => {
    assert.deepEqual(optionDefault('core.parallelism'), number(32));
    assert.deepEqual(optionDefault('core.dag_ignore_file_syntax', '2.11'), text('regexp'));
    assert.deepEqual(optionDefault('core.dag_ignore_file_syntax', '3.1'), text('glob'));
    assert.equal(optionDefault('core.dag_ignore_file_syntax'), undefined);
    assert.equal(optionFacts('core.parallelism')?.type, 'integer');
    assert.ok(optionDefault('celery.worker_concurrency'), 'options of providers are there, too');
  });

  it('are unknown where the version does not have them', () => {
    assert.equal(optionFacts('core.check_slas', '3.1'), undefined);
    assert.ok(optionFacts('core.check_slas', '2.11'));
    assert.equal(optionFacts('dag_processor.refresh_interval', '2.11'), undefined);
    assert.equal(optionFacts('toString'), undefined);
  });

  it('know their other names', () => {
    assert.ok(
      optionRenames('core.max_active_tasks_per_dag', '2.11').accepted.includes('core.dag_concurrency'),
    );
    assert.equal(optionRenames('core.dag_concurrency').now, 'core.max_active_tasks_per_dag');
    assert.equal(optionRenames('core.check_slas').now, 'removed');
    assert.deepEqual(optionRenames('core.parallelism'), { accepted: [] });
  });

  it('stand behind every argument that asks for one', () => {
    for (const version of airflowVersions) {
      for (const name of ['retries', 'retry_delay', 'queue', 'weight_rule', 'timeout', 'execution_timeout']) {
        const option = taskParameterDefault(name, version)?.option;
        assert.ok(option === undefined || optionFacts(option, version), `${option} in ${version}`);
      }
    }
  });
});
