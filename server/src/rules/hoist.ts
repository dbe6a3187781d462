/** Moves an assignment whose value is the same in each round of a loop to the line above the loop. */
import type { Call, DagFile, Loop } from '../model/facts.ts';
import { insert, lineEnding } from './edits.ts';
import { removeMoved, trailingComment } from './move.ts';
import type { Edit } from './rule.ts';

/**
 * Edits that put `name = call(…)` above the outermost loop in which it is the same call; undefined when the call is no such
 * statement on one line, when a branch may pass it by, or when nothing would be left of the block it stands in.
 */
export function hoisted(file: DagFile, call: Call): Edit[] | undefined {
  const loop = file.loops[call.constantIn.at(-1) ?? -1];
  const assignment = file.assignments.find((one) => one.call === call.id);
  if (!loop || !assignment || assignment.bindings !== 1 || call.skipsRounds || call.inHandler)
    return undefined;
  if (call.constantIn.some((id) => file.loops[id]?.kind === 'comprehension')) return undefined;
  const indent = indentBefore(file, loop);
  const statement = file.text.slice(assignment.at.start, assignment.at.end);
  if (indent === undefined || statement.includes('\n') || !hasSibling(file, assignment.at)) return undefined;
  const line = `${indent}${statement}${trailingComment(file, assignment.at)}${lineEnding(file)}`;
  return [insert(loop.at.start - indent.length, line), removeMoved(file, assignment.at)];
}

/** White space before the loop; undefined when something else stands on its line. */
function indentBefore(file: DagFile, loop: Loop): string | undefined {
  const before = file.text.slice(file.text.lastIndexOf('\n', loop.at.start - 1) + 1, loop.at.start);
  return /^[ \t]*$/.test(before) ? before : undefined;
}

/** The next line of code is of the same block. */
function hasSibling(file: DagFile, statement: { readonly start: number; readonly end: number }): boolean {
  const lineStart = file.text.lastIndexOf('\n', statement.start - 1) + 1;
  const indent = file.text.slice(lineStart, statement.start);
  const lineEnd = file.text.indexOf('\n', statement.end);
  if (indent.trim() !== '' || lineEnd < 0) return false;
  const next = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ \t]*)\S/.exec(file.text.slice(lineEnd + 1, lineEnd + 5_000));
  return next?.[1] === indent;
}
