/** What the Helm values of a deployment say together. */
import { type ChartParts, readChartParts } from '../configuration/chart-parts.ts';
import type { Deployment } from './deployment.ts';
import { configurationFile } from './deployment-options.ts';
import type { Project } from './project.ts';

export interface ChartFile {
  readonly file: string;
  readonly parts: ChartParts;
}

/** Its values files of the official chart, the one that tells most of the deployment first; empty where it has none. */
export function chartFilesOf(project: Project, { files, name }: Deployment): readonly ChartFile[] {
  return [...files]
    .sort((a, b) => Number(b === name) - Number(a === name))
    .flatMap((path) => {
      const file = configurationFile(project, path);
      const parts = file?.kind === 'helm-values' ? readChartParts(file.text) : undefined;
      return parts ? [{ file: path, parts }] : [];
    });
}
