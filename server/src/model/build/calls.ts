/** Calls: functions and classes of the project, and what stands for Airflow's. */
import { Field, Kind } from '../../syntax/kinds.ts';
import { childByField, firstChild, kindAt, type Node, type Tree } from '../../syntax/tree.ts';
import { isDagClass, isOperatorClass, isTaskGroupClass } from '../airflow.ts';
import { isDecoratedWith } from '../names.ts';
import { callAirflow } from './airflow-calls.ts';
import { bindParameters } from './arguments.ts';
import { lineage, member, memberAfter } from './attributes.ts';
import { callBuiltin } from './builtin-functions.ts';
import { callMethod } from './builtin-methods.ts';
import { buildDag, runDagFactory } from './dags.ts';
import { dayMade } from './dates.ts';
import { newEnvironment } from './environments.ts';
import { buildGroup, runGroupFactory } from './groups.ts';
import { handOver, inFrame, join, type Machine, mayGoOn } from './machine.ts';
import {
  type Arguments,
  joinArguments,
  none,
  type Place,
  type PyClass,
  type PyFunction,
  type PyInstance,
  type PyObject,
  unknown,
} from './objects.ts';
import { buildTask, callTaskFlow, fillDefaults, linkAttributes } from './tasks.ts';

/** What calling `callee` gives. */
export function call(machine: Machine, callee: PyObject, given: Arguments, at: Place): PyObject {
  if (!mayGoOn(machine)) return unknown('too much to follow');
  switch (callee.type) {
    case 'function':
      return callFunction(machine, callee, given);
    case 'class':
      return construct(machine, callee, given, at);
    case 'method':
      return callBound(machine, callee, given, at);
    case 'partial':
      return call(machine, callee.callee, joinArguments(callee.bound, given), at);
    case 'external':
      return (
        callAirflow(machine, callee.name, given, at) ??
        callBuiltin(machine, callee.name, given, at) ??
        callOutside(machine, callee.name, given, at)
      );
    case 'made':
      return callOutside(machine, callee.of, given, at);
    case 'taskflow':
      return callTaskFlow(machine, callee, given, at);
    case 'dag-factory':
      return runDagFactory(machine, callee, given, at);
    case 'group-factory':
      return runGroupFactory(machine, callee, given, at);
    case 'instance': {
      const found = member(callee.class, '__call__');
      if (found?.type === 'function')
        return callBound(
          machine,
          { type: 'method', self: callee, name: '__call__', function: found },
          given,
          at,
        );
      break;
    }
    default:
  }
  const why = `what \`${written(at)}\` does is not known`;
  handOver(machine, given, why);
  return unknown(why);
}

/** The code at a place, shortened. */
export function written({ module, start, end }: Place): string {
  const text = module.tree.text.slice(start, end).replace(/\s+/g, ' ');
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}

/** Packages whose functions make no tasks, whatever they are given. */
const harmless =
  /^(abc|airflow|argparse|ast|base64|boto3|botocore|builtins|calendar|collections|concurrent|configparser|contextlib|copy|croniter|csv|dataclasses|dateutil|datetime|decimal|dotenv|enum|fnmatch|functools|getpass|glob|google|hashlib|importlib|inspect|io|itertools|jinja2|json|kubernetes|logging|math|mimetypes|multiprocessing|numpy|operator|os|pandas|pathlib|pendulum|pkgutil|platform|pprint|psycopg2|pytz|random|re|requests|secrets|shutil|slugify|socket|sqlalchemy|statistics|string|struct|subprocess|sys|tempfile|textwrap|threading|time|toml|types|typing|typing_extensions|unicodedata|urllib|uuid|warnings|yaml|zoneinfo)(\.|$)/;

/** Whether something outside the project, by canonical name, builds nothing. */
export function isHarmless(name: string): boolean {
  return harmless.test(name);
}

function callOutside(machine: Machine, name: string, given: Arguments, at: Place): PyObject {
  if (!harmless.test(name)) handOver(machine, given, `what \`${written(at)}\` does is not known`);
  const day = dayMade(name, given);
  return { type: 'made', of: name, ...(day === undefined ? {} : { day }) };
}

