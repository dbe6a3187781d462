/** Loops: how often they go round, and whether they retry for ever. */
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  children,
  kindAt,
  type Node,
  parentOf,
  rangeOf,
  subtreeEnd,
  type Tree,
  textOf,
} from '../syntax/tree.ts';
import type { Loop, Range } from './facts.ts';
import { unitOf } from './inventory.ts';
import { nameOf } from './names.ts';
import type { Source } from './source.ts';
import { unorderedBehind } from './unordered.ts';
import { sizeOf } from './values.ts';

/** All loops of the file, by id; phases are filled in later. */
export function extractLoops(source: Source): Omit<Loop, 'phases'>[] {
  const { tree } = source;
  const left = loopsLeftEarly(source);
  return [...source.loopIds].map(([node, id]) => {
    const kind = kindAt(tree, node);
    const infinite =
      kind === Kind.while_statement && isAlwaysTrue(tree, childByField(tree, node, Field.condition));
    const size =
      kind === Kind.while_statement || left.has(node)
        ? undefined
        : sizeOf(source, childByField(tree, node, Field.right));
    const unordered =
      kind === Kind.while_statement
        ? undefined
        : unorderedBehind(source, childByField(tree, node, Field.right));
    return {
      id,
      kind: kind === Kind.for_statement ? 'for' : kind === Kind.while_statement ? 'while' : 'comprehension',
      at: rangeOf(tree, node),
      headAt: headOf(tree, node),
      in: unitOf(source, node),
      ...(size === undefined ? {} : { size }),
      ...(unordered ? { unordered } : {}),
      infinite,
      retriesForever: infinite && retriesForever(source, node),
    };
  });
}

function headOf(tree: Tree, loop: Node): Range {
  const last = childByField(tree, loop, Field.condition);
  const end = last >= 0 ? last : childByField(tree, loop, Field.right);
  return { start: tree.start[loop] as number, end: tree.end[end < 0 ? loop : end] as number };
}

/** `for` statements that a `break` or a `return` can end before the iterable does. */
function loopsLeftEarly({ tree }: Source): Set<Node> {
  const found = new Set<Node>();
  for (let node = 1; node < tree.size; node++) {
    const kind = kindAt(tree, node);
    if (kind !== Kind.break_statement && kind !== Kind.return_statement) continue;
    for (let at = parentOf(tree, node), below = node; at > 0; below = at, at = parentOf(tree, at)) {
      const around = kindAt(tree, at);
      if (around === Kind.function_definition) break;
      if (around !== Kind.for_statement && around !== Kind.while_statement) continue;
      // The `else` of a loop runs when the loop is over.
      if (tree.field[below] !== Field.body) continue;
      if (found.has(at)) break;
      found.add(at);
      if (kind === Kind.break_statement) break;
    }
  }
  return found;
}

function isAlwaysTrue(tree: Tree, condition: Node): boolean {
  if (condition < 0) return false;
  const kind = kindAt(tree, condition);
  return kind === Kind.true || (kind === Kind.integer && textOf(tree, condition) !== '0');
}

const clocks = new Set([
  'time.time',
  'time.monotonic',
  'time.perf_counter',
  'datetime.datetime.now',
  'datetime.datetime.utcnow',
  'pendulum.now',
]);

/**
 * `while True` around a `try` that ends the loop on success and swallows every failure, with no other way out: no
 * counter, no clock, no growing sleep. Whatever is not plainly so counts as bounded.
 */
function retriesForever(source: Source, loop: Node): boolean {
  const { tree } = source;
  const body = childByField(tree, loop, Field.body);
  const attempts = [...children(tree, body)].filter((child) => kindAt(tree, child) === Kind.try_statement);
  if (attempts.length !== 1) return false;
  const attempt = attempts[0] as Node;
  let succeeds = false;
  for (let node = loop + 1; node < subtreeEnd(tree, loop); node++) {
    switch (kindAt(tree, node)) {
      case Kind.augmented_assignment:
      case Kind['**']:
        return false;
      case Kind.call: {
        const name = nameOf(source.names, childByField(tree, node, Field.function));
        if (name && clocks.has(name)) return false;
        break;
      }
      case Kind.return_statement:
      case Kind.break_statement:
      case Kind.raise_statement: {
        if (!onSuccessPath(tree, node, attempt)) return false;
        succeeds ||= kindAt(tree, node) !== Kind.raise_statement;
        break;
      }
    }
  }
  return succeeds && hasHandler(tree, attempt);
}

function hasHandler(tree: Tree, attempt: Node): boolean {
  return [...children(tree, attempt)].some((child) => kindAt(tree, child) === Kind.except_clause);
}

/** In the body of the `try` or its `else`, not in a handler. */
function onSuccessPath(tree: Tree, node: Node, attempt: Node): boolean {
  let below = node;
  for (let at = parentOf(tree, node); at >= 0; below = at, at = parentOf(tree, at)) {
    if (at === attempt) return tree.field[below] === Field.body || kindAt(tree, below) === Kind.else_clause;
  }
  return false;
}
