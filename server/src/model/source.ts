/** What the passes of one extraction share. Lives only while one file is extracted. */
import type { Node, Tree } from '../syntax/tree.ts';
import type { Value } from './facts.ts';
import type { Names } from './names.ts';
import type { Nesting } from './nesting.ts';
import type { Scopes } from './scopes.ts';
import type { Frame } from './types.ts';

/** One place where a name is read, and the scope that binds it. */
export interface Read {
  readonly node: Node;
  readonly scope: number;
  readonly name: string;
}

export interface Source {
  readonly tree: Tree;
  readonly scopes: Scopes;
  readonly names: Names;
  /** Remembered values by node. */
  readonly values: Map<Node, Value>;
  /** Remembered data frames by expression; undefined for what is none. */
  readonly frames: Map<Node, Frame | undefined>;
  /** `def` or `lambda` node → position in `FileFacts.functions`; the module is node 0. */
  readonly functionIds: ReadonlyMap<Node, number>;
  readonly classIds: ReadonlyMap<Node, number>;
  readonly callIds: ReadonlyMap<Node, number>;
  /** Call id → node. */
  readonly callNodes: readonly Node[];
  readonly loopIds: ReadonlyMap<Node, number>;
  /** Loops around a node, and whether it runs in each of their rounds. */
  readonly nesting: Nesting;
  /** Every read of a name that the file binds, in source order. */
  readonly reads: readonly Read[];
  /** How often a name of a scope is read. */
  readonly timesRead: (scope: number, name: string) => number;
  /** Scope and name of objects that have a second name and are changed through either. */
  readonly shared: ReadonlySet<string>;
}
