/** What a name or a dotted expression stands for: canonical dotted paths, functions and classes of the file, instances. */
import { canonical } from '../catalogue/catalogue.ts';
import { madeBy } from '../catalogue/effects.ts';
import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  childOfKind,
  firstChild,
  kindAt,
  type Node,
  parentOf,
  type Tree,
  textOf,
} from '../syntax/tree.ts';
import { builtinNames } from './builtins.ts';
import { bindingsFor } from './reaching.ts';
import type { Binding, Scope, Scopes } from './scopes.ts';

export type Target =
  /** A canonical dotted name. */
  | { readonly kind: 'name'; readonly name: string }
  /** A `def` or `class` of this file. */
  | { readonly kind: 'function'; readonly node: Node }
  | { readonly kind: 'class'; readonly node: Node }
  /** An object made by calling a class. */
  | { readonly kind: 'instance'; readonly of: Target; readonly call: Node }
  /** Some other expression. */
  | { readonly kind: 'value'; readonly node: Node }
  | { readonly kind: 'unknown' };

const unknown: Target = { kind: 'unknown' };
/** Chains of names and attributes longer than this are unknown, so that deep nesting cannot exhaust the stack. */
const depthLimit = 60;

export interface Names {
  readonly scopes: Scopes;
  readonly memo: Map<Node, Target>;
  /** `def` node → what its `return` statements return; absent for generators and coroutines. */
  readonly returned: ReadonlyMap<Node, readonly Node[]>;
}

export function newNames(scopes: Scopes): Names {
  return { scopes, memo: new Map(), returned: returnedExpressions(scopes) };
}

function returnedExpressions({ tree, all, of }: Scopes): Map<Node, Node[]> {
  const found = new Map<Node, Node[]>();
  const generators = new Set<Node>();
  for (let node = 1; node < tree.size; node++) {
    const kind = kindAt(tree, node);
    if (kind !== Kind.return_statement && kind !== Kind.yield) continue;
    const owner = (all[(all[of[node] as number] as Scope).unit] as Scope).node;
    if (kind === Kind.yield || kindAt(tree, firstChild(tree, owner)) === Kind.async) generators.add(owner);
    const known = found.get(owner);
    if (known) known.push(firstExpression(tree, node));
    else found.set(owner, [firstExpression(tree, node)]);
  }
  for (const owner of generators) found.delete(owner);
  return found;
}

/** What the expression at `node` stands for. */
export function resolve(names: Names, node: Node, depth = 0): Target {
  if (node < 0 || depth > depthLimit) return unknown;
  const known = names.memo.get(node);
  if (known) return known;
  // Names that are bound to each other in a circle are unknown, and every node is looked at once.
  names.memo.set(node, unknown);
  const target = resolveFresh(names, node, depth);
  names.memo.set(node, target);
  return target;
}

/** The canonical dotted name of the expression at `node`; methods of instances read `Class.method`. */
export function nameOf(names: Names, node: Node): string | undefined {
  const target = resolve(names, node);
  return target.kind === 'name' ? target.name : undefined;
}

function resolveFresh(names: Names, node: Node, depth: number): Target {
  const { tree } = names.scopes;
  switch (kindAt(tree, node)) {
    case Kind.identifier:
      return resolveIdentifier(names, node, depth);
    case Kind.attribute:
      return resolveAttribute(names, node, depth);
    case Kind.parenthesized_expression:
      return resolve(names, firstExpression(tree, node), depth + 1);
    case Kind.call:
      return resolveCall(names, node, depth);
    case Kind.binary_operator:
      return resolveBinary(names, node, depth);
    default:
      return { kind: 'value', node };
  }
}

/** The expression in parentheses, or behind `return`; -1 when there is none. */
function firstExpression(tree: Tree, around: Node): Node {
  for (let child = firstChild(tree, around); child >= 0; child = tree.next[child] as number) {
    const kind = kindAt(tree, child);
    if (kind !== Kind.other && kind !== Kind.comment && kind !== Kind.line_continuation) return child;
  }
  return -1;
}

function resolveIdentifier(names: Names, node: Node, depth: number): Target {
  const name = textOf(names.scopes.tree, node);
  const bindings = bindingsFor(names.scopes, node, name);
  if (!bindings) return builtinNames.has(name) ? { kind: 'name', name: `builtins.${name}` } : unknown;
  let merged: Target | undefined;
  for (const binding of bindings) {
    const target = resolveBinding(names, binding, depth);
    if (target.kind === 'unknown') return unknown;
    if (merged && !sameTarget(merged, target)) return unknown;
    merged = merged ? withoutOrigin(merged, target) : target;
  }
  return merged ?? unknown;
}

/** Of two instances of one class it is known what they are, not which. */
function withoutOrigin(a: Target, b: Target): Target {
  return a.kind === 'instance' && b.kind === 'instance' && a.call !== b.call ? { ...a, call: -1 } : a;
}

