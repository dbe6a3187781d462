/** Where names are read: for imports, and for names that are assigned the result of a call. */
import { Kind } from '../syntax/kinds.ts';
import { children, kindAt, type Node, parentOf, rangeOf, type Tree, textOf } from '../syntax/tree.ts';
import type { Phase, Range, Use } from './facts.ts';
import { isRead, unitOf } from './inventory.ts';
import { type Binding, type Scope, scopeBinding } from './scopes.ts';
import type { Source } from './source.ts';
import { evaluate } from './values.ts';

/** Function id → when its body runs. */
export type Phases = readonly (readonly Phase[])[];

/** What the file does with a name that a statement binds. */
export interface NameUsage {
  readonly uses: readonly Use[];
  /** How many statements bind it in its scope. */
  readonly bindings: number;
  /** Listed in `__all__`. */
  readonly exported: boolean;
}

export interface NameUses {
  of(scope: number, name: string): NameUsage;
}

/** The uses of every name that is imported, or assigned from a call. */
export function collectUses(source: Source, phases: Phases): NameUses {
  const uses = readsOfTrackedNames(source, phases);
  const exported = exportedNames(source);
  return {
    of(scope, name) {
      return {
        uses: uses.get(`${scope} ${name}`) ?? [],
        bindings: (source.scopes.all[scope] as Scope).names.get(name)?.length ?? 0,
        exported: scope === 0 && exported.has(name),
      };
    },
  };
}

function readsOfTrackedNames(source: Source, phases: Phases): Map<string, Use[]> {
  const { tree, scopes } = source;
  const tracked = new Set<string>();
  const bound = new Set<Node>();
  scopes.all.forEach((scope, id) => {
    for (const [name, bindings] of scope.names) {
      if (!bindings.some((binding) => isTracked(source, binding))) continue;
      tracked.add(`${id} ${name}`);
      for (const binding of bindings) bound.add(binding.node);
    }
  });
  const uses = new Map<string, Use[]>();
  const postponed = annotationsPostponed(source);
  const add = (node: Node, name: string, at: Range, role: Use['role'], evaluated: boolean) => {
    const scope = scopeBinding(scopes, node, name);
    const key = `${scope} ${name}`;
    if (scope === undefined || !tracked.has(key)) return;
    const unit = unitOf(source, node);
    const use: Use = {
      at,
      in: unit,
      phases: scopes.dead[node] ? [] : (phases[unit] as readonly Phase[]),
      role,
      evaluated,
    };
    const known = uses.get(key);
    if (known) known.push(use);
    else uses.set(key, [use]);
  };
  const annotated = annotationFlags(tree);
  for (let node = 0; node < tree.size; node++) {
    if (annotated[node] && kindAt(tree, node) === Kind.string_content) {
      for (const word of textOf(tree, node).matchAll(/[A-Za-z_]\w*/g)) {
        add(node, word[0], rangeOf(tree, node), 'annotation', false);
      }
    } else if (isRead(tree, node) && !bound.has(node)) {
      const name = textOf(tree, node);
      const evaluated = !annotated[node] || (!postponed && !isLocalAnnotation(source, node));
      add(node, name, rangeOf(tree, node), annotated[node] ? 'annotation' : 'load', evaluated);
    }
  }
  return uses;
}

/** Marks everything below an annotation. */
function annotationFlags(tree: Tree): Uint8Array {
  const flags = new Uint8Array(tree.size);
  for (let node = 1; node < tree.size; node++) {
    flags[node] = (flags[parentOf(tree, node)] as number) || (kindAt(tree, node) === Kind.type ? 1 : 0);
  }
  return flags;
}

function annotationsPostponed({ tree }: Source): boolean {
  for (const child of children(tree, 0)) {
    if (kindAt(tree, child) === Kind.future_import_statement && textOf(tree, child).includes('annotations'))
      return true;
  }
  return false;
}

/** Annotations of local variables are not evaluated (PEP 526). */
function isLocalAnnotation(source: Source, node: Node): boolean {
  const { tree, scopes } = source;
  let at = node;
  while (at > 0 && kindAt(tree, at) !== Kind.type) at = parentOf(tree, at);
  const owner = parentOf(tree, at);
  return (
    kindAt(tree, owner) === Kind.assignment &&
    (scopes.all[scopes.of[owner] as number] as Scope).kind === 'function'
  );
}

function isTracked({ tree }: Source, binding: Binding): boolean {
  return binding.kind === 'import' || (binding.kind === 'value' && kindAt(tree, binding.value) === Kind.call);
}

/** The strings of `__all__ = [...]` at module level. */
function exportedNames(source: Source): Set<string> {
  const binding = (source.scopes.all[0] as Scope).names.get('__all__')?.find((one) => one.kind === 'value');
  const value = binding && evaluate(source, binding.value);
  const names = value?.kind === 'sequence' ? value.items : [];
  return new Set(names.flatMap((item) => (item.kind === 'string' ? [item.value] : [])));
}
