/** Loads a parser on Node: the native binding, or WebAssembly where it cannot load. The one place of the core that does I/O, once. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { nativeParser } from './native.ts';
import type { Parser } from './parser.ts';
import { wasmParser } from './wasm.ts';

export interface Loaded {
  readonly parser: Parser;
  /** Why the native binding is not used; undefined when it is. */
  readonly fallbackReason?: string;
}

/**
 * Loads the native binding, or the wasm one when that fails; `prefer: 'wasm'` skips the native one. The wasm files lie
 * beside the bundle, or in `node_modules` when run from source. Rejects only when neither loads.
 */
export async function loadParser(prefer: 'native' | 'wasm' = 'native'): Promise<Loaded> {
  if (prefer === 'wasm') return { parser: await loadWasm(), fallbackReason: 'WebAssembly was asked for' };
  try {
    return { parser: nativeParser(createRequire(__filename)) };
  } catch (error) {
    const fallbackReason =
      error instanceof Error ? (error.message.split('\n', 1)[0] as string) : String(error);
    return { parser: await loadWasm(), fallbackReason };
  }
}

async function loadWasm(): Promise<Parser> {
  const [runtime, grammar] = await Promise.all([
    readFile(wasmFile('web-tree-sitter')),
    readFile(wasmFile('tree-sitter-python')),
  ]);
  return wasmParser(runtime, grammar);
}

function wasmFile(name: string): string {
  const bundled = path.join(__dirname, `${name}.wasm`);
  if (existsSync(bundled)) return bundled;
  return createRequire(__filename).resolve(`${name}/${name}.wasm`);
}
