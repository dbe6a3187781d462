/** Finds what a file of a workspace imports from it. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Importer } from '../model/build/machine.ts';
import { newImporter } from '../project/importer.ts';
import type { Parser } from '../syntax/parser.ts';
import type { Tree } from '../syntax/tree.ts';
import { decode, largestFile } from './read.ts';
import type { Workspace } from './workspace.ts';

/** Reads and parses modules when they are imported first. What cannot be read is unknown to the importer. */
export async function importerOf(workspace: Workspace, parser: Parser): Promise<Importer> {
  const { graph } = await workspace.modules.with([]);
  const trees = new Map<string, Tree | undefined>();
  return newImporter(graph.index, graph.settings, (relative) => {
    if (!trees.has(relative)) trees.set(relative, parsed(path.join(workspace.root, relative), parser));
    return trees.get(relative);
  });
}

function parsed(absolute: string, parser: Parser): Tree | undefined {
  try {
    if (statSync(absolute).size > largestFile) return undefined;
    const source = decode(readFileSync(absolute));
    return source.kind === 'text' ? parser.parse(source.text) : undefined;
  } catch {
    // Vanished, or not readable: the import is unknown.
    return undefined;
  }
}
