/** The projects that the checked files lie in; each is read once, and read anew when a fix has changed it. */
import path from 'node:path';
import type { Configuration } from '../engine/configuration.ts';
import { findRoot } from '../host/root.ts';
import { loadWorkspace, type Workspace } from '../host/workspace.ts';

export interface ProjectOptions {
  readonly cwd: string;
  readonly configurationFile?: string;
  /** What the command line says, laid over the configuration file. */
  readonly override: (base: Configuration) => Configuration;
  /** Patterns relative to the working directory. */
  readonly exclude: readonly string[];
}

/** A workspace that fixes may replace by what they made of it. */
export interface CheckedProject {
  workspace: Workspace;
}

export interface Projects {
  /** The project of a folder. */
  of(folder: string): Promise<CheckedProject>;
  all(): Promise<readonly CheckedProject[]>;
}

export function openProjects({ cwd, configurationFile, override, exclude }: ProjectOptions): Projects {
  const roots = new Map<string, Promise<string>>();
  const projects = new Map<string, Promise<CheckedProject>>();
  const load = async (root: string): Promise<CheckedProject> => ({
    workspace: await loadWorkspace(root, {
      override,
      keepsFacts: true,
      exclude: { folder: cwd, patterns: exclude },
      ...(configurationFile ? { configurationFile: path.resolve(cwd, configurationFile) } : {}),
    }),
  });
  return {
    async of(folder) {
      const finding = roots.get(folder) ?? findRoot(folder);
      roots.set(folder, finding);
      const root = await finding;
      const project = projects.get(root) ?? load(root);
      projects.set(root, project);
      return project;
    },
    all: () => Promise.all(projects.values()),
  };
}
