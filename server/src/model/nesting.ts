/** Which loops and comprehensions make a piece of code run more than once within its function. */
import { Field, Kind } from '../syntax/kinds.ts';
import { kindAt, type Node, parentOf, type Tree } from '../syntax/tree.ts';

const none: readonly number[] = [];
/** Python itself allows 20 nested blocks. */
const depthLimit = 50;

/** How a node stands in its function. */
export interface Nesting {
  /** The ids of the loops of the same function around it, outermost first. */
  readonly loopsAround: (node: Node) => readonly number[];
  /** A branch, or a `continue` before it, lets some rounds of these loops pass it by. */
  readonly skipsRounds: (node: Node) => boolean;
  /** A branch, or a `return` before it, lets some runs of the function pass it by. */
  readonly skipsRuns: (node: Node) => boolean;
}

/** One pass over the tree. */
export function nestLoops(tree: Tree, loopIds: ReadonlyMap<Node, number>): Nesting {
  const lists: (readonly number[])[] = [none];
  // Node → position in `lists`; inside a comprehension, position of what its clauses so far add.
  const of = new Int32Array(tree.size);
  const clauses = new Map<Node, number>();
  const skips = new Uint8Array(tree.size);
  const left = new Set<Node>();
  const deeper = (list: number, loop: number): number => {
    if ((lists[list] as readonly number[]).length === depthLimit) return list;
    lists.push([...(lists[list] as readonly number[]), loop]);
    return lists.length - 1;
  };
  for (let node = 1; node < tree.size; node++) {
    const parent = parentOf(tree, node);
    const around = of[parent] as number;
    const kind = kindAt(tree, parent);
    const isBody = tree.field[node] === Field.body;
    of[node] = around;
    skips[node] = skips[parent] as number;
    if (isBranch(tree, node, parent) || isBehindLeaving(tree, parent, left))
      skips[node] = (skips[node] as number) | (around === 0 ? runs : runs | rounds);
    if (kindAt(tree, node) === Kind.continue_statement) left.add(aroundOf(tree, node, isLoop));
    if (kindAt(tree, node) === Kind.return_statement) left.add(aroundOf(tree, node, isFunction));
    switch (kind) {
      case Kind.function_definition:
      case Kind.lambda:
        if (isBody) {
          of[node] = 0;
          skips[node] = 0;
        }
        break;
      case Kind.for_statement:
        // The iterable is evaluated once, the condition of a `while` every round.
        if (isBody) of[node] = deeper(around, loopIds.get(parent) as number);
        break;
      case Kind.while_statement:
        if (isBody || tree.field[node] === Field.condition)
          of[node] = deeper(around, loopIds.get(parent) as number);
        break;
      case Kind.list_comprehension:
      case Kind.set_comprehension:
      case Kind.dictionary_comprehension:
      case Kind.generator_expression: {
        if (isBody) {
          of[node] = innermost(tree, parent, around, loopIds, deeper);
          if (hasCondition(tree, parent)) skips[node] = runs | rounds;
          break;
        }
        // The iterable of a clause is evaluated in the rounds of the clauses before it.
        const before = clauses.get(parent) ?? around;
        of[node] = before;
        if (kindAt(tree, node) === Kind.for_in_clause)
          clauses.set(parent, deeper(before, loopIds.get(node) as number));
        break;
      }
    }
  }
  return {
    loopsAround: (node) => lists[of[node] as number] as readonly number[],
    skipsRounds: (node) => ((skips[node] as number) & rounds) !== 0,
    skipsRuns: (node) => ((skips[node] as number) & runs) !== 0,
  };
}

const runs = 1;
const rounds = 2;

/** Whether `parent` may pass `node` by. What a `try` does before it fails counts as done. */
function isBranch(tree: Tree, node: Node, parent: Node): boolean {
  const field = tree.field[node];
  switch (kindAt(tree, parent)) {
    case Kind.if_statement:
      return field !== Field.condition;
    case Kind.try_statement:
      return kindAt(tree, node) === Kind.except_clause || kindAt(tree, node) === Kind.else_clause;
    case Kind.boolean_operator:
      return field === Field.right;
    case Kind.case_clause:
    case Kind.conditional_expression:
      return true;
    default:
      return false;
  }
}

/** A statement of a body behind one that holds a `continue` of the loop, or a `return` of the function. */
function isBehindLeaving(tree: Tree, block: Node, left: ReadonlySet<Node>): boolean {
  return (
    left.size > 0 &&
    kindAt(tree, block) === Kind.block &&
    tree.field[block] === Field.body &&
    left.has(parentOf(tree, block))
  );
}

const isLoop = (kind: Kind) => kind === Kind.for_statement || kind === Kind.while_statement;
const isFunction = (kind: Kind) => kind === Kind.function_definition;

function aroundOf(tree: Tree, node: Node, isWanted: (kind: Kind) => boolean): Node {
  let at = parentOf(tree, node);
  while (at > 0 && !isWanted(kindAt(tree, at))) at = parentOf(tree, at);
  return at;
}

function hasCondition(tree: Tree, comprehension: Node): boolean {
  for (let child = comprehension + 1; child >= 0; child = tree.next[child] as number)
    if (kindAt(tree, child) === Kind.if_clause) return true;
  return false;
}

/** All clauses of a comprehension: its body stands before them in the text. */
function innermost(
  tree: Tree,
  comprehension: Node,
  around: number,
  loopIds: ReadonlyMap<Node, number>,
  deeper: (list: number, loop: number) => number,
): number {
  let list = around;
  for (let child = comprehension + 1; child >= 0; child = tree.next[child] as number) {
    if (kindAt(tree, child) === Kind.for_in_clause) list = deeper(list, loopIds.get(child) as number);
  }
  return list;
}
