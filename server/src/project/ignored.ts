/** Which Python files the project's .airflowignore files hide from Airflow. */
import { type IgnoreSyntax, ignoredBy } from '../configuration/ignore-file.ts';
import type { IgnoreFile, Project } from './project.ts';

/**
 * Whether a file is hidden; paths are relative to the project root. Without a known Dags folder the topmost ignore file
 * around a file lies in it. While the syntax is not known, a file is hidden where both say so.
 */
export function hiddenFiles(
  { ignoreFiles, ignoreSyntax }: Pick<Project, 'ignoreFiles' | 'ignoreSyntax'>,
  dagsFolder?: string,
): (path: string) => boolean {
  const syntaxes: readonly IgnoreSyntax[] = ignoreSyntax === 'unknown' ? ['regexp', 'glob'] : [ignoreSyntax];
  const roots = dagsFolder === undefined ? topmost(ignoreFiles) : [dagsFolder];
  const trees = roots.map((root) => {
    const prefix = root === '' ? '' : `${root}/`;
    const files = ignoreFiles.flatMap(({ file, patterns }) =>
      file.startsWith(prefix) ? [{ folder: folderOf(file.slice(prefix.length)), patterns }] : [],
    );
    return { prefix, tests: syntaxes.map((syntax) => ignoredBy(files, syntax)) };
  });
  return (path) =>
    trees.some(
      ({ prefix, tests }) =>
        path.startsWith(prefix) && tests.every((test) => test(path.slice(prefix.length))),
    );
}

/** The folders of ignore files that have none above them. */
function topmost(files: readonly IgnoreFile[]): string[] {
  const folders = files.map(({ file }) => folderOf(file));
  return folders.filter(
    (folder) =>
      !folders.some((other) => other !== folder && (other === '' || folder.startsWith(`${other}/`))),
  );
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
