/** Arguments: of calls as they are written, and bound to the parameters of functions. */
import { elements } from '../../syntax/elements.ts';
import { Field, Kind } from '../../syntax/kinds.ts';
import { childByField, children, kindAt, type Node, textOf } from '../../syntax/tree.ts';
import { parameterName } from '../bindings.ts';
import { iterate, operandOf, placeOf } from './expressions.ts';
import { charge, fork, type Machine, next, write } from './machine.ts';
import {
  type Arguments,
  type Environment,
  type Given,
  type PyFunction,
  type PyObject,
  str,
  tuple,
  unknown,
} from './objects.ts';

/** The evaluated arguments of the call at `node`. */
export function evaluateArguments(machine: Machine, node: Node, env: Environment): Arguments {
  const { tree } = env.module;
  const list = childByField(tree, node, Field.arguments);
  if (list < 0) return { positional: [], named: new Map(), complete: true };
  if (kindAt(tree, list) === Kind.generator_expression)
    return {
      positional: [{ value: machine.evaluate(list, env), at: placeOf(list, env) }],
      named: new Map(),
      complete: true,
    };
  return argumentsIn(machine, list, env);
}

/** The evaluated arguments of an argument list. */
export function argumentsIn(machine: Machine, list: Node, env: Environment): Arguments {
  const { tree } = env.module;
  const positional: Given[] = [];
  const named = new Map<string, Given>();
  let complete = true;
  for (const element of elements(tree, list)) {
    const at = placeOf(element, env);
    switch (kindAt(tree, element)) {
      case Kind.keyword_argument: {
        const name = textOf(tree, childByField(tree, element, Field.name));
        named.set(name, { value: machine.evaluate(childByField(tree, element, Field.value), env), at });
        break;
      }
      case Kind.dictionary_splat: {
        const spread = machine.evaluate(operandOf(element, env), env);
        complete &&= spread.type === 'dict' && spread.complete;
        if (spread.type !== 'dict') break;
        charge(machine, spread.entries.size);
        for (const { key, value, at: written } of spread.entries.values())
          if (key.type === 'str') named.set(key.value, { value, at: written });
        break;
      }
      case Kind.list_splat: {
        const spread = iterate(machine.evaluate(operandOf(element, env), env));
        complete &&= spread.complete;
        charge(machine, spread.items.length);
        for (const value of spread.items) positional.push({ value, at });
        break;
      }
      default:
        positional.push({ value: machine.evaluate(element, env), at });
    }
  }
  return { positional, named, complete };
}

/** Binds arguments to the parameters of a function as names of its environment. */
export function bindParameters(
  machine: Machine,
  callee: PyFunction,
  given: Arguments,
  env: Environment,
): void {
  const { tree } = callee.module;
  const list = childByField(tree, callee.node, Field.parameters);
  if (list < 0) return;
  const queue = given.positional.map((one) => one.value);
  const rest = new Map(given.named);
  let onlyNamed = false;
  const bind = (name: string, value: PyObject) => write(machine, env.names, name, value);
  for (const parameter of children(tree, list)) {
    const kind = kindAt(tree, parameter);
    const nameNode = parameterName(tree, parameter);
    const written = textOf(tree, parameter);
    if (nameNode < 0) {
      if (written === '*' || written.startsWith('*')) onlyNamed = true;
      continue;
    }
    const name = textOf(tree, nameNode);
    const isSplat = kind !== Kind.identifier && /^\*/.test(written);
    if (isSplat && written.startsWith('**')) {
      const entries = [...rest].map(
        ([key, one]) => [`s${key}`, { key: str(key), value: one.value, at: one.at }] as const,
      );
      bind(name, { type: 'dict', entries: new Map(entries), complete: given.complete });
      rest.clear();
    } else if (isSplat) {
      bind(name, tuple(queue.splice(0), given.complete));
      onlyNamed = true;
    } else if (!onlyNamed && queue.length > 0) bind(name, queue.shift() as PyObject);
    else {
      const passed = rest.get(name);
      rest.delete(name);
      const fallback = given.complete ? callee.defaults.get(name)?.value : undefined;
      bind(name, passed?.value ?? fallback ?? unknown(`the parameter \`${name}\``));
    }
  }
}

