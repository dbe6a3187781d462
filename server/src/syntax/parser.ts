/** What the rest of dagperf sees of a parser, whichever binding runs behind it. */
import type { Tree } from './tree.ts';

export interface Parser {
  readonly backend: 'native' | 'wasm';
  /** Any text is legal input; a broken one gives a tree with `firstError`. */
  parse(text: string): Tree;
  /** Keeps the last tree for incremental re-parsing; `close` frees it. */
  open(text: string): OpenDocument;
}

export interface OpenDocument {
  readonly tree: Tree;
  /** Re-parses only around what differs from the previous text; same result as `parse(text)`. */
  update(text: string): Tree;
  close(): void;
}
