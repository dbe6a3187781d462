/** Statements of code that runs while the file is parsed. */
import { elements } from '../../syntax/elements.ts';
import { Field, Kind } from '../../syntax/kinds.ts';
import {
  childByField,
  childOfKind,
  children,
  firstChild,
  kindAt,
  type Node,
  nextSibling,
  type Tree,
  textOf,
} from '../../syntax/tree.ts';
import { assign } from './arguments.ts';
import { combine } from './arithmetic.ts';
import { defineClass, defineFunction } from './definitions.ts';
import { globalsOf } from './environments.ts';
import { iterate } from './expressions.ts';
import { runImport, succeeds } from './importing.ts';
import { blur, type Flow, fork, frameOf, inLoop, type Machine, mayGoOn, next } from './machine.ts';
import { type Environment, isSequence, none, type PyObject, truth, unknown } from './objects.ts';
import { connect } from './relations.ts';
import { runWith } from './with.ts';

/** Runs the statements of a module or block one after the other. */
export function execute(machine: Machine, block: Node, env: Environment): Flow {
  const { tree } = env.module;
  for (let child = firstChild(tree, block); child >= 0; child = nextSibling(tree, child)) {
    if (!mayGoOn(machine)) {
      exhaust(machine);
      return next;
    }
    const flow = statement(machine, child, env);
    if (flow.kind !== 'next') return flow;
  }
  return next;
}

/** The rest of the file is unknown. */
function exhaust(machine: Machine): void {
  machine.dagsComplete = false;
  for (const dag of machine.dags) {
    blur(dag, 'there is too much to follow');
  }
}

function statement(machine: Machine, node: Node, env: Environment): Flow {
  const { tree } = env.module;
  switch (kindAt(tree, node)) {
    case Kind.expression_statement:
      expressionStatement(machine, node, env);
      return next;
    case Kind.assignment:
      assignment(machine, node, env);
      return next;
    case Kind.augmented_assignment:
      augmented(machine, node, env);
      return next;
    case Kind.import_statement:
    case Kind.import_from_statement:
      runImport(machine, node, env);
      return next;
    case Kind.function_definition:
    case Kind.decorated_definition:
    case Kind.class_definition:
      definition(machine, node, env);
      return next;
    case Kind.if_statement:
      return ifStatement(machine, node, env);
    case Kind.for_statement:
      return inLoop(machine, () => forStatement(machine, node, env));
    case Kind.while_statement:
      return inLoop(machine, () => whileStatement(machine, node, env));
    case Kind.with_statement:
      return runWith(machine, node, env);
    case Kind.try_statement:
      return tryStatement(machine, node, env);
    case Kind.match_statement:
      return matchStatement(machine, node, env);
    case Kind.return_statement: {
      const value = elements(tree, node).at(-1) ?? -1;
      const isBare = value < 0 || textOf(tree, node) === 'return';
      return { kind: 'return', value: isBare ? none : machine.evaluate(value, env) };
    }
    case Kind.break_statement:
      return { kind: 'break' };
    case Kind.continue_statement:
      return { kind: 'continue' };
    case Kind.raise_statement:
      return { kind: 'raise' };
    case Kind.global_statement:
    case Kind.nonlocal_statement:
      declare(node, env);
      return next;
    case Kind.delete_statement:
      for (const target of elements(tree, node)) assign(machine, target, unknown('deleted'), env);
      return next;
    default:
      return next;
  }
}

function expressionStatement(machine: Machine, node: Node, env: Environment): void {
  const { tree } = env.module;
  for (const child of elements(tree, node)) {
    const kind = kindAt(tree, child);
    if (kind === Kind.assignment) assignment(machine, child, env);
    else if (kind === Kind.augmented_assignment) augmented(machine, child, env);
    else if (kind === Kind.yield) yieldExpression(machine, child, env);
    else machine.evaluate(child, env);
  }
}

function yieldExpression(machine: Machine, node: Node, env: Environment): void {
  const value = elements(env.module.tree, node).at(-1) ?? -1;
  frameOf(machine).yields.push(value < 0 ? none : machine.evaluate(value, env));
}

