/** Which expressions are data frames: enough inference to tell what a task returns. */
import {
  convertsFrame,
  frameClass,
  frameMethod,
  givesSelection,
  isConstructor,
  madeBy,
  partKeywords,
  reducesFrame,
  staysSmall,
  writerTargets,
} from '../catalogue/frames.ts';
import { elements, isSequence } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  firstChild,
  kindAt,
  type Node,
  parentOf,
  rangeOf,
  subtreeEnd,
  type Tree,
  textOf,
} from '../syntax/tree.ts';
import type { Return } from './facts.ts';
import { argumentListOf, nameOf, resolve } from './names.ts';
import { bindingsFor } from './reaching.ts';
import { returnedValue } from './returned.ts';
import type { Source } from './source.ts';

/** A data frame, or what it was converted to. */
export interface Frame {
  readonly type: string;
  readonly converted?: { readonly method: string; readonly from: string };
  readonly madeAt: Node;
  /** Known to hold a handful of rows: written out in the code, or the result of a reduction. */
  readonly small?: true;
}

const depthLimit = 200;

/** What a function returns, `return` by `return`; a lambda returns its body. */
export function returnsOf(source: Source, definition: Node): Return[] {
  const { tree } = source;
  if (definition === 0) return [];
  const body = childByField(tree, definition, Field.body);
  if (kindAt(tree, definition) === Kind.lambda) return body < 0 ? [] : [returnOf(source, body, undefined)];
  const declared = declaredFrame(source, definition);
  const found: Return[] = [];
  const end = subtreeEnd(tree, definition);
  for (let node = definition + 1; node < end; node++) {
    const kind = kindAt(tree, node);
    if (
      node > body &&
      (kind === Kind.function_definition || kind === Kind.class_definition || kind === Kind.lambda)
    ) {
      node = subtreeEnd(tree, node) - 1;
    } else if (kind === Kind.return_statement) {
      const value = elements(tree, node)[0] ?? -1;
      if (value >= 0 && kindAt(tree, value) !== Kind.none) found.push(returnOf(source, value, declared));
    }
  }
  return found;
}

function returnOf(source: Source, value: Node, declared: string | undefined): Return {
  const at = rangeOf(source.tree, value);
  return { at, ...returnedValue(source, value), ...frameFacts(source, value, declared) };
}

function frameFacts(source: Source, value: Node, declared: string | undefined): Partial<Return> {
  const frame = frameOf(source, value, 0);
  if (!frame) return declared ? { type: declared } : {};
  if (frame.small || (frame.madeAt === value && isEmpty(source, value))) return {};
  return {
    type: frame.type,
    ...(frame.converted ? { converted: frame.converted } : {}),
    madeAt: rangeOf(source.tree, frame.madeAt),
  };
}

/** The frame class of a return annotation. */
function declaredFrame(source: Source, definition: Node): string | undefined {
  const annotation = childByField(source.tree, definition, Field.return_type);
  const name = annotation < 0 ? undefined : nameOf(source.names, firstChild(source.tree, annotation));
  return name ? frameClass(name) : undefined;
}

function frameOf(source: Source, node: Node, depth: number): Frame | undefined {
  if (node < 0 || depth > depthLimit) return undefined;
  if (source.frames.has(node)) return source.frames.get(node);
  // Recursion, and names that are bound to each other in a circle, give no frame.
  source.frames.set(node, undefined);
  const frame = frameOfFresh(source, node, depth);
  source.frames.set(node, frame);
  return frame;
}

function frameOfFresh(source: Source, node: Node, depth: number): Frame | undefined {
  const { tree } = source;
  switch (kindAt(tree, node)) {
    case Kind.call:
      return frameOfCall(source, node, depth);
    case Kind.identifier:
      return frameOfName(source, node, depth);
    case Kind.parenthesized_expression:
    case Kind.await:
      return frameOf(source, elements(tree, node).at(-1) ?? -1, depth + 1);
    case Kind.attribute:
      return textOf(tree, childByField(tree, node, Field.attribute)) === 'T'
        ? frameOf(source, childByField(tree, node, Field.object), depth + 1)
        : undefined;
    case Kind.subscript:
      return frameOfSubscript(source, node, depth);
    case Kind.conditional_expression:
      return firstFrame(source, elements(tree, node), depth);
    case Kind.dictionary:
      return firstFrame(
        source,
        elements(tree, node).map((pair) => childByField(tree, pair, Field.value)),
        depth,
      );
    default:
      return isSequence(tree, node) ? firstFrame(source, elements(tree, node), depth) : undefined;
  }
}

