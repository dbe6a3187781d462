/** Statically known values of expressions. What cannot be known is `unknown`, never an exception. */

import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, children, kindAt, type Node, rangeOf, type Tree, textOf } from '../syntax/tree.ts';
import { type DictSource, dictLiteral, withMutations } from './dicts.ts';
import { durationArithmetic, durationCall, totalSeconds } from './durations.ts';
import type { Range, Value } from './facts.ts';
import { argumentListOf, nameOf, resolve } from './names.ts';
import { bindingsFor } from './reaching.ts';
import type { Source } from './source.ts';
import { stringValue } from './strings.ts';
import { joinedPattern } from './text-patterns.ts';

const depthLimit = 60;
/** Strings and sequences that are put together from others grow no longer than this. */
const joinedLimit = 10_000;

/** The value of the expression at `node`; `at` is where it is written, which may be where a name was assigned. */
export function evaluate(source: Source, node: Node, depth = 0): Value {
  if (node < 0) return { kind: 'unknown', at: { start: 0, end: 0 } };
  const known = source.values.get(node);
  if (known) return known;
  const unknown: Value = { kind: 'unknown', at: rangeOf(source.tree, node) };
  // Names that are bound to each other in a circle are unknown, and every node is looked at once.
  source.values.set(node, unknown);
  const value = depth > depthLimit ? unknown : evaluateFresh(source, node, depth);
  source.values.set(node, value);
  return value;
}

function evaluateFresh(source: Source, node: Node, depth: number): Value {
  const { tree } = source;
  const at = rangeOf(tree, node);
  switch (kindAt(tree, node)) {
    case Kind.integer:
    case Kind.float:
      return numberValue(textOf(tree, node), at);
    case Kind.true:
    case Kind.false:
      return { kind: 'boolean', value: kindAt(tree, node) === Kind.true, at };
    case Kind.none:
      return { kind: 'none', at };
    case Kind.string:
    case Kind.concatenated_string:
      return stringValue(tree, node, (inner) => evaluate(source, inner, depth + 1));
    case Kind.list:
    case Kind.tuple:
    case Kind.set:
    case Kind.expression_list:
      return sequenceValue(source, node, at, depth);
    case Kind.dictionary:
      return dictLiteral(dictSource(source, depth), node);
    case Kind.parenthesized_expression:
      return evaluate(source, elements(tree, node)[0] ?? -1, depth + 1);
    case Kind.unary_operator:
    case Kind.not_operator:
      return unaryValue(source, node, at, depth);
    case Kind.binary_operator:
      return binaryValue(source, node, at, depth);
    case Kind.identifier:
      return identifierValue(source, node, at, depth);
    case Kind.attribute:
      return namedValue(source, node, at);
    case Kind.call:
      return callValue(source, node, at, depth);
    case Kind.lambda:
      return functionValue(source, node, at);
    default:
      return { kind: 'unknown', at };
  }
}

function dictSource(source: Source, depth: number): DictSource {
  return { tree: source.tree, evaluate: (node) => evaluate(source, node, depth + 1) };
}

function numberValue(text: string, at: Range): Value {
  const value = Number(text.replaceAll('_', ''));
  return Number.isNaN(value) ? { kind: 'unknown', at } : { kind: 'number', value, at };
}

function sequenceValue(source: Source, node: Node, at: Range, depth: number): Value {
  const items: Value[] = [];
  for (const element of elements(source.tree, node)) {
    if (kindAt(source.tree, element) !== Kind.list_splat) {
      items.push(evaluate(source, element, depth + 1));
      continue;
    }
    const inner = evaluate(source, firstExpressionOf(source.tree, element), depth + 1);
    if (inner.kind !== 'sequence' || inner.items.length > joinedLimit) return { kind: 'unknown', at };
    items.push(...inner.items);
  }
  return { kind: 'sequence', items, at };
}

function firstExpressionOf(tree: Tree, node: Node): Node {
  for (const child of children(tree, node))
    if (kindAt(tree, child) !== Kind.other && kindAt(tree, child) !== Kind['*']) return child;
  return -1;
}

function unaryValue(source: Source, node: Node, at: Range, depth: number): Value {
  const { tree } = source;
  const operand = evaluate(source, childByField(tree, node, Field.argument), depth + 1);
  if (kindAt(tree, node) === Kind.not_operator) {
    return operand.kind === 'boolean'
      ? { kind: 'boolean', value: !operand.value, at }
      : { kind: 'unknown', at };
  }
  const sign = tree.text[tree.start[node] as number];
  if (sign === '~') return { kind: 'unknown', at };
  const minus = sign === '-';
  if (operand.kind === 'number') return { kind: 'number', value: minus ? -operand.value : operand.value, at };
  if (operand.kind === 'duration' && minus) return { kind: 'duration', seconds: -operand.seconds, at };
  return { kind: 'unknown', at };
}

