/** Calls: what is called, with which arguments. */

import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  firstChild,
  kindAt,
  lastChild,
  type Node,
  nextSibling,
  parentOf,
  rangeOf,
  subtreeEnd,
  textOf,
} from '../syntax/tree.ts';
import { builtinNames } from './builtins.ts';
import type { Argument, Call } from './facts.ts';
import { unitOf } from './inventory.ts';
import { partialOf } from './module-names.ts';
import { argumentListOf, dottedText, resolve, type Target } from './names.ts';
import { type Scope, type Scopes, scopeBinding } from './scopes.ts';
import type { Source } from './source.ts';
import { surroundingsOf } from './surroundings.ts';
import { evaluate } from './values.ts';

/** A call before its phases are known. */
export interface CallDraft extends Omit<Call, 'phases' | 'dead'> {
  /** Never runs in Airflow. */
  readonly dead: boolean;
  /** Functions of this file that an argument may stand for: `on_failure_callback=notify if PRODUCTION else None`. */
  readonly mentions: readonly { readonly argument?: string; readonly function: number }[];
  /** For `group.expand(…)` and `group.override(…)(…)`: the function at the root. */
  readonly modified?: number;
}

/** All calls by id. */
export function extractCalls(source: Source): CallDraft[] {
  const surroundings = surroundingsOf(source);
  return source.callNodes.map((node, id) => ({ ...callFacts(source, node, id), ...surroundings(node) }));
}

function callFacts(source: Source, node: Node, id: number): Omit<CallDraft, 'repeatedBy' | 'constantIn'> {
  const { tree } = source;
  const callee = childByField(tree, node, Field.function);
  const target = resolve(source.names, callee);
  const list = argumentListOf(tree, node);
  const { arguments: given, complete } = argumentsOf(source, list);
  const isLambda = target.kind === 'value' && kindAt(tree, target.node) === Kind.lambda;
  const functionId = target.kind === 'function' || isLambda ? source.functionIds.get(target.node) : undefined;
  const modified = modifiedFunction(source, callee);
  const classId = target.kind === 'class' ? source.classIds.get(target.node) : undefined;
  return {
    id,
    ...(target.kind === 'name' ? { callee: target.name } : {}),
    ...(functionId === undefined ? {} : { function: functionId }),
    ...(classId === undefined ? {} : { class: classId }),
    ...throughPartial(source, target),
    ...(target.kind === 'unknown' ? unboundName(source, callee) : {}),
    ...unboundArguments(source, list),
    at: rangeOf(tree, node),
    calleeAt: rangeOf(tree, callee < 0 ? node : callee),
    arguments: given,
    argumentList: rangeOf(tree, list < 0 ? node : list),
    complete: complete && list >= 0,
    ...interpolation(source, node),
    in: unitOf(source, node),
    loops: source.nesting.loopsAround(node),
    skipsRounds: source.nesting.skipsRounds(node),
    skipsRuns: source.nesting.skipsRuns(node),
    dead: source.scopes.dead[node] === 1,
    mentions: mentionsOf(source, list),
    ...(modified === undefined ? {} : { modified }),
  };
}

/** `load` or `tools.load` where nothing in the file binds the first name. */
function unboundName({ tree, scopes }: Source, callee: Node): { readonly star?: string } {
  let at = callee;
  while (at >= 0 && kindAt(tree, at) === Kind.attribute) at = childByField(tree, at, Field.object);
  if (at < 0 || kindAt(tree, at) !== Kind.identifier || !scopes.hasStars) return {};
  return isBoundBefore(scopes, at, textOf(tree, at)) ? {} : { star: dottedText(tree, callee) };
}

/**
 * Whether something in the file may have bound a name when `node` is read; `load = Operator(python_callable=load)` reads
 * what an `import *` brought.
 */
function isBoundBefore(scopes: Scopes, node: Node, name: string): boolean {
  const scope = scopeBinding(scopes, node, name);
  if (scope === undefined) return false;
  const reader = scopes.all[scopes.of[node] as number] as Scope;
  const { unit, names } = scopes.all[scope] as Scope;
  if (scope !== 0 || reader.unit !== unit || isInLoop(scopes, node)) return true;
  return (names.get(name) ?? []).some((one) => {
    const isValue = one.kind === 'value' && node < subtreeEnd(scopes.tree, one.statement);
    return one.node < node && !(isValue && node > one.statement);
  });
}

/** What is bound further down comes round again. */
function isInLoop({ tree }: Scopes, node: Node): boolean {
  for (let at = parentOf(tree, node); at > 0; at = parentOf(tree, at)) {
    const kind = kindAt(tree, at);
    if (kind === Kind.for_statement || kind === Kind.while_statement) return true;
  }
  return false;
}

