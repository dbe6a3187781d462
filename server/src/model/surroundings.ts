/** What stands around a call: its object's method, the loops that run it again, the handler it stands in. */
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, childOfKind, kindAt, lastChild, type Node, parentOf, textOf } from '../syntax/tree.ts';
import { constantIn } from './constancy.ts';
import type { CallSurroundings } from './flow-facts.ts';
import type { Source } from './source.ts';
import { evaluate } from './values.ts';

/** Gives the surroundings of each call node of a file; remembers how blocks end. */
export function surroundingsOf(source: Source): (call: Node) => CallSurroundings {
  const ends = new Map<Node, Kind | undefined>();
  const loopNodes = [...source.loopIds.keys()];
  return (call) => {
    const callee = childByField(source.tree, call, Field.function);
    const member =
      callee >= 0 && kindAt(source.tree, callee) === Kind.attribute
        ? childByField(source.tree, callee, Field.attribute)
        : -1;
    const subject =
      member < 0 ? undefined : evaluate(source, childByField(source.tree, callee, Field.object));
    const { repeatedBy, inHandler } = around(source, call, ends);
    return {
      ...(member < 0 ? {} : { method: textOf(source.tree, member) }),
      ...(subject?.kind === 'call' ? { subject: subject.call } : {}),
      repeatedBy,
      constantIn: constantIn(source, call, repeatedBy, loopNodes),
      ...(inHandler ? { inHandler: true as const } : {}),
      ...(isAwaited(source, call) ? { awaited: true as const } : {}),
    };
  };
}

/** Walks up to the function: a block that ends in `return` ends all loops around it, one that ends in `break` the next. */
function around(
  source: Source,
  call: Node,
  ends: Map<Node, Kind | undefined>,
): { readonly repeatedBy: readonly number[]; readonly inHandler: boolean } {
  const { tree } = source;
  const loops = source.nesting.loopsAround(call);
  const repeated = new Set(loops);
  let inHandler = false;
  let broken = false;
  let left = false;
  for (let at = call, parent = parentOf(tree, at); parent > 0; at = parent, parent = parentOf(tree, at)) {
    const kind = kindAt(tree, parent);
    if (kind === Kind.function_definition || kind === Kind.lambda || kind === Kind.class_definition) break;
    if (kind === Kind.except_clause) inHandler = true;
    if (loops.length === 0) continue;
    const end =
      kind === Kind.block
        ? endOfBlock(source, parent, ends)
        : kind === Kind.try_statement && tree.field[at] === Field.body
          ? endOfElse(source, parent, ends)
          : kind;
    if (end === Kind.break_statement) broken = true;
    if (end === Kind.return_statement || end === Kind.raise_statement) left = true;
    if (kind !== Kind.for_statement && kind !== Kind.while_statement) continue;
    // The `else` of a loop and its iterable stand outside of its rounds, and are not among the loops around.
    if (broken || left) repeated.delete(source.loopIds.get(parent) as number);
    broken = false;
  }
  return { repeatedBy: repeated.size === loops.length ? loops : [...repeated], inHandler };
}

function endOfBlock(source: Source, block: Node, ends: Map<Node, Kind | undefined>): Kind | undefined {
  if (ends.has(block)) return ends.get(block);
  let last = lastChild(source.tree, block);
  if (last >= 0 && kindAt(source.tree, last) === Kind.comment) last = lastStatement(source, block);
  const end = last < 0 ? undefined : kindAt(source.tree, last);
  ends.set(block, end);
  return end;
}

function lastStatement({ tree }: Source, block: Node): Node {
  let last = -1;
  for (let child = block + 1; child >= 0; child = tree.next[child] as number)
    if (kindAt(tree, child) !== Kind.comment) last = child;
  return last;
}

/** `try: … except: … else: break`: what succeeds is not done again. */
function endOfElse(source: Source, statement: Node, ends: Map<Node, Kind | undefined>): Kind | undefined {
  const clause = childOfKind(source.tree, statement, Kind.else_clause);
  const block = clause < 0 ? -1 : childByField(source.tree, clause, Field.body);
  return block < 0 ? undefined : endOfBlock(source, block, ends);
}

/** `await f()`, and what `async with` and `async for` wait for. */
function isAwaited({ tree }: Source, call: Node): boolean {
  let at = parentOf(tree, call);
  while (kindAt(tree, at) === Kind.parenthesized_expression || kindAt(tree, at) === Kind.as_pattern)
    at = parentOf(tree, at);
  if (kindAt(tree, at) === Kind.await) return true;
  while (kindAt(tree, at) === Kind.with_item || kindAt(tree, at) === Kind.with_clause)
    at = parentOf(tree, at);
  const kind = kindAt(tree, at);
  const waits =
    kind === Kind.with_statement || (kind === Kind.for_statement && tree.field[call] === Field.right);
  return waits && kindAt(tree, at + 1) === Kind.async;
}
