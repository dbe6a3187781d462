/** Imports and where their names are read. */
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  children,
  kindAt,
  type Node,
  parentOf,
  rangeOf,
  type Tree,
  textOf,
} from '../syntax/tree.ts';
import type { Import, Phase, Range, Use } from './facts.ts';
import { isRead, unitOf } from './inventory.ts';
import { dottedText, joinModule, nameOf } from './names.ts';
import { type Binding, importedNames, type Scope, scopeBinding } from './scopes.ts';
import type { Source } from './source.ts';
import { evaluate } from './values.ts';

type Phases = readonly (readonly Phase[])[];

/** All imports in source order, one entry for each name. */
export function extractImports(source: Source, phases: Phases): Import[] {
  const { tree } = source;
  const uses = usesOfImports(source, phases);
  const exported = exportedNames(source);
  const found: Import[] = [];
  for (let node = 0; node < tree.size; node++) {
    const kind = kindAt(tree, node);
    if (kind !== Kind.import_statement && kind !== Kind.import_from_statement) continue;
    const names = importedNames(tree, node);
    const module = childByField(tree, node, Field.module_name);
    const from = module < 0 ? undefined : dottedText(tree, module);
    const common = {
      statement: rangeOf(tree, node),
      in: unitOf(source, node),
      phases: source.scopes.dead[node] ? [] : (phases[unitOf(source, node)] as readonly Phase[]),
      topLevel: parentOf(tree, node) === 0,
      optional: isOptional(source, node),
    };
    if (names.length === 0 && from !== undefined) {
      found.push({
        ...common,
        name: from,
        module: from,
        at: common.statement,
        uses: [],
        bindings: 0,
        exported: false,
      });
    }
    for (const name of names) {
      const at = names.length === 1 ? common.statement : rangeOf(tree, name);
      found.push({ ...common, ...importOf(source, name, from), at, ...usage(source, name, uses, exported) });
    }
  }
  return found;
}

function importOf(
  { tree }: Source,
  name: Node,
  from: string | undefined,
): Pick<Import, 'name' | 'module' | 'member'> {
  const aliased = kindAt(tree, name) === Kind.aliased_import;
  const written = dottedText(tree, aliased ? childByField(tree, name, Field.name) : name);
  return from === undefined
    ? { name: written, module: written }
    : { name: joinModule(from, written), module: from, member: written };
}

function usage(
  source: Source,
  name: Node,
  uses: ReadonlyMap<string, readonly Use[]>,
  exported: ReadonlySet<string>,
): Pick<Import, 'bound' | 'uses' | 'bindings' | 'exported'> {
  const { tree, scopes } = source;
  const alias = kindAt(tree, name) === Kind.aliased_import ? childByField(tree, name, Field.alias) : -1;
  const bound = alias >= 0 ? textOf(tree, alias) : (dottedText(tree, name).split('.', 1)[0] as string);
  const scope = scopeBinding(scopes, name, bound) ?? 0;
  const bindings = ((scopes.all[scope] as Scope).names.get(bound) ?? []).filter(
    (one: Binding) => one.kind !== 'mutation',
  );
  return {
    bound,
    uses: uses.get(`${scope} ${bound}`) ?? [],
    bindings: bindings.length,
    exported: scope === 0 && exported.has(bound),
  };
}

function usesOfImports(source: Source, phases: Phases): Map<string, Use[]> {
  const { tree, scopes } = source;
  const imported = new Set<string>();
  const bound = new Set<Node>();
  scopes.all.forEach((scope, id) => {
    for (const [name, bindings] of scope.names) {
      if (!bindings.some((binding) => binding.kind === 'import')) continue;
      imported.add(`${id} ${name}`);
      for (const binding of bindings) if (binding.kind !== 'mutation') bound.add(binding.node);
    }
  });
  const uses = new Map<string, Use[]>();
  const postponed = annotationsPostponed(source);
  const add = (node: Node, name: string, at: Range, role: Use['role'], evaluated: boolean) => {
    const scope = scopeBinding(scopes, node, name);
    const key = `${scope} ${name}`;
    if (scope === undefined || !imported.has(key)) return;
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

/** The strings of `__all__ = [...]` at module level. */
function exportedNames(source: Source): Set<string> {
  const binding = (source.scopes.all[0] as Scope).names.get('__all__')?.find((one) => one.kind === 'value');
  const value = binding && evaluate(source, binding.value);
  const names = value?.kind === 'sequence' ? value.items : [];
  return new Set(names.flatMap((item) => (item.kind === 'string' ? [item.value] : [])));
}

const importErrors = new Set([
  'builtins.ImportError',
  'builtins.ModuleNotFoundError',
  'builtins.Exception',
  'builtins.BaseException',
]);

/** In a `try` with a handler that catches ImportError, or in such a handler. */
function isOptional(source: Source, statement: Node): boolean {
  const { tree } = source;
  for (let at = parentOf(tree, statement); at > 0; at = parentOf(tree, at)) {
    const kind = kindAt(tree, at);
    if (kind === Kind.function_definition) return false;
    if (kind !== Kind.try_statement) continue;
    if ([...children(tree, at)].some((child) => catchesImportError(source, child))) return true;
  }
  return false;
}

function catchesImportError(source: Source, clause: Node): boolean {
  const { tree } = source;
  if (kindAt(tree, clause) !== Kind.except_clause) return false;
  let bare = true;
  for (const child of children(tree, clause)) {
    const kind = kindAt(tree, child);
    if (kind === Kind.block || kind === Kind.other || kind === Kind.comment) continue;
    bare = false;
    const caught = kind === Kind.as_pattern ? child + 1 : child;
    if (kindAt(tree, caught) === Kind.tuple) {
      if ([...children(tree, caught)].some((item) => importErrors.has(nameOf(source.names, item) ?? '')))
        return true;
    } else if (importErrors.has(nameOf(source.names, caught) ?? '')) return true;
  }
  return bare;
}
