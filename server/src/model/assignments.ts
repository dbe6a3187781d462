/** Assignments whose value is a call: what a fix can move to where the name is used. */
import { Kind } from '../syntax/kinds.ts';
import { kindAt, parentOf, rangeOf } from '../syntax/tree.ts';
import type { Assignment, Phase } from './facts.ts';
import { unitOf } from './inventory.ts';
import { readsIn } from './reads.ts';
import type { Source } from './source.ts';
import type { NameUses, Phases } from './uses.ts';

/** All `name = call(…)` statements, scope by scope. */
export function extractAssignments(source: Source, phases: Phases, uses: NameUses): Assignment[] {
  const { tree, scopes } = source;
  const found: Assignment[] = [];
  const bindingFunctions = functionsByBoundName(source);
  scopes.all.forEach((scope, scopeId) => {
    for (const [name, bindings] of scope.names) {
      for (const { kind, value, statement } of bindings) {
        if (kind !== 'value' || kindAt(tree, value) !== Kind.call) continue;
        const line = parentOf(tree, statement);
        if (kindAt(tree, statement) !== Kind.assignment || kindAt(tree, line) !== Kind.expression_statement)
          continue;
        const unit = unitOf(source, statement);
        const read = readsIn(source, line);
        found.push({
          name,
          at: rangeOf(tree, line),
          call: source.callIds.get(value) as number,
          in: unit,
          phases: scopes.dead[statement] ? [] : (phases[unit] as readonly Phase[]),
          topLevel: parentOf(tree, line) === 0,
          stable: read.every((one) => one.scope === 0 && scopes.all[0]?.names.get(one.name)?.length === 1),
          hiddenIn: [...new Set(read.flatMap((one) => bindingFunctions.get(one.name) ?? []))],
          ...uses.of(scopeId, name),
        });
      }
    }
  });
  return found;
}

/** Name → the functions that bind it for themselves. */
function functionsByBoundName({ scopes, functionIds }: Source): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const scope of scopes.all) {
    const id = scope.kind === 'module' ? undefined : functionIds.get(scope.node);
    if (id === undefined) continue;
    for (const name of scope.names.keys()) {
      const known = found.get(name);
      if (known) known.push(id);
      else found.set(name, [id]);
    }
  }
  return found;
}
