/** What is known of an open document, as text. */
import { interpret } from '../model/build/interpret.ts';
import { extract } from '../model/extract.ts';
import { modelReport } from '../report/model.ts';
import { modelText } from '../report/model-text.ts';
import type { Parser } from '../syntax/parser.ts';
import type { OpenFiles } from './open-files.ts';

export interface ModelHost {
  readonly files: OpenFiles;
  parser(): Promise<Parser | undefined>;
}

/** The text of `dagperf debug model` for a document as it is now, whether it is checked or not; null when it is not open. */
export async function describeModel(uri: string, { files, parser }: ModelHost): Promise<string | null> {
  const [snapshot, loaded] = await Promise.all([files.snapshot(uri), parser()]);
  if (snapshot === undefined || loaded === undefined) return null;
  const { path, document, state, checked } = snapshot;
  const { project, modules, textOf } = state.workspace;
  const tree = snapshot.tree ?? loaded.parse(document.getText());
  const importer = (await modules?.importer()) ?? (() => undefined);
  const built = interpret(path, tree, importer, project.target?.version);
  const others = { show: (file: string) => file, textOf };
  return modelText(modelReport(checked?.file ?? extract(path, tree), built, project, others));
}