function sameTarget(a: Target, b: Target): boolean {
  if (a.kind === 'name' && b.kind === 'name') return a.name === b.name;
  if (a.kind === 'instance' && b.kind === 'instance') return sameTarget(a.of, b.of);
  return (a.kind === 'class' || a.kind === 'function') && a.kind === b.kind && a.node === b.node;
}

/** What a name stands for where this binding is the one that holds. */
export function resolveBinding(names: Names, binding: Binding, depth = 0): Target {
  const { tree } = names.scopes;
  switch (binding.kind) {
    case 'import':
      return { kind: 'name', name: importedName(tree, binding) };
    case 'function':
      return { kind: 'function', node: binding.value };
    case 'class':
      return { kind: 'class', node: binding.value };
    case 'value':
    case 'with':
      return resolve(names, binding.value, depth + 1);
    case 'parameter':
      return resolveParameter(names, binding, depth);
    default:
      return unknown;
  }
}

/** `self` and `cls` of methods, and parameters annotated with a class. */
function resolveParameter(names: Names, binding: Binding, depth: number): Target {
  const { tree } = names.scopes;
  const list = parentOf(tree, binding.value);
  const definition = parentOf(tree, list);
  const classNode = enclosingClass(tree, definition);
  if (
    classNode >= 0 &&
    firstParameter(tree, list) === binding.value &&
    !isDecoratedWith(tree, definition, 'staticmethod')
  ) {
    const owner: Target = { kind: 'class', node: classNode };
    return isDecoratedWith(tree, definition, 'classmethod')
      ? owner
      : { kind: 'instance', of: owner, call: -1 };
  }
  const annotation = childByField(tree, binding.value, Field.type);
  if (annotation < 0) return unknown;
  const of = resolve(names, firstChild(tree, annotation), depth + 1);
  return of.kind === 'name' || of.kind === 'class' ? { kind: 'instance', of, call: -1 } : unknown;
}

/** Whether a `def` carries this decorator, written by its bare name. */
export function isDecoratedWith(tree: Tree, definition: Node, name: string): boolean {
  const decorated = parentOf(tree, definition);
  if (kindAt(tree, decorated) !== Kind.decorated_definition) return false;
  for (let child = firstChild(tree, decorated); child >= 0; child = tree.next[child] as number) {
    if (kindAt(tree, child) === Kind.decorator && textOf(tree, child).slice(1).trim() === name) return true;
  }
  return false;
}

function firstParameter(tree: Tree, list: Node): Node {
  let child = firstChild(tree, list);
  while (child >= 0 && kindAt(tree, child) === Kind.other) child = tree.next[child] as number;
  return child;
}

/** The class whose body a `def` stands in directly; -1 for plain functions. */
export function enclosingClass(tree: Tree, definition: Node): Node {
  if (kindAt(tree, definition) !== Kind.function_definition) return -1;
  let at = parentOf(tree, definition);
  if (kindAt(tree, at) === Kind.decorated_definition) at = parentOf(tree, at);
  const owner = kindAt(tree, at) === Kind.block ? parentOf(tree, at) : -1;
  return owner >= 0 && kindAt(tree, owner) === Kind.class_definition ? owner : -1;
}

function resolveAttribute(names: Names, node: Node, depth: number): Target {
  const { tree } = names.scopes;
  const attribute = childByField(tree, node, Field.attribute);
  const object = resolve(names, childByField(tree, node, Field.object), depth + 1);
  if (attribute < 0) return unknown;
  const member = textOf(tree, attribute);
  if (object.kind === 'name') return { kind: 'name', name: canonical(`${object.name}.${member}`) };
  if (object.kind === 'class') return memberOf(names, object.node, member, depth);
  if (object.kind !== 'instance') return unknown;
  if (object.of.kind === 'name') return { kind: 'name', name: `${object.of.name}.${member}` };
  return object.of.kind === 'class' ? memberOf(names, object.of.node, member, depth) : unknown;
}

/** A method of a class of this file, or the inherited name when it has a single known base. */
function memberOf(names: Names, classNode: Node, member: string, depth: number): Target {
  const { all, byNode } = names.scopes;
  const scope = byNode.get(classNode);
  const bindings = scope === undefined ? undefined : (all[scope] as Scope).names.get(member);
  const last = bindings?.at(-1);
  if (last?.kind === 'function') return { kind: 'function', node: last.value };
  if (last || depth > depthLimit) return unknown;
  return inheritedMember(names, classNode, member, depth);
}

function inheritedMember(names: Names, classNode: Node, member: string, depth: number): Target {
  const bases = basesOfClass(names, classNode, depth);
  for (const base of bases) {
    if (base.kind !== 'class' || base.node >= classNode) continue;
    const found = memberOf(names, base.node, member, depth + 1);
    if (found.kind === 'function' || (found.kind === 'name' && bases.length === 1)) return found;
  }
  const only = bases.length === 1 ? (bases[0] as Target) : unknown;
  return only.kind === 'name' ? { kind: 'name', name: `${only.name}.${member}` } : unknown;
}

/** Bases that have no methods of their own to inherit. */
const markers = new Set(['abc.ABC', 'builtins.object', 'typing.Generic', 'typing.Protocol']);

