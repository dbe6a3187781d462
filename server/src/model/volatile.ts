/** Which arguments and dict entries get something else each time the file runs: the clock, chance, the process. */
import { type VolatileCall, volatileCall } from '../catalogue/volatile.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  firstChild,
  kindAt,
  type Node,
  nextSibling,
  parentOf,
  rangeOf,
  textOf,
} from '../syntax/tree.ts';
import { nameOf, resolve } from './names.ts';
import { bindingsFor } from './reaching.ts';
import type { Source } from './source.ts';
import type { Volatile } from './volatile-facts.ts';

interface Origin extends VolatileCall {
  readonly call: Node;
  /** Through a name or a function. */
  readonly elsewhere?: true;
}

const depthLimit = 60;
/** Parts of a time that are the same for a day at least. */
const days = new Set(['year', 'month', 'day']);

/** Arguments of calls, and entries of dicts, whose value derives from such a call, in source order. */
export function extractVolatile(source: Source): Volatile[] {
  const { tree } = source;
  const found: Volatile[] = [];
  const memo = new Map<Node, Origin | undefined>();
  const add = (element: Node, value: Node) => {
    const origin = originOf(source, memo, value, 0);
    const call = origin && source.callIds.get(origin.call);
    if (!origin || call === undefined) return;
    found.push({
      at: rangeOf(tree, element),
      valueAt: rangeOf(tree, value),
      call,
      from: origin.from,
      daily: origin.daily === true,
      elsewhere: origin.elsewhere === true,
    });
  };
  for (let node = 1; node < tree.size; node++) {
    const kind = kindAt(tree, node);
    if (kind === Kind.keyword_argument || kind === Kind.pair)
      add(node, childByField(tree, node, Field.value));
  }
  return found;
}

/** The first volatile call that an expression derives from; functions that are handed over are not looked into. */
function originOf(
  source: Source,
  memo: Map<Node, Origin | undefined>,
  node: Node,
  depth: number,
): Origin | undefined {
  if (node < 0 || depth > depthLimit) return undefined;
  if (memo.has(node)) return memo.get(node);
  memo.set(node, undefined);
  const origin = fresh(source, memo, node, depth);
  memo.set(node, origin);
  return origin;
}

function fresh(
  source: Source,
  memo: Map<Node, Origin | undefined>,
  node: Node,
  depth: number,
): Origin | undefined {
  const { tree } = source;
  switch (kindAt(tree, node)) {
    case Kind.lambda:
      return undefined;
    case Kind.identifier: {
      const bindings = bindingsFor(source.scopes, node, textOf(tree, node));
      const [only] = bindings ?? [];
      if (!only || bindings?.length !== 1 || only.kind !== 'value') return undefined;
      const origin = originOf(source, memo, only.value, depth + 1);
      return origin && { ...origin, elsewhere: true };
    }
    case Kind.call: {
      const own = ofCall(source, memo, node, depth);
      if (own) return own;
      break;
    }
    case Kind.keyword_argument:
    case Kind.pair:
      return originOf(source, memo, childByField(tree, node, Field.value), depth + 1);
    case Kind.attribute: {
      const origin = originOf(source, memo, childByField(tree, node, Field.object), depth + 1);
      return origin && days.has(textOf(tree, childByField(tree, node, Field.attribute)))
        ? { ...origin, daily: true }
        : origin;
    }
  }
  for (let child = firstChild(tree, node); child >= 0; child = nextSibling(tree, child)) {
    const origin = originOf(source, memo, child, depth + 1);
    if (origin) return origin;
  }
  return undefined;
}

function ofCall(
  source: Source,
  memo: Map<Node, Origin | undefined>,
  call: Node,
  depth: number,
): Origin | undefined {
  const { tree, names } = source;
  const callee = childByField(tree, call, Field.function);
  const name = nameOf(names, callee);
  const known = name === undefined ? undefined : volatileCall(name);
  if (known) return { ...known, ...(isCutToDay(source, call) ? { daily: true } : {}), call };
  const target = resolve(names, callee);
  if (target.kind !== 'function') return undefined;
  for (const returned of names.returned.get(target.node) ?? []) {
    const origin = originOf(source, memo, returned, depth + 1);
    if (origin) return { ...origin, elsewhere: true };
  }
  return undefined;
}

/** `pendulum.now().start_of("day")`, `datetime.now().date()`. */
function isCutToDay({ tree }: Source, call: Node): boolean {
  const attribute = parentOf(tree, call);
  if (attribute < 0 || kindAt(tree, attribute) !== Kind.attribute) return false;
  const member = textOf(tree, childByField(tree, attribute, Field.attribute));
  return member === 'start_of' || member === 'date';
}
