/** What the names of a module stand for once its body has run: what other files get when they import them. */
import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, kindAt, type Node, parentOf, rangeOf } from '../syntax/tree.ts';
import type { ModuleName, NameTarget } from './facts.ts';
import { argumentListOf, nameOf, resolve, resolveBinding, type Target } from './names.ts';
import type { Binding, Scope } from './scopes.ts';
import type { Source } from './source.ts';
import { evaluate } from './values.ts';

/** A name that control flow decides among more things than these is unknown. */
const targetLimit = 6;

/** The names of the module's scope, in the order in which they are first bound; what never runs binds nothing. */
export function extractModuleNames(source: Source): ModuleName[] {
  const found: ModuleName[] = [];
  for (const [name, bindings] of (source.scopes.all[0] as Scope).names) {
    const running = bindings.filter((one) => !source.scopes.dead[one.node]);
    const last = running.at(-1);
    if (!last) continue;
    const first = Math.max(
      0,
      running.findLastIndex((one) => isUnconditional(source, one)),
    );
    const candidates = running.slice(first);
    const targets = candidates.length > targetLimit ? [] : candidates.map((one) => targetOf(source, one));
    found.push({ name, at: rangeOf(source.tree, last.node), targets: distinct(targets) });
  }
  return found;
}

/** The strings of `__all__`; undefined without one, and where a part of it cannot be known. */
export function exportedByAll(source: Source): readonly string[] | undefined {
  const scope = source.scopes.all[0] as Scope;
  const bindings = scope.names.get('__all__');
  if (bindings?.length !== 1 || scope.mutations.has('__all__')) return undefined;
  const value = evaluate(source, (bindings[0] as Binding).value);
  if (value.kind !== 'sequence') return undefined;
  const names = value.items.map((item) => (item.kind === 'string' ? item.value : undefined));
  return names.includes(undefined) ? undefined : (names as string[]);
}

/** Stands in no `if`, `try`, `with`, loop or function: what was bound before is gone. */
function isUnconditional({ tree }: Source, { node }: Binding): boolean {
  for (let at = parentOf(tree, node); at > 0; at = parentOf(tree, at)) {
    switch (kindAt(tree, at)) {
      case Kind.block:
      case Kind.if_statement:
      case Kind.try_statement:
      case Kind.for_statement:
      case Kind.while_statement:
      case Kind.with_statement:
        return false;
    }
  }
  return true;
}

function targetOf(source: Source, binding: Binding): NameTarget {
  if (binding.kind === 'loop' || binding.kind === 'with' || binding.kind === 'other')
    return { kind: 'value' };
  const target = resolveBinding(source.names, binding);
  // What another name of the file is bound to is only known where that name has one meaning.
  return target.kind === 'unknown' && binding.kind === 'value'
    ? valueTarget(source, binding.value)
    : asFact(source, target, 0);
}

function asFact(source: Source, target: Target, depth: number): NameTarget {
  const { functionIds, classIds, tree } = source;
  switch (target.kind) {
    case 'name':
      return { kind: 'name', name: target.name };
    case 'function':
      return { kind: 'function', function: functionIds.get(target.node) ?? 0 };
    case 'class':
      return { kind: 'class', class: classIds.get(target.node) ?? 0 };
    case 'instance': {
      const of = asFact(source, target.of, depth + 1);
      return of.kind === 'name' || of.kind === 'class' ? { kind: 'instance', of } : { kind: 'unknown' };
    }
    case 'value':
      if (kindAt(tree, target.node) === Kind.lambda)
        return { kind: 'function', function: functionIds.get(target.node) ?? 0 };
      return valueTarget(source, target.node, depth);
    case 'unknown':
      return { kind: 'unknown' };
  }
}

function valueTarget(source: Source, node: Node, depth = 0): NameTarget {
  switch (kindAt(source.tree, node)) {
    case Kind.call: {
      const wrapped = partialOf(source, node);
      if (wrapped < 0 || depth > 8) return { kind: 'value' };
      return { kind: 'partial', of: asFact(source, resolve(source.names, wrapped), depth + 1) };
    }
    case Kind.identifier:
    case Kind.attribute:
    case Kind.conditional_expression:
    case Kind.boolean_operator:
      return { kind: 'unknown' };
    default:
      return { kind: 'value' };
  }
}

/** The callable that `functools.partial(callable, …)` wraps; -1 for every other call. */
export function partialOf(source: Source, call: Node): Node {
  if (nameOf(source.names, childByField(source.tree, call, Field.function)) !== 'functools.partial')
    return -1;
  const list = argumentListOf(source.tree, call);
  return list < 0 ? -1 : (elements(source.tree, list)[0] ?? -1);
}

function distinct(targets: readonly NameTarget[]): NameTarget[] {
  const seen = new Map(targets.map((target) => [JSON.stringify(target), target]));
  return [...seen.values()];
}