/** The first whole frame among the expressions, else a small one. */
function firstFrame(source: Source, nodes: readonly Node[], depth: number): Frame | undefined {
  let small: Frame | undefined;
  for (const node of nodes) {
    const frame = frameOf(source, node, depth + 1);
    if (frame && !frame.small) return frame;
    small ??= frame;
  }
  return small;
}

/** `df[["a", "b"]]` and `df[df.a > 1]` are frames; `df["a"]` is a column. */
function frameOfSubscript(source: Source, node: Node, depth: number): Frame | undefined {
  const { tree } = source;
  const key = childByField(tree, node, Field.subscript);
  return selectsRowsOrColumns(source, key, depth)
    ? frameOf(source, childByField(tree, node, Field.value), depth + 1)
    : undefined;
}

/** A list of columns or a mask of rows, also through a name. */
function selectsRowsOrColumns(source: Source, key: Node, depth: number): boolean {
  const { tree } = source;
  if (key < 0 || depth > depthLimit) return false;
  switch (kindAt(tree, key)) {
    case Kind.list:
    case Kind.list_comprehension:
    case Kind.comparison_operator:
    case Kind.unary_operator:
      return true;
    case Kind.binary_operator: {
      // `mask & mask`, `COLUMNS + ["a"]`, but not `"a" + "b"`.
      const sides = [Field.left, Field.right].map((field) => childByField(tree, key, field));
      return sides.some((side) => selectsRowsOrColumns(source, inParentheses(tree, side), depth + 1));
    }
    case Kind.call: {
      const callee = childByField(tree, key, Field.function);
      if (nameOf(source.names, callee) === 'builtins.list') return true;
      if (callee < 0 || kindAt(tree, callee) !== Kind.attribute) return false;
      return givesSelection(textOf(tree, childByField(tree, callee, Field.attribute)));
    }
    case Kind.identifier: {
      const bindings = bindingsFor(source.scopes, key, textOf(tree, key)) ?? [];
      return (
        bindings.length > 0 &&
        bindings.every((one) => one.kind === 'value' && selectsRowsOrColumns(source, one.value, depth + 1))
      );
    }
    default:
      return false;
  }
}

function inParentheses(tree: Tree, node: Node): Node {
  let inner = node;
  while (inner >= 0 && kindAt(tree, inner) === Kind.parenthesized_expression)
    inner = elements(tree, inner)[0] ?? -1;
  return inner;
}

function frameOfName(source: Source, node: Node, depth: number): Frame | undefined {
  const bindings = bindingsFor(source.scopes, node, textOf(source.tree, node));
  if (!bindings || bindings.length === 0) return undefined;
  let found: Frame | undefined;
  for (const binding of bindings) {
    if (binding.kind === 'value' && kindAt(source.tree, binding.value) === Kind.none) continue;
    const frame =
      binding.kind === 'value'
        ? frameOf(source, binding.value, depth + 1)
        : binding.kind === 'parameter'
          ? frameOfParameter(source, node)
          : undefined;
    if (!frame) return undefined;
    if (!found || (found.small && !frame.small)) found = frame;
  }
  return found;
}

function frameOfParameter(source: Source, node: Node): Frame | undefined {
  const target = resolve(source.names, node);
  const type =
    target.kind === 'instance' && target.of.kind === 'name' ? frameClass(target.of.name) : undefined;
  return type ? { type, madeAt: node } : undefined;
}

function frameOfCall(source: Source, node: Node, depth: number): Frame | undefined {
  const { tree } = source;
  const callee = childByField(tree, node, Field.function);
  const target = resolve(source.names, callee);
  if (target.kind === 'name') {
    const type = madeBy(target.name);
    if (type && hasKeyword(source, node, partKeywords)) return undefined;
    const isSmall = isConstructor(target.name) && isWrittenOut(source, node);
    if (type) return { type, madeAt: node, ...(isSmall ? { small: true } : {}) };
  }
  if (target.kind === 'function') return frameOfFunction(source, target.node, depth);
  if (callee < 0 || kindAt(tree, callee) !== Kind.attribute) return undefined;
  return frameOfMethod(source, node, callee, depth);
}

