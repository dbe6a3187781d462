/** Calls of Airflow's own classes and functions, by canonical name. */
import {
  isDagClass,
  isDagDecorator,
  isOperatorClass,
  isTaskDecorator,
  isTaskGroupClass,
  isTaskGroupDecorator,
} from '../airflow.ts';
import { buildDag } from './dags.ts';
import { airflowDecorator } from './definitions.ts';
import { buildGroup } from './groups.ts';
import { blur, type Machine } from './machine.ts';
import {
  type Arguments,
  bool,
  isSequence,
  joinArguments,
  none,
  type Place,
  type PyObject,
  unknown,
} from './objects.ts';
import { relate } from './relations.ts';
import { buildTask } from './tasks.ts';

/** What a call of something of Airflow's gives; undefined for names that build nothing. */
export function callAirflow(
  machine: Machine,
  name: string,
  given: Arguments,
  at: Place,
): PyObject | undefined {
  if (isDagClass(name)) return buildDag(machine, given, at);
  if (isTaskGroupClass(name)) return buildGroup(machine, given, at);
  // `DatabricksWorkflowTaskGroup`, `cosmos.DbtTaskGroup`: by Airflow's naming convention.
  if (/\.[A-Z]\w*TaskGroup$/.test(name)) {
    const object = buildGroup(machine, given, at);
    blur(object.group.dag, `\`${name.slice(name.lastIndexOf('.') + 1)}\` may add tasks of its own`);
    return object;
  }
  if (isOperatorClass(name)) return buildTask(machine, { operator: name }, given, at);
  if (name.endsWith('.partial') && isOperatorClass(name.slice(0, -'.partial'.length)))
    return {
      type: 'operator-partial',
      operator: { type: 'external', name: name.slice(0, -'.partial'.length) },
      bound: given,
      at,
    };
  // What a file can use if it is installed is taken to be installed, as with imports.
  if (/^airflow\..*\.is_venv_installed$/.test(name)) return bool(true);
  switch (name) {
    case 'airflow.sdk.chain':
      chain(machine, given, true);
      return none;
    case 'airflow.sdk.chain_linear':
      chain(machine, given, false);
      return none;
    case 'airflow.sdk.cross_downstream':
      relate(machine, argument(given, 0, 'from_tasks'), argument(given, 1, 'to_tasks'), true);
      return none;
    case 'airflow.sdk.Label':
      return { type: 'label', upstream: [], downstream: [] };
    case 'airflow.sdk.XComArg': {
      const operator = argument(given, 0, 'operator');
      const task = operator.type === 'instance' ? operator.built : operator;
      return task?.type === 'task' ? { type: 'xcom', tasks: [task.task] } : unknown();
    }
  }
  return decorated(name, given, at);
}

/** `task(function)` and `task(…)(function)`: decorators called instead of written above a `def`. */
function decorated(name: string, given: Arguments, at: Place): PyObject | undefined {
  const isDecorator = isTaskDecorator(name) || isDagDecorator(name) || isTaskGroupDecorator(name);
  const [first, ...rest] = given.positional;
  if (!isDecorator || rest.length > 0) return undefined;
  const decorator: PyObject = { type: 'external', name };
  if (!first) return { type: 'partial', callee: decorator, bound: given };
  return airflowDecorator(decorator, { ...given, positional: [] }, first.value, at);
}

function argument(given: Arguments, position: number, name: string): PyObject {
  return given.named.get(name)?.value ?? given.positional[position]?.value ?? unknown();
}

/** `chain` takes two lists element by element, `chain_linear` each with each. */
function chain(machine: Machine, given: Arguments, pairwise: boolean): void {
  const links = given.positional.map((one) => one.value);
  if (!given.complete) relate(machine, links[0] ?? unknown(), unknown(), true);
  for (let index = 1; index < links.length; index++) {
    const before = links[index - 1] as PyObject;
    const after = links[index] as PyObject;
    if (!pairwise || !isSequence(before) || !isSequence(after)) relate(machine, before, after, true);
    else if (!before.complete || !after.complete) relate(machine, before, unknown(), true);
    else
      before.items.forEach((one, position) => {
        relate(machine, one, after.items[position] ?? unknown(), true);
      });
  }
}

/** `.expand(…)` and `.expand_kwargs(…)` of `Operator.partial(…)`. */
export function expandOperator(
  machine: Machine,
  partial: Extract<PyObject, { type: 'operator-partial' }>,
  expanded: Arguments,
  at: Place,
): PyObject {
  const { operator, bound, at: configuredAt } = partial;
  if (operator.type === 'external')
    return buildTask(machine, { operator: operator.name, expanded, configuredAt }, bound, at);
  if (operator.type !== 'class') return unknown();
  return buildTask(
    machine,
    {
      operator: outsideOf(operator) ?? 'airflow.sdk.BaseOperator',
      instance: {
        type: 'instance',
        class: operator,
        attributes: new Map(),
        given: joinArguments(bound, expanded),
        at,
      },
      expanded,
      configuredAt,
    },
    bound,
    at,
  );
}

function outsideOf(owner: Extract<PyObject, { type: 'class' }>, depth = 0): string | undefined {
  for (const base of owner.bases) {
    if (base.type === 'external' && isOperatorClass(base.name)) return base.name;
    const found = base.type === 'class' && depth < 20 ? outsideOf(base, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}
