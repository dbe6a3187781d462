/** What the rest of dagperf sees of a parser, whichever binding runs behind it. */
import { type Cursor, flatten, newIds } from './flatten.ts';
import { editBetween, type TreeEdit } from './incremental.ts';
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

/** A tree of either binding, lent until `free`. */
export interface LentTree {
  readonly hasError: boolean;
  walk(): { readonly cursor: Cursor; free(): void };
  edit(edit: TreeEdit): void;
  /** Trees of the wasm binding live in the wasm heap, which no garbage collector frees. */
  free(): void;
}

/** Makes a Parser of a binding's way to parse; `previous` is an edited older tree to reuse. */
export function parserFrom(
  backend: Parser['backend'],
  parseWith: (text: string, previous?: LentTree) => LentTree,
): Parser {
  const ids = newIds();
  const toFlat = (text: string, lent: LentTree): Tree => {
    const walk = lent.walk();
    try {
      return flatten(text, walk.cursor, lent.hasError, ids);
    } finally {
      walk.free();
    }
  };
  return {
    backend,
    parse(text) {
      const lent = parseWith(text);
      try {
        return toFlat(text, lent);
      } finally {
        lent.free();
      }
    },
    open(text) {
      let lent: LentTree | undefined = parseWith(text);
      let tree = toFlat(text, lent);
      return {
        get tree() {
          return tree;
        },
        update(changed) {
          if (!lent) throw new Error('document is closed');
          const edit = editBetween(tree.text, changed);
          if (!edit) return tree;
          lent.edit(edit);
          const fresh = parseWith(changed, lent);
          lent.free();
          lent = fresh;
          tree = toFlat(changed, fresh);
          return tree;
        },
        close() {
          lent?.free();
          lent = undefined;
        },
      };
    },
  };
}
