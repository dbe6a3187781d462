/** The files of a project → its deployments, kept apart. */
import type { FileFacts, OptionFact, SwitchFact } from '../configuration/facts.ts';
import type { Kind } from '../configuration/kind.ts';
import { isOnlyTaken, missingComposeFiles, takenFrom } from './compose-files.ts';
import type { Deployment, Placed } from './deployment.ts';
import { type RankedOption, takeOptions } from './options.ts';
import type { Setting, TargetVersion } from './project.ts';

/** A file that was read. */
export interface ReadFile {
  readonly path: string;
  readonly kind: Kind;
  readonly stage: 'development' | 'staging' | 'production' | undefined;
  readonly facts: FileFacts;
  /** The line of an offset, from 1. */
  line(offset: number): number;
}

export interface Gathered extends Deployment {
  readonly disagreements: Readonly<Record<string, readonly Setting[]>>;
}

type Stage = ReadFile['stage'];

interface Plan {
  /** The file that tells most of it. */
  readonly name: string;
  readonly folder: string;
  readonly stage: Stage;
  readonly anchors: readonly ReadFile[];
}

/** Kinds whose files describe a whole deployment. */
const tools: Partial<Readonly<Record<Kind, string>>> = {
  compose: 'compose',
  'helm-values': 'helm',
  managed: 'managed',
};

/**
 * Compose files, Helm values and descriptions of managed environments make a deployment for each folder and stage; files
 * without a stage in their path are the base of every stage beside them. So do Dockerfiles of Airflow that none of these is
 * near to. Other files belong to the deployments of the nearest folder around them and to all below. Options that belong to
 * none of several deployments make one of their own.
 */
export function gatherDeployments(files: readonly ReadFile[], target: string | undefined): Gathered[] {
  const speaking = files.filter(({ facts }) => saysSomething(facts));
  const composed = new Map(files.filter((one) => one.kind === 'compose').map((one) => [one.path, one]));
  const users = [...composed.values()].filter((one) => one.facts.composeFiles !== undefined);
  const isTaken = (file: ReadFile) => users.length > 0 && isOnlyTaken(file, composed);
  const isWhole = (file: ReadFile) =>
    (isAnchor(file) && saysSomething(file.facts)) || takenFrom(file, composed).some(isAnchor);
  const tooled = planDeployments(files.filter((file) => isWhole(file) && !isTaken(file))).map((plan) => ({
    ...plan,
    anchors: [...new Set(plan.anchors.flatMap((file) => [file, ...takenFrom(file, composed)]))],
  }));
  const images = lonelyImages(
    speaking,
    tooled.map((plan) => plan.folder),
  );
  const plans = [...tooled, ...planDeployments(images)];
  const folders = [...new Set(plans.map((plan) => plan.folder))];
  const others = speaking.filter((file) => !isWhole(file) && !images.includes(file));
  const charts = files.filter((file) => !isAnchor(file) && (file.facts.chartVersions ?? []).length > 0);
  const homes = homesOf(others, folders);
  const deployments = plans.map((plan) => {
    const attached = others.filter(
      (file) => homes.get(file)?.has(plan.folder) && fitsStage(file.stage, plan.stage),
    );
    return gather(plan, [...plan.anchors, ...attached, ...chartsOf(plan, charts)], target);
  });
  const isProduction = deployments.some((one) => !one.isForDevelopment);
  const left = others.filter(
    (file) => file.stage !== 'development' && !(isProduction && (homes.get(file)?.size ?? 0) > 0),
  );
  deployments.push(
    ...planStages('', left, 'project files').map((plan) => gather(plan, plan.anchors, target)),
  );
  if (deployments.length > 0) return deployments;
  return planStages('', others, 'project files').map((plan) => gather(plan, plan.anchors, target));
}

/** Dockerfiles of Airflow in folders of their own, with no deployment around, below or as the only one beside them. */
function lonelyImages(files: readonly ReadFile[], folders: readonly string[]): ReadFile[] {
  const isOnly = new Set(folders).size === 1;
  const isNear = (folder: string) =>
    isOnly || folders.some((one) => isWithin(folder, one) || isWithin(one, folder));
  const images = files.filter(
    ({ path, kind, facts }) => kind === 'dockerfile' && facts.versions.length > 0 && !isNear(folderOf(path)),
  );
  const own = new Set(images.map((file) => folderOf(file.path)));
  const isTopmost = (folder: string) => folder === '' || nearest(folderOf(folder), own).length === 0;
  return images.filter((file) => isTopmost(folderOf(file.path)));
}

