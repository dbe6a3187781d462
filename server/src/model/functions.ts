/** Functions and classes of a file: names, parameters, decorators, where code can be inserted. */

import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  children,
  firstChild,
  kindAt,
  type Node,
  parentOf,
  rangeOf,
  type Tree,
  textOf,
} from '../syntax/tree.ts';
import { parameterName } from './bindings.ts';
import type { ClassFacts, Decorator, FunctionFacts, InsertionPoint, Parameter, Range } from './facts.ts';
import { isIdle } from './idle.ts';
import { unitOf } from './inventory.ts';
import { basesOfClass, enclosingClass, nameOf, resolve } from './names.ts';
import type { Scope } from './scopes.ts';
import type { Source } from './source.ts';
import { evaluate } from './values.ts';

/** What can be said of functions before phases and return types are known. */
export type FunctionDraft = Omit<FunctionFacts, 'phases' | 'returns'>;

/** All functions by id; 0 is the module. */
export function extractFunctions(source: Source): FunctionDraft[] {
  const referenced = referencedFunctions(source);
  return [...source.functionIds].map(([node, id]) =>
    id === 0 ? moduleFacts(source) : functionFacts(source, node, id, referenced.has(node)),
  );
}

function moduleFacts({ tree }: Source): FunctionDraft {
  const at: Range = { start: 0, end: tree.text.length };
  return {
    id: 0,
    name: '<module>',
    kind: 'module',
    async: false,
    at,
    nameAt: { start: 0, end: 0 },
    in: 0,
    referenced: true,
    parameters: [],
    body: at,
    decorators: [],
  };
}

function functionFacts(source: Source, node: Node, id: number, referenced: boolean): FunctionDraft {
  const { tree } = source;
  const isLambda = kindAt(tree, node) === Kind.lambda;
  const nameNode = isLambda ? -1 : childByField(tree, node, Field.name);
  const classNode = enclosingClass(tree, node);
  const bodyNode = childByField(tree, node, Field.body);
  const insertAt = isLambda ? undefined : insertionPoint(tree, node, bodyNode);
  const decorators = isLambda ? [] : decoratorsOf(source, node);
  const simpleName = nameNode < 0 ? '<lambda>' : textOf(tree, nameNode);
  const className = classNode < 0 ? '' : `${textOf(tree, childByField(tree, classNode, Field.name))}.`;
  return {
    id,
    name: className + simpleName,
    kind: isLambda ? 'lambda' : 'function',
    async: kindAt(tree, firstChild(tree, node)) === Kind.async,
    at: rangeOf(tree, node),
    nameAt: nameNode < 0 ? rangeOf(tree, node) : rangeOf(tree, nameNode),
    in: unitOf(source, node),
    ...(classNode < 0 ? {} : { class: source.classIds.get(classNode) as number }),
    referenced: referenced || isTaken(source, node),
    parameters: parametersOf(source, node),
    body: bodyNode < 0 ? rangeOf(tree, node) : rangeOf(tree, bodyNode),
    ...(insertAt ? { insertAt } : {}),
    decorators,
    ...(!isLambda && isIdle(source, node) ? { idle: true as const } : {}),
  };
}

/** Functions whose name is read by code that may run: the module's, or that of a function which is referenced itself. */
function referencedFunctions(source: Source): Set<Node> {
  const readIn = new Map<Node, Node[]>();
  const nodes = [...source.functionIds.keys()];
  for (const { node, scope, name } of source.reads) {
    const reader = nodes[unitOf(source, node)] as Node;
    for (const binding of (source.scopes.all[scope] as Scope).names.get(name) ?? []) {
      if (binding.kind === 'function') readIn.set(reader, [...(readIn.get(reader) ?? []), binding.value]);
    }
  }
  const found = new Set<Node>();
  const queue = nodes.filter((node) => node === 0 || isTaken(source, node));
  for (let reader = queue.pop(); reader !== undefined; reader = queue.pop()) {
    for (const read of readIn.get(reader) ?? []) {
      if (found.size < found.add(read).size) queue.push(read);
    }
  }
  return found;
}

/** Methods, lambdas and decorated functions: others call them without reading their name. */
function isTaken({ tree }: Source, node: Node): boolean {
  return (
    kindAt(tree, node) === Kind.lambda ||
    enclosingClass(tree, node) >= 0 ||
    kindAt(tree, parentOf(tree, node)) === Kind.decorated_definition
  );
}

function parametersOf(source: Source, node: Node): Parameter[] {
  const { tree } = source;
  const list = childByField(tree, node, Field.parameters);
  if (list < 0) return [];
  return [...children(tree, list)].flatMap((parameter) => {
    const name = parameterName(tree, parameter);
    if (name < 0) return [];
    const annotation = childByField(tree, parameter, Field.type);
    const annotated = annotation < 0 ? undefined : nameOf(source.names, firstChild(tree, annotation));
    const value = childByField(tree, parameter, Field.value);
    return [
      {
        name: textOf(tree, name),
        ...(annotated ? { annotation: annotated } : {}),
        ...(value < 0 ? {} : { default: evaluate(source, value) }),
      },
    ];
  });
}

