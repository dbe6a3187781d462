/** List, set and dict comprehensions, and generator expressions. */
import { Field, Kind } from '../../syntax/kinds.ts';
import { childByField, children, kindAt, type Node } from '../../syntax/tree.ts';
import { assign, forEach } from './arguments.ts';
import { newEnvironment } from './environments.ts';
import { iterate, placeOf } from './expressions.ts';
import { fork, type Machine, mayGoOn, next } from './machine.ts';
import { type Entry, type Environment, keyOf, type PyObject, truth } from './objects.ts';

interface Collector {
  readonly body: Node;
  readonly items: PyObject[];
  readonly entries: Map<string, Entry>;
  complete: boolean;
}

/** The object that a comprehension gives; a generator expression as the list of what it would yield. */
export function comprehend(machine: Machine, node: Node, env: Environment): PyObject {
  const { tree } = env.module;
  const kind = kindAt(tree, node);
  const clauses = [...children(tree, node)].filter((child) => {
    const one = kindAt(tree, child);
    return one === Kind.for_in_clause || one === Kind.if_clause;
  });
  const into: Collector = {
    body: childByField(tree, node, Field.body),
    items: [],
    entries: new Map(),
    complete: true,
  };
  run(machine, clauses, newEnvironment(env.module, env), into);
  if (kind === Kind.dictionary_comprehension)
    return { type: 'dict', entries: into.entries, complete: into.complete };
  const type = kind === Kind.set_comprehension ? 'set' : 'list';
  return { type, items: into.items, complete: into.complete };
}

function run(machine: Machine, clauses: readonly Node[], env: Environment, into: Collector): void {
  const { tree } = env.module;
  if (!mayGoOn(machine)) {
    into.complete = false;
    return;
  }
  const [clause, ...rest] = clauses;
  if (clause === undefined) {
    collect(machine, env, into);
    return;
  }
  if (kindAt(tree, clause) === Kind.if_clause) {
    const condition = [...children(tree, clause)].at(-1) ?? -1;
    const known = truth(machine.evaluate(condition, env));
    if (known === false) return;
    if (known === true) run(machine, rest, env, into);
    else doubtful(machine, into, () => run(machine, rest, env, into));
    return;
  }
  const values = iterate(machine.evaluate(childByField(tree, clause, Field.right), env));
  const target = childByField(tree, clause, Field.left);
  if (!values.complete) into.complete = false;
  const items = into.items.length;
  forEach(machine, values, (item) => {
    assign(machine, target, item, env);
    run(machine, rest, env, into);
    return mayGoOn(machine);
  });
  // What an unknown element gave is no item that is known to be there.
  if (!values.complete && values.items.length === 0) into.items.length = items;
}

function doubtful(machine: Machine, into: Collector, work: () => void): void {
  const items = into.items.length;
  into.complete = false;
  fork(machine, [
    () => {
      work();
      return next;
    },
    () => next,
  ]);
  into.items.length = items;
}

function collect(machine: Machine, env: Environment, into: Collector): void {
  const { tree } = env.module;
  if (into.body < 0) {
    into.complete = false;
    return;
  }
  if (kindAt(tree, into.body) !== Kind.pair) {
    into.items.push(machine.evaluate(into.body, env));
    return;
  }
  const key = machine.evaluate(childByField(tree, into.body, Field.key), env);
  const value = machine.evaluate(childByField(tree, into.body, Field.value), env);
  const id = keyOf(key);
  if (id === undefined) into.complete = false;
  else into.entries.set(id, { key, value, at: placeOf(into.body, env) });
}
