/** Reads source files as Python would, and says why one cannot be read. */
import { readFile, stat } from 'node:fs/promises';

export interface TextFile {
  readonly kind: 'text';
  /** Without the byte order mark. */
  readonly text: string;
  readonly bom: boolean;
  readonly encoding: 'utf-8' | 'latin-1';
  /** What was read, to see later whether the file has changed. */
  readonly bytes: Buffer;
}

export interface Unreadable {
  readonly kind: 'unreadable';
  readonly message: string;
}

export const largestFile = 32 * 1024 * 1024;

/** The text of a file; `unreadable` with a message for a person when it is missing, a folder, a device, binary or too large. */
export async function readSource(path: string): Promise<TextFile | Unreadable> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return unreadable(found.isDirectory() ? 'is a folder' : 'is not a regular file');
    if (found.size > largestFile)
      return unreadable(`larger than ${largestFile / 1024 / 1024} MB: not checked`);
    return decode(await readFile(path));
  } catch (error) {
    return unreadable(reason(error));
  }
}

function unreadable(message: string): Unreadable {
  return { kind: 'unreadable', message };
}

/** The system's error in words. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  switch (code) {
    case 'ENOENT':
      return 'no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'is a folder';
    case 'ELOOP':
      return 'symbolic links lead in a circle';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** Source bytes → text; PEP 263 allows an encoding to be declared on the first two lines. */
export function decode(bytes: Buffer): TextFile | Unreadable {
  if (bytes.includes(0)) return unreadable('not UTF-8 text (contains NUL bytes)');
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    return { kind: 'text', text, bom, encoding: 'utf-8', bytes };
  } catch {
    if (!declaresLatin1(bytes)) return unreadable('not UTF-8 text');
    return { kind: 'text', text: bytes.toString('latin1'), bom: false, encoding: 'latin-1', bytes };
  }
}

/** Whether one of the first two lines is a comment that declares Latin-1 (in any of its spellings) or its superset cp1252. */
function declaresLatin1(bytes: Buffer): boolean {
  const [first = '', second = ''] = bytes
    .subarray(0, 1000)
    .toString('latin1')
    .split(/\r\n?|\n/, 2);
  const cookie =
    /^[ \t\f]*#.*?coding[:=][ \t]*(latin-?1|iso-?(latin-1|8859-1)|l1|cp1252|windows-1252)(?![-\w.])/i;
  return cookie.test(first) || (/^[ \t\f]*(#.*)?$/.test(first) && cookie.test(second));
}
