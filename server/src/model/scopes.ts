/** Scopes as Python has them, and who binds which name where. One pass over the tree in preorder. */
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  children,
  firstChild,
  kindAt,
  type Node,
  nextSibling,
  parentOf,
  type Tree,
  textOf,
} from '../syntax/tree.ts';

export interface Scope {
  readonly kind: 'module' | 'function' | 'lambda' | 'class' | 'comprehension';
  /** -1 for the module. */
  readonly parent: number;
  /** The scope whose code runs it: class bodies and comprehensions run with the function around them. */
  readonly unit: number;
  readonly node: Node;
  readonly names: Map<string, Binding[]>;
  /** Names that `global` or `nonlocal` hands to another scope. */
  readonly handedOver: Map<string, 'global' | 'nonlocal'>;
}

export type BindingKind =
  | 'import'
  | 'value'
  | 'function'
  | 'class'
  | 'parameter'
  | 'loop'
  | 'with'
  | 'mutation'
  | 'other';

export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  /** The identifier. */
  readonly node: Node;
  /** The assigned expression, the definition, the import's name, the iterable, the context manager; -1 when there is none. */
  readonly value: Node;
  /** The statement that binds. */
  readonly statement: Node;
}

export interface Scopes {
  readonly tree: Tree;
  readonly all: readonly Scope[];
  /** Node → scope its names are looked up in. */
  readonly of: Int32Array;
  /** 1 where code never runs in Airflow: under `if TYPE_CHECKING` and `if __name__ == "__main__"`. */
  readonly dead: Uint8Array;
  /** Node of a function, lambda, class or comprehension → its scope. */
  readonly byNode: ReadonlyMap<Node, number>;
}

const comprehensions = new Set([
  Kind.list_comprehension,
  Kind.set_comprehension,
  Kind.dictionary_comprehension,
  Kind.generator_expression,
]);

/** Builds the scopes and bindings of a file. Linear in the number of nodes. */
export function buildScopes(tree: Tree): Scopes {
  const of = new Int32Array(tree.size);
  const dead = new Uint8Array(tree.size);
  const byNode = new Map<Node, number>([[0, 0]]);
  const all: Scope[] = [newScope('module', -1, 0, 0)];
  for (let node = 1; node < tree.size; node++) {
    const parent = parentOf(tree, node);
    dead[node] = (dead[parent] as number) || (startsDeadCode(tree, parent, node) ? 1 : 0);
    of[node] = of[parent] as number;
    const kind = kindAt(tree, node);
    const opened = scopeKindOpenedAt(tree, parent, node, kind);
    if (!opened) continue;
    const owner = opened === 'comprehension' ? node : parent;
    const outer = of[parent] as number;
    const existing = byNode.get(owner);
    if (existing === undefined) {
      const unit = opened === 'function' || opened === 'lambda' ? all.length : (all[outer] as Scope).unit;
      byNode.set(owner, all.length);
      all.push(newScope(opened, outer, unit, owner));
    }
    of[node] = byNode.get(owner) as number;
  }
  const scopes: Scopes = { tree, all, of, dead, byNode };
  collectHandedOver(scopes);
  for (let node = 0; node < tree.size; node++) bindAt(scopes, node);
  return scopes;
}

function newScope(kind: Scope['kind'], parent: number, unit: number, node: Node): Scope {
  return { kind, parent, unit, node, names: new Map(), handedOver: new Map() };
}

/** Defaults, annotations, decorators and base classes stay in the scope around the definition. */
function scopeKindOpenedAt(tree: Tree, parent: Node, node: Node, kind: Kind): Scope['kind'] | undefined {
  if (comprehensions.has(kind)) return 'comprehension';
  if (tree.field[node] !== Field.body) return undefined;
  const parentKind = kindAt(tree, parent);
  if (parentKind === Kind.function_definition) return 'function';
  if (parentKind === Kind.class_definition) return 'class';
  if (parentKind === Kind.lambda) return 'lambda';
  return undefined;
}

