/** URIs of the protocol ↔ paths of this machine ↔ project paths (relative, `/`). */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a `file:` URI; undefined for other schemes (`untitled:`) and for what is no URI. */
export function uriToPath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return lowerDrive(fileURLToPath(uri));
  } catch {
    return undefined;
  }
}

export function pathToUri(path: string): string {
  return pathToFileURL(path).href;
}

/** `path` relative to `root` with `/`; undefined when it lies outside. */
export function projectPath(root: string, path: string): string | undefined {
  const inside = relative(root, path);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return undefined;
  return inside.split(sep).join('/');
}

/** The absolute path of a project path; absolute ones come back unchanged. */
export function absolutePath(root: string, path: string): string {
  return resolve(root, path);
}

/** Windows: clients disagree about the case of the drive letter. */
function lowerDrive(path: string): string {
  return /^[A-Z]:/.test(path) ? path.charAt(0).toLowerCase() + path.slice(1) : path;
}
