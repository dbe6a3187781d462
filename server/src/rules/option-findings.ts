/** Findings on the options of a deployment. */
import type { Deployment } from '../project/deployment.ts';
import { type DeploymentOption, placeOf } from '../project/deployment-options.ts';
import type { Project } from '../project/project.ts';
import { fixOption } from './configuration-edits.ts';
import type { Finding, PlacedFinding, Related } from './rule.ts';

/** What is said about an option; `fix` is the value that an unsafe fix sets. */
export interface OptionFinding extends Omit<Finding, 'at' | 'fixes'> {
  readonly key: string;
  readonly option: DeploymentOption<unknown> | undefined;
  readonly fix?: string;
}

/** A finding where an option is set, else where it is absent. */
export function onOption(
  project: Project,
  deployment: Deployment,
  { key, option, fix, ...finding }: OptionFinding,
): PlacedFinding {
  const setting = option?.setting;
  const place = placeOf(project, deployment, key, setting);
  const written = { key, file: place.file, ...(setting ? { setting } : {}) };
  return { ...place, ...finding, ...(fix === undefined ? {} : fixOption(project, deployment, written, fix)) };
}

/** Where another option is set; nothing for a default. */
export function setHere(option: DeploymentOption<unknown> | undefined, message: string): Related[] {
  const setting = option?.setting;
  return setting ? [{ file: setting.file, at: setting.at, message }] : [];
}
