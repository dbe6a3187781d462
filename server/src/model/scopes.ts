/** Scopes as Python has them, and who binds which name where. One pass over the tree in preorder. */
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, children, kindAt, type Node, parentOf, type Tree, textOf } from '../syntax/tree.ts';
import { bindAt } from './bindings.ts';

export interface Scope {
  readonly kind: 'module' | 'function' | 'lambda' | 'class' | 'comprehension';
  /** -1 for the module. */
  readonly parent: number;
  /** The scope whose code runs it: class bodies and comprehensions run with the function around them. */
  readonly unit: number;
  readonly node: Node;
  /** In source order. */
  readonly names: Map<string, Binding[]>;
  /** What changes the object behind a name without binding it: `d["a"] = 1`, `d.update(…)`, `d += …`. In source order. */
  readonly mutations: Map<string, Binding[]>;
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
  /** Some statement is `from … import *`. */
  readonly hasStars: boolean;
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
  const hasStars = tree.kind.includes(Kind.wildcard_import);
  const scopes: Scopes = { tree, all, of, dead, hasStars, byNode };
  collectHandedOver(scopes);
  for (let node = 0; node < tree.size; node++) bindAt(scopes, node);
  for (const scope of all) for (const bindings of scope.names.values()) putInOrder(bindings);
  return scopes;
}

/** A statement that binds nested names (`x = (y := 1)`) is met before them. */
function putInOrder(bindings: Binding[]): void {
  for (let index = 1; index < bindings.length; index++) {
    if ((bindings[index] as Binding).node < (bindings[index - 1] as Binding).node) {
      bindings.sort((a, b) => a.node - b.node);
      return;
    }
  }
}

function newScope(kind: Scope['kind'], parent: number, unit: number, node: Node): Scope {
  return { kind, parent, unit, node, names: new Map(), mutations: new Map(), handedOver: new Map() };
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

const neverTrue =
  /^\(*(?:(?:\w+\.)*TYPE_CHECKING|__name__\s*==\s*(['"])__main__\1|(['"])__main__\2\s*==\s*__name__)\)*$/;
const alwaysTrue = /^\(*(?:not\s+\(*(?:\w+\.)*TYPE_CHECKING|__name__\s*!=\s*(['"])__main__\1)\)*$/;

/** A branch that Airflow never takes: `if TYPE_CHECKING`, `if __name__ == "__main__"`, and what stands beside their negations. */
function startsDeadCode(tree: Tree, parent: Node, node: Node): boolean {
  const field = tree.field[node];
  if (field !== Field.consequence && field !== Field.alternative) return false;
  const kind = kindAt(tree, parent);
  if (kind !== Kind.if_statement && kind !== Kind.elif_clause) return false;
  const condition = childByField(tree, parent, Field.condition);
  if (condition < 0) return false;
  return (field === Field.consequence ? neverTrue : alwaysTrue).test(textOf(tree, condition));
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
