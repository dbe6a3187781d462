/** `dagperf debug`: what dagperf knows of a file, and of a project. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readSource, reason } from '../host/read.ts';
import { findRoot } from '../host/root.ts';
import { relativeTo } from '../host/walk.ts';
import { loadWorkspace, textIn, type Workspace } from '../host/workspace.ts';
import { interpret } from '../model/build/interpret.ts';
import { extract } from '../model/extract.ts';
import { printProjectReport, projectReport } from '../project/describe.ts';
import { modelReport } from '../report/model.ts';
import { modelText } from '../report/model-text.ts';
import { loadParser } from '../syntax/load.ts';
import { shown } from './check.ts';
import type { ExitCode } from './exit-code.ts';

export interface DebugArguments {
  readonly format: 'text' | 'json';
  readonly airflowVersion?: string;
}

/** Prints how the Python files of the project around a folder hang together; 2 when there is no such folder. */
export async function runDebugProject(given: string, options: DebugArguments): Promise<ExitCode> {
  const absolute = path.resolve(process.cwd(), given);
  const found = await stat(absolute).catch((error) => error as Error);
  if (found instanceof Error || !found.isDirectory()) {
    process.stderr.write(
      `dagperf: ${given}: ${found instanceof Error ? reason(found) : 'is not a folder'}\n`,
    );
    return 2;
  }
  const workspace = await workspaceAround(absolute, options);
  const modules = await workspace.modules.all();
  const report = projectReport(modules, (file) => textIn(workspace, file), workspace.project.heavyModules);
  process.stdout.write(
    options.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : printProjectReport(report),
  );
  return 0;
}

async function workspaceAround(folder: string, { airflowVersion }: DebugArguments): Promise<Workspace> {
  return loadWorkspace(await findRoot(folder), {
    override: (base) => (airflowVersion ? { ...base, airflowVersion } : base),
  });
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
  const workspace = await workspaceAround(path.dirname(absolute), options);
  const { parser } = await loadParser();
  const { root, project } = workspace;
  const relative = relativeTo(root, absolute) ?? path.basename(absolute);
  const tree = parser.parse(source.text);
  const report = modelReport(
    extract(relative, tree),
    interpret(relative, tree, await workspace.modules.importer(), project.target?.version),
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
