/** The Python files of one project, read from disk as far as somebody needs them, and linked. */
import path from 'node:path';
import type { Importer } from '../model/build/machine.ts';
import { extract } from '../model/extract.ts';
import type { FileFacts } from '../model/facts.ts';
import { newImporter } from '../project/importer.ts';
import { linkModules, type ModuleGraph, updateModules } from '../project/module-graph.ts';
import { discoverySettings, type ProjectModules, rootSettings, unreadBehind } from '../project/modules.ts';
import type { Project } from '../project/project.ts';
import { type ModuleSummary, summarize } from '../project/summaries.ts';
import type { Parser } from '../syntax/parser.ts';
import { readSource } from './read.ts';
import { openTrees } from './trees.ts';

export interface ModuleFiles {
  /** The project once these files, and all that they import, are read. The same object as long as nothing has changed. */
  with(paths: Iterable<string>): Promise<ProjectModules>;
  /** The same for one file whose facts are at hand, and are those of the disk. */
  behind(file: FileFacts): Promise<ProjectModules>;
  /** Facts of a file that was read with this text, given once; undefined when they were not kept. */
  take(path: string, text: string): FileFacts | undefined;
  /** The project once all of its Python files are read. */
  all(): Promise<ProjectModules>;
  /** Finds what files of the project import from it, as it lies on disk when they are looked at first. */
  importer(): Promise<Importer>;
  /** These files are not what they were: changed, new or gone. */
  changed(paths: Iterable<string>): void;
}

export interface ModuleFilesOptions {
  /** Absolute. */
  readonly root: string;
  /** Python files of the project, relative to the root, with `/`. */
  readonly files: readonly string[];
  readonly project: Project;
  /** Rejects when none can be loaded: then nothing is known of any file. */
  readonly parser: () => Promise<Parser>;
  /** Keep the facts of files that mention Airflow until somebody takes them: whoever checks all files needs them twice. */
  readonly keepsFacts?: boolean;
  /** The text of a file by its absolute path; undefined when it cannot be read. */
  readonly readText?: (absolute: string) => Promise<string | undefined>;
}

/** Nothing is read before it is asked for. */
export function openModules(options: ModuleFilesOptions): ModuleFiles {
  const { root, files, project, parser } = options;
  const readText = options.readText ?? textOf;
  let modules: ProjectModules | undefined;
  /** Files that could not be read: they are not tried again until they change. */
  const failed = new Set<string>();
  const stale = new Set<string>();
  const kept = new Map<string, FileFacts>();
  /** Summaries that others have made. */
  const given = new Map<string, ModuleSummary>();
  const trees = openTrees(root);
  let queue: Promise<unknown> = Promise.resolve();

  const graphNow = (): ModuleGraph => modules?.graph ?? linkModules([], rootSettings(project), files);
  const use = (graph: ModuleGraph): ProjectModules => {
    if (modules?.graph === graph) return modules;
    const isSameIndex = modules?.graph.index === graph.index;
    const discovery = isSameIndex ? modules?.discovery : undefined;
    modules = { graph, discovery: discovery ?? discoverySettings(project, graph.index) };
    return modules;
  };
  const summaryOf = async (relative: string, loaded: Parser): Promise<ModuleSummary | undefined> => {
    const text = await readText(path.resolve(root, relative));
    if (text === undefined) return undefined;
    const facts = extract(relative, loaded.parse(text));
    if (options.keepsFacts && /airflow/i.test(text)) kept.set(relative, facts);
    return summarize(facts);
  };
  /** Reads file after file, so that whoever shares the thread has its turn. */
  const readFiles = async (paths: readonly string[], loaded: Parser): Promise<ModuleSummary[]> => {
    const found: ModuleSummary[] = [];
    for (const relative of paths) {
      try {
        const summary = await summaryOf(relative, loaded);
        if (summary) found.push(summary);
        else failed.add(relative);
      } catch {
        failed.add(relative);
      }
      await nextTurn();
    }
    return found;
  };
  const refresh = async (graph: ModuleGraph, loaded: Parser): Promise<ModuleGraph> => {
    if (stale.size + given.size === 0) return graph;
    const summaries = [...given.values()];
    given.clear();
    const paths = [...stale].filter((path) => !summaries.some((one) => one.path === path));
    stale.clear();
    for (const one of paths) failed.delete(one);
    summaries.push(...(await readFiles(paths, loaded)));
    const there = new Set(summaries.map((one) => one.path));
    return updateModules(graph, { summaries, removed: paths.filter((one) => !there.has(one)) });
  };
  const readUntilWhole = async (start: (graph: ModuleGraph) => Iterable<string>): Promise<ProjectModules> => {
    const loaded = await parser().catch(() => undefined);
    if (!loaded) return use(graphNow());
    let graph = await refresh(graphNow(), loaded);
    for (;;) {
      const missing = [...unreadBehind(graph, start(graph))].filter((one) => !failed.has(one));
      if (missing.length === 0) return use(graph);
      graph = updateModules(graph, { summaries: await readFiles(missing, loaded) });
    }
  };
  const inTurn = (start: (graph: ModuleGraph) => Iterable<string>): Promise<ProjectModules> => {
    const next = queue.then(() => readUntilWhole(start));
    queue = next.catch(() => undefined);
    return next;
  };

  return {
    with(paths) {
      const wanted = [...paths];
      return inTurn(() => wanted);
    },
    async behind(file) {
      given.set(file.path, summarize(file));
      return inTurn(() => [file.path]);
    },
    take(path, text) {
      const facts = kept.get(path);
      kept.delete(path);
      return facts?.text === text ? facts : undefined;
    },
    all: () => inTurn((graph) => graph.index.files),
    async importer() {
      const loaded = await parser();
      const { index, settings } = graphNow();
      return newImporter(index, settings, (relative) => trees.of(relative, loaded));
    },
    changed(paths) {
      const gone = [...paths];
      trees.changed(gone);
      for (const one of gone) stale.add(one);
    },
  };
}

async function textOf(absolute: string): Promise<string | undefined> {
  const source = await readSource(absolute);
  return source.kind === 'text' ? source.text : undefined;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
