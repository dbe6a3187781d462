/** `__file__` and what `pathlib` and `os.path` make of it: only its last parts are known, not where the project lies. */
import { type PyObject, str, tuple, unknown } from './objects.ts';

type PathObject = Extract<PyObject, { type: 'path' }>;

/** `Path(__file__)`, `os.path.basename(__file__)` and their relatives; undefined for other calls. */
export function callPathFunction(name: string, inputs: readonly PyObject[]): PyObject | undefined {
  const [first] = inputs;
  if (inputs.length !== 1 || !first) return undefined;
  if (first.type === 'path') {
    switch (name) {
      case 'pathlib.Path':
      case 'pathlib.PurePath':
      case 'os.path.abspath':
      case 'os.path.realpath':
      case 'os.path.normpath':
      case 'os.fspath':
        return first;
      case 'os.path.basename':
        return str(lastOf(first.tail));
      case 'os.path.dirname':
        return parentOf(first);
    }
  }
  if (name === 'os.path.splitext' && first.type === 'str') {
    const [stem, suffix] = split(first.value);
    return tuple([str(stem), str(suffix)]);
  }
  return name === 'os.path.basename' && first.type === 'str' ? str(lastOf(first.value)) : undefined;
}

/** An attribute of a path. */
export function pathAttribute(path: PathObject, name: string): PyObject {
  switch (name) {
    case 'name':
      return str(lastOf(path.tail));
    case 'stem':
      return str(split(lastOf(path.tail))[0]);
    case 'suffix':
      return str(split(lastOf(path.tail))[1]);
    case 'parent':
      return parentOf(path);
    default:
      return { type: 'method', self: path, name };
  }
}

/** A method of a path. */
export function pathMethod(path: PathObject, name: string): PyObject {
  return name === 'resolve' || name === 'absolute' ? path : unknown();
}

function parentOf(path: PathObject): PyObject {
  const end = path.tail.lastIndexOf('/');
  return end < 0 ? unknown('a folder around the project') : { type: 'path', tail: path.tail.slice(0, end) };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function split(name: string): [string, string] {
  const dot = name.lastIndexOf('.');
  return dot <= name.lastIndexOf('/') + 1 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
}
