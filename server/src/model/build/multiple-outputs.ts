/** Whether a TaskFlow function's return annotation makes each key of its result an XCom of its own. */
import { Field, Kind } from '../../syntax/kinds.ts';
import { childByField, firstChild, kindAt, type Node, type Tree, textOf } from '../../syntax/tree.ts';
import { lineage } from './attributes.ts';
import { placeOf } from './expressions.ts';
import type { Machine } from './machine.ts';
import { bool, type Given, type PyObject, unknown } from './objects.ts';

/** Classes that `issubclass(…, Mapping)` holds for. */
const mappings = new Set([
  'builtins.dict',
  'typing.Dict',
  'typing.Mapping',
  'typing.MutableMapping',
  'typing.OrderedDict',
  'typing.DefaultDict',
  'typing.Counter',
  'typing.TypedDict',
  'typing_extensions.TypedDict',
  'collections.abc.Mapping',
  'collections.abc.MutableMapping',
  'collections.OrderedDict',
  'collections.defaultdict',
  'collections.Counter',
]);

/** Packages whose other classes are no mappings. */
const others = /^(builtins|typing|datetime|decimal|pathlib|pandas|numpy|airflow)\./;

/**
 * The default of `multiple_outputs` for a function (`_TaskDecorator._infer_multiple_outputs`): false without a return
 * annotation, true for a mapping, unknown where it is not known what the annotation means.
 */
export function inferredOutputs(machine: Machine, decorated: PyObject, at: Given['at']): Given {
  if (decorated.type !== 'function') return { value: unknown(), at };
  const { module, node, closure } = decorated;
  const annotation = childByField(module.tree, node, Field.return_type);
  if (annotation < 0) return { value: bool(false), at };
  const known = isUnion(textOf(module.tree, annotation))
    ? false
    : isMapping(machine.evaluate(withoutParameters(module.tree, annotation), closure));
  return { value: known === undefined ? unknown() : bool(known), at: placeOf(annotation, closure) };
}

/** `dict | None` and `Optional[dict]` are no classes. */
function isUnion(text: string): boolean {
  return text.replace(/\[.*\]/s, '').includes('|') || /^(typing\.)?(Optional|Union)\b/.test(text);
}

/** The class of `dict[str, int]`: `dict`. */
function withoutParameters(tree: Tree, annotation: Node): Node {
  const type = firstChild(tree, annotation);
  if (type < 0) return annotation;
  return kindAt(tree, type) === Kind.other ? firstChild(tree, type) : type;
}

function isMapping(type: PyObject): boolean | undefined {
  if (type.type === 'none') return false;
  if (type.type === 'str')
    return /^(dict|Dict|Mapping|typing\.(Dict|Mapping))(\[.*\])?$/s.test(type.value) || undefined;
  if (type.type === 'class') {
    const bases = lineage(type).slice(1);
    if (bases.some((base) => base.type === 'external' && mappings.has(base.name))) return true;
    return bases.every(
      (base) => base.type === 'class' || (base.type === 'external' && others.test(base.name)),
    )
      ? false
      : undefined;
  }
  if (type.type !== 'external') return undefined;
  return mappings.has(type.name) || (others.test(type.name) ? false : undefined);
}
