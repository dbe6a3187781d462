/** Expressions → Python objects. What cannot be known is unknown, and says why. */
import { elements } from '../../syntax/elements.ts';
import { Field, Kind } from '../../syntax/kinds.ts';
import { childByField, children, firstChild, kindAt, type Node, textOf } from '../../syntax/tree.ts';
import { builtinNames } from '../builtins.ts';
import { evaluateArguments } from './arguments.ts';
import { combine } from './arithmetic.ts';
import { attributeOf } from './attributes.ts';
import { comprehend } from './comprehensions.ts';
import { stringLiteral } from './format.ts';
import { charge, fork, type Machine, mayGoOn, next, write } from './machine.ts';
import {
  bool,
  type Entry,
  type Environment,
  equal,
  external,
  int,
  isSequence,
  keyOf,
  none,
  type Place,
  type PyObject,
  truth,
  tuple,
  unknown,
} from './objects.ts';
import { connect } from './relations.ts';
import { subscript } from './subscripts.ts';

/** The object that the expression at `node` gives. */
export function evaluate(machine: Machine, node: Node, env: Environment): PyObject {
  if (node < 0 || !mayGoOn(machine)) return unknown('too much to follow');
  const { tree } = env.module;
  switch (kindAt(tree, node)) {
    case Kind.identifier:
      return lookUp(textOf(tree, node), env);
    case Kind.integer:
    case Kind.float:
      return numberLiteral(textOf(tree, node));
    case Kind.true:
    case Kind.false:
      return bool(kindAt(tree, node) === Kind.true);
    case Kind.none:
      return none;
    case Kind.string:
    case Kind.concatenated_string:
      return stringLiteral(tree, node, (inner) => machine.evaluate(inner, env));
    case Kind.list:
    case Kind.tuple:
    case Kind.set:
    case Kind.expression_list:
      return sequenceLiteral(machine, node, env);
    case Kind.dictionary:
      return dictLiteral(machine, node, env);
    case Kind.parenthesized_expression:
    case Kind.await:
      return machine.evaluate(elements(tree, node).at(-1) ?? -1, env);
    case Kind.attribute: {
      const object = machine.evaluate(childByField(tree, node, Field.object), env);
      const name = childByField(tree, node, Field.attribute);
      return name < 0 ? unknown() : attributeOf(machine, object, textOf(tree, name));
    }
    case Kind.subscript:
      return subscript(machine, node, env);
    case Kind.call:
      return callExpression(machine, node, env);
    case Kind.binary_operator:
      return binary(machine, node, env);
    case Kind.unary_operator:
      return unary(machine, node, env);
    case Kind.not_operator: {
      const known = truth(machine.evaluate(childByField(tree, node, Field.argument), env));
      return known === undefined ? unknown() : bool(!known);
    }
    case Kind.boolean_operator:
      return boolean(machine, node, env);
    case Kind.comparison_operator:
      return comparison(machine, node, env);
    case Kind.conditional_expression:
      return conditional(machine, node, env);
    case Kind.lambda:
      return lambda(machine, node, env);
    case Kind.list_comprehension:
    case Kind.set_comprehension:
    case Kind.dictionary_comprehension:
    case Kind.generator_expression:
      return comprehend(machine, node, env);
    case Kind.named_expression: {
      const value = machine.evaluate(childByField(tree, node, Field.value), env);
      const name = textOf(tree, childByField(tree, node, Field.name));
      write(machine, env.names, name, value);
      return value;
    }
    case Kind.ellipsis:
      return external('builtins.Ellipsis');
    default:
      return unknown();
  }
}

/** Where an expression is written. */
export function placeOf(node: Node, env: Environment): Place {
  const { tree } = env.module;
  return { module: env.module, start: tree.start[node] as number, end: tree.end[node] as number };
}

/** The object behind a name. */
export function lookUp(name: string, env: Environment): PyObject {
  for (let at: Environment | undefined = env; at; at = at.outer) {
    const found = at.names.get(name);
    if (found) return found;
  }
  if (builtinNames.has(name)) return external(`builtins.${name}`);
  if (name === '__file__') return { type: 'path', tail: env.module.path };
  // The Dag processor imports files under a name of its own, never as `__main__`.
  if (name === '__name__') return { type: 'made', of: '__name__' };
  return unknown(`\`${name}\` is not known here`);
}

function numberLiteral(text: string): PyObject {
  const plain = text.replaceAll('_', '');
  if (/^0[xXoObB]/.test(plain) || /^\d+$/.test(plain)) return int(Number(plain));
  const value = Number(plain);
  return Number.isNaN(value) ? unknown('a complex number') : { type: 'float', value };
}

