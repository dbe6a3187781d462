/** The value that an argument really has: each step of the chain, and each way not to know it. */
import assert from 'node:assert/strict';
import { dagFileOf } from '../../server/src/model/dag-file.ts';
import { type Effective, effective, effectiveDag } from '../../server/src/project/effective.ts';
import { linkProject } from '../../server/src/project/link.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';

const head = `from airflow.sdk import DAG, TaskGroup, task
from airflow.providers.standard.operators.bash import BashOperator
from elsewhere import ARGS

`;

interface Options {
  readonly cfg?: string;
  readonly target?: string;
}

function projectOf({ cfg, target }: Options) {
  const files = cfg ? [{ path: 'airflow.cfg', text: cfg }] : [];
  return linkProject({ files, ...(target ? { target } : {}) }).project;
}

function shown(found: Effective): string {
  if (found.state === 'unknown') return 'unknown';
  const { value } = found;
  return `${'value' in value ? value.value : value.kind} (${found.origin})`;
}

describe('effective values', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  /** Retries of the last task. */
  function retries(code: string, options: Options = {}): string {
    const file = dagFileOf('dags/a.py', parser.parse(head + code));
    const task = file.tasks.at(-1);
    assert.ok(task, 'the code builds a task');
    return shown(effective(projectOf(options), task, 'retries'));
  }

  const bash = (more = '') => `BashOperator(task_id="a", bash_command="b"${more})`;
  const dag = (more: string, body: string) => `with DAG("d"${more}):\n    ${body}\n`;

  it('come from the call first', () => {
    assert.equal(retries(dag(', default_args={"retries": 1}', bash(', retries=2'))), '2 (call)');
    assert.equal(
      retries(dag('', 'BashOperator.partial(task_id="a", retries=3).expand(bash_command=["a"])')),
      '3 (partial)',
    );
    assert.equal(retries(dag('', '@task(retries=4)\n    def f(): ...\n    f()')), '4 (decorator)');
    assert.equal(
      retries(dag('', '@task(retries=4)\n    def f(): ...\n    f.override(retries=5)()')),
      '5 (override)',
    );
  });

  it('then from the default_args of groups, innermost first, then of the Dag', () => {
    const groups = `with DAG("d", default_args={"retries": 1}):
    with TaskGroup("o", default_args={"retries": 2}):
        with TaskGroup("i", default_args={"retries": 3}):
            ${bash()}
`;
    assert.equal(retries(groups), '3 (group-default-args)');
    assert.equal(retries(dag(', default_args={"retries": 1}', bash())), '1 (default-args)');
    assert.equal(
      retries(`d = DAG("d", default_args=dict(retries=6))\n${bash(', dag=d')}\n`),
      '6 (default-args)',
    );
  });

  it('then from configuration, then from what Airflow documents', () => {
    assert.equal(
      retries(dag('', bash()), { cfg: '[core]\ndefault_task_retries = 7\n' }),
      '7 (configuration)',
    );
    assert.equal(retries(dag('', bash())), '0 (default)');
    assert.equal(
      retries(dag('', bash(', retries=None')), { cfg: '[core]\ndefault_task_retries = 7\n' }),
      '7 (configuration)',
    );
  });

  it('are unknown as soon as one step is', () => {
    assert.equal(retries(dag('', bash(', **ARGS'))), 'unknown');
    assert.equal(retries(dag('', bash(', retries=ARGS'))), 'unknown');
    assert.equal(retries(dag(', default_args=ARGS', bash())), 'unknown');
    assert.equal(retries(dag(', default_args={**ARGS, "owner": "a"}', bash())), 'unknown');
    assert.equal(retries(dag(', **ARGS', bash())), 'unknown');
    assert.equal(retries(`${bash()}\n`), 'unknown');
    assert.equal(
      retries(dag('', bash()), { cfg: '[core]\ndefault_task_retries = 7\n', target: '3.0' }),
      'unknown',
    );
    assert.equal(retries(dag('', bash()), { cfg: '[core]\ndefault_task_retries = many\n' }), 'unknown');
  });

  it('of a call stand whatever the Dag says', () => {
    assert.equal(retries(dag(', default_args=ARGS', bash(', retries=2'))), '2 (call)');
  });

  it('of a class of the file count below default_args', () => {
    const own = `class Own(BashOperator):
    def __init__(self, retries=8, **kwargs):
        super().__init__(retries=retries, **kwargs)

`;
    const made = 'Own(task_id="a", bash_command="b")';
    assert.equal(retries(own + dag('', made)), '8 (class)');
    assert.equal(retries(own + dag(', default_args={"retries": 1}', made)), '1 (default-args)');
  });

  it('of a Dag differ by version', () => {
    const file = dagFileOf('dags/a.py', parser.parse(head + dag('', bash())));
    const catchup = (target?: string) =>
      shown(effectiveDag(projectOf(target ? { target } : {}), file.dags[0] as never, 'catchup'));
    assert.equal(catchup('2.11'), 'true (default)');
    assert.equal(catchup('3.1'), 'false (default)');
    assert.equal(catchup(), 'unknown');
  });
});
