/** The native binding behind the Parser interface. */
import type TreeSitter from 'tree-sitter';
import type { Cursor } from './flatten.ts';
import { type LentTree, type Parser, parserFrom } from './parser.ts';

interface NativeTree extends LentTree {
  readonly tree: TreeSitter.Tree;
}

/** Throws where the binding or the grammar does not load on this system. `requireModule` is the host's `require`. */
export function nativeParser(requireModule: (name: string) => unknown): Parser {
  const Binding = requireModule('tree-sitter') as typeof TreeSitter;
  const parser = new Binding();
  parser.setLanguage(requireModule('tree-sitter-python') as TreeSitter.Language);
  return parserFrom('native', (text, previous): NativeTree => {
    // The binding copies through a buffer of this many units; the default of 32 KB costs a callback per chunk.
    const bufferSize = Math.max(32_768, text.length * 2 + 2);
    const tree = parser.parse(text, (previous as NativeTree | undefined)?.tree, { bufferSize });
    return {
      tree,
      hasError: tree.rootNode.hasError,
      walk: () => ({ cursor: tree.walk() as unknown as Cursor, free() {} }),
      edit: (edit) => void tree.edit(edit),
      free() {},
    };
  });
}
