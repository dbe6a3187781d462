/** The comparison with real Airflow, with facts made by hand: what it calls a contradiction, and what it counts. */
import assert from 'node:assert/strict';
import { canonicalValue, operatorOf } from '../../scripts/truth/canonical.ts';
import { compare } from '../../scripts/truth/compare.ts';
import type { Json, ModelFile, Parsed, RealDag, RealTask } from '../../scripts/truth/facts.ts';
import { addUp, isReached, percent } from '../../scripts/truth/marks.ts';
import { contradictionText, leftOutLines } from '../../scripts/truth/print.ts';
import { tallyOf, type VersionResult } from '../../scripts/truth/result.ts';
import type { Phase } from '../../server/src/model/facts.ts';
import type { ModelDag, ModelTask } from '../../server/src/report/model.ts';

const file = 'dags/case.py';
const bash = 'airflow.providers.standard.operators.bash.BashOperator';

/** What the model can know of a value. */
type Plain = string | number | boolean | null;
const known = (value: Plain) => ({ known: true, value, origin: 'call' }) as const;

const realTask = (taskId: string, given: Partial<RealTask> = {}): RealTask => ({
  taskId,
  operator: bash,
  group: null,
  mapped: false,
  arguments: { retries: 0 },
  ...given,
});

const modelTask = (taskId: string | null, given: Partial<ModelTask> = {}): ModelTask => ({
  taskId,
  operator: bash,
  group: null,
  mapped: false,
  line: 5,
  arguments: { retries: known(0) },
  ...given,
});

const realDag = (given: Partial<RealDag> = {}): RealDag => ({
  dagId: 'etl',
  arguments: {},
  tasks: [realTask('a'), realTask('b')],
  edges: [['a', 'b']],
  ...given,
});

const modelDag = (given: Partial<ModelDag> = {}): ModelDag => ({
  dagId: 'etl',
  line: 4,
  complete: true,
  edgesComplete: true,
  arguments: {},
  tasks: [modelTask('a'), modelTask('b')],
  perhaps: [],
  reads: [],
  edges: [['a', 'b']],
  ...given,
});

const parsed = (given: Partial<Parsed> = {}): Parsed => ({
  status: 'ok',
  dags: [realDag()],
  functions: [],
  imports: [],
  network: [],
  ...given,
});

const modelFile = (given: Partial<ModelFile> = {}): ModelFile => ({
  complete: false,
  dags: [modelDag()],
  functions: [],
  imports: [],
  ...given,
});

const compared = (real: Parsed, model: ModelFile, ownModules: readonly string[] = []) =>
  compare({ real, models: new Map([[file, model]]), file, ownModules });

const fields = (real: Parsed, model: ModelFile, ownModules: readonly string[] = []) =>
  compared(real, model, ownModules).contradictions.map((one) => one.field);

const ofDags = (real: Partial<RealDag>, model: Partial<ModelDag>, ownModules: readonly string[] = []) =>
  fields(parsed({ dags: [realDag(real)] }), modelFile({ dags: [modelDag(model)] }), ownModules);

const ofTasks = (real: Partial<RealTask>, model: Partial<ModelTask>, ownModules: readonly string[] = []) =>
  ofDags(
    { tasks: [realTask('a', real)], edges: [] },
    { tasks: [modelTask('a', model)], edges: [] },
    ownModules,
  );

