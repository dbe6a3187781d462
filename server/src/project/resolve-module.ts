/** A dotted module name, as an import statement writes it → the files of the project that Python runs for it. */
import { heavyModule } from '../catalogue/catalogue.ts';
import { folderOf, join, type ModuleIndex } from './module-index.ts';
import { type Root, type RootSettings, rootsOf } from './roots.ts';
import { isStandardLibrary } from './standard-library.ts';

/** A module of the project. */
export interface ModulePlace {
  readonly kind: 'module';
  /** Its file, `__init__.py` for a package; undefined for a namespace package, which runs no code. */
  readonly file?: string;
  /** Where its submodules lie; undefined for a module that is no package. */
  readonly folder?: string;
  /** What Python runs for `import a.b.c`, in order: the packages around it, then the module itself. */
  readonly runs: readonly string[];
}

export type ResolvedModule =
  | ModulePlace
  /** A library, or Python's own. */
  | { readonly kind: 'external' }
  /** The project has the package, not this module of it; or a relative import leads out of the project. */
  | { readonly kind: 'missing'; readonly runs: readonly string[] }
  /** A file of the project and a known library have this name: which one Python takes depends on what is installed. */
  | { readonly kind: 'ambiguous' };

/**
 * The module that `dotted` means in `from`; `level` counts the leading dots of a relative import. Absolute names are looked
 * up folder by folder of `rootsOf`; the first that has the whole module wins.
 */
export function resolveModule(
  index: ModuleIndex,
  settings: RootSettings,
  from: string,
  dotted: string,
  level: number,
): ResolvedModule {
  const parts = dotted === '' ? [] : dotted.split('.');
  if (level > 0) return relativeModule(index, from, parts, level);
  return absoluteModule(index, rootsOf(index, settings, from), from, parts);
}

/** `from ..common import x` without its dots: the package that they lead to, and the module below it. */
export function relativeModule(
  index: ModuleIndex,
  from: string,
  parts: readonly string[],
  level: number,
): ResolvedModule {
  let folder = folderOf(from);
  for (let step = 1; step < level; step++) {
    if (folder === '') return { kind: 'missing', runs: [] };
    folder = folderOf(folder);
  }
  return below(index, packageAt(index, folder), parts);
}

/** An absolute name, in the first of these roots that has the whole of it. */
export function absoluteModule(
  index: ModuleIndex,
  roots: readonly Root[],
  from: string,
  parts: readonly string[],
): ResolvedModule {
  let missing: ResolvedModule | undefined;
  let namespace: ModulePlace | undefined;
  for (const { root, top } of tops(index, roots, parts[0] as string)) {
    // A module that imports its own name means the library that it is named after, or nothing new.
    if (top.file === from && top.folder === undefined) break;
    const standing = standingOf(root, top, parts);
    if (standing === 'library') continue;
    const found = below(index, top, parts.slice(1));
    if (found.kind === 'module' && (found.file ?? top.file) !== undefined) {
      return standing === 'doubtful' && parts.length === 1 ? { kind: 'ambiguous' } : found;
    }
    if (found.kind === 'module') namespace ??= found;
    else if (top.file !== undefined && standing === 'own') missing ??= found;
  }
  return namespace ?? missing ?? { kind: 'external' };
}

/**
 * Where a top-level name is found, best first: a folder without `__init__.py` counts only where no folder of Python's path
 * has a module or package of the name. The folders that are only guessed come last.
 */
export function tops(
  index: ModuleIndex,
  roots: readonly Root[],
  name: string,
): { readonly root: Root; readonly top: ModulePlace }[] {
  const found = roots.flatMap((root) => {
    const top = childModule(index, emptyPlace(root.folder), name);
    return top ? [{ root, top }] : [];
  });
  const rank = ({ root, top }: (typeof found)[number]) =>
    root.kind === 'around' ? 2 : top.file === undefined ? 1 : 0;
  return found.sort((a, b) => rank(a) - rank(b));
}

/** The folder of a root as if it were a package without code. */
export function emptyPlace(folder: string): ModulePlace {
  return { kind: 'module', folder, runs: [] };
}

/** The package whose folder this is. */
function packageAt(index: ModuleIndex, folder: string): ModulePlace {
  const file = join(folder, '__init__.py');
  return index.files.has(file)
    ? { kind: 'module', file, folder, runs: [file] }
    : { kind: 'module', folder, runs: [] };
}

function below(index: ModuleIndex, place: ModulePlace, parts: readonly string[]): ResolvedModule {
  let at = place;
  for (const part of parts) {
    const child = childModule(index, at, part);
    if (!child) return { kind: 'missing', runs: at.runs };
    at = child;
  }
  return at;
}

/** The submodule of this name: a package wins over a module, and a module over a folder without `__init__.py`. */
export function childModule(index: ModuleIndex, place: ModulePlace, name: string): ModulePlace | undefined {
  if (place.folder === undefined || name === '') return undefined;
  const folder = join(place.folder, name);
  const packageFile = `${folder}/__init__.py`;
  if (index.files.has(packageFile))
    return { kind: 'module', file: packageFile, folder, runs: [...place.runs, packageFile] };
  const file = `${folder}.py`;
  if (index.files.has(file)) return { kind: 'module', file, runs: [...place.runs, file] };
  return index.folders.has(folder) ? { kind: 'module', folder, runs: place.runs } : undefined;
}

/**
 * Whether a top-level name is the project's own. Airflow and the standard library always win: they are installed, and the
 * folders of the project stand behind them. A library that the catalogue knows may be installed or not.
 */
export function standingOf(
  root: Root,
  top: ModulePlace,
  parts: readonly string[],
): 'own' | 'library' | 'doubtful' {
  const name = parts[0] as string;
  if (name === 'airflow') return 'library';
  if (root.kind === 'python-path') return top.file === undefined && heavyModule(name) ? 'library' : 'own';
  if (isStandardLibrary(name)) return 'library';
  if (!heavyModule(name)) return 'own';
  return top.file === undefined ? 'library' : 'doubtful';
}

/**
 * The file that `import dotted` in `from` means, for certain: `common.tools`, `..tools` with its dots. Undefined for
 * libraries, for folders without code, and for what is missing or may be a library.
 */
export function fileOfImport(
  index: ModuleIndex,
  settings: RootSettings,
  from: string,
  dotted: string,
): string | undefined {
  const level = /^\.*/.exec(dotted)?.[0].length ?? 0;
  const found = resolveModule(index, settings, from, dotted.slice(level), level);
  return found.kind === 'module' ? found.file : undefined;
}