function binaryValue(source: Source, node: Node, at: Range, depth: number): Value {
  const { tree } = source;
  const left = evaluate(source, childByField(tree, node, Field.left), depth + 1);
  const right = evaluate(source, childByField(tree, node, Field.right), depth + 1);
  const operator = childByField(tree, node, Field.operator);
  const sign = operator < 0 ? '' : textOf(tree, operator);
  if (left.kind === 'dict' && right.kind === 'dict' && sign === '|') return mergeDicts(left, right, at);
  if ((left.kind === 'dict' || right.kind === 'dict') && sign === '|') {
    // What the unknown side holds may replace entries of the left, never those of the right.
    return {
      kind: 'dict',
      entries: right.kind === 'dict' ? right.entries : [],
      complete: false,
      at,
      uses: 1,
    };
  }
  if (left.kind === 'number' && right.kind === 'number') {
    const value = arithmetic(left.value, sign, right.value);
    return value === undefined ? { kind: 'unknown', at } : { kind: 'number', value, at };
  }
  if (left.kind === 'string' && right.kind === 'string' && sign === '+') {
    const value = left.value + right.value;
    return value.length > joinedLimit ? { kind: 'unknown', at } : { kind: 'string', value, at };
  }
  if (left.kind === 'sequence' && right.kind === 'sequence' && sign === '+') {
    const items = [...left.items, ...right.items];
    return items.length > joinedLimit ? { kind: 'unknown', at } : { kind: 'sequence', items, at };
  }
  const seconds = durationArithmetic(left, sign, right);
  return seconds === undefined
    ? { kind: 'unknown', at, ...joinedPattern(left, sign, right) }
    : { kind: 'duration', seconds, at };
}

function mergeDicts(left: Value & { kind: 'dict' }, right: Value & { kind: 'dict' }, at: Range): Value {
  const overridden = new Set(right.entries.map((entry) => entry.key));
  return {
    kind: 'dict',
    entries: [...left.entries.filter((entry) => !overridden.has(entry.key)), ...right.entries],
    complete: left.complete && right.complete,
    at,
    uses: 1,
  };
}

function arithmetic(left: number, sign: string, right: number): number | undefined {
  switch (sign) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    case '//':
      return right === 0 ? undefined : Math.floor(left / right);
    case '%':
      return right === 0 ? undefined : left - right * Math.floor(left / right);
    case '**':
      return left ** right;
    default:
      return undefined;
  }
}

function identifierValue(source: Source, node: Node, at: Range, depth: number): Value {
  const bindings = bindingsFor(source.scopes, node, textOf(source.tree, node));
  const only = bindings?.length === 1 ? bindings[0] : undefined;
  if (only?.kind === 'value') {
    const value = evaluate(source, only.value, depth + 1);
    return withMutations(source, value, only, node, (inner) => evaluate(source, inner, depth + 1));
  }
  return namedValue(source, node, at);
}

function namedValue(source: Source, node: Node, at: Range): Value {
  const target = resolve(source.names, node);
  switch (target.kind) {
    case 'function': {
      const id = source.functionIds.get(target.node);
      return id === undefined ? { kind: 'unknown', at } : { kind: 'function', function: id, at };
    }
    case 'instance':
      return target.call < 0 ? { kind: 'unknown', at } : callReference(source, target.call, at);
    case 'value':
      return kindAt(source.tree, target.node) === Kind.lambda
        ? functionValue(source, target.node, at)
        : kindAt(source.tree, target.node) === Kind.call
          ? callReference(source, target.node, at)
          : { kind: 'unknown', at };
    case 'name':
      return constantByName(target.name, at);
    default:
      return { kind: 'unknown', at };
  }
}

function constantByName(name: string, at: Range): Value {
  if (name === 'math.inf' || name === 'numpy.inf')
    return { kind: 'number', value: Number.POSITIVE_INFINITY, at };
  if (name === 'sys.maxsize') return { kind: 'number', value: Number.MAX_SAFE_INTEGER, at };
  return { kind: 'name', name, at };
}

function functionValue(source: Source, node: Node, at: Range): Value {
  const id = source.functionIds.get(node);
  return id === undefined ? { kind: 'unknown', at } : { kind: 'function', function: id, at };
}

function callReference(source: Source, node: Node, at: Range): Value {
  const id = source.callIds.get(node);
  return id === undefined ? { kind: 'unknown', at } : { kind: 'call', call: id, at };
}

function callValue(source: Source, node: Node, at: Range, depth: number): Value {
  const { tree } = source;
  const name = nameOf(source.names, childByField(tree, node, Field.function));
  const list = argumentListOf(tree, node);
  if (list < 0) return callReference(source, node, at);
  const known =
    name === 'datetime.timedelta' || name === 'pendulum.duration' || name === 'pendulum.Duration'
      ? durationCall(tree, list, at, (inner) => evaluate(source, inner, depth + 1))
      : name === 'builtins.dict'
        ? dictLiteral(dictSource(source, depth), list)
        : name === 'builtins.float'
          ? infinityCall(source, list, at, depth)
          : name === 'copy.copy' || name === 'copy.deepcopy' || (name === 'builtins.list' && list >= 0)
            ? evaluate(source, elements(tree, list)[0] ?? -1, depth + 1)
            : name === 'builtins.len'
              ? lengthCall(source, list, at)
              : undefined;
  if (known && known.kind !== 'unknown') return known;
  return (
    copiedDict(source, node, depth) ??
    totalSeconds(tree, node, at, (inner) => evaluate(source, inner, depth + 1)) ??
    callReference(source, node, at)
  );
}

