/** What all Python files of a project come to, once each of them has been analysed. Plain data. */
import { operatorFacts } from '../catalogue/catalogue.ts';
import { isSensorClass } from '../model/airflow.ts';
import type { DagFile, Range, Task } from '../model/facts.ts';
import { catalogueClass } from '../model/task-arguments.ts';
import { effective, isOff, secondsOf } from './effective.ts';
import { type ScheduledDag, scheduledDags } from './firing.ts';
import type { Project } from './project.ts';

/** The longest time that a task may take, and where that is said. */
export interface LongestTask {
  readonly seconds: number;
  /** `execution_timeout` or, of a sensor, `timeout`. */
  readonly argument: string;
  readonly file: string;
  readonly at: Range;
}

/** What one Python file adds to it. */
export interface FileNotes {
  readonly longest?: LongestTask;
  /** Whether it has to do with removing old rows from the metadata database. */
  readonly cleansMetadata: boolean;
  /** Tasks that wait in a worker slot only because deferring is not the default. */
  readonly waitingTasks: number;
  readonly scheduled: readonly ScheduledDag[];
}

export interface WholeFacts {
  /** Python files that build Dags or tasks. */
  readonly dagFiles: number;
  readonly dags: number;
  /** Rule → how many findings it has in Python files. A rule that did not run is absent. */
  readonly findings: Readonly<Record<string, number>>;
  readonly longest?: LongestTask;
  readonly cleansMetadata: boolean;
  readonly waitingTasks: number;
  /** By file, then in the order in which they are made. */
  readonly scheduled: readonly ScheduledDag[];
  /** Places in Python files at which a comment silences a rule about the whole project. */
  readonly silenced: readonly SilencedPlace[];
}

export interface SilencedPlace {
  readonly rule: string;
  readonly file: string;
  readonly at: Range;
}

export interface WholeProject extends Project {
  readonly whole: WholeFacts;
}

/** `airflow db clean`, the older clean-up Dags that everybody copies, and their settings. */
const cleaning =
  /\bdb[\s_",'-]+clean|db[\s_",'-]+export-archived|max_db_entry_age|clean(up)?[\s_-]*(metadata|db\b)|metadata[\s_-]*(db[\s_-]*)?clean|run_cleanup|databaseCleanup:\s*\n\s+enabled:\s*true/i;

/** Whether a text cleans the metadata database, or reads as if it did. */
export function cleansMetadata(text: string): boolean {
  return cleaning.test(text);
}

/** What a file adds; the longest of the times that its tasks are known to be given. */
export function notesOf(file: DagFile, project: Project): FileNotes {
  let longest: LongestTask | undefined;
  let waitingTasks = 0;
  for (const task of file.tasks) {
    if (waitsByDefault(project, task)) waitingTasks++;
    const isWaiting = isSensorClass(catalogueClass(task)) && waitsInSlot(project, task);
    for (const argument of isWaiting ? ['execution_timeout', 'timeout'] : ['execution_timeout']) {
      const value = effective(project, task, argument);
      const seconds = secondsOf(value);
      // A default says nothing of how long somebody means a task to take.
      if (seconds === undefined || value.state === 'unknown' || value.origin === 'default') continue;
      if (longest === undefined || seconds > longest.seconds)
        longest = {
          seconds,
          argument,
          file: value.at?.file ?? file.path,
          at: value.at?.at ?? task.at,
        };
    }
  }
  return {
    ...(longest ? { longest } : {}),
    cleansMetadata: cleansMetadata(file.text),
    waitingTasks,
    scheduled: scheduledDags(file, project),
  };
}

/** A sensor that is known to poke, and not to defer. */
function waitsInSlot(project: Project, task: Task): boolean {
  const mode = effective(project, task, 'mode');
  const isPoking = mode.state === 'known' && mode.value.kind === 'string' && mode.value.value === 'poke';
  return isPoking && (!canDefer(task, project) || isOff(effective(project, task, 'deferrable')));
}

function canDefer(task: Task, project: Project): boolean {
  return (
    operatorFacts(catalogueClass(task), project.target?.version)?.parameters.includes('deferrable') === true
  );
}

/** Could defer and does not, though nobody has said that it is not to; and waits: a sensor, or an operator told to wait. */
function waitsByDefault(project: Project, task: Task): boolean {
  if (!canDefer(task, project)) return false;
  const deferrable = effective(project, task, 'deferrable');
  if (deferrable.state === 'unknown' || !isOff(deferrable)) return false;
  if (deferrable.origin !== 'default' && deferrable.origin !== 'configuration') return false;
  if (isSensorClass(catalogueClass(task))) return waitsInSlot(project, task);
  const waits = effective(project, task, 'wait_for_completion');
  return waits.state === 'known' && waits.value.kind === 'boolean' && waits.value.value;
}