function sequenceLiteral(machine: Machine, node: Node, env: Environment): PyObject {
  const { tree } = env.module;
  const kind = kindAt(tree, node);
  const items: PyObject[] = [];
  let complete = true;
  for (const element of elements(tree, node)) {
    if (kindAt(tree, element) !== Kind.list_splat) {
      items.push(machine.evaluate(element, env));
      continue;
    }
    const spread = iterate(machine.evaluate(operandOf(element, env), env));
    charge(machine, spread.items.length);
    for (const item of spread.items) items.push(item);
    complete &&= spread.complete;
  }
  const type = kind === Kind.list ? 'list' : kind === Kind.set ? 'set' : 'tuple';
  return { type, items, complete };
}

/** What stands behind `*`, `**` or `-`. */
export function operandOf(node: Node, env: Environment): Node {
  const { tree } = env.module;
  let last = -1;
  for (const child of children(tree, node)) {
    const kind = kindAt(tree, child);
    if (kind !== Kind.other && kind !== Kind.comment) last = child;
  }
  return last;
}

function dictLiteral(machine: Machine, node: Node, env: Environment): PyObject {
  const { tree } = env.module;
  const entries = new Map<string, Entry>();
  let complete = true;
  for (const element of elements(tree, node)) {
    if (kindAt(tree, element) === Kind.dictionary_splat) {
      const spread = machine.evaluate(operandOf(element, env), env);
      if (spread.type !== 'dict') complete = false;
      else {
        complete &&= spread.complete;
        charge(machine, spread.entries.size);
        for (const [key, entry] of spread.entries) entries.set(key, entry);
      }
      continue;
    }
    if (kindAt(tree, element) !== Kind.pair) continue;
    const key = machine.evaluate(childByField(tree, element, Field.key), env);
    const value = machine.evaluate(childByField(tree, element, Field.value), env);
    const id = keyOf(key);
    if (id === undefined) complete = false;
    else entries.set(id, { key, value, at: placeOf(element, env) });
  }
  return { type: 'dict', entries, complete };
}

/** The items that a loop over this object sees, as far as they are known. */
export function iterate(object: PyObject): {
  readonly items: readonly PyObject[];
  readonly complete: boolean;
} {
  if (isSequence(object)) return { items: object.items, complete: object.complete };
  if (object.type === 'dict')
    return { items: [...object.entries.values()].map((entry) => entry.key), complete: object.complete };
  if (object.type === 'str' && object.value.length < 200)
    return { items: [...object.value].map((value) => ({ type: 'str', value }) as const), complete: true };
  return { items: [], complete: false };
}

function callExpression(machine: Machine, node: Node, env: Environment): PyObject {
  const { tree } = env.module;
  const callee = machine.evaluate(childByField(tree, node, Field.function), env);
  const given = evaluateArguments(machine, node, env);
  return machine.call(callee, given, placeOf(node, env));
}

function binary(machine: Machine, node: Node, env: Environment): PyObject {
  const { tree } = env.module;
  // Long chains of one operator nest to the left: they are walked, not recursed into.
  const chain: Node[] = [];
  let at = node;
  for (; kindAt(tree, at) === Kind.binary_operator; at = childByField(tree, at, Field.left)) chain.push(at);
  let left = machine.evaluate(at, env);
  for (let index = chain.length - 1; index >= 0; index--) {
    const step = chain[index] as Node;
    const operator = childByField(tree, step, Field.operator);
    const right = machine.evaluate(childByField(tree, step, Field.right), env);
    const kind = operator < 0 ? Kind.other : kindAt(tree, operator);
    left =
      kind === Kind['>>'] || kind === Kind['<<']
        ? connect(machine, left, right, kind === Kind['>>'])
        : combine(operator < 0 ? '' : textOf(tree, operator), left, right);
  }
  return left;
}

function unary(machine: Machine, node: Node, env: Environment): PyObject {
  const { tree } = env.module;
  const operand = machine.evaluate(childByField(tree, node, Field.argument), env);
  const sign = tree.text[tree.start[node] as number];
  if (sign === '+') return operand;
  if (sign !== '-') return unknown();
  if (operand.type === 'int') return int(-operand.value);
  if (operand.type === 'float') return { type: 'float', value: -operand.value };
  return operand.type === 'timedelta' ? { type: 'timedelta', seconds: -operand.seconds } : unknown();
}

function boolean(machine: Machine, node: Node, env: Environment): PyObject {
  const { tree } = env.module;
  const left = machine.evaluate(childByField(tree, node, Field.left), env);
  const isOr = kindAt(tree, childByField(tree, node, Field.operator)) === Kind.or;
  const known = truth(left);
  const right = () => machine.evaluate(childByField(tree, node, Field.right), env);
  if (known !== undefined) return known === isOr ? left : right();
  let other: PyObject = unknown();
  fork(machine, [
    () => {
      other = right();
      return next;
    },
    () => next,
  ]);
  return equal(left, other) === true ? left : unknown();
}

