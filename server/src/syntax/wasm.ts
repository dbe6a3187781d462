/** The WebAssembly binding behind the Parser interface. */
import { Edit, Language, Parser as WasmParser, type Tree as WasmTree } from 'web-tree-sitter';
import { type LentTree, type Parser, parserFrom } from './parser.ts';

interface LentWasmTree extends LentTree {
  readonly tree: WasmTree;
}

/** `runtime` is web-tree-sitter.wasm, `grammar` tree-sitter-python.wasm. Rejects when either is not valid WebAssembly. */
export async function wasmParser(runtime: Uint8Array, grammar: Uint8Array): Promise<Parser> {
  await WasmParser.init({ wasmBinary: runtime });
  const parser = new WasmParser();
  parser.setLanguage(await Language.load(grammar));
  return parserFrom('wasm', (text, previous): LentWasmTree => {
    const tree = parser.parse(text, (previous as LentWasmTree | undefined)?.tree);
    if (!tree) throw new Error('the parser gave no tree');
    return {
      tree,
      hasError: tree.rootNode.hasError,
      walk() {
        const cursor = tree.walk();
        return { cursor, free: () => cursor.delete() };
      },
      edit: (edit) => tree.edit(new Edit(edit)),
      free: () => tree.delete(),
    };
  });
}
