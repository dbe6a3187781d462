/** Text in, report out: the one path that the editor, the command and the tests share. */
import { extract } from '../model/extract.ts';
import type { DagFile } from '../model/facts.ts';
import { withFile } from '../project/modules.ts';
import type { Project } from '../project/project.ts';
import type { Tree } from '../syntax/tree.ts';
import { analyze } from './analyze.ts';
import type { Configuration } from './configuration.ts';
import type { FileReport } from './report.ts';

export interface Checked {
  readonly file: DagFile;
  readonly report: FileReport;
}

/** Extracts the facts of a parsed file and runs the rules on them. Never throws: what fails is in `report.failures`. */
export function check(path: string, tree: Tree, project: Project, configuration: Configuration): Checked {
  const file = extract(path, tree);
  return { file, report: analyze(file, linkedWith(file, project), configuration) };
}

/** The project with this very version of the file among its modules. */
export function linkedWith(file: DagFile, project: Project): Project {
  return project.modules ? { ...project, modules: withFile(project.modules, file) } : project;
}