function conditional(machine: Machine, node: Node, env: Environment): PyObject {
  const [value = -1, condition = -1, alternative = -1] = elements(env.module.tree, node);
  const known = truth(machine.evaluate(condition, env));
  if (known !== undefined) return machine.evaluate(known ? value : alternative, env);
  const found: PyObject[] = [];
  fork(
    machine,
    [value, alternative].map((one) => () => {
      found.push(machine.evaluate(one, env));
      return next;
    }),
  );
  const [a = unknown(), b = unknown()] = found;
  return equal(a, b) === true ? a : unknown('depends on a condition that cannot be decided');
}

function comparison(machine: Machine, node: Node, env: Environment): PyObject {
  const { tree } = env.module;
  const operands: Node[] = [];
  const signs: string[] = [];
  for (let child = firstChild(tree, node); child >= 0; child = tree.next[child] as number) {
    if (tree.field[child] === Field.operators) signs.push(textOf(tree, child).replace(/\s+/g, ' '));
    else if (kindAt(tree, child) !== Kind.comment) operands.push(child);
  }
  let left = machine.evaluate(operands[0] ?? -1, env);
  for (const [index, sign] of signs.entries()) {
    const right = machine.evaluate(operands[index + 1] ?? -1, env);
    const known = compare(left, sign, right);
    if (known === undefined) return unknown();
    if (!known) return bool(false);
    left = right;
  }
  return bool(true);
}

function compare(left: PyObject, sign: string, right: PyObject): boolean | undefined {
  switch (sign) {
    case '==':
    case '!=': {
      const same = isName(left) || isName(right) ? false : equal(left, right);
      return same === undefined ? undefined : same === (sign === '==');
    }
    case 'is':
    case 'is not': {
      if (right.type !== 'none' || left.type === 'unknown' || left.type === 'made') return undefined;
      return (left.type === 'none') === (sign === 'is');
    }
    case 'in':
    case 'not in': {
      const found = contains(right, left);
      return found === undefined ? undefined : found === (sign === 'in');
    }
  }
  const a = ordinal(left);
  const b = ordinal(right);
  if (a === undefined || b === undefined || typeof a !== typeof b) return undefined;
  if (sign === '<') return a < b;
  if (sign === '<=') return a <= b;
  if (sign === '>') return a > b;
  return sign === '>=' ? a >= b : undefined;
}

/** `__name__` is no text that anybody compares it with. */
function isName(object: PyObject): boolean {
  return object.type === 'made' && object.of === '__name__';
}

function contains(container: PyObject, item: PyObject): boolean | undefined {
  if (container.type === 'str' && item.type === 'str') return container.value.includes(item.value);
  if (container.type === 'dict') {
    const key = keyOf(item);
    if (key === undefined) return undefined;
    return container.entries.has(key) ? true : container.complete ? false : undefined;
  }
  if (!isSequence(container)) return undefined;
  let certain = container.complete;
  for (const one of container.items) {
    const same = equal(one, item);
    if (same) return true;
    if (same === undefined) certain = false;
  }
  return certain ? false : undefined;
}

function ordinal(object: PyObject): number | string | undefined {
  if (object.type === 'int' || object.type === 'float' || object.type === 'str') return object.value;
  if (object.type === 'bool') return Number(object.value);
  return object.type === 'timedelta' ? object.seconds : undefined;
}

function lambda(machine: Machine, node: Node, env: Environment): PyObject {
  return {
    type: 'function',
    module: env.module,
    node,
    name: '<lambda>',
    closure: env,
    defaults: parameterDefaults(machine, node, env),
  };
}

/** The default values of a function's parameters, evaluated where it is defined. */
export function parameterDefaults(
  machine: Machine,
  definition: Node,
  env: Environment,
): Map<string, { readonly value: PyObject; readonly at: Place }> {
  const { tree } = env.module;
  const found = new Map<string, { readonly value: PyObject; readonly at: Place }>();
  const list = childByField(tree, definition, Field.parameters);
  if (list < 0) return found;
  for (const parameter of children(tree, list)) {
    const value = childByField(tree, parameter, Field.value);
    const name = childByField(tree, parameter, Field.name);
    if (value < 0 || name < 0) continue;
    found.set(textOf(tree, name), { value: machine.evaluate(value, env), at: placeOf(parameter, env) });
  }
  return found;
}

/** A tuple of two, for `enumerate`, `zip` and `items`. */
export function pair(first: PyObject, second: PyObject): PyObject {
  return tuple([first, second]);
}
