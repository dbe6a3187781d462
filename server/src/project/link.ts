/** The files of a deployment → what is known of the project. */
import { commentsOf } from '../configuration/comments.ts';
import { readAssignments } from '../configuration/environment.ts';
import type { Problem } from '../configuration/facts.ts';
import { readIgnoreFile } from '../configuration/ignore-file.ts';
import { kindOf, stageOf } from '../configuration/kind.ts';
import { readConfiguration } from '../configuration/read.ts';
import type { Range } from '../model/facts.ts';
import { lineOf, lineStarts } from '../model/lines.ts';
import type { Deployment } from './deployment.ts';
import { type Gathered, gatherDeployments, type ReadFile, targetOf } from './deployments.ts';
import {
  type ConfigurationFile,
  emptyProject,
  type IgnoreFile,
  type Pool,
  type PoolFile,
  type Project,
  type Setting,
  setByUser,
  type TargetVersion,
} from './project.ts';

export interface DeploymentFile {
  /** Relative to the project root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface LinkProblem {
  readonly file: string;
  readonly message: string;
  readonly range?: Range;
}

export interface LinkInput {
  readonly files: readonly DeploymentFile[];
  /** Target version that the user set; detected when absent. */
  readonly target?: string;
  readonly heavyModules?: Readonly<Record<string, number>>;
  /** The day on which the host asks, `2026-01-31`. */
  readonly today?: string;
}

/** Whether a file tells something about the deployment; by its path alone. */
export function isDeploymentFile(path: string): boolean {
  return kindOf(path) !== undefined;
}