describe('truth', () => {
  it('finds nothing where both sides say the same', () => {
    const { contradictions, unknown, counts } = compared(parsed(), modelFile());
    assert.deepEqual([contradictions, unknown], [[], []]);
    assert.deepEqual(counts.tasks, { known: 2, total: 2 });
    assert.deepEqual(counts.edges, { known: 1, total: 1 });
    assert.deepEqual(counts.values, { known: 2, total: 2 });
  });

  it('counts what the model does not know, and contradicts it in nothing', () => {
    const model = modelDag({ complete: false, edgesComplete: false, tasks: [modelTask('a')], edges: [] });
    const { contradictions, counts } = compared(parsed(), modelFile({ dags: [model] }));
    assert.deepEqual(contradictions, []);
    assert.deepEqual(counts.tasks, { known: 1, total: 2 });
    assert.deepEqual(counts.edges, { known: 0, total: 1 });
  });

  it('takes the only Dag without an id for the only one that is missing', () => {
    const { contradictions, counts } = compared(parsed(), modelFile({ dags: [modelDag({ dagId: null })] }));
    assert.deepEqual(contradictions, []);
    assert.deepEqual([counts.dagIds.known, counts.tasks.known], [0, 2]);
  });

  it('contradicts Dags, tasks and edges that do not exist', () => {
    assert.deepEqual(fields(parsed({ dags: [] }), modelFile()), ['dag']);
    assert.deepEqual(ofDags({}, { tasks: [...modelDag().tasks, modelTask('c')] }), ['task']);
    assert.deepEqual(ofDags({}, { tasks: [...modelDag().tasks, modelTask('a')] }), ['task']);
    assert.deepEqual(
      ofDags(
        {},
        {
          edges: [
            ['a', 'b'],
            ['b', 'a'],
          ],
        },
      ),
      ['edge'],
    );
  });

  it('leaves it to Airflow which of two Dags with one id counts', () => {
    assert.deepEqual(fields(parsed(), modelFile({ dags: [modelDag(), modelDag()] })), []);
  });

  it('contradicts lists that are called complete and are not', () => {
    assert.deepEqual(ofDags({}, { tasks: [modelTask('a')] }), ['complete']);
    assert.deepEqual(ofDags({}, { edges: [] }), ['edgesComplete']);
    assert.deepEqual(fields(parsed(), modelFile({ dags: [], complete: true })), ['file.complete']);
    assert.deepEqual(fields(parsed(), modelFile({ dags: [], complete: false })), []);
  });

  it('contradicts class, group and mapping of a task', () => {
    assert.deepEqual(ofTasks({}, { operator: 'airflow.providers.http.operators.http.HttpOperator' }), [
      'task.class',
    ]);
    assert.deepEqual(ofTasks({ group: 'outer.inner' }, { group: 'inner' }), ['task.group']);
    assert.deepEqual(ofTasks({ mapped: true }, {}), ['task.mapped']);
  });

  it('knows a class under its old path, a decorator, and a class of the project', () => {
    assert.deepEqual(ofTasks({ operator: 'airflow.operators.bash.BashOperator' }, {}), []);
    const taskflow = {
      operator: 'airflow.decorators.python._PythonDecoratedOperator',
      decorator: '@task',
    };
    assert.deepEqual(ofTasks(taskflow, { operator: 'airflow.sdk.task' }), []);
    assert.deepEqual(ofTasks(taskflow, { operator: 'airflow.sdk.task.branch' }), ['task.class']);
    const own = { operator: 'shop_operators.RefreshView' };
    assert.deepEqual(ofTasks(own, { operator: 'dags.shop_operators.RefreshView' }, ['shop_operators']), []);
    assert.deepEqual(ofTasks(own, { operator: 'RefreshTable' }, ['shop_operators']), ['task.class']);
    assert.deepEqual(ofTasks({ operator: 'unusual_prefix_1_case.Own' }, { operator: 'Own' }), []);
  });

  it('compares values by what they mean', () => {
    const same: readonly (readonly [string, Json, Plain])[] = [
      ['retries', 3, 3],
      ['retry_delay', 300, 300],
      ['retry_exponential_backoff', 2, true],
      ['retry_exponential_backoff', false, 0],
      ['trigger_rule', 'none_failed_or_skipped', 'none_failed_min_one_success'],
      ['weight_rule', { class: 'plugins.Slow' }, 'plugins.Slow'],
    ];
    for (const [name, real, value] of same)
      assert.deepEqual(ofTasks({ arguments: { [name]: real } }, { arguments: { [name]: known(value) } }), []);
    const different: readonly (readonly [string, Json, Plain])[] = [
      ['retries', 3, '3'],
      ['execution_timeout', null, 0],
      ['pool', 'default_pool', 'slow'],
      ['weight_rule', { class: 'plugins.Slow' }, 'downstream'],
      ['retry_exponential_backoff', 3, true],
    ];
    for (const [name, real, value] of different)
      assert.deepEqual(ofTasks({ arguments: { [name]: real } }, { arguments: { [name]: known(value) } }), [
        `task.${name}`,
      ]);
  });

  it('counts an argument that the model leaves out, and passes over one that the task does not have', () => {
    const real = parsed({ dags: [realDag({ tasks: [realTask('a')], edges: [] })] });
    const tasks = [modelTask('a', { arguments: { mode: known('poke') } })];
    const { contradictions, counts } = compared(real, modelFile({ dags: [modelDag({ tasks, edges: [] })] }));
    assert.deepEqual(contradictions, []);
    assert.deepEqual(counts.values, { known: 0, total: 1 });
  });

  it('contradicts a known value that depends on a Variable, and does not count an unknown one', () => {
    const real = { arguments: { retries: { varies: true } } };
    assert.deepEqual(ofTasks(real, { arguments: { retries: known(3) } }), ['task.retries']);
    const tasks = [modelTask('a', { arguments: { retries: { known: false } } })];
    const { contradictions, counts } = compared(
      parsed({ dags: [realDag({ tasks: [realTask('a', real)], edges: [] })] }),
      modelFile({ dags: [modelDag({ tasks, edges: [] })] }),
    );
    assert.deepEqual(contradictions, []);
    assert.deepEqual(counts.values, { known: 0, total: 0 });
  });

  it('contradicts lists that depend on Variables and are called complete', () => {
    assert.deepEqual(ofDags({ tasksVary: true }, {}), ['complete']);
    assert.deepEqual(ofDags({ edgesVary: true }, {}), ['edgesComplete']);
    const open = { complete: false, edgesComplete: false };
    assert.deepEqual(ofDags({ tasksVary: true, edgesVary: true }, open), []);
    assert.deepEqual(fields(parsed({ dagsVary: true }), modelFile({ complete: true })), ['file.complete']);
    assert.deepEqual(fields(parsed({ dagsVary: true }), modelFile({ complete: false })), []);
  });

  it('takes what has no name for what is missing', () => {
    const unnamed = { tasks: [...modelDag().tasks, modelTask(null)] };
    assert.deepEqual(ofDags({ tasksVary: true, edgesVary: true }, unnamed), []);
    assert.deepEqual(ofDags({}, { tasks: [modelTask('a'), modelTask(null)], edges: [] }), []);
    const dags = [modelDag(), modelDag({ dagId: null })];
    assert.deepEqual(fields(parsed({ dagsVary: true }), modelFile({ complete: true, dags })), []);
  });

  it('compares schedules', () => {
    const ofSchedules = (real: Json, value: Plain) =>
      ofDags({ arguments: { schedule: real } }, { arguments: { schedule: known(value) } });
    assert.deepEqual(ofSchedules('@daily', '0 0 * * *'), []);
    assert.deepEqual(ofSchedules(86_400, 86_400), []);
    assert.deepEqual(ofSchedules({ assets: true }, null), ['dag.schedule']);
    assert.deepEqual(ofSchedules('0 5 * * *', '0 6 * * *'), ['dag.schedule']);
    assert.equal(canonicalValue('schedule', ' 0  5 * * * '), '0 5 * * *');
  });

  it('contradicts a function that is called task only and was entered', () => {
    const functions = [{ file, name: 'Repo.load', line: 3 }];
    const model = (phases: readonly Phase[]) =>
      modelFile({ functions: [{ name: 'Repo.load', line: 3, phases }] });
    assert.deepEqual(fields(parsed({ functions }), model(['task'])), ['function']);
    for (const phases of [[], ['parse'], ['parse', 'task']] as const)
      assert.deepEqual(fields(parsed({ functions }), model(phases)), []);
    assert.deepEqual(compared(parsed({ functions }), model([])).counts.functions, { known: 0, total: 1 });
    assert.deepEqual(compared(parsed({ functions }), model(['parse'])).counts.functions, {
      known: 1,
      total: 1,
    });
    assert.deepEqual(compared(parsed(), model(['parse'])).notReached, [{ name: 'Repo.load', line: 3 }]);
  });

  it('tells lambdas of one line apart by none of them, and functions by name', () => {
    const functions = [{ file, name: '<lambda>', line: 3 }];
    const two = (first: readonly Phase[], second: readonly Phase[]) =>
      modelFile({
        functions: [
          { name: '<lambda>', line: 3, phases: first },
          { name: '<lambda>', line: 3, phases: second },
          { name: 'other', line: 3, phases: ['task'] },
        ],
      });
    assert.deepEqual(fields(parsed({ functions }), two(['task'], ['parse'])), []);
    assert.deepEqual(fields(parsed({ functions }), two(['task'], [])), []);
    assert.deepEqual(fields(parsed({ functions }), two(['task'], ['task'])), ['function']);
  });

  it('compares imports by statement', () => {
    const imports = [
      { file, module: '__future__', line: 1, end: 1 },
      { file, module: 'airflow.operators.bash', line: 2, end: 5 },
      { file, module: 'common.alerts', line: 6, end: 6 },
    ];
    const model = (module: string, line: number, phases: readonly Phase[]) =>
      modelFile({ imports: [{ module, line, phases }] });
    const counted = (one: ModelFile) => compared(parsed({ imports }), one).counts.imports;
    assert.deepEqual(counted(model('airflow.operators.bash', 3, ['parse'])), {
      known: 1,
      total: 2,
    });
    assert.deepEqual(counted(model('.alerts', 6, ['parse'])), { known: 1, total: 2 });
    assert.deepEqual(counted(model('json', 6, ['parse'])), { known: 0, total: 2 });
    assert.deepEqual(fields(parsed({ imports }), model('common.alerts', 6, ['task'])), ['import']);
  });

  it('reads functions of helper modules from their own model', () => {
    const helper = 'dags/common/alerts.py';
    const real = parsed({ functions: [{ file: helper, name: 'make', line: 2 }] });
    const models = new Map([
      [file, modelFile()],
      [helper, modelFile({ functions: [{ name: 'make', line: 2, phases: ['task'] }] })],
    ]);
    const { contradictions } = compare({ real, models, file, ownModules: [] });
    assert.deepEqual(
      contradictions.map((one) => one.real),
      ['dags/common/alerts.py: make ran at parse time'],
    );
  });

  it('says where a contradiction is and what both sides say', () => {
    const [one] = compared(
      parsed({ dags: [realDag({ tasks: [realTask('a', { arguments: { retries: 3 } })], edges: [] })] }),
      modelFile({ dags: [modelDag({ tasks: [modelTask('a')], edges: [] })] }),
    ).contradictions;
    assert.ok(one);
    assert.equal(
      contradictionText(file, one),
      'dags/case.py:5, dag etl, task a: task.retries is 3, the model says 0',
    );
  });

  it('rounds shares down', () => {
    assert.equal(percent({ known: 9499, total: 10_000 }), 94.9);
    assert.equal(percent({ known: 0, total: 0 }), 100);
    assert.ok(isReached('tasks', { known: 93, total: 100 }));
    assert.ok(!isReached('tasks', { known: 929, total: 1000 }));
  });

  it('names operators as the model does', () => {
    const named = (operator: string, decorator?: string) =>
      operatorOf(realTask('a', { operator, ...(decorator ? { decorator } : {}) }));
    assert.equal(named('airflow.operators.empty.EmptyOperator').split('.').at(-1), 'EmptyOperator');
    assert.equal(named('x', '@task.virtualenv'), 'airflow.sdk.task.virtualenv');
  });
});

