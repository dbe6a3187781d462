/** Lists, dicts and sets that grow in loops. */
import { elements } from '../syntax/elements.ts';
import { Field, Kind } from '../syntax/kinds.ts';
import { childByField, kindAt, type Node, rangeOf, textOf } from '../syntax/tree.ts';
import type { Growth } from './flow-facts.ts';
import { unitOf } from './inventory.ts';
import { argumentListOf, nameOf } from './names.ts';
import { type Scope, scopeBinding } from './scopes.ts';
import type { Source } from './source.ts';

const listMethods = new Set(['append', 'extend', 'insert']);
const otherMethods = new Set(['add', 'update', 'setdefault']);

/** What makes a container that begins as a literal, `list()`, `dict()`, `set()` or `defaultdict(…)` larger in a loop. */
export function extractGrowths(source: Source): Growth[] {
  const { tree } = source;
  const found: Growth[] = [];
  for (let node = 1; node < tree.size; node++) {
    const grown = grownName(source, node);
    if (grown < 0) continue;
    const loops = source.nesting.loopsAround(node);
    if (loops.length === 0) continue;
    const name = textOf(tree, grown);
    const container = containerOf(source, grown, name);
    if (container) found.push({ name, container, in: unitOf(source, node), loops, at: rangeOf(tree, node) });
  }
  return found;
}

/** The name in `x.append(…)`, `x += …`, `x[key] = …`; -1 for anything else. */
function grownName(source: Source, node: Node): Node {
  const { tree } = source;
  switch (kindAt(tree, node)) {
    case Kind.call: {
      const callee = childByField(tree, node, Field.function);
      if (callee < 0 || kindAt(tree, callee) !== Kind.attribute) return -1;
      const method = textOf(tree, childByField(tree, callee, Field.attribute));
      if (!listMethods.has(method) && !otherMethods.has(method)) return -1;
      return identifier(source, childByField(tree, callee, Field.object));
    }
    case Kind.augmented_assignment:
      return identifier(source, childByField(tree, node, Field.left));
    case Kind.assignment: {
      const left = childByField(tree, node, Field.left);
      if (left < 0 || kindAt(tree, left) !== Kind.subscript) return -1;
      return identifier(source, childByField(tree, left, Field.value));
    }
    default:
      return -1;
  }
}

function identifier({ tree }: Source, node: Node): Node {
  return node >= 0 && kindAt(tree, node) === Kind.identifier ? node : -1;
}

/** What the name is bound to when it is bound first. */
function containerOf(source: Source, node: Node, name: string): Growth['container'] | undefined {
  const scope = scopeBinding(source.scopes, node, name);
  const first = scope === undefined ? undefined : (source.scopes.all[scope] as Scope).names.get(name)?.[0];
  return first?.kind === 'value' ? containerKind(source, first.value) : undefined;
}

const makers: Readonly<Record<string, Growth['container']>> = {
  'builtins.list': 'list',
  'builtins.set': 'list',
  'builtins.dict': 'dict',
  'collections.defaultdict': 'dict',
  'collections.OrderedDict': 'dict',
};

function containerKind(source: Source, value: Node): Growth['container'] | undefined {
  const { tree } = source;
  switch (kindAt(tree, value)) {
    case Kind.list:
    case Kind.set:
      return 'list';
    case Kind.dictionary:
      return 'dict';
    case Kind.call: {
      const name = nameOf(source.names, childByField(tree, value, Field.function));
      const list = argumentListOf(tree, value);
      const isEmpty = list >= 0 && elements(tree, list).length === 0;
      return name !== undefined &&
        (isEmpty || name === 'collections.defaultdict') &&
        Object.hasOwn(makers, name)
        ? makers[name]
        : undefined;
    }
    default:
      return undefined;
  }
}
