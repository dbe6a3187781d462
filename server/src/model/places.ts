/** In which Dag and task group a piece of code stands. */
import { Field, Kind } from '../syntax/kinds.ts';
import {
  childByField,
  children,
  firstChild,
  kindAt,
  type Node,
  parentOf,
  type Tree,
  textOf,
} from '../syntax/tree.ts';
import { type Callers, expressionsGiven } from './callers.ts';
import { resolve } from './names.ts';
import { bindingsFor } from './reaching.ts';
import type { Source } from './source.ts';

export interface Place {
  /** Undefined when it cannot be known. */
  readonly dag?: number;
  /** The innermost group. */
  readonly group?: number;
  /** False when the calls of the function around it stand in different places. */
  readonly certain: boolean;
}

export interface Built {
  /** `DAG(...)` call node or `@dag` definition node → position in `dags`. */
  readonly dagByNode: ReadonlyMap<Node, number>;
  /** `TaskGroup(...)` call node or `@task_group` definition node → position in `groups`. */
  readonly groupByNode: ReadonlyMap<Node, number>;
}

const nowhere: Place = { certain: true };
const depthLimit = 20;

/**
 * The place of a node: `with` blocks, `@dag` and `@task_group` functions around it, and beyond a plain function the place
 * of its calls, where they agree; without calls, what stands lexically around the definition.
 */
export type PlaceOf = (node: Node) => Place;

/** Remembers the places of functions while one file is extracted. */
export function newPlaces(source: Source, built: Built, callers: Callers): PlaceOf {
  const { tree } = source;
  const ofFunction = new Map<Node, Place>();

  const placeOf = (node: Node, depth: number): Place => {
    let group: number | undefined;
    for (let at = parentOf(tree, node), below = node; at >= 0; below = at, at = parentOf(tree, at)) {
      const kind = kindAt(tree, at);
      if (kind === Kind.with_statement) {
        for (const manager of entered(tree, at, below, node)) {
          const target = resolve(source.names, manager);
          const call = target.kind === 'instance' ? target.call : manager;
          group ??= built.groupByNode.get(call);
          const dag = dagOf(source, built, callers, manager);
          if (dag !== undefined) return place(dag, group, true);
        }
      } else if (kind === Kind.function_definition && tree.field[below] === Field.body) {
        group ??= built.groupByNode.get(at);
        const dag = built.dagByNode.get(at);
        if (dag !== undefined) return place(dag, group, true);
        const outside = placeOfCalls(at, depth);
        if (outside) return place(outside.dag, group ?? outside.group, outside.certain);
      }
    }
    return place(undefined, group, true);
  };

  const placeOfCalls = (definition: Node, depth: number): Place | undefined => {
    const calls = callers[source.functionIds.get(definition) ?? 0];
    if (!calls?.length || depth > depthLimit) return undefined;
    const known = ofFunction.get(definition);
    if (known) return known;
    ofFunction.set(definition, nowhere);
    const found = calls.map((call) => placeOf(source.callNodes[call.id] as Node, depth + 1)).reduce(agreed);
    ofFunction.set(definition, found);
    return found;
  };

  return (node) => placeOf(node, 0);
}

function place(dag: number | undefined, group: number | undefined, certain: boolean): Place {
  return { ...(dag === undefined ? {} : { dag }), ...(group === undefined ? {} : { group }), certain };
}

function agreed(a: Place, b: Place): Place {
  const same = a.group === b.group;
  return place(
    a.dag === b.dag ? a.dag : undefined,
    same ? a.group : undefined,
    same && a.certain && b.certain,
  );
}

/** The context managers of a `with` that are entered when `node` runs, innermost first. */
function entered(tree: Tree, statement: Node, below: Node, node: Node): Node[] {
  const isBody = tree.field[below] === Field.body;
  const managers = [...contextManagers(tree, statement)];
  return managers
    .filter((manager) => isBody || (tree.end[manager] as number) <= (tree.start[node] as number))
    .reverse();
}

/** The expressions behind `with`, without `as`. */
function* contextManagers(tree: Tree, statement: Node): Iterable<Node> {
  for (const clause of children(tree, statement)) {
    if (kindAt(tree, clause) !== Kind.with_clause) continue;
    for (const item of children(tree, clause)) {
      if (kindAt(tree, item) !== Kind.with_item) continue;
      const value = childByField(tree, item, Field.value);
      yield kindAt(tree, value) === Kind.as_pattern ? firstChild(tree, value) : value;
    }
  }
}

/** The Dag that an expression stands for, also through parameters of functions of the file; undefined when it is none or not known. */
export function dagOf(
  source: Source,
  built: Built,
  callers: Callers,
  node: Node,
  depth = 0,
): number | undefined {
  if (node < 0 || depth > 5) return undefined;
  const target = resolve(source.names, node);
  if (target.kind === 'instance' && target.call >= 0) return built.dagByNode.get(target.call);
  if (kindAt(source.tree, node) !== Kind.identifier) return built.dagByNode.get(node);
  const [only, another] = bindingsFor(source.scopes, node, textOf(source.tree, node)) ?? [];
  if (only?.kind !== 'parameter' || another) return undefined;
  const given = expressionsGiven(source, callers, only)?.map((one) =>
    dagOf(source, built, callers, one, depth + 1),
  );
  return given?.every((one) => one === given[0]) ? given[0] : undefined;
}
