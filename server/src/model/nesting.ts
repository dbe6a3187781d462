/** Which loops and comprehensions make a piece of code run more than once within its function. */
import { Field, Kind } from '../syntax/kinds.ts';
import { kindAt, type Node, parentOf, type Tree } from '../syntax/tree.ts';

const none: readonly number[] = [];
/** Python itself allows 20 nested blocks. */
const depthLimit = 50;

/** Gives, for a node, the ids of the loops of the same function around it, outermost first. One pass over the tree. */
export function nestLoops(tree: Tree, loopIds: ReadonlyMap<Node, number>): (node: Node) => readonly number[] {
  const lists: (readonly number[])[] = [none];
  // Node → position in `lists`; inside a comprehension, position of what its clauses so far add.
  const of = new Int32Array(tree.size);
  const clauses = new Map<Node, number>();
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
    switch (kind) {
      case Kind.function_definition:
      case Kind.lambda:
        if (isBody) of[node] = 0;
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
  return (node) => lists[of[node] as number] as readonly number[];
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
