/** `dagperf debug`: what dagperf knows of a file. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { importerOf } from '../host/importer.ts';
import { readSource } from '../host/read.ts';
import { findRoot } from '../host/root.ts';
import { relativeTo } from '../host/walk.ts';
import { loadWorkspace, type Workspace } from '../host/workspace.ts';
import { interpret } from '../model/build/interpret.ts';
import { extract } from '../model/extract.ts';
import { modelReport } from '../report/model.ts';
import { modelText } from '../report/model-text.ts';
import { loadParser } from '../syntax/load.ts';
import { shown } from './check.ts';
import type { ExitCode } from './exit-code.ts';

export interface DebugArguments {
  readonly format: 'text' | 'json';
  readonly airflowVersion?: string;
}

/** The text of another file of the project; undefined when it cannot be read. */
function textIn({ root, deployment }: Workspace, file: string): string | undefined {
  const known = deployment.get(file)?.text;
  if (known !== undefined) return known;
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch {
    return undefined;
  }
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
  const { parser } = await loadParser();
  const { root, project } = workspace;
  const relative = relativeTo(root, absolute) ?? path.basename(absolute);
  const tree = parser.parse(source.text);
  const report = modelReport(
    extract(relative, tree),
    interpret(relative, tree, await importerOf(workspace, parser)),
    project,
    {
      show: (file) => shown(path.resolve(root, file), cwd),
      textOf: (file) => textIn(workspace, file),
    },
  );
  process.stdout.write(
    options.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : modelText(report),
  );
  return 0;
}
