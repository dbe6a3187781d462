/** Tree → FileFacts: the passes of the model, one after the other. */
import { Kind } from '../syntax/kinds.ts';
import { kindAt, type Node, parentOf, rangeOf, type Tree, textOf } from '../syntax/tree.ts';
import { extractAssignments } from './assignments.ts';
import { extractCalls } from './calls.ts';
import type { Call, Comment, FileFacts, FunctionFacts, Phase } from './facts.ts';
import { extractClasses, extractFunctions } from './functions.ts';
import { extractGrowths } from './growing.ts';
import { extractImports } from './imports.ts';
import { takeInventory } from './inventory.ts';
import { extractLoops } from './loops.ts';
import { exportedByAll, extractModuleNames } from './module-names.ts';
import { computePhases } from './phases.ts';
import { extractStatements } from './statements.ts';
import { returnsOf } from './types.ts';
import { collectUses } from './uses.ts';

/** The facts of one file. Never throws, linear in the size of the file. */
export function extract(path: string, tree: Tree): FileFacts {
  const source = takeInventory(tree);
  const functionDrafts = extractFunctions(source);
  const classes = extractClasses(source);
  const callDrafts = extractCalls(source);
  const phases = computePhases({ functions: functionDrafts, classes, calls: callDrafts });
  const functionNodes = [...source.functionIds.keys()];
  const functions: FunctionFacts[] = functionDrafts.map((draft) => ({
    ...draft,
    phases: phases[draft.id] as readonly Phase[],
    returns: returnsOf(source, functionNodes[draft.id] as Node),
  }));
  const calls: Call[] = callDrafts.map(({ dead, mentions: _, modified: __, ...draft }) => ({
    ...draft,
    ...(dead ? { dead } : {}),
    phases: dead ? [] : (phases[draft.in] as readonly Phase[]),
  }));
  const uses = collectUses(source, phases);
  const all = exportedByAll(source);
  return {
    path,
    text: tree.text,
    broken: tree.firstError >= 0,
    ...(tree.firstError >= 0 ? { syntaxError: rangeOf(tree, tree.firstError) } : {}),
    imports: extractImports(source, phases, uses),
    names: extractModuleNames(source),
    ...(all ? { all } : {}),
    assignments: extractAssignments(source, phases, uses),
    functions,
    classes,
    calls,
    loops: extractLoops(source).map((loop) => ({ ...loop, phases: phases[loop.in] as readonly Phase[] })),
    growths: extractGrowths(source),
    comments: extractComments(tree),
    statements: extractStatements(tree),
  };
}

function extractComments(tree: Tree): Comment[] {
  const found: Comment[] = [];
  for (let node = 0; node < tree.size; node++) {
    if (kindAt(tree, node) !== Kind.comment) continue;
    const text = textOf(tree, node).trimEnd();
    const start = tree.start[node] as number;
    // The grammar counts a carriage return before the line feed as part of the comment.
    const at = { start, end: start + text.length };
    const lineStart = tree.text.lastIndexOf('\n', at.start - 1) + 1;
    found.push({
      at,
      text,
      alone: tree.text.slice(lineStart, at.start).trim() === '',
      topLevel: parentOf(tree, node) === 0,
    });
  }
  return found;
}