/** Files in the folder of values, or in the nearest one around it, that say which release of the chart takes them. */
function chartsOf({ folder, stage, anchors }: Plan, charts: readonly ReadFile[]): ReadFile[] {
  const isReleased = anchors.some(({ facts }) => facts.chartVersions !== undefined);
  if (isReleased || !anchors.some(({ kind }) => kind === 'helm-values')) return [];
  const fitting = charts.filter((file) => fitsStage(file.stage, stage));
  const [home] = nearest(folder, new Set(fitting.map((file) => folderOf(file.path))));
  return fitting.filter((file) => folderOf(file.path) === home);
}

function setsOptions({ facts }: ReadFile): boolean {
  return facts.fileOptions.length > 0 || facts.environment.length > 0;
}

function saysSomething(facts: FileFacts): boolean {
  return (
    facts.fileOptions.length > 0 ||
    facts.environment.length > 0 ||
    facts.versions.length > 0 ||
    facts.services.length > 0 ||
    facts.pools.length > 0 ||
    facts.poolImports.length > 0 ||
    facts.connections.length > 0 ||
    facts.pythonPath.length > 0 ||
    facts.variables.length > 0
  );
}

/** A compose file of other programs' services is none of Airflow's, nor is a release without values a deployment. */
function isAnchor({ kind, facts }: ReadFile): boolean {
  if (!tools[kind]) return false;
  if (kind !== 'compose' && kind !== 'helm-values') return true;
  return 'isAirflow' in facts && facts.isAirflow === true;
}

