/** Text in, report out: the one path that the editor, the command and the tests share. */
import type { Importer } from '../model/build/machine.ts';
import { dagFileOf } from '../model/dag-file.ts';
import type { DagFile, FileFacts } from '../model/facts.ts';
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

/** What a file is checked against. */
export interface Surroundings {
  readonly project: Project;
  readonly configuration: Configuration;
  /** Finds the files of the project that the file imports; absent where no other file is known. */
  readonly importer?: Importer;
}

/**
 * Extracts the facts of a parsed file and runs the rules on them. `facts` are those of the same tree, when they are known
 * already and the project's modules have them. Never throws: what fails is in `report.failures`.
 */
export function check(path: string, tree: Tree, around: Surroundings, facts?: FileFacts): Checked {
  const { project, configuration, importer } = around;
  const file = dagFileOf(path, tree, importer, project.target?.version, facts);
  return { file, report: analyze(file, facts ? project : linkedWith(file, project), configuration) };
}

/** The project with this very version of the file among its modules. */
export function linkedWith(file: DagFile, project: Project): Project {
  return project.modules ? { ...project, modules: withFile(project.modules, file) } : project;
}