/** The decorators of a function, outermost first. */
export function decoratorsOf(source: Source, definition: Node): Decorator[] {
  const { tree } = source;
  const parent = parentOf(tree, definition);
  if (kindAt(tree, parent) !== Kind.decorated_definition) return [];
  return [...children(tree, parent)]
    .filter((child) => kindAt(tree, child) === Kind.decorator)
    .map((child) => {
      const expression = elements(tree, child)[0] ?? -1;
      const isCall = expression >= 0 && kindAt(tree, expression) === Kind.call;
      const target = resolve(
        source.names,
        isCall ? childByField(tree, expression, Field.function) : expression,
      );
      const own = target.kind === 'function' ? source.functionIds.get(target.node) : undefined;
      return {
        ...(target.kind === 'name' ? { name: target.name } : {}),
        ...(own === undefined ? {} : { function: own }),
        at: expression < 0 ? rangeOf(tree, child) : rangeOf(tree, expression),
        ...(isCall ? { call: source.callIds.get(expression) as number } : {}),
      };
    });
}

/** Behind the docstring, or before the first statement, on a line of its own. */
function insertionPoint(tree: Tree, definition: Node, body: Node): InsertionPoint | undefined {
  if (body < 0 || kindAt(tree, body) !== Kind.block) return undefined;
  const first = firstChild(tree, body);
  if (first < 0) return undefined;
  const { text } = tree;
  const start = tree.start[first] as number;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(lineStart, start);
  if (indent.trim() !== '' || lineStart <= (tree.start[definition] as number)) return undefined;
  if (!isDocstring(tree, first)) return { offset: aboveComments(text, lineStart), indent };
  const lineEnd = text.indexOf('\n', tree.end[first] as number);
  // A docstring that shares its line with another statement, or ends the file, leaves no line to insert at.
  const rest = lineEnd < 0 ? undefined : text.slice(tree.end[first] as number, lineEnd).trim();
  if (rest === undefined || (rest !== '' && !rest.startsWith('#'))) return undefined;
  return { offset: lineEnd + 1, indent };
}

/** The start of the comment lines right above a statement, which are about it; a type comment belongs to the `def`. */
function aboveComments(text: string, lineStart: number): number {
  let offset = lineStart;
  while (offset > 0) {
    const previous = text.lastIndexOf('\n', offset - 2) + 1;
    if (!/^[ \t]*#(?!\s*type:)/.test(text.slice(previous, offset))) return offset;
    offset = previous;
  }
  return offset;
}

function isDocstring(tree: Tree, statement: Node): boolean {
  if (kindAt(tree, statement) !== Kind.expression_statement) return false;
  const expression = firstChild(tree, statement);
  return (
    expression >= 0 &&
    (kindAt(tree, expression) === Kind.string || kindAt(tree, expression) === Kind.concatenated_string)
  );
}

/** All classes by id. */
export function extractClasses(source: Source): ClassFacts[] {
  const { tree } = source;
  const bases = new Map<Node, (string | undefined)[]>();
  return [...source.classIds].map(([node, id]) => {
    const name = childByField(tree, node, Field.name);
    return {
      id,
      name: name < 0 ? '' : textOf(tree, name),
      at: rangeOf(tree, node),
      nameAt: rangeOf(tree, name < 0 ? node : name),
      in: unitOf(source, node),
      bases: basesOf(source, node, bases),
      parents: basesOfClass(source.names, node).flatMap((base) =>
        base.kind === 'class' && base.node < node ? [source.classIds.get(base.node) as number] : [],
      ),
      methods: methodsOf(source, node),
    };
  });
}

/** Longest first: a class stands behind its bases, so those are remembered. */
function basesOf(
  source: Source,
  node: Node,
  known: Map<Node, (string | undefined)[]>,
): (string | undefined)[] {
  const found = known.get(node) ?? basesOfFresh(source, node, known);
  known.set(node, found);
  return found;
}

function basesOfFresh(
  source: Source,
  node: Node,
  known: Map<Node, (string | undefined)[]>,
): (string | undefined)[] {
  const { tree } = source;
  const list = childByField(tree, node, Field.superclasses);
  if (list < 0) return [];
  return elements(tree, list)
    .filter((base) => kindAt(tree, base) !== Kind.keyword_argument)
    .flatMap((base) => {
      const target = resolve(source.names, base);
      if (target.kind === 'name') return [target.name];
      // The bases of a class of this file stand in for it: they are what the catalogue knows.
      return target.kind === 'class' && target.node < node
        ? basesOf(source, target.node, known)
        : [undefined];
    });
}

function methodsOf(source: Source, node: Node): Record<string, number> {
  const scope = source.scopes.byNode.get(node);
  const methods: Record<string, number> = {};
  if (scope === undefined) return methods;
  for (const [name, bindings] of (source.scopes.all[scope] as Scope).names) {
    const last = bindings.at(-1);
    const id = last?.kind === 'function' ? source.functionIds.get(last.value) : undefined;
    if (id !== undefined) methods[name] = id;
  }
  return methods;
}
