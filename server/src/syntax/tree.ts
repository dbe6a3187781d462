/** The flat read-only syntax tree: one row per node in preorder, in typed arrays. Behind it nothing knows which parser ran. */
import type { Kind } from './kinds.ts';

export interface Tree {
  readonly text: string;
  /** Number of nodes; node 0 is the module. */
  readonly size: number;
  readonly kind: Uint16Array;
  readonly field: Uint8Array;
  /** UTF-16 offsets. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** -1 for node 0. */
  readonly parent: Int32Array;
  /** Next sibling, -1 for the last. */
  readonly next: Int32Array;
  /** The first ERROR or missing node, -1 when the text is correct Python. */
  readonly firstError: number;
}

export type Node = number;
export type { Kind };