function unboundArguments(source: Source, list: Node): Pick<Call, 'starArguments'> {
  const { tree, scopes } = source;
  if (!scopes.hasStars || list < 0) return {};
  const found = elements(tree, list).flatMap((element) => {
    const isKeyword = kindAt(tree, element) === Kind.keyword_argument;
    const value = isKeyword ? childByField(tree, element, Field.value) : element;
    const { star } = value < 0 ? {} : unboundName(source, value);
    if (star === undefined || builtinNames.has(star)) return [];
    return [isKeyword ? { argument: textOf(tree, childByField(tree, element, Field.name)), star } : { star }];
  });
  return found.length > 0 ? { starArguments: found } : {};
}

function throughPartial(source: Source, target: Target): Pick<Call, 'through'> {
  if (target.kind !== 'value' || kindAt(source.tree, target.node) !== Kind.call) return {};
  const call = partialOf(source, target.node) < 0 ? undefined : source.callIds.get(target.node);
  return call === undefined ? {} : { through: call };
}

const modifiers = new Set(['expand', 'expand_kwargs', 'partial', 'override']);

/** The function of this file that `callee` modifies before calling it; undefined for the plain function. */
function modifiedFunction(source: Source, callee: Node): number | undefined {
  const { tree, names, functionIds } = source;
  let at = callee;
  for (let step = 0; step < 4 && at >= 0; step++) {
    const kind = kindAt(tree, at);
    if (kind === Kind.call) at = childByField(tree, at, Field.function);
    if (at < 0 || kindAt(tree, at) !== Kind.attribute) break;
    if (!modifiers.has(textOf(tree, childByField(tree, at, Field.attribute)))) return undefined;
    at = childByField(tree, at, Field.object);
  }
  if (at < 0 || at === callee || kindAt(tree, at) !== Kind.identifier) return undefined;
  const target = resolve(names, at);
  return target.kind === 'function' ? functionIds.get(target.node) : undefined;
}

function mentionsOf(source: Source, list: Node): CallDraft['mentions'] {
  const { tree, names, functionIds } = source;
  if (list < 0) return [];
  return elements(tree, list).flatMap((element) => {
    const isKeyword = kindAt(tree, element) === Kind.keyword_argument;
    const value = isKeyword ? childByField(tree, element, Field.value) : element;
    const kind = value < 0 ? Kind.other : kindAt(tree, value);
    if (kind !== Kind.conditional_expression && kind !== Kind.boolean_operator) return [];
    const argument = isKeyword ? { argument: textOf(tree, childByField(tree, element, Field.name)) } : {};
    return elements(tree, value).flatMap((part) => {
      const target =
        kindAt(tree, part) === Kind.lambda
          ? ({ kind: 'function', node: part } as const)
          : resolve(names, part);
      const id = target.kind === 'function' ? functionIds.get(target.node) : undefined;
      return id === undefined ? [] : [{ ...argument, function: id }];
    });
  });
}

function interpolation({ tree }: Source, node: Node): Pick<Call, 'interpolated'> {
  const hole = parentOf(tree, node);
  if (hole < 0 || kindAt(tree, hole) !== Kind.interpolation) return {};
  const string = parentOf(tree, hole);
  let holes = 0;
  for (let child = firstChild(tree, string); child >= 0; child = nextSibling(tree, child)) {
    if (kindAt(tree, child) === Kind.interpolation) holes++;
  }
  return { interpolated: { string: rangeOf(tree, string), hole: rangeOf(tree, hole), holes } };
}

/** The arguments of a call. `**{…}` of a known dict counts as keywords; of an unknown one makes it incomplete. */
export function argumentsOf(source: Source, list: Node): { arguments: Argument[]; complete: boolean } {
  const { tree } = source;
  const found: Argument[] = [];
  let complete = true;
  if (list < 0) return { arguments: found, complete };
  for (const element of elements(tree, list)) {
    const at = rangeOf(tree, element);
    switch (kindAt(tree, element)) {
      case Kind.keyword_argument: {
        const value = childByField(tree, element, Field.value);
        found.push({
          name: textOf(tree, childByField(tree, element, Field.name)),
          at,
          valueAt: rangeOf(tree, value < 0 ? element : value),
          value: evaluate(source, value),
        });
        break;
      }
      case Kind.dictionary_splat: {
        const dict = evaluate(source, lastChild(tree, element));
        if (dict.kind === 'dict' && dict.entries.length > splatLimit) {
          complete = false;
          break;
        }
        if (dict.kind !== 'dict' || !dict.complete) complete = false;
        if (dict.kind !== 'dict') break;
        for (const entry of dict.entries) {
          found.push({
            name: entry.key,
            at: entry.at,
            valueAt: entry.value.at,
            value: entry.value,
            splat: { at, uses: dict.uses },
          });
        }
        break;
      }
      case Kind.list_splat:
        complete = false;
        break;
      default:
        found.push({ at, valueAt: at, value: evaluate(source, element) });
    }
  }
  return { arguments: found, complete };
}

/** Entries of a larger dict are not repeated at each call that takes it. */
const splatLimit = 200;