/** Names of the parameters that a keyword can set, in order; `rest` tells whether there is a `**kwargs`. */
export function parametersOf(callee: PyFunction): {
  readonly names: readonly string[];
  readonly rest: boolean;
} {
  const { tree } = callee.module;
  const list = childByField(tree, callee.node, Field.parameters);
  const names: string[] = [];
  let rest = false;
  if (list < 0) return { names, rest };
  for (const parameter of children(tree, list)) {
    const nameNode = parameterName(tree, parameter);
    if (nameNode < 0) continue;
    const written = textOf(tree, parameter);
    if (written.startsWith('**')) rest = true;
    else if (!written.startsWith('*')) names.push(textOf(tree, nameNode));
  }
  return { names, rest };
}

/** Binds the target of an assignment or a loop: a name, an attribute, a subscript, or a pattern of these. */
export function assign(machine: Machine, target: Node, value: PyObject, env: Environment): void {
  const { tree } = env.module;
  switch (kindAt(tree, target)) {
    case Kind.identifier: {
      const name = textOf(tree, target);
      write(machine, (env.elsewhere.get(name) ?? env).names, name, value);
      return;
    }
    case Kind.parenthesized_expression:
      assign(machine, elements(tree, target)[0] ?? -1, value, env);
      return;
    case Kind.pattern_list:
    case Kind.tuple_pattern:
    case Kind.list_pattern:
    case Kind.tuple:
    case Kind.list:
    case Kind.expression_list:
      unpack(machine, elements(tree, target), value, env);
      return;
    case Kind.list_splat_pattern:
    case Kind.list_splat:
      assign(machine, operandOf(target, env), value, env);
      return;
    case Kind.attribute:
      machine.setAttribute(
        machine.evaluate(childByField(tree, target, Field.object), env),
        textOf(tree, childByField(tree, target, Field.attribute)),
        { value, at: placeOf(target, env) },
      );
      return;
    case Kind.subscript:
      machine.setItem(
        machine.evaluate(childByField(tree, target, Field.value), env),
        machine.evaluate(childByField(tree, target, Field.subscript), env),
        { value, at: placeOf(target, env) },
      );
  }
}

function unpack(machine: Machine, targets: readonly Node[], value: PyObject, env: Environment): void {
  const { tree } = env.module;
  const { items, complete } = iterate(value);
  const star = targets.findIndex((one) => {
    const kind = kindAt(tree, one);
    return kind === Kind.list_splat_pattern || kind === Kind.list_splat;
  });
  const fits = complete && (star < 0 ? items.length === targets.length : items.length >= targets.length - 1);
  targets.forEach((target, index) => {
    if (!fits) assign(machine, target, value.type === 'xcom' ? unknown('part of a result') : unknown(), env);
    else if (star < 0 || index < star) assign(machine, target, items[index] as PyObject, env);
    else if (index > star)
      assign(machine, target, items[items.length - (targets.length - index)] as PyObject, env);
    else {
      const rest = items.slice(star, items.length - (targets.length - 1 - star));
      assign(machine, target, { type: 'list', items: [...rest], complete: true }, env);
    }
  });
}

/** Runs `once` for each item; for items that are not all known, once more in doubt. */
export function forEach(
  machine: Machine,
  values: { readonly items: readonly PyObject[]; readonly complete: boolean },
  once: (item: PyObject) => boolean,
): void {
  for (const item of values.items) if (!once(item)) return;
  if (values.complete) return;
  fork(machine, [
    () => {
      once(unknown('an element that is not known'));
      return next;
    },
    () => next,
  ]);
}
