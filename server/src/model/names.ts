/** What a name or a dotted expression stands for: canonical dotted paths, functions and classes of the file, instances. */
import { canonical } from '../catalogue/catalogue.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  childOfKind,
  firstChild,
  kindAt,
  type Node,
  parentOf,
  subtreeEnd,
  type Tree,
  textOf,
} from '../syntax/tree.ts';
import { builtinNames } from './builtins.ts';
import { type Binding, type Scope, type Scopes, scopeBinding } from './scopes.ts';

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
}

export function newNames(scopes: Scopes): Names {
  return { scopes, memo: new Map() };
}

/** What the expression at `node` stands for. */
export function resolve(names: Names, node: Node, depth = 0): Target {
  if (node < 0 || depth > depthLimit) return unknown;
  const known = names.memo.get(node);
  if (known) return known;
  const target = resolveFresh(names, node, depth);
  // A result cut off by the depth limit is not remembered: from a nearer start it may be known.
  if (depth === 0 || target.kind !== 'unknown') names.memo.set(node, target);
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
    default:
      return { kind: 'value', node };
  }
}

function firstExpression(tree: Tree, parenthesized: Node): Node {
  for (let child = firstChild(tree, parenthesized); child >= 0; child = tree.next[child] as number) {
    const kind = kindAt(tree, child);
    if (kind !== Kind.other && kind !== Kind.comment) return child;
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
    merged = target;
  }
  return merged ?? unknown;
}

function sameTarget(a: Target, b: Target): boolean {
  if (a.kind === 'name' && b.kind === 'name') return a.name === b.name;
  if (a.kind === 'instance' && b.kind === 'instance') return sameTarget(a.of, b.of);
  return (a.kind === 'class' || a.kind === 'function') && a.kind === b.kind && a.node === b.node;
}

function resolveBinding(names: Names, binding: Binding, depth: number): Target {
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
  if (classNode >= 0 && firstParameter(tree, list) === binding.value) {
    return { kind: 'instance', of: { kind: 'class', node: classNode }, call: -1 };
  }
  const annotation = childByField(tree, binding.value, Field.type);
  if (annotation < 0) return unknown;
  const of = resolve(names, firstChild(tree, annotation), depth + 1);
  return of.kind === 'name' || of.kind === 'class' ? { kind: 'instance', of, call: -1 } : unknown;
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
  const { tree, all, byNode } = names.scopes;
  const scope = byNode.get(classNode);
  const bindings = scope === undefined ? undefined : (all[scope] as Scope).names.get(member);
  const last = bindings?.at(-1);
  if (last?.kind === 'function') return { kind: 'function', node: last.value };
  if (last || depth > depthLimit) return unknown;
  const bases = childByField(tree, classNode, Field.superclasses);
  const base = bases < 0 ? unknown : resolve(names, firstExpression(tree, bases), depth + 1);
  if (base.kind === 'name') return { kind: 'name', name: `${base.name}.${member}` };
  return base.kind === 'class' && base.node !== classNode
    ? memberOf(names, base.node, member, depth + 1)
    : unknown;
}

function resolveCall(names: Names, node: Node, depth: number): Target {
  const callee = resolve(names, childByField(names.scopes.tree, node, Field.function), depth + 1);
  if (callee.kind === 'class') return { kind: 'instance', of: callee, call: node };
  if (callee.kind === 'name' && isClassName(callee.name)) return { kind: 'instance', of: callee, call: node };
  return { kind: 'value', node };
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

/**
 * The bindings that a name read at `node` can see: one when it is certain, several when control flow decides,
 * undefined when the file does not bind the name.
 */
export function bindingsFor(scopes: Scopes, node: Node, name: string): readonly Binding[] | undefined {
  const scope = scopeBinding(scopes, node, name);
  if (scope === undefined) return undefined;
  const owner = scopes.all[scope] as Scope;
  const bindings = (owner.names.get(name) as Binding[]).filter((binding) => binding.kind !== 'mutation');
  if (bindings.length <= 1) return bindings;
  const reader = scopes.all[scopes.of[node] as number] as Scope;
  return reader.unit === owner.unit ? reaching(scopes.tree, bindings, node) : bindings;
}

/** Of several bindings in one function, those that can reach `node`: back to the nearest that no branch can skip. */
function reaching(tree: Tree, bindings: readonly Binding[], node: Node): readonly Binding[] {
  const found: Binding[] = [];
  let certain: Binding | undefined;
  for (let index = bindings.length - 1; index >= 0 && !certain; index--) {
    const binding = bindings[index] as Binding;
    if (binding.node >= node || contains(tree, valueStatement(binding), node)) continue;
    found.push(binding);
    if (contains(tree, blockOf(tree, binding.statement), node)) certain = binding;
  }
  const loop = outermostLoopWithout(tree, node, certain);
  if (loop >= 0) {
    const end = subtreeEnd(tree, loop);
    found.push(...bindings.filter((binding) => binding.node > node && binding.node < end));
  }
  return found.length > 0 ? found : bindings;
}

/** `x = f(x)` reads the older x. Only assignments evaluate their right side before they bind. */
function valueStatement(binding: Binding): Node {
  return binding.kind === 'value' ? binding.statement : -1;
}

function contains(tree: Tree, ancestor: Node, node: Node): boolean {
  return ancestor >= 0 && node >= ancestor && node < subtreeEnd(tree, ancestor);
}

function blockOf(tree: Tree, statement: Node): Node {
  let at = statement;
  while (at > 0 && kindAt(tree, at) !== Kind.block) at = parentOf(tree, at);
  return at;
}

/** The outermost loop around `node` that does not also hold `binding`: there a later binding comes round again. */
function outermostLoopWithout(tree: Tree, node: Node, binding: Binding | undefined): Node {
  let found = -1;
  for (let at = parentOf(tree, node); at > 0; at = parentOf(tree, at)) {
    const kind = kindAt(tree, at);
    if (kind === Kind.function_definition || kind === Kind.lambda) break;
    if (kind !== Kind.for_statement && kind !== Kind.while_statement) continue;
    if (binding && contains(tree, at, binding.node)) break;
    found = at;
  }
  return found;
}

/** The argument list of a call, -1 for `f(x for x in xs)`, whose argument is a generator expression. */
export function argumentListOf(tree: Tree, call: Node): Node {
  return childOfKind(tree, call, Kind.argument_list);
}
