/** The model of a file, as `dagperf debug model --format json` prints it. */
import path from 'node:path';
import { readSource } from '../../server/src/host/read.ts';
import { loadWorkspace } from '../../server/src/host/workspace.ts';
import { interpret } from '../../server/src/model/build/interpret.ts';
import { extract } from '../../server/src/model/extract.ts';
import { modelReport } from '../../server/src/report/model.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Case } from './corpus.ts';
import type { ModelFile } from './facts.ts';

/**
 * The models of some files of a case while one of them, the first, is parsed; by path relative to the folder of the case.
 * Of the others the functions are known that the first one enters.
 */
export type ModelsOf = (one: Case, files: readonly string[]) => Promise<ReadonlyMap<string, ModelFile>>;

/** Loads the parser once; every case is a project of its own. */
export async function openModel(): Promise<ModelsOf> {
  const { parser } = await loadParser();
  const open = async ({ folder }: Case) => {
    const workspace = await loadWorkspace(folder);
    return { workspace, importer: await workspace.modules.importer() };
  };
  const projects = new Map<string, ReturnType<typeof open>>();
  return async (one, files) => {
    const opening = projects.get(one.folder) ?? open(one);
    projects.set(one.folder, opening);
    const { workspace, importer } = await opening;
    const trees = new Map<string, ReturnType<typeof parser.parse>>();
    for (const file of files) {
      const source = await readSource(path.join(one.folder, file));
      if (source.kind === 'text') trees.set(file, parser.parse(source.text));
    }
    const [first] = trees;
    if (!first) return new Map();
    const built = interpret(...first, importer, workspace.project.target?.version);
    return new Map(
      [...trees].map(([file, tree]) => [file, modelReport(extract(file, tree), built, workspace.project)]),
    );
  };
}
