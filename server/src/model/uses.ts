/** Where names are read: for imports, and for names that are assigned the result of a call. */
import { Kind } from '../syntax/kinds.ts';
import { children, kindAt, type Node, parentOf, rangeOf, type Tree, textOf } from '../syntax/tree.ts';
import type { Phase, Use } from './facts.ts';
import { unitOf } from './inventory.ts';
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
        uses: uses[scope]?.get(name) ?? [],
        bindings: (source.scopes.all[scope] as Scope).names.get(name)?.length ?? 0,
        exported: scope === 0 && exported.has(name),
      };
    },
  };
}

/** Scope → tracked name → its uses in source order. */
function readsOfTrackedNames(source: Source, phases: Phases): Map<string, Use[]>[] {
  const { tree, scopes } = source;
  const uses = scopes.all.map((scope) => {
    const tracked = [...scope.names].filter(([, bindings]) => bindings.some((one) => isTracked(source, one)));
    return new Map(tracked.map(([name]): [string, Use[]] => [name, []]));
  });
  const postponed = annotationsPostponed(source);
  const add = (scope: number, name: string, node: Node, role: Use['role'], evaluated: boolean) => {
    const known = uses[scope]?.get(name);
    if (!known) return;
    const unit = unitOf(source, node);
    const dead = scopes.dead[node] === 1;
    known.push({
      at: rangeOf(tree, node),
      in: unit,
      phases: dead ? [] : (phases[unit] as readonly Phase[]),
      role,
      evaluated,
    });
  };
  const annotated = annotationFlags(tree);
  const strings = annotatedStrings(tree, annotated);
  const addString = (node: Node) => {
    for (const [word] of textOf(tree, node).matchAll(/[A-Za-z_]\w*/g)) {
      const scope = scopeBinding(scopes, node, word);
      if (scope !== undefined) add(scope, word, node, 'annotation', false);
    }
  };
  let string = 0;
  for (const { node, scope, name } of source.reads) {
    for (; string < strings.length && (strings[string] as Node) < node; string++)
      addString(strings[string] as Node);
    if (!annotated[node]) add(scope, name, node, 'load', true);
    else add(scope, name, node, 'annotation', !postponed && !isLocalAnnotation(source, node));
  }
  for (; string < strings.length; string++) addString(strings[string] as Node);
  return uses;
}

/** Contents of strings that stand as annotations, in source order. */
function annotatedStrings(tree: Tree, annotated: Uint8Array): Node[] {
  const found: Node[] = [];
  for (let node = 0; node < tree.size; node++)
    if (annotated[node] && kindAt(tree, node) === Kind.string_content) found.push(node);
  return found;
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
  let outermost = node;
  // The parts of `dict[str, list[Frame]]` are types, too.
  for (let at = node; at > 0; at = parentOf(tree, at)) if (kindAt(tree, at) === Kind.type) outermost = at;
  const owner = parentOf(tree, outermost);
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
