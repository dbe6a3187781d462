/** Which Python files and folders a project has. Plain data; a change gives a new index and leaves the old one as it is. */

export interface ModuleIndex {
  /** Paths of all Python files, relative to the project root, with `/`. */
  readonly files: ReadonlySet<string>;
  /** Folder → how many Python files lie below it; the root is ''. */
  readonly folders: ReadonlyMap<string, number>;
}

/** The index of these Python files. */
export function indexModules(paths: Iterable<string>): ModuleIndex {
  return changeIndex({ files: new Set(), folders: new Map([['', 0]]) }, [...paths], []).index;
}

export interface IndexChange {
  readonly index: ModuleIndex;
  /** Names of modules and packages that are there now and were not, or the other way round. */
  readonly words: ReadonlySet<string>;
}

/** The index once files have come and gone, and the names whose meaning may differ. */
export function changeIndex(
  { files, folders }: ModuleIndex,
  added: readonly string[],
  removed: readonly string[],
): IndexChange {
  const nextFiles = new Set(files);
  const nextFolders = new Map(folders);
  const words = new Set<string>();
  const count = (path: string, by: 1 | -1) => {
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      const before = nextFolders.get(folder) ?? 0;
      if (before + by > 0 || folder === '') nextFolders.set(folder, before + by);
      else nextFolders.delete(folder);
      if (before === 0 || before + by === 0) words.add(lastPart(folder));
      if (folder === '') return;
    }
  };
  for (const path of removed) {
    if (!nextFiles.delete(path)) continue;
    words.add(wordOf(path));
    count(path, -1);
  }
  for (const path of added) {
    if (nextFiles.has(path)) continue;
    nextFiles.add(path);
    words.add(wordOf(path));
    count(path, 1);
  }
  return { index: { files: nextFiles, folders: nextFolders }, words };
}

/** The folder of a path; '' for what lies in the root, and for the root itself. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path below a folder. */
export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The name under which Python finds a file: of a package, that of its folder. */
function wordOf(path: string): string {
  const name = lastPart(path);
  return name === '__init__.py' ? lastPart(folderOf(path)) : name.replace(/\.py$/, '');
}

/** Whether a path lies below a folder; everything lies below ''. */
export function inFolder(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
