/** `object[index]` and slices. */
import { elements } from '../../syntax/elements.ts';
import { Field, Kind } from '../../syntax/kinds.ts';
import { childByField, children, kindAt, type Node, textOf } from '../../syntax/tree.ts';
import type { Machine } from './machine.ts';
import { type Environment, external, isSequence, keyOf, type PyObject, unknown } from './objects.ts';

/** The object that a subscript expression gives. */
export function subscript(machine: Machine, node: Node, env: Environment): PyObject {
  const { tree } = env.module;
  const object = machine.evaluate(childByField(tree, node, Field.value), env);
  const index = childByField(tree, node, Field.subscript);
  if (index < 0) return unknown();
  if (kindAt(tree, index) === Kind.slice) return slice(object, sliceBounds(machine, index, env));
  const key = machine.evaluate(index, env);
  return itemOf(machine, object, key);
}

/** `object[key]`. */
export function itemOf(machine: Machine, object: PyObject, key: PyObject): PyObject {
  if (object.type === 'dict') {
    const id = keyOf(key);
    const entry = id === undefined ? undefined : object.entries.get(id);
    return entry?.value ?? unknown('a key that is not known');
  }
  if (isSequence(object) && key.type === 'int') {
    const at = key.value < 0 ? object.items.length + key.value : key.value;
    if (!object.complete && key.value < 0) return unknown();
    return object.items[at] ?? unknown();
  }
  if (object.type === 'str' && key.type === 'int') {
    const found = object.value.at(key.value);
    return found === undefined ? unknown() : { type: 'str', value: found };
  }
  if (object.type === 'namespace') return (key.type === 'str' && object.names.get(key.value)) || unknown();
  if (object.type === 'xcom') return object;
  if (object.type === 'made') return object;
  // `dict[str, Any]`, `list[int]`: a type.
  if (object.type === 'external') return external(object.name);
  if (object.type === 'instance' && object.built) return itemOf(machine, object.built, key);
  return unknown();
}

function sliceBounds(machine: Machine, node: Node, env: Environment): (PyObject | undefined)[] {
  const { tree } = env.module;
  const bounds: (PyObject | undefined)[] = [undefined, undefined, undefined];
  const given = new Set(elements(tree, node));
  let position = 0;
  for (const child of children(tree, node)) {
    if (textOf(tree, child) === ':') position++;
    else if (given.has(child) && position < 3) bounds[position] = machine.evaluate(child, env);
  }
  return bounds;
}

function slice(object: PyObject, [from, to, by]: readonly (PyObject | undefined)[]): PyObject {
  const number = (bound: PyObject | undefined) => (bound?.type === 'int' ? bound.value : undefined);
  const known = [from, to, by].every(
    (bound) => bound === undefined || bound.type === 'int' || bound.type === 'none',
  );
  const step = number(by) ?? 1;
  const content =
    object.type === 'str'
      ? [...object.value]
      : isSequence(object) && object.complete
        ? object.items
        : undefined;
  if (!known || !content || step === 0) return unknown();
  const ordered: unknown[] = step > 0 ? content.slice(number(from) ?? 0, number(to)) : [];
  if (step < 0) {
    if (from?.type === 'int' || to?.type === 'int') return unknown();
    for (const item of [...content].reverse()) ordered.push(item);
  }
  const kept = ordered.filter((_, index) => index % Math.abs(step) === 0);
  if (object.type === 'str') return { type: 'str', value: kept.join('') };
  return { type: (object as { type: 'list' }).type, items: kept as PyObject[], complete: true };
}