/** Runs the body of a function of the project. */
export function callFunction(
  machine: Machine,
  callee: PyFunction,
  given: Arguments,
  self?: PyObject,
): PyObject {
  const { module, node } = callee;
  const { tree } = module;
  if (isAsync(tree, node)) return { type: 'made', of: 'coroutine' };
  const bound = self
    ? { ...given, positional: [{ value: self, at: { module, start: 0, end: 0 } }, ...given.positional] }
    : given;
  const visited = machine.entered.get(module.path) ?? new Set();
  if (machine.doubt === 0) machine.entered.set(module.path, visited.add(node));
  const env = newEnvironment(module, callee.closure);
  return inFrame(machine, { module, owner: callee.owner, self }, (frame) => {
    bindParameters(machine, callee, bound, env);
    const body = childByField(tree, node, Field.body);
    if (kindAt(tree, node) === Kind.lambda) return machine.evaluate(body, env);
    const flow = machine.execute(body, env);
    if (frame.yields.length > 0) return { type: 'list', items: frame.yields, complete: frame.doubt === 0 };
    const value = flow.kind === 'return' ? flow.value : none;
    return frame.returned.length === 0 ? value : join([...frame.returned, value]);
  });
}

function isAsync(tree: Tree, definition: Node): boolean {
  return kindAt(tree, firstChild(tree, definition)) === Kind.async;
}

function callBound(
  machine: Machine,
  callee: Extract<PyObject, { type: 'method' }>,
  given: Arguments,
  at: Place,
): PyObject {
  const { self, name, function: found } = callee;
  if (self.type === 'super' && name === '__init__') {
    superInit(machine, self.self, self.after, given, at);
    return none;
  }
  if (found) {
    const is = (name: string) => isDecoratedWith(found.module.tree, found.node, name);
    if (is('staticmethod')) return callFunction(machine, found, given);
    const target = self.type === 'instance' && is('classmethod') ? self.class : self;
    return callFunction(machine, found, given, target);
  }
  return callMethod(machine, self, name, given, at);
}

/** `Class(…)` for a class of the project. */
function construct(machine: Machine, made: PyClass, given: Arguments, at: Place): PyObject {
  const instance: PyInstance = { type: 'instance', class: made, attributes: new Map(), given, at };
  const init = member(made, '__init__');
  const own = init?.type === 'function' ? init : undefined;
  if (own) {
    const filled = isOperator(made) ? fillDefaults(machine, own, given) : given;
    callFunction(machine, own, filled, instance);
  } else initializeOutside(machine, instance, given, at);
  delete instance.given;
  // An operator whose `__init__` was not followed to its end still is a task.
  if (!instance.built && isOperator(made))
    initializeOutside(machine, instance, { ...given, complete: false }, at);
  linkAttributes(machine, instance);
  return instance;
}

/** Derived from an operator class, as far as the project and the catalogue tell. */
export function isOperator(made: PyClass): boolean {
  return lineage(made).some((one) => one.type === 'external' && isOperatorClass(one.name));
}

/** `super().__init__(…)` in a method of `after`. */
function superInit(
  machine: Machine,
  instance: PyInstance,
  after: PyClass,
  given: Arguments,
  at: Place,
): void {
  const init = memberAfter(instance.class, after, '__init__');
  if (init?.type === 'function') {
    const filled = isOperator(instance.class) ? fillDefaults(machine, init, given) : given;
    callFunction(machine, init, filled, instance);
  } else initializeOutside(machine, instance, given, at);
}

/** The constructor of the first base that is no class of the project. */
function initializeOutside(machine: Machine, instance: PyInstance, given: Arguments, at: Place): void {
  const outside = lineage(instance.class).filter((one) => one.type === 'external' || one.type === 'unknown');
  const operator = outside.find((one) => one.type === 'external' && isOperatorClass(one.name));
  if (operator?.type === 'external') {
    instance.built = buildTask(machine, { operator: operator.name, instance }, given, at);
    return;
  }
  const base = outside.find(
    (one) => one.type === 'external' && (isDagClass(one.name) || isTaskGroupClass(one.name)),
  );
  if (base?.type === 'external') {
    instance.built = isDagClass(base.name) ? buildDag(machine, given, at) : buildGroup(machine, given, at);
    return;
  }
  const harmlessBase = outside.every((one) => one.type === 'external' && harmless.test(one.name));
  if (!harmlessBase) handOver(machine, given, `what \`${written(at)}\` makes is not known`);
  // A data class takes its fields as arguments.
  for (const [name, { value }] of given.named) instance.attributes.set(name, value);
}