function planDeployments(anchors: readonly ReadFile[]): Plan[] {
  const groups = new Map<string, ReadFile[]>();
  for (const file of anchors) {
    const key = `${tools[file.kind]} ${folderOf(file.path)}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups].flatMap(([key, files]) => planStages(key.slice(key.indexOf(' ') + 1), files));
}

/**
 * A deployment for each stage that files name, on the base of those that name none. Two files of one stage that are each
 * complete, with a scheduler of their own, are a choice between two deployments.
 */
function planStages(folder: string, files: readonly ReadFile[], name?: string): Plan[] {
  const base = files.filter((file) => file.stage === undefined);
  const plans: Plan[] = [];
  const add = (stage: Stage, own: readonly ReadFile[], below: readonly ReadFile[]) => {
    const complete = own.filter(isComplete);
    const parts = own.filter((file) => !isComplete(file));
    const choices = complete.length > 1 ? complete.map((one) => [one, ...parts]) : [own];
    for (const chosen of choices)
      plans.push({ name: name ?? nameOfPlan(chosen), folder, stage, anchors: [...below, ...chosen] });
  };
  for (const stage of ['production', 'staging', 'development'] as const) {
    const own = files.filter((file) => file.stage === stage);
    if (own.length > 0) add(stage, own, base);
  }
  if (base.length > 0 && !plans.some((plan) => plan.stage !== 'development')) add(undefined, base, []);
  return plans;
}

/** Whether a file tells by itself what runs. */
function isComplete({ kind, facts }: ReadFile): boolean {
  if (kind !== 'compose' && kind !== 'helm-values') return false;
  return (
    (kind === 'helm-values' && facts.fileOptions.some((one) => one.key === 'core.executor')) ||
    facts.services.some(({ roles }) => roles.includes('scheduler') || roles.includes('standalone'))
  );
}

function nameOfPlan(files: readonly ReadFile[]): string {
  return (files.find(isComplete) ?? files[0])?.path ?? '';
}

/** Deployments that a file beside them all counts for; a folder with more of them is a collection of projects. */
const mostShared = 20;

/** For each file the folders of the deployments that it belongs to: the nearest around it, and all below it. */
function homesOf(
  others: readonly ReadFile[],
  all: readonly string[],
): ReadonlyMap<ReadFile, ReadonlySet<string>> {
  const known = new Set(all);
  const byFolder = new Map<string, readonly string[]>();
  const near = (own: string): readonly string[] => {
    const found = byFolder.get(own) ?? [
      ...nearest(own, known),
      ...all.filter((one) => one !== own && isWithin(one, own)),
    ];
    byFolder.set(own, found);
    return found;
  };
  return new Map(
    others.map((file) => {
      const homes = near(folderOf(file.path));
      // What is near to none belongs to the only one; what sets no option tells of all, while they can be counted.
      const isForAll =
        homes.length === 0 && (all.length === 1 || (all.length <= mostShared && !setsOptions(file)));
      return [file, new Set(isForAll ? all : homes)] as const;
    }),
  );
}

function nearest(own: string, known: ReadonlySet<string>): readonly string[] {
  for (let folder = own; ; folder = folderOf(folder)) {
    if (known.has(folder)) return [folder];
    if (folder === '') return [];
  }
}

function fitsStage(file: Stage, deployment: Stage): boolean {
  if (file === undefined || file === deployment) return true;
  return deployment === undefined && file !== 'development';
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function isWithin(folder: string, around: string): boolean {
  return around === '' || folder === around || folder.startsWith(`${around}/`);
}

function gather(plan: Plan, files: readonly ReadFile[], target: string | undefined): Gathered {
  const placed = <T extends object>(pick: (facts: FileFacts) => readonly T[]): Placed<T>[] =>
    files.flatMap((file) => pick(file.facts).map((one) => ({ ...one, file: file.path })));
  const named = placed((facts) => facts.versions);
  const isChart = named.length === 0 && !files.some(({ facts }) => facts.namesImage);
  const versions = isChart ? placed((facts) => facts.chartVersions ?? []) : named;
  const found = agreedVersion(versions, files);
  const { settings, unknown, places } = takeOptions(rankedOptions(files), target ?? found?.version);
  const pools = placed((facts) => facts.pools);
  const poolFiles = files.filter((file) => file.kind === 'pools').map((file) => nameOf(file.path));
  const missing = missingComposeFiles(files);
  const shown = switchOf(files, (facts) => facts.triggerer);
  const triggerer = missing.length > 0 && !shown?.on ? undefined : shown;
  const pgbouncer = switchOf(files, (facts) => facts.pgbouncer);
  const metrics = switchOf(files, (facts) => facts.metrics);
  return {
    name: plan.name,
    ...(plan.stage ? { stage: plan.stage } : {}),
    isForDevelopment: plan.stage === 'development',
    files: files.map((file) => file.path),
    ...(found ? { target: found } : {}),
    versions,
    options: placed((facts): readonly OptionFact[] => [...facts.fileOptions, ...facts.environment]),
    sections: placed((facts) => facts.sections),
    settings,
    unknownSettings: unknown,
    missing,
    disagreements: places,
    services: placed((facts) => facts.services),
    ...(triggerer ? { triggerer } : {}),
    ...(pgbouncer ? { pgbouncer } : {}),
    ...(metrics ? { metrics } : {}),
    pools,
    unreadPools: placed((facts) => facts.poolImports).filter(({ path }) => !poolFiles.includes(nameOf(path))),
    connections: placed((facts) => facts.connections),
    variables: placed((facts) => facts.variables),
    pythonPath: placed((facts) => facts.pythonPath),
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The one version that all files name; undefined when they differ. */
export function agreedVersion(
  versions: Deployment['versions'],
  files: readonly ReadFile[],
): TargetVersion | undefined {
  const [first] = versions;
  if (!first || versions.some((one) => one.version !== first.version)) return undefined;
  return targetOf(first, files);
}

/** `Dockerfile:1 apache/airflow:2.10.3` */
export function targetOf(
  { version, what, file, at }: Deployment['versions'][number],
  files: readonly ReadFile[],
): TargetVersion {
  const line = files.find((one) => one.path === file)?.line(at.start) ?? 1;
  return { version, reason: `${file}:${line} ${what}` };
}

/** The image's own environment, then environment files, then what the deployment sets; a stage's file over its base. */
const strength: Partial<Readonly<Record<Kind, number>>> = { dockerfile: 0, environment: 2 };

function rankedOptions(files: readonly ReadFile[]): RankedOption[] {
  return files.flatMap(({ path, kind, stage, facts }) => {
    const rank = (strength[kind] ?? 4) + (stage === undefined ? 0 : 1);
    const ranked = (isEnvironment: boolean) => (fact: OptionFact) => ({
      fact: { ...fact, file: path },
      isEnvironment,
      rank,
    });
    return [...facts.fileOptions.map(ranked(false)), ...facts.environment.map(ranked(true))];
  });
}

/** What a stage's file says goes before its base, and both before what a tool does of its own. */
function switchOf(
  files: readonly ReadFile[],
  pick: (facts: FileFacts) => SwitchFact | undefined,
): Placed<SwitchFact> | undefined {
  const all = files.flatMap(({ path, kind, stage, facts }) => {
    const fact = pick(facts);
    if (!fact) return [];
    const layer = kind === 'helm-values' && stage !== undefined ? 1 : 0;
    return [{ fact: { ...fact, file: path }, weight: fact.implied ? 0 : 2 + layer + (fact.on ? 0.5 : 0) }];
  });
  return all.sort((a, b) => b.weight - a.weight)[0]?.fact;
}