describe('truth: files that cannot be imported', () => {
  const missing = { type: 'ModuleNotFoundError', message: 'No module named x.y', module: 'x.y' };
  const result = (leftOut: VersionResult['leftOut']): VersionResult => ({
    airflow: '2.11.2',
    python: '3.11.7',
    files: [{ name: file, comparison: compared(parsed(), modelFile()) }],
    leftOut,
    network: [],
    counts: compared(parsed(), modelFile()).counts,
  });

  it('are named with their reason when they ship, and counted when they are fixtures', () => {
    const lines = leftOutLines(
      [
        { name: 'airflow/example_dags/a.py', kind: 'shipped', error: missing },
        { name: 'test/rules/a.md, line 3', kind: 'fixture', error: missing },
        { name: 'test/rules/b.md, line 3', kind: 'fixture', error: missing },
      ],
      false,
    );
    assert.deepEqual(lines, [
      'skipped airflow/example_dags/a.py: there is no module x.y',
      '2 fixtures not compared: there is no module x.y',
    ]);
  });

  it('are skipped tests only when they ship', () => {
    const leftOut = [
      { name: 'airflow/example_dags/a.py', kind: 'shipped', error: missing },
      { name: 'test/rules/a.md, line 3', kind: 'fixture', error: missing },
    ] as const;
    // One file, six marks.
    assert.deepEqual(tallyOf([result(leftOut)], true), { passed: 7, failed: 0, skipped: 1 });
    assert.deepEqual(tallyOf([result(leftOut)], false), { passed: 1, failed: 0, skipped: 1 });
  });
});

describe('truth: marks', () => {
  it('that are not reached and files with a contradiction fail', () => {
    const good = compared(parsed(), modelFile());
    const bad = compared(parsed(), modelFile({ dags: [modelDag({ dagId: 'other', complete: false })] }));
    const result = {
      airflow: '3.3.2',
      python: '3.11.7',
      files: [
        { name: file, comparison: good },
        { name: file, comparison: bad },
      ],
      leftOut: [],
      network: [],
      counts: addUp([good.counts, bad.counts]),
    };
    assert.deepEqual(result.counts.dagIds, { known: 1, total: 2 });
    // Half of the Dag ids, tasks and edges is unknown; all values of known tasks, functions and imports are known.
    assert.deepEqual(tallyOf([result], true), { passed: 4, failed: 4, skipped: 0 });
  });
});
