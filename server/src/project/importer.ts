/** Finds the files of the project that the code of a file imports, for the interpretation of what it builds. */
import type { Importer, ParsedFile } from '../model/build/machine.ts';
import { split } from './lookup.ts';
import { join, type ModuleIndex } from './module-index.ts';
import { type ModulePlace, resolveModule } from './resolve-module.ts';
import type { RootSettings } from './roots.ts';

/** The tree of a file of the project; undefined when it cannot be read. */
export type TreeOf = (path: string) => ParsedFile['tree'] | undefined;

/** Looks modules up as Python would. A module that is missing, broken or of doubtful origin is unknown. */
export function newImporter(index: ModuleIndex, settings: RootSettings, treeOf: TreeOf): Importer {
  return (dotted, from) => {
    const { parts, level } = split(dotted);
    const found = resolveModule(index, settings, from, parts.join('.'), level);
    if (found.kind === 'external') return undefined;
    if (found.kind !== 'module') return { kind: 'unknown' };
    const runs = found.runs.map((path) => ({ path, tree: treeOf(path) }));
    if (runs.some(({ tree }) => !tree || tree.firstError >= 0)) return { kind: 'unknown' };
    return {
      kind: 'module',
      runs: runs as ParsedFile[],
      path: pathOf(found),
      isPackage: found.folder !== undefined,
    };
  };
}

/** A namespace package has no file; it is known by the one that it would have. */
function pathOf({ file, folder }: ModulePlace): string {
  return file ?? join(folder ?? '', '__init__.py');
}
