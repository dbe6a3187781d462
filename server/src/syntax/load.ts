/** Loads a parser on Node: the native binding, or WebAssembly where it cannot load. */
import type { Parser } from './parser.ts';

export interface Loaded {
  readonly parser: Parser;
  /** Why the native binding is not used; undefined when it is. */
  readonly fallbackReason?: string;
}

/** `prefer: 'wasm'` skips the native binding. Rejects only when neither loads. The wasm files lie beside the bundle (`dist/`) or in `node_modules`. */
export async function loadParser(_prefer: 'native' | 'wasm' = 'native'): Promise<Loaded> {
  throw new Error('not written yet');
}