/** `DEFAULTS.copy()`. */
function copiedDict(source: Source, call: Node, depth: number): Value | undefined {
  const { tree } = source;
  const callee = childByField(tree, call, Field.function);
  if (kindAt(tree, callee) !== Kind.attribute) return undefined;
  if (textOf(tree, childByField(tree, callee, Field.attribute)) !== 'copy') return undefined;
  const object = evaluate(source, childByField(tree, callee, Field.object), depth + 1);
  return object.kind === 'dict' ? object : undefined;
}

function lengthCall(source: Source, list: Node, at: Range): Value {
  const size = sizeOf(source, elements(source.tree, list)[0] ?? -1);
  return size === undefined ? { kind: 'unknown', at } : { kind: 'number', value: size, at };
}

function infinityCall(source: Source, list: Node, at: Range, depth: number): Value {
  const argument = evaluate(source, elements(source.tree, list)[0] ?? -1, depth + 1);
  if (argument.kind === 'string' && /^\+?inf(inity)?$/i.test(argument.value.trim())) {
    return { kind: 'number', value: Number.POSITIVE_INFINITY, at };
  }
  return argument.kind === 'number' ? { ...argument, at } : { kind: 'unknown', at };
}

/** The number of elements an expression iterates over: literals, `range` of constants, dicts, and wrappers that keep the number. */
export function sizeOf(source: Source, node: Node, depth = 0): number | undefined {
  if (node < 0 || depth > depthLimit) return undefined;
  const { tree } = source;
  const value = evaluate(source, node);
  if (value.kind === 'sequence') return value.items.length;
  if (value.kind === 'dict') return value.complete ? value.entries.length : undefined;
  if (value.kind === 'string') return value.value.length;
  if (kindAt(tree, node) === Kind.list_comprehension) return comprehensionSize(source, node, depth);
  const call = callNodeOf(source, node, value);
  if (call < 0) return undefined;
  const callee = childByField(tree, call, Field.function);
  const list = argumentListOf(tree, call);
  const inputs = list < 0 ? [] : elements(tree, list);
  switch (nameOf(source.names, callee)) {
    case 'builtins.range':
      return rangeSize(inputs.map((argument) => evaluate(source, argument)));
    case 'builtins.enumerate':
    case 'builtins.sorted':
    case 'builtins.reversed':
    case 'builtins.list':
    case 'builtins.tuple':
      return sizeOf(source, inputs[0] ?? -1, depth + 1);
    case 'builtins.zip': {
      const sizes = inputs.map((argument) => sizeOf(source, argument, depth + 1));
      if (sizes.length === 0) return undefined;
      return sizes.reduce((least, size) =>
        least === undefined || size === undefined ? undefined : Math.min(least, size),
      );
    }
  }
  return dictViewSize(source, callee, depth);
}

/** `[f(x) for x in xs]` has as many elements as `xs`, unless it filters or nests. */
function comprehensionSize(source: Source, node: Node, depth: number): number | undefined {
  const { tree } = source;
  const clauses = [...children(tree, node)].filter(
    (child) => kindAt(tree, child) === Kind.for_in_clause || kindAt(tree, child) === Kind.if_clause,
  );
  const only = clauses.length === 1 ? (clauses[0] as Node) : -1;
  if (only < 0 || kindAt(tree, only) !== Kind.for_in_clause) return undefined;
  return sizeOf(source, childByField(tree, only, Field.right), depth + 1);
}

function callNodeOf(source: Source, node: Node, value: Value): Node {
  if (value.kind === 'call') return source.callNodes[value.call] ?? -1;
  return kindAt(source.tree, node) === Kind.call ? node : -1;
}

function rangeSize(bounds: readonly Value[]): number | undefined {
  const numbers = bounds.map((bound) => (bound.kind === 'number' ? bound.value : Number.NaN));
  if (numbers.length === 0 || numbers.length > 3 || numbers.some((bound) => !Number.isInteger(bound)))
    return undefined;
  const [start, stop, step] =
    numbers.length === 1
      ? [0, numbers[0] as number, 1]
      : [numbers[0] as number, numbers[1] as number, numbers[2] ?? 1];
  return step === 0 ? undefined : Math.max(0, Math.ceil((stop - start) / step));
}

function dictViewSize(source: Source, callee: Node, depth: number): number | undefined {
  const { tree } = source;
  if (callee < 0 || kindAt(tree, callee) !== Kind.attribute) return undefined;
  const method = textOf(tree, childByField(tree, callee, Field.attribute));
  if (method !== 'items' && method !== 'keys' && method !== 'values') return undefined;
  return sizeOf(source, childByField(tree, callee, Field.object), depth + 1);
}