/** A plain helper of this file gives a frame when each of its returns does, or when its annotation says so. */
function frameOfFunction(source: Source, definition: Node, depth: number): Frame | undefined {
  if (kindAt(source.tree, parentOf(source.tree, definition)) === Kind.decorated_definition) return undefined;
  const frames =
    source.names.returned.get(definition)?.map((value) => frameOf(source, value, depth + 1)) ?? [];
  const first = frames[0];
  if (first && frames.every((frame) => frame?.small)) return first;
  const type = declaredFrame(source, definition);
  if (type) return { type, madeAt: definition };
  return first && frames.every((frame) => frame && !frame.converted)
    ? { type: first.type, madeAt: definition }
    : undefined;
}

function frameOfMethod(source: Source, call: Node, callee: Node, depth: number): Frame | undefined {
  const { tree } = source;
  const method = textOf(tree, childByField(tree, callee, Field.attribute));
  const object = childByField(tree, callee, Field.object);
  if (method === 'tolist' && kindAt(tree, object) === Kind.attribute) {
    const isValues = textOf(tree, childByField(tree, object, Field.attribute)) === 'values';
    const frame = isValues ? frameOf(source, childByField(tree, object, Field.object), depth + 1) : undefined;
    return frame && { ...frame, converted: { method: 'values.tolist', from: frame.type } };
  }
  const frame = frameOf(source, object, depth + 1);
  if (!frame || frame.converted) return undefined;
  if (frame.small) return staysSmall(method) ? frame : undefined;
  if (reducesFrame(method)) return { ...frame, small: true };
  const type = frameMethod(frame.type, method);
  if (type) return { ...frame, type };
  const hasTarget = hasPositional(source, call) || hasKeyword(source, call, writerTargets);
  return convertsFrame(method, hasTarget && method !== 'to_dict')
    ? { ...frame, converted: { method, from: frame.type } }
    : undefined;
}

/** `DataFrame()`, `DataFrame(columns=[…])`. */
function isEmpty(source: Source, call: Node): boolean {
  if (kindAt(source.tree, call) !== Kind.call) return false;
  const target = resolve(source.names, childByField(source.tree, call, Field.function));
  return target.kind === 'name' && frameClass(target.name) !== undefined && !hasData(source, call);
}

const dataKeyword: ReadonlySet<string> = new Set(['data']);

function hasData(source: Source, call: Node): boolean {
  const list = argumentListOf(source.tree, call);
  const isUnpacked = elements(source.tree, list).some(
    (one) => kindAt(source.tree, one) === Kind.dictionary_splat,
  );
  return isUnpacked || hasPositional(source, call) || hasKeyword(source, call, dataKeyword);
}

/** `DataFrame({"a": [1, 2]})`, `createDataFrame([(1, "a"), (2, "b")])`: the code shows every row. */
function isWrittenOut(source: Source, call: Node): boolean {
  const { tree } = source;
  const list = argumentListOf(tree, call);
  const first = list < 0 ? -1 : (elements(tree, list)[0] ?? -1);
  if (first < 0) return false;
  const isKeyword = kindAt(tree, first) === Kind.keyword_argument;
  if (isKeyword && textOf(tree, childByField(tree, first, Field.name)) !== 'data') return false;
  const data = isKeyword ? childByField(tree, first, Field.value) : first;
  // All columns have as many rows as the one that is written out.
  if (data >= 0 && kindAt(tree, data) === Kind.dictionary)
    return elements(tree, data).some((pair) => isDisplay(source, childByField(tree, pair, Field.value)));
  return isDisplay(source, data);
}

/** A list or tuple of at least one element, none of them unpacked. */
function isDisplay({ tree }: Source, node: Node): boolean {
  if (node < 0 || !isSequence(tree, node)) return false;
  const items = elements(tree, node);
  return items.length > 0 && items.every((item) => kindAt(tree, item) !== Kind.list_splat);
}

function hasPositional(source: Source, call: Node): boolean {
  const list = argumentListOf(source.tree, call);
  return (
    list >= 0 && elements(source.tree, list).some((one) => kindAt(source.tree, one) !== Kind.keyword_argument)
  );
}

function hasKeyword(source: Source, call: Node, names: ReadonlySet<string>): boolean {
  const { tree } = source;
  const list = argumentListOf(tree, call);
  if (list < 0) return false;
  return elements(tree, list).some(
    (one) =>
      kindAt(tree, one) === Kind.keyword_argument &&
      names.has(textOf(tree, childByField(tree, one, Field.name))),
  );
}
