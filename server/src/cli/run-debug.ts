/** `dagperf debug`: what dagperf knows of a file. */
import path from 'node:path';
import { readSource } from '../host/read.ts';
import { findRoot } from '../host/root.ts';
import { loadWorkspace, type Workspace } from '../host/workspace.ts';
import { interpret } from '../model/build/interpret.ts';
import { extract } from '../model/extract.ts';
import { modelReport } from '../report/model.ts';
import { modelText } from '../report/model-text.ts';
import { positionsIn } from '../report/positions.ts';
import { loadParser } from '../syntax/load.ts';
import { shown } from './check.ts';
import type { ExitCode } from './exit-code.ts';

export interface DebugArguments {
  readonly format: 'text' | 'json';
  readonly airflowVersion?: string;
}

/** The line of an offset in a file of the deployment; undefined for files that were not read. */
function lineIn({ deployment }: Workspace, file: string, offset: number): number | undefined {
  const text = deployment.get(file)?.text;
  return text === undefined ? undefined : positionsIn(text).at(offset).line;
}

/** Prints the model of one file; 2 when it cannot be read. */
export async function runDebugModel(given: string, options: DebugArguments): Promise<ExitCode> {
  const cwd = process.cwd();
  const absolute = path.resolve(cwd, given);
  const source = await readSource(absolute);
  if (source.kind === 'unreadable') {
    process.stderr.write(`dagperf: ${given}: ${source.message}\n`);
    return 2;
  }
  const { airflowVersion } = options;
  const workspace = await loadWorkspace(await findRoot(path.dirname(absolute)), {
    override: (base) => (airflowVersion ? { ...base, airflowVersion } : base),
  });
  const tree = (await loadParser()).parser.parse(source.text);
  const name = shown(absolute, cwd);
  const report = modelReport(
    extract(name, tree),
    interpret(name, tree, () => undefined),
    workspace.project,
    (file, offset) => lineIn(workspace, file, offset),
  );
  process.stdout.write(
    options.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : modelText(report),
  );
  return 0;
}
