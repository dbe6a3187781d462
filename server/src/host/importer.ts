/** Finds what a file of a workspace imports from it. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Importer } from '../model/build/machine.ts';
import { newImporter } from '../project/importer.ts';
import { indexModules } from '../project/module-index.ts';
import { defaultRoots } from '../project/roots.ts';
import type { Parser } from '../syntax/parser.ts';
import type { Tree } from '../syntax/tree.ts';
import { decode, largestFile } from './read.ts';
import { relativeTo } from './walk.ts';
import { pythonFiles, type Workspace } from './workspace.ts';

/** Reads and parses modules when they are imported first. What cannot be read is unknown to the importer. */
export async function importerOf(workspace: Workspace, parser: Parser): Promise<Importer> {
  const files: string[] = [];
  for await (const entry of pythonFiles(workspace)) {
    const relative = entry.kind === 'file' ? relativeTo(workspace.root, entry.path) : undefined;
    if (relative) files.push(relative);
  }
  const trees = new Map<string, Tree | undefined>();
  return newImporter(indexModules(files), defaultRoots, (relative) => {
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
