/** Shell commands that tasks run: `bash_command` of operators, `subprocess` and `os.system` in task code. */
import { effectOf } from '../catalogue/effects.ts';
import type { Call, DagFile, Range, Value } from '../model/facts.ts';
import { commandsIn, type Words } from '../model/shell-commands.ts';
import { writtenArgument } from '../model/task-arguments.ts';
import { patternOf } from '../model/text-patterns.ts';
import { runsInTask } from './running-tasks.ts';

export interface TaskCommand {
  /** The argument that holds it. */
  readonly at: Range;
  readonly words: Words;
}

/** Every command whose words are known at least in part, in source order of tasks, then of calls. */
export function* commandsInTasks(file: DagFile): Iterable<TaskCommand> {
  for (const task of file.tasks) {
    const command = writtenArgument(file, task, 'bash_command');
    if (command && !command.splat) yield* commandsOf(command.valueAt, command.value);
  }
  for (const call of file.calls) {
    if (!runsInTask(call) || !startsProgram(call)) continue;
    const first = call.arguments[0];
    if (first && first.name === undefined) yield* commandsOf(first.valueAt, first.value);
  }
}

/** `subprocess.run(…)`, `os.system(…)` and the like. */
function startsProgram(call: Call): boolean {
  const effect = call.callee === undefined ? undefined : effectOf(call.callee);
  return effect?.what === 'runs another program';
}

function commandsOf(at: Range, value: Value): TaskCommand[] {
  if (value.kind === 'sequence') {
    const words = value.items.map((item) => patternOf(item) ?? '');
    // `["bash", "-c", "…"]`
    if (
      /^(?:\/\w+)*\/?(?:ba)?sh$/.test(words[0] ?? '') &&
      words[1]?.startsWith('-') &&
      words[2] !== undefined
    )
      return commandsIn(words[2]).map((inner) => ({ at, words: inner }));
    return [{ at, words }];
  }
  const text = patternOf(value);
  return text === undefined ? [] : commandsIn(text).map((words) => ({ at, words }));
}
