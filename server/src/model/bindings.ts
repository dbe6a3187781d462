/** Who binds which name: statements, parameters, patterns, and what changes an object behind a name. */
import { elements, isSequence } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  children,
  firstChild,
  kindAt,
  lastChild,
  type Node,
  nextSibling,
  parentOf,
  type Tree,
  textOf,
} from '../syntax/tree.ts';
import type { Binding, BindingKind, Scope, Scopes } from './scopes.ts';

/** Files what the node binds or changes, if it does, under the scope it belongs to. Called for every node in preorder. */
export function bindAt(scopes: Scopes, node: Node): void {
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
      bindTarget(scopes, childByField(tree, node, Field.left), assignedValue(tree, node), node);
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
      const identifier = target < 0 ? lastChild(tree, node) : firstChild(tree, target);
      if (identifier >= 0 && kindAt(tree, identifier) === Kind.identifier) {
        bind(scopes, scope, inWith ? 'with' : 'other', identifier, firstChild(tree, node), node);
      }
      break;
    }
    case Kind.dotted_name:
      bindCapture(scopes, node);
      break;
    case Kind.splat_pattern:
      for (const child of children(tree, node))
        if (kindAt(tree, child) === Kind.identifier) bind(scopes, scope, 'other', child, -1, node);
      break;
    case Kind.delete_statement:
      for (const child of children(tree, node)) bindTarget(scopes, child, -1, node);
      break;
    case Kind.call:
      bindMutatingCall(scopes, node);
      break;
  }
}

/** `case name:` binds the name, `case Module.NAME:` and `case Class(…):` read one. */
function bindCapture(scopes: Scopes, dotted: Node): void {
  const { tree } = scopes;
  const parent = kindAt(tree, parentOf(tree, dotted));
  if (parent !== Kind.case_pattern && parent !== Kind.keyword_pattern) return;
  const identifier = firstChild(tree, dotted);
  if (identifier < 0 || nextSibling(tree, identifier) >= 0) return;
  bind(scopes, scopes.of[dotted] as number, 'other', identifier, -1, dotted);
}

/** The expression at the end of `a = b = value`; -1 for a bare annotation. */
function assignedValue(tree: Tree, assignment: Node): Node {
  let value = childByField(tree, assignment, Field.right);
  while (value >= 0 && kindAt(tree, value) === Kind.assignment)
    value = childByField(tree, value, Field.right);
  return value;
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
  const owner = scopes.all[bindingScope(scopes, scope, name)] as Scope;
  add(owner.mutations, { name, kind: 'mutation', node: identifier, value: statement, statement });
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
  add(scope.names, { name, kind, node, value, statement });
}

function add(to: Map<string, Binding[]>, binding: Binding): void {
  const known = to.get(binding.name);
  if (known) known.push(binding);
  else to.set(binding.name, [binding]);
}

function bindingScope(scopes: Scopes, from: number, name: string): number {
  let scope = from;
  const how = (scopes.all[scope] as Scope).handedOver.get(name);
  if (how === 'global') return 0;
  // Python refuses `nonlocal` in the module; the text may be in the middle of being written.
  if (how === 'nonlocal') scope = Math.max(0, (scopes.all[scope] as Scope).parent);
  return scope;
}
