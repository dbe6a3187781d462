/** Imports and where their names are read. */
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, children, kindAt, type Node, parentOf, rangeOf, textOf } from '../syntax/tree.ts';
import { importedNames } from './bindings.ts';
import type { Import, Phase } from './facts.ts';
import { unitOf } from './inventory.ts';
import { dottedText, joinModule, nameOf } from './names.ts';
import { scopeBinding } from './scopes.ts';
import type { Source } from './source.ts';
import type { NameUses, Phases } from './uses.ts';

/** All imports in source order, one entry for each name. */
export function extractImports(source: Source, phases: Phases, uses: NameUses): Import[] {
  const { tree } = source;
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
      ...(source.scopes.dead[node] ? { dead: true as const } : {}),
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
      found.push({ ...common, ...importOf(source, name, from), at, ...usage(source, name, uses) });
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
  uses: NameUses,
): Pick<Import, 'bound' | 'uses' | 'bindings' | 'exported'> {
  const { tree, scopes } = source;
  const alias = kindAt(tree, name) === Kind.aliased_import ? childByField(tree, name, Field.alias) : -1;
  const bound = alias >= 0 ? textOf(tree, alias) : (dottedText(tree, name).split('.', 1)[0] as string);
  return { bound, ...uses.of(scopeBinding(scopes, name, bound) ?? 0, bound) };
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
    if (
      kind === Kind.block ||
      kind === Kind.other ||
      kind === Kind.comment ||
      kind === Kind.line_continuation
    )
      continue;
    bare = false;
    const caught = kind === Kind.as_pattern ? child + 1 : child;
    if (kindAt(tree, caught) === Kind.tuple) {
      if ([...children(tree, caught)].some((item) => importErrors.has(nameOf(source.names, item) ?? '')))
        return true;
    } else if (importErrors.has(nameOf(source.names, caught) ?? '')) return true;
  }
  return bare;
}
