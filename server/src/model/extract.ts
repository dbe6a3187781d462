/** Tree → DagFile. */
import type { Tree } from '../syntax/tree.ts';
import type { DagFile } from './facts.ts';

/** The facts of one file. Never throws, linear in the size of the file. */
export function extract(_path: string, _tree: Tree): DagFile {
  throw new Error('not written yet');
}