function assignment(machine: Machine, node: Node, env: Environment): void {
  const { tree } = env.module;
  const targets: Node[] = [];
  let value = node;
  while (value >= 0 && kindAt(tree, value) === Kind.assignment) {
    targets.push(childByField(tree, value, Field.left));
    value = childByField(tree, value, Field.right);
  }
  if (value < 0) return;
  const object = machine.evaluate(value, env);
  for (const target of targets) assign(machine, target, object, env);
}

function augmented(machine: Machine, node: Node, env: Environment): void {
  const { tree } = env.module;
  const target = childByField(tree, node, Field.left);
  const left = machine.evaluate(target, env);
  const right = machine.evaluate(childByField(tree, node, Field.right), env);
  const sign = textOf(tree, childByField(tree, node, Field.operator)).replace('=', '');
  if (sign === '>>' || sign === '<<') {
    assign(machine, target, connect(machine, left, right, sign === '>>'), env);
    return;
  }
  // `+=` and `|=` change a list or dict in place, under all its names.
  if (left.type === 'list' && sign === '+') {
    const added = iterate(right);
    if (machine.doubt === 0) for (const item of added.items) left.items.push(item);
    if (machine.doubt > 0 || !added.complete || !isIterable(right)) left.complete = false;
    return;
  }
  if (left.type === 'dict' && sign === '|') {
    if (right.type !== 'dict' || !right.complete) left.complete = false;
    if (right.type === 'dict')
      for (const { key, value, at } of right.entries.values()) machine.setItem(left, key, { value, at });
    return;
  }
  assign(machine, target, combine(sign, left, right), env);
}

function isIterable(object: PyObject): boolean {
  return isSequence(object) || object.type === 'dict';
}

function definition(machine: Machine, node: Node, env: Environment): void {
  const { tree } = env.module;
  const inner =
    kindAt(tree, node) === Kind.decorated_definition ? childByField(tree, node, Field.definition) : node;
  if (inner < 0) return;
  if (kindAt(tree, inner) === Kind.class_definition) defineClass(machine, inner, env);
  else defineFunction(machine, inner, env);
}

function ifStatement(machine: Machine, node: Node, env: Environment): Flow {
  const { tree } = env.module;
  const branches: { readonly condition: Node; readonly block: Node }[] = [
    {
      condition: childByField(tree, node, Field.condition),
      block: childByField(tree, node, Field.consequence),
    },
  ];
  for (const child of children(tree, node)) {
    const kind = kindAt(tree, child);
    if (kind === Kind.elif_clause)
      branches.push({
        condition: childByField(tree, child, Field.condition),
        block: childByField(tree, child, Field.consequence),
      });
    else if (kind === Kind.else_clause)
      branches.push({ condition: -1, block: childByField(tree, child, Field.body) });
  }
  return choose(machine, branches, env);
}

/** Runs the branch whose condition holds; of those whose condition is not known, one is taken, nobody knows which. */
function choose(
  machine: Machine,
  branches: readonly { readonly condition: Node; readonly block: Node }[],
  env: Environment,
): Flow {
  const possible: (() => Flow)[] = [];
  for (const { condition, block } of branches) {
    const run = () => machine.execute(block, env);
    const known = condition < 0 ? true : truth(machine.evaluate(condition, env));
    if (known === false) continue;
    possible.push(run);
    if (known === true) return possible.length === 1 ? run() : fork(machine, possible);
  }
  return possible.length === 0 ? next : fork(machine, [...possible, () => next]);
}

function forStatement(machine: Machine, node: Node, env: Environment): Flow {
  const { tree } = env.module;
  const values = iterate(machine.evaluate(childByField(tree, node, Field.right), env));
  const target = childByField(tree, node, Field.left);
  const body = childByField(tree, node, Field.body);
  for (const item of values.items.slice()) {
    if (!mayGoOn(machine)) {
      exhaust(machine);
      return next;
    }
    assign(machine, target, item, env);
    const flow = machine.execute(body, env);
    if (flow.kind === 'break') return next;
    if (flow.kind === 'return' || flow.kind === 'raise') return flow;
  }
  if (!values.complete) {
    const flow = fork(machine, [
      () => {
        assign(machine, target, unknown('an element that is not known'), env);
        const inner = machine.execute(body, env);
        return inner.kind === 'return' || inner.kind === 'raise' ? inner : next;
      },
      () => next,
    ]);
    if (flow.kind !== 'next') return flow;
  }
  return otherwise(machine, node, env);
}

