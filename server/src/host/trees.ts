/** Trees of the project's files on disk, kept as long as there is room. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Parser } from '../syntax/parser.ts';
import type { Tree } from '../syntax/tree.ts';
import { decode, largestFile } from './read.ts';

export interface Trees {
  /** The tree of a file by its path relative to the root; undefined when it cannot be read. */
  of(relative: string, parser: Parser): Tree | undefined;
  /** These files are not what they were. */
  changed(paths: Iterable<string>): void;
}

/** Nodes of all kept trees together: some 60 MB of typed arrays. */
const mostNodes = 3_000_000;

/** Files are read and parsed when they are asked for first; those that nobody has asked for longest make room. */
export function openTrees(root: string): Trees {
  const kept = new Map<string, Tree | undefined>();
  let nodes = 0;
  const forget = (relative: string) => {
    nodes -= kept.get(relative)?.size ?? 0;
    kept.delete(relative);
  };
  return {
    of(relative, parser) {
      const known = kept.has(relative);
      const tree = known ? kept.get(relative) : parsed(path.join(root, relative), parser);
      if (known) forget(relative);
      kept.set(relative, tree);
      nodes += tree?.size ?? 0;
      for (const oldest of kept.keys()) {
        if (nodes <= mostNodes || oldest === relative) break;
        forget(oldest);
      }
      return tree;
    },
    changed(paths) {
      for (const one of paths) forget(one);
    },
  };
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
