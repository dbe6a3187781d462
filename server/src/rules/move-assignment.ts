/** Moving `name = call(…)` from module level into the functions that read the name. */
import type { Assignment, Call, DagFile, FunctionFacts } from '../model/facts.ts';
import { insertStatement, readersOf, removeMoved, trailingComment } from './move.ts';
import type { Fix } from './rule.ts';

/**
 * A name that only task code reads can be assigned there; none where that is not certain, or the call has no name. `verb`
 * begins the title: `Read it`.
 */
export function moveIntoReaders(file: DagFile, call: Call, verb: string): Fix[] {
  const assignment = file.assignments.find((one) => one.call === call.id);
  if (!assignment || !isMovable(assignment)) return [];
  const readers = readersOf(file, assignment.uses);
  if (!readers || readers.length === 0) return [];
  if (readers.some((one) => one.phases.length === 0 || isHidden(file, assignment, one))) return [];
  const statement = file.text.slice(assignment.at.start, assignment.at.end);
  const comment = trailingComment(file, assignment.at);
  const target =
    readers.length === 1 ? `\`${(readers[0] as FunctionFacts).name}\`` : 'the functions that use it';
  return [
    {
      title: `${verb} in ${target}`,
      safety: 'unsafe',
      edits: [
        ...readers.map((reader, index) =>
          insertStatement(file, reader, index === 0 ? statement + comment : statement),
        ),
        removeMoved(file, assignment.at),
      ],
    },
  ];
}

function isMovable(assignment: Assignment): boolean {
  return assignment.topLevel && assignment.stable && assignment.bindings === 1 && !assignment.exported;
}

/** A name of the statement means something else in the function, or in one around it. */
function isHidden(file: DagFile, assignment: Assignment, reader: FunctionFacts): boolean {
  for (let id = reader.id; id !== 0; id = (file.functions[id] as FunctionFacts).in)
    if (assignment.hiddenIn.includes(id)) return true;
  return false;
}