function otherwise(machine: Machine, node: Node, env: Environment): Flow {
  const clause = childOfKind(env.module.tree, node, Kind.else_clause);
  return clause < 0 ? next : machine.execute(childByField(env.module.tree, clause, Field.body), env);
}

function whileStatement(machine: Machine, node: Node, env: Environment): Flow {
  const { tree } = env.module;
  const condition = childByField(tree, node, Field.condition);
  const body = childByField(tree, node, Field.body);
  while (mayGoOn(machine)) {
    const known = truth(machine.evaluate(condition, env));
    if (known === false) return otherwise(machine, node, env);
    if (known === undefined || machine.doubt > 20) {
      return fork(machine, [
        () => {
          const inner = machine.execute(body, env);
          return inner.kind === 'return' || inner.kind === 'raise' ? inner : next;
        },
        () => next,
      ]);
    }
    const flow = machine.execute(body, env);
    if (flow.kind === 'break') return next;
    if (flow.kind === 'return' || flow.kind === 'raise') return flow;
  }
  exhaust(machine);
  return next;
}

/** Either the body succeeds, or one of the handlers takes over; of anything but imports nobody knows which. */
function tryStatement(machine: Machine, node: Node, env: Environment): Flow {
  const { tree } = env.module;
  const handlers: Node[] = [];
  let orElse = -1;
  let last = -1;
  for (const child of children(tree, node)) {
    const kind = kindAt(tree, child);
    if (kind === Kind.except_clause) handlers.push(childOfKind(tree, child, Kind.block));
    else if (kind === Kind.else_clause) orElse = childByField(tree, child, Field.body);
    else if (kind === Kind.finally_clause) last = childOfKind(tree, child, Kind.block);
  }
  const body = childByField(tree, node, Field.body);
  const run = () => {
    const flow = machine.execute(body, env);
    return flow.kind === 'next' && orElse >= 0 ? machine.execute(orElse, env) : flow;
  };
  const others = handlers
    .filter((handler) => !endsInRaise(tree, handler))
    .map((handler) => () => machine.execute(handler, env));
  const known = succeeds(machine, body, env);
  const [first] = others;
  const flow = known === true || !first ? run() : known === false ? first() : fork(machine, [run, ...others]);
  if (last < 0) return flow;
  const final = machine.execute(last, env);
  return final.kind === 'next' ? flow : final;
}

/** A handler that raises is none that the file is imported with. */
function endsInRaise(tree: Tree, block: Node): boolean {
  const last = elements(tree, block).at(-1) ?? -1;
  return last >= 0 && kindAt(tree, last) === Kind.raise_statement;
}

function matchStatement(machine: Machine, node: Node, env: Environment): Flow {
  const { tree } = env.module;
  machine.evaluate(childByField(tree, node, Field.subject), env);
  const cases: Node[] = [];
  const body = childByField(tree, node, Field.body);
  for (const child of children(tree, body < 0 ? node : body))
    if (kindAt(tree, child) === Kind.case_clause) cases.push(childByField(tree, child, Field.consequence));
  return fork(machine, [...cases.map((block) => () => machine.execute(block, env)), () => next]);
}

function declare(node: Node, env: Environment): void {
  const { tree } = env.module;
  const isGlobal = kindAt(tree, node) === Kind.global_statement;
  for (const child of elements(tree, node)) {
    if (kindAt(tree, child) !== Kind.identifier) continue;
    const name = textOf(tree, child);
    let target = isGlobal ? globalsOf(env) : env.outer;
    while (!isGlobal && target?.outer && !target.names.has(name)) target = target.outer;
    if (target) env.elsewhere.set(name, target);
  }
}