function startsDeadCode(tree: Tree, parent: Node, node: Node): boolean {
  if (kindAt(tree, parent) !== Kind.if_statement || tree.field[node] !== Field.consequence) return false;
  const condition = childByField(tree, parent, Field.condition);
  if (condition < 0) return false;
  const text = textOf(tree, condition);
  return /^(?:\w+\.)*TYPE_CHECKING$/.test(text) || /^__name__\s*==\s*(['"])__main__\1$/.test(text);
}

function collectHandedOver({ tree, all, of }: Scopes): void {
  for (let node = 0; node < tree.size; node++) {
    const kind = kindAt(tree, node);
    if (kind !== Kind.global_statement && kind !== Kind.nonlocal_statement) continue;
    const scope = all[of[node] as number] as Scope;
    for (const child of children(tree, node)) {
      if (kindAt(tree, child) !== Kind.identifier) continue;
      scope.handedOver.set(textOf(tree, child), kind === Kind.global_statement ? 'global' : 'nonlocal');
    }
  }
}

function bindAt(scopes: Scopes, node: Node): void {
  const { tree } = scopes;
  const scope = scopes.of[node] as number;
  switch (kindAt(tree, node)) {
    case Kind.function_definition:
    case Kind.class_definition: {
      const name = childByField(tree, node, Field.name);
      const kind = kindAt(tree, node) === Kind.class_definition ? 'class' : 'function';
      if (name >= 0) bind(scopes, scope, kind, name, node, node);
      break;
    }
    case Kind.parameters:
    case Kind.lambda_parameters:
      bindParameters(scopes, node);
      break;
    case Kind.import_statement:
    case Kind.import_from_statement:
    case Kind.future_import_statement:
      bindImports(scopes, node, scope);
      break;
    case Kind.assignment:
      bindTarget(scopes, childByField(tree, node, Field.left), childByField(tree, node, Field.right), node);
      break;
    case Kind.augmented_assignment: {
      const left = childByField(tree, node, Field.left);
      if (kindAt(tree, left) === Kind.identifier) bindMutation(scopes, left, node);
      else bindTarget(scopes, left, -1, node);
      break;
    }
    case Kind.named_expression:
      bindTarget(scopes, childByField(tree, node, Field.name), childByField(tree, node, Field.value), node);
      break;
    case Kind.for_statement:
    case Kind.for_in_clause:
      bindLoopTarget(
        scopes,
        childByField(tree, node, Field.left),
        childByField(tree, node, Field.right),
        node,
      );
      break;
    case Kind.as_pattern: {
      const inWith = kindAt(tree, parentOf(tree, node)) === Kind.with_item;
      const target = childByField(tree, node, Field.alias);
      const identifier = target < 0 ? -1 : firstChild(tree, target);
      if (identifier >= 0 && kindAt(tree, identifier) === Kind.identifier) {
        bind(scopes, scope, inWith ? 'with' : 'other', identifier, firstChild(tree, node), node);
      }
      break;
    }
    case Kind.delete_statement:
      for (const child of children(tree, node)) bindTarget(scopes, child, -1, node);
      break;
    case Kind.call:
      bindMutatingCall(scopes, node);
      break;
  }
}

function bindParameters(scopes: Scopes, list: Node): void {
  const { tree } = scopes;
  const scope = scopes.byNode.get(parentOf(tree, list));
  if (scope === undefined) return;
  for (const parameter of children(tree, list)) {
    const name = parameterName(tree, parameter);
    if (name >= 0) bind(scopes, scope, 'parameter', name, parameter, parameter);
  }
}

/** The identifier that a parameter binds, -1 for `*` and `/`. */
export function parameterName(tree: Tree, parameter: Node): Node {
  switch (kindAt(tree, parameter)) {
    case Kind.identifier:
      return parameter;
    case Kind.default_parameter:
    case Kind.typed_default_parameter:
      return childByField(tree, parameter, Field.name);
    case Kind.typed_parameter:
    case Kind.list_splat_pattern:
    case Kind.dictionary_splat_pattern: {
      const inner = firstNamedish(tree, parameter);
      return inner < 0 || kindAt(tree, inner) === Kind.identifier ? inner : parameterName(tree, inner);
    }
    default:
      return -1;
  }
}

function firstNamedish(tree: Tree, node: Node): Node {
  for (const child of children(tree, node)) {
    const kind = kindAt(tree, child);
    if (
      kind === Kind.identifier ||
      kind === Kind.list_splat_pattern ||
      kind === Kind.dictionary_splat_pattern
    ) {
      return child;
    }
  }
  return -1;
}

function bindImports(scopes: Scopes, statement: Node, scope: number): void {
  const { tree } = scopes;
  for (const name of importedNames(tree, statement)) {
    const alias = kindAt(tree, name) === Kind.aliased_import ? childByField(tree, name, Field.alias) : -1;
    const dotted = alias >= 0 ? childByField(tree, name, Field.name) : name;
    const identifier = alias >= 0 ? alias : firstChild(tree, dotted);
    if (identifier >= 0) bind(scopes, scope, 'import', identifier, name, statement);
  }
}

/** The names an import statement lists: `dotted_name` or `aliased_import` nodes. */
export function importedNames(tree: Tree, statement: Node): Node[] {
  return [...children(tree, statement)].filter(
    (child) =>
      tree.field[child] === Field.name &&
      (kindAt(tree, child) === Kind.dotted_name || kindAt(tree, child) === Kind.aliased_import),
  );
}

function bindTarget(scopes: Scopes, target: Node, value: Node, statement: Node): void {
  if (target < 0) return;
  const { tree } = scopes;
  switch (kindAt(tree, target)) {
    case Kind.identifier:
      bind(scopes, scopes.of[target] as number, value >= 0 ? 'value' : 'other', target, value, statement);
      break;
    case Kind.pattern_list:
    case Kind.tuple_pattern:
    case Kind.list_pattern:
    case Kind.expression_list: {
      const targets = elements(tree, target);
      const values = value >= 0 && isSequence(tree, value) ? elements(tree, value) : [];
      const pairs =
        values.length === targets.length && !values.some((item) => kindAt(tree, item) === Kind.list_splat);
      targets.forEach((item, index) => {
        bindTarget(scopes, item, pairs ? (values[index] as Node) : -1, statement);
      });
      break;
    }
    case Kind.list_splat_pattern:
    case Kind.parenthesized_expression:
      for (const child of children(tree, target)) bindTarget(scopes, child, -1, statement);
      break;
    case Kind.subscript: {
      const object = childByField(tree, target, Field.value);
      if (object >= 0 && kindAt(tree, object) === Kind.identifier) bindMutation(scopes, object, statement);
      break;
    }
  }
}

function bindLoopTarget(scopes: Scopes, target: Node, iterable: Node, statement: Node): void {
  if (target < 0) return;
  const { tree } = scopes;
  if (kindAt(tree, target) === Kind.identifier) {
    bind(scopes, scopes.of[target] as number, 'loop', target, iterable, statement);
    return;
  }
  for (const child of children(tree, target)) {
    if (kindAt(tree, child) === Kind.identifier) {
      bind(scopes, scopes.of[child] as number, 'loop', child, -1, statement);
    } else bindLoopTarget(scopes, child, -1, statement);
  }
}

const mutators = new Set([
  'update',
  'pop',
  'popitem',
  'clear',
  'setdefault',
  'append',
  'extend',
  'insert',
  'remove',
  'add',
]);

/** `settings.update(…)`, `items.append(…)`: the name's value is no longer what was assigned. */
function bindMutatingCall(scopes: Scopes, call: Node): void {
  const { tree } = scopes;
  const callee = childByField(tree, call, Field.function);
  if (callee < 0 || kindAt(tree, callee) !== Kind.attribute) return;
  const object = childByField(tree, callee, Field.object);
  const method = childByField(tree, callee, Field.attribute);
  if (object < 0 || method < 0 || kindAt(tree, object) !== Kind.identifier) return;
  if (mutators.has(textOf(tree, method))) bindMutation(scopes, object, call);
}

/** Filed where the name is bound, not where it is mutated. */
function bindMutation(scopes: Scopes, identifier: Node, statement: Node): void {
  const name = textOf(scopes.tree, identifier);
  let scope = scopes.of[identifier] as number;
  while (scope > 0 && !(scopes.all[scope] as Scope).names.has(name))
    scope = (scopes.all[scope] as Scope).parent;
  bind(scopes, scope, 'mutation', identifier, statement, statement);
}

function bind(
  scopes: Scopes,
  from: number,
  kind: BindingKind,
  node: Node,
  value: Node,
  statement: Node,
): void {
  const name = textOf(scopes.tree, node);
  const scope = scopes.all[bindingScope(scopes, from, name)] as Scope;
  const binding: Binding = { name, kind, node, value, statement };
  const known = scope.names.get(name);
  if (known) known.push(binding);
  else scope.names.set(name, [binding]);
}

function bindingScope(scopes: Scopes, from: number, name: string): number {
  let scope = from;
  const how = (scopes.all[scope] as Scope).handedOver.get(name);
  if (how === 'global') return 0;
  if (how === 'nonlocal') scope = (scopes.all[scope] as Scope).parent;
  return scope;
}

/** The scope in which a name read at `node` is bound; undefined for built-in and unknown names. */
export function scopeBinding(scopes: Scopes, node: Node, name: string): number | undefined {
  const start = scopes.of[node] as number;
  for (let scope = start; scope >= 0; scope = (scopes.all[scope] as Scope).parent) {
    const { kind, names, handedOver } = scopes.all[scope] as Scope;
    if (handedOver.get(name) === 'global') return (scopes.all[0] as Scope).names.has(name) ? 0 : undefined;
    // A class body's names are not seen from the functions inside it.
    if (kind === 'class' && scope !== start) continue;
    if (names.has(name)) return scope;
  }
  return undefined;
}

/** The elements of a list, tuple, set or pattern, without brackets, commas and comments. */
export function elements(tree: Tree, sequence: Node): Node[] {
  const found: Node[] = [];
  for (let child = firstChild(tree, sequence); child >= 0; child = nextSibling(tree, child)) {
    const kind = kindAt(tree, child);
    if (kind !== Kind.other && kind !== Kind[','] && kind !== Kind.comment) found.push(child);
  }
  return found;
}

export function isSequence(tree: Tree, node: Node): boolean {
  const kind = kindAt(tree, node);
  return kind === Kind.list || kind === Kind.tuple || kind === Kind.expression_list || kind === Kind.set;
}
