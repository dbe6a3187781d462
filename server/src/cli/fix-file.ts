/** Fixes one file, together with what its fixes change in other files. */
import path from 'node:path';
import { type Analysis, applyEdits, fixUntilStable } from '../engine/fix.ts';
import type { Failure } from '../engine/report.ts';
import { readSource, type TextFile } from '../host/read.ts';
import { withDeployment } from '../host/workspace.ts';
import type { Edit, Safety } from '../rules/rule.ts';
import type { CheckedProject } from './projects.ts';
import { afterChange, editFile, type FileChange, writeChanges } from './write.ts';

export interface FixRequest {
  readonly absolute: string;
  readonly source: TextFile;
  readonly project: CheckedProject;
  readonly allowed: readonly Safety[];
  /** Change nothing on disk. */
  readonly dryRun: boolean;
  readonly analyse: (text: string) => Analysis;
}

export interface FixOutcome {
  /** What is in the file now (with `dryRun`: would be), and what is found in it. */
  readonly text: string;
  readonly report: Analysis;
  readonly applied: number;
  readonly changes: readonly FileChange[];
  /** What could not be written, by absolute path; then nothing of the file was. */
  readonly failures: readonly Failure[];
}

/** Other files are written first: a pool that no task uses yet does no harm, a task whose pool is missing never runs. */
export async function fixFile(request: FixRequest): Promise<FixOutcome> {
  const { absolute, source, project, allowed, dryRun, analyse } = request;
  const fixed = fixUntilStable(source.text, allowed, analyse);
  const { report, text } = fixed;
  if (fixed.applied.length === 0) return { text, report, applied: 0, changes: [], failures: [] };
  const others = await otherChanges(fixed.otherFiles, project);
  const changes = [...others.values(), editFile(absolute, source, text)];
  const failures = dryRun ? [] : await writeChanges(changes);
  if (failures.length > 0)
    return { text: source.text, report: analyse(source.text), applied: 0, changes: [], failures };
  if (others.size > 0) {
    const deployment = new Map([...others].map(([file, change]) => [file, afterChange(change)]));
    project.workspace = withDeployment(project.workspace, deployment);
  }
  return { text, report, applied: fixed.applied.length, changes, failures: [] };
}

/** The edits of other files: path relative to the root → change. They were made for the texts that the project was read from. */
async function otherChanges(
  edits: readonly (Edit & { readonly file: string })[],
  { workspace }: CheckedProject,
): Promise<Map<string, FileChange>> {
  const changes = new Map<string, FileChange>();
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const absolute = path.resolve(workspace.root, file);
    const source = workspace.deployment.get(file) ?? (await readSource(absolute));
    if (source.kind === 'unreadable') throw new Error(`${file} cannot be fixed: ${source.message}`);
    const own = edits.filter((edit) => edit.file === file);
    changes.set(file, editFile(absolute, source, applyEdits(source.text, own)));
  }
  return changes;
}
