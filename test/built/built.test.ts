/** Runs test/built/*.md: small trees of Python files, and what the first of them builds. */
import { interpret } from '../../server/src/model/build/interpret.ts';
import { extract } from '../../server/src/model/extract.ts';
import { newImporter } from '../../server/src/project/importer.ts';
import { linkProject } from '../../server/src/project/link.ts';
import { indexModules } from '../../server/src/project/module-index.ts';
import { defaultRoots } from '../../server/src/project/roots.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';
import { filesOf, testPages } from '../fact-pages.ts';
import { printBuilt } from '../model/print-built.ts';

describe('built from several files', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  const printed = (section: string): string => {
    const trees = new Map<string, Tree>();
    for (const [name, text] of filesOf(section)) trees.set(name, parser.parse(text));
    const first = [...trees.keys()][0] as string;
    const importer = newImporter(indexModules(trees.keys()), defaultRoots, (name) => trees.get(name));
    const tree = trees.get(first) as Tree;
    const version = /Airflow (\d\.\d+)/.exec(section)?.[1] ?? '3.1';
    const project = linkProject({ files: [], target: version }).project;
    const built = interpret(first, tree, importer, version);
    return printBuilt(extract(first, tree), built, project, (name) => trees.get(name)?.text ?? '');
  };

  testPages('test/built', printed);
});
