/** `def` and `class` statements, and what decorators make of them. */
import { elements } from '../../syntax/elements.ts';
import { Field, Kind } from '../../syntax/kinds.ts';
import { childByField, children, kindAt, type Node, parentOf, textOf } from '../../syntax/tree.ts';
import { isDagDecorator, isTaskDecorator, isTaskGroupDecorator } from '../airflow.ts';
import { argumentsIn, evaluateArguments } from './arguments.ts';
import { defineAsset, isAssetDecorator } from './assets.ts';
import { classEnvironment, closureOf } from './environments.ts';
import { parameterDefaults, placeOf } from './expressions.ts';
import { inFrame, type Machine, write } from './machine.ts';
import {
  type Arguments,
  type Environment,
  joinArguments,
  noArguments,
  type Place,
  type PyClass,
  type PyFunction,
  type PyObject,
  unknown,
} from './objects.ts';

/** Runs a `def`: evaluates defaults and decorators, binds the name. */
export function defineFunction(machine: Machine, node: Node, env: Environment): void {
  const { tree } = env.module;
  const nameNode = childByField(tree, node, Field.name);
  if (nameNode < 0) return;
  const name = textOf(tree, nameNode);
  const made: PyFunction = {
    type: 'function',
    module: env.module,
    node,
    name,
    closure: closureOf(env),
    defaults: parameterDefaults(machine, node, env),
    ...(env.class ? { owner: env.class } : {}),
  };
  const object = decoratorsOf(node, env).reduceRight<PyObject>(
    (inner, decorator) => decorate(machine, decorator, inner, env),
    made,
  );
  write(machine, (env.elsewhere.get(name) ?? env).names, name, object);
}

/** The decorator expressions of a definition, outermost first. */
function decoratorsOf(definition: Node, env: Environment): Node[] {
  const { tree } = env.module;
  const parent = parentOf(tree, definition);
  if (kindAt(tree, parent) !== Kind.decorated_definition) return [];
  return [...children(tree, parent)]
    .filter((child) => kindAt(tree, child) === Kind.decorator)
    .map((child) => elements(tree, child).at(-1) ?? -1)
    .filter((expression) => expression >= 0);
}

function decorate(machine: Machine, expression: Node, inner: PyObject, env: Environment): PyObject {
  const { tree } = env.module;
  const at = placeOf(expression, env);
  if (kindAt(tree, expression) === Kind.call) {
    const callee = machine.evaluate(childByField(tree, expression, Field.function), env);
    const given = evaluateArguments(machine, expression, env);
    if (callee.type === 'external' && isAssetDecorator(callee.name))
      return defineAsset(machine, given, inner, at);
    const known = airflowDecorator(callee, given, inner, at);
    if (known) return known;
    return machine.call(
      machine.call(callee, given, at),
      { ...noArguments, positional: [{ value: inner, at }] },
      at,
    );
  }
  const callee = machine.evaluate(expression, env);
  return (
    airflowDecorator(callee, noArguments, inner, at) ??
    machine.call(callee, { ...noArguments, positional: [{ value: inner, at }] }, at)
  );
}

/** Decorators that hand back what they get, for all that concerns building Dags. */
const transparent = new Set([
  'builtins.staticmethod',
  'builtins.classmethod',
  'builtins.property',
  'functools.cache',
  'functools.cached_property',
  'functools.lru_cache',
  'functools.wraps',
  'airflow.utils.session.provide_session',
]);

/** What a decorator of Airflow, or one that changes nothing here, makes of a function; undefined for all others. */
export function airflowDecorator(
  callee: PyObject,
  given: Arguments,
  inner: PyObject,
  at: Place,
): PyObject | undefined {
  if (callee.type === 'partial')
    return airflowDecorator(callee.callee, joinArguments(callee.bound, given), inner, at);
  if (callee.type !== 'external') return undefined;
  const { name } = callee;
  const own = inner.type === 'function' ? inner.name : inner.type === 'taskflow' ? inner.name : undefined;
  if (name === 'airflow.sdk.setup' || name === 'airflow.sdk.teardown') {
    const role = name === 'airflow.sdk.setup' ? 'setup' : 'teardown';
    if (inner.type === 'taskflow') return { ...inner, role };
    if (own === undefined) return unknown();
    return {
      type: 'taskflow',
      function: inner,
      name: own,
      decorator: 'airflow.sdk.task',
      at,
      options: given,
      role,
    };
  }
  if (isTaskDecorator(name) && own !== undefined)
    return { type: 'taskflow', function: inner, name: own, decorator: name, at, options: given };
  if (isDagDecorator(name) && own !== undefined)
    return { type: 'dag-factory', function: inner, name: own, at, options: given };
  if (isTaskGroupDecorator(name) && own !== undefined)
    return { type: 'group-factory', function: inner, name: own, at, options: given };
  return transparent.has(name) ? inner : undefined;
}

/** Runs a `class`: its body, then binds the name. */
export function defineClass(machine: Machine, node: Node, env: Environment): void {
  const { tree } = env.module;
  const nameNode = childByField(tree, node, Field.name);
  if (nameNode < 0) return;
  const list = childByField(tree, node, Field.superclasses);
  const bases = list < 0 ? [] : argumentsIn(machine, list, env).positional.map((one) => one.value);
  const name = textOf(tree, nameNode);
  const made: PyClass = { type: 'class', name, module: env.module, node, bases, members: new Map() };
  const body = childByField(tree, node, Field.body);
  if (body >= 0)
    inFrame(machine, { module: env.module, owner: made, self: undefined }, () =>
      machine.execute(body, classEnvironment(made, env)),
    );
  const object = decoratorsOf(node, env).reduceRight<PyObject>((inner, decorator) => {
    const callee = machine.evaluate(decorator, env);
    // A decorator of a class (`@dataclass`, `@final`) seldom makes another class of it.
    return callee.type === 'unknown' ? unknown(`decorated by something unknown`) : inner;
  }, made);
  write(machine, (env.elsewhere.get(name) ?? env).names, name, object);
}