/** Never throws: a broken file is a problem, and the rest counts. */
export function linkProject(input: LinkInput): {
  readonly project: Project;
  readonly problems: readonly LinkProblem[];
} {
  const texts = [...input.files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = readFiles(texts);
  const gathered = gatherDeployments(files, input.target);
  const production = gathered.filter((one) => !one.isForDevelopment);
  const deciding = production.length > 0 ? production : gathered;
  const { target, conflict } = targetVersion(input.target, deciding, files);
  const { settings, disagreements } = agreedSettings(deciding);
  const poolFiles = poolFilesOf(files);
  const pools = poolsOf(gathered, deciding, poolFiles.length > 0);
  const ignoreSyntax = ignoreSyntaxOf(settings, disagreements, target?.version);
  const { ignoreFiles, ignoreProblems } = readIgnoreFiles(texts, ignoreSyntax);
  return {
    project: {
      ...emptyProject,
      ...(input.today === undefined ? {} : { today: input.today }),
      ...(target ? { target } : {}),
      targetConflict: conflict,
      settings,
      unknownSettings: Object.keys(disagreements).sort(),
      disagreements,
      ...(deciding.some((one) => one.missing.length > 0) ? { hasMissingFiles: true } : {}),
      ...(pools ? { pools } : {}),
      poolFiles,
      triggerer: triggererOf(deciding),
      heavyModules: input.heavyModules ?? {},
      deployments: gathered.map(({ disagreements: _, ...deployment }) => deployment),
      configurationFiles: configurationFilesOf(texts, files),
      pythonPath: [...new Set(deciding.flatMap((one) => one.pythonPath.map(({ path }) => path)))],
      ignoreFiles,
      ignoreSyntax,
    },
    problems: [...files.flatMap(({ path, facts }) => problemOf(path, facts.problem)), ...ignoreProblems],
  };
}

function readFiles(texts: readonly DeploymentFile[]): ReadFile[] {
  const byPath = new Map(texts.map((file) => [file.path, file.text]));
  return texts.flatMap(({ path, text }) => {
    const kind = kindOf(path);
    if (!kind || kind === 'ignore') return [];
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const environment = kind === 'compose' ? byPath.get(`${folder}.env`) : undefined;
    const variables = new Map(
      readAssignments(environment ?? '').flatMap(({ name, value }) =>
        value === undefined ? [] : [[name, value] as const],
      ),
    );
    const facts = readConfiguration(kind, text, variables);
    const line = (offset: number) => lineOf(lineStarts(text), offset) + 1;
    return [{ path, kind, stage: stageOf(path), facts, line }];
  });
}

function configurationFilesOf(
  texts: readonly DeploymentFile[],
  files: readonly ReadFile[],
): ConfigurationFile[] {
  const read = new Map(files.map((file) => [file.path, file]));
  return texts.flatMap(({ path, text }) => {
    const kind = kindOf(path);
    if (!kind) return [];
    const stage = stageOf(path);
    // Looking for comments costs more than looking for the word that they begin with.
    const comments = text.includes('dagperf:') ? commentsOf(kind, path, text) : [];
    const broken = read.get(path)?.facts.problem !== undefined;
    return [{ path, kind, ...(stage ? { stage } : {}), text, comments, broken }];
  });
}

function problemOf(file: string, problem: Problem | undefined): LinkProblem[] {
  return problem ? [{ file, message: problem.message, range: problem.at }] : [];
}

/** The version that the user set, else the one that every deciding file names. */
function targetVersion(
  set: string | undefined,
  deciding: readonly Deployment[],
  files: readonly ReadFile[],
): { readonly target?: TargetVersion; readonly conflict: readonly TargetVersion[] } {
  if (set) return { target: { version: set, reason: setByUser }, conflict: [] };
  const byVersion = new Map(
    deciding
      .flatMap((one) => one.versions)
      .reverse()
      .map((fact) => [fact.version, fact]),
  );
  const all = [...byVersion.values()].reverse().map((fact) => targetOf(fact, files));
  const [first] = all;
  if (first && all.length === 1) return { target: first, conflict: [] };
  return { conflict: all };
}

/** A setting is known where every deciding deployment has it, and has the same. */
function agreedSettings(deciding: readonly Gathered[]): {
  readonly settings: Record<string, Setting>;
  readonly disagreements: Record<string, readonly Setting[]>;
} {
  const settings: Record<string, Setting> = {};
  const disagreements: Record<string, readonly Setting[]> = {};
  const keys = new Set(
    deciding.flatMap((one) => [...Object.keys(one.settings), ...Object.keys(one.disagreements)]),
  );
  for (const key of keys) {
    const known = deciding.map((one) => one.settings[key]);
    const [first] = known;
    if (first && known.every((one) => one?.value === first.value)) settings[key] = first;
    else disagreements[key] = deciding.flatMap((one) => one.settings[key] ?? one.disagreements[key] ?? []);
  }
  return { settings, disagreements };
}

/**
 * Every definition counts as one, that of a development set-up too, once a deciding deployment defines pools itself. The
 * slots are known where the deciding ones agree. When a file of pools is not known, nothing is.
 */
function poolsOf(
  all: readonly Deployment[],
  deciding: readonly Deployment[],
  hasPoolFile: boolean,
): readonly Pool[] | undefined {
  const decided = deciding.flatMap((one) => one.pools);
  const files = all.flatMap((one) => one.pools);
  if (deciding.some((one) => one.unreadPools.length > 0)) return undefined;
  if (decided.length === 0) return hasPoolFile ? [] : undefined;
  const seen = new Set<string>();
  return [...decided, ...files].flatMap(({ name, slots, file, at }) => {
    const place = `${file} ${at.start}`;
    if (seen.has(place)) return [];
    seen.add(place);
    const others = decided.filter((one) => one.name === name);
    const agree = others.every((one) => one.slots === others[0]?.slots);
    const known = others.length === 0 ? slots : agree ? others[0]?.slots : undefined;
    return [{ name, ...(known === undefined ? {} : { slots: known }), file, at }];
  });
}

/** Files of pools that a further one can be added to; those of production first. */
function poolFilesOf(files: readonly ReadFile[]): PoolFile[] {
  const found = files.flatMap(({ path, stage, facts }) =>
    'insertion' in facts && facts.insertion
      ? [{ stage, poolFile: { file: path, ...(facts.insertion as Omit<PoolFile, 'file'>) } }]
      : [],
  );
  const production = found.filter((one) => one.stage !== 'development');
  return (production.length > 0 ? production : found).map((one) => one.poolFile);
}

function triggererOf(deciding: readonly Deployment[]): Project['triggerer'] {
  if (deciding.some((one) => one.triggerer?.on)) return 'present';
  return deciding.length > 0 && deciding.every((one) => one.triggerer) ? 'absent' : 'unknown';
}

function ignoreSyntaxOf(
  settings: Readonly<Record<string, Setting>>,
  disagreements: Readonly<Record<string, unknown>>,
  version: string | undefined,
): Project['ignoreSyntax'] {
  const key = 'core.dag_ignore_file_syntax';
  const set = settings[key]?.value.trim();
  if (set === 'glob' || set === 'regexp') return set;
  if (set || disagreements[key] || version === undefined) return 'unknown';
  return Number(version.split('.')[0]) >= 3 ? 'glob' : 'regexp';
}

function readIgnoreFiles(
  texts: readonly DeploymentFile[],
  syntax: Project['ignoreSyntax'],
): { readonly ignoreFiles: readonly IgnoreFile[]; readonly ignoreProblems: readonly LinkProblem[] } {
  const ignoreFiles: IgnoreFile[] = [];
  const ignoreProblems: LinkProblem[] = [];
  for (const { path, text } of texts) {
    if (kindOf(path) !== 'ignore') continue;
    const { patterns, problem } = readIgnoreFile(text, syntax === 'unknown' ? 'glob' : syntax);
    ignoreFiles.push({ file: path, patterns });
    ignoreProblems.push(...problemOf(path, problem));
  }
  return { ignoreFiles, ignoreProblems };
}
