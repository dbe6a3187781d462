/** Runs the rules over one file. */
import type { DagFile } from '../model/facts.ts';
import type { Project } from '../project/project.ts';
import type { Configuration } from './configuration.ts';
import type { FileReport } from './report.ts';

/** Findings of the selected rules in `file`, suppressed ones removed, in order of position. A rule that throws loses only itself. */
export function analyze(_file: DagFile, _project: Project, _configuration: Configuration): FileReport {
  throw new Error('not written yet');
}