/** The base classes as far as methods are inherited from them, in order. */
export function basesOfClass(names: Names, classNode: Node, depth = 0): Target[] {
  const { tree } = names.scopes;
  const list = childByField(tree, classNode, Field.superclasses);
  if (list < 0) return [];
  return elements(tree, list)
    .filter((base) => kindAt(tree, base) !== Kind.keyword_argument)
    .map((base) => resolve(names, base, depth + 1))
    .filter((base) => base.kind !== 'name' || !markers.has(base.name));
}

function resolveCall(names: Names, node: Node, depth: number): Target {
  const callee = resolve(names, childByField(names.scopes.tree, node, Field.function), depth + 1);
  if (callee.kind === 'class') return { kind: 'instance', of: callee, call: node };
  if (callee.kind === 'name') {
    const of = isClassName(callee.name) ? callee : madeObject(callee.name);
    if (of) return { kind: 'instance', of, call: node };
  }
  if (callee.kind === 'name' && callee.name === 'builtins.super') return superOf(names, node, depth);
  const made = callee.kind === 'function' ? returnedInstance(names, callee.node, depth) : undefined;
  return made ?? { kind: 'value', node };
}

/** The class of what a function of a library makes: `boto3.client(…)`, `requests.session()`. */
function madeObject(callee: string): Extract<Target, { kind: 'name' }> | undefined {
  const name = madeBy(callee);
  return name === undefined ? undefined : { kind: 'name', name };
}

/** `Path(a) / "b"` is a path again. */
function resolveBinary(names: Names, node: Node, depth: number): Target {
  const { tree } = names.scopes;
  const operator = childByField(tree, node, Field.operator);
  if (operator < 0 || textOf(tree, operator) !== '/') return { kind: 'value', node };
  const left = resolve(names, childByField(tree, node, Field.left), depth + 1);
  const name = left.kind === 'instance' && left.of.kind === 'name' ? left.of.name : nameOfPath(left);
  return name?.startsWith('pathlib.Path')
    ? { kind: 'instance', of: { kind: 'name', name: 'pathlib.Path' }, call: -1 }
    : { kind: 'value', node };
}

/** `Path(a).parent` reads as a name of the class. */
function nameOfPath(target: Target): string | undefined {
  return target.kind === 'name' && target.name.startsWith('pathlib.Path.parent') ? target.name : undefined;
}

/** `super()` in a method: an instance of the one base class. */
function superOf(names: Names, node: Node, depth: number): Target {
  const { tree } = names.scopes;
  let definition = node;
  while (definition > 0 && kindAt(tree, definition) !== Kind.function_definition)
    definition = parentOf(tree, definition);
  const classNode = enclosingClass(tree, definition);
  const bases = classNode < 0 ? [] : basesOfClass(names, classNode, depth);
  const base = bases[0];
  if (bases.length !== 1 || !base) return unknown;
  if (base.kind === 'class' && base.node >= classNode) return unknown;
  return base.kind === 'name' || base.kind === 'class' ? { kind: 'instance', of: base, call: -1 } : unknown;
}

/** What a plain function of this file makes and returns: `return PostgresHook(…)`. */
function returnedInstance(names: Names, definition: Node, depth: number): Target | undefined {
  const { tree } = names.scopes;
  const returned = names.returned.get(definition);
  if (returned?.length !== 1 || kindAt(tree, parentOf(tree, definition)) === Kind.decorated_definition)
    return undefined;
  const target = resolve(names, returned[0] as Node, depth + 1);
  return target.kind === 'instance' ? target : undefined;
}

/** By Python's naming convention: the last part starts with a capital letter and is no constant. */
function isClassName(name: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return /^_*[A-Z]/.test(last) && (last === 'DAG' || /[a-z]/.test(last));
}

/** The dotted name an import binding stands for: `a.b` of `from a import b`, `a` of `import a.b`. */
function importedName(tree: Tree, binding: Binding): string {
  const aliased = kindAt(tree, binding.value) === Kind.aliased_import;
  const dotted = aliased ? childByField(tree, binding.value, Field.name) : binding.value;
  const written = dottedText(tree, dotted);
  const module = childByField(tree, binding.statement, Field.module_name);
  if (kindAt(tree, binding.statement) === Kind.future_import_statement) return `__future__.${written}`;
  if (module >= 0) return joinModule(dottedText(tree, module), written);
  return canonical(aliased ? written : (written.split('.', 1)[0] as string));
}

/** The canonical name of `member` of a module; relative modules keep their dots. */
export function joinModule(module: string, member: string): string {
  return module.endsWith('.') ? module + member : canonical(`${module}.${member}`);
}

/** The text of a dotted name without the white space that Python allows around dots. */
export function dottedText(tree: Tree, node: Node): string {
  return textOf(tree, node).replace(/[\s\\]+/g, '');
}

/** The argument list of a call, -1 for `f(x for x in xs)`, whose argument is a generator expression. */
export function argumentListOf(tree: Tree, call: Node): Node {
  return childOfKind(tree, call, Kind.argument_list);
}
