/**
 * Runs test/built/*.md: small trees of Python files, and what the first of them builds. `UPDATE=1` rewrites the facts;
 * then read the diff, every line of it.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { interpret } from '../../server/src/model/build/interpret.ts';
import { newImporter } from '../../server/src/project/importer.ts';
import { indexModules } from '../../server/src/project/module-index.ts';
import { defaultRoots } from '../../server/src/project/roots.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';
import { filesBelow, root } from '../corpus.ts';
import { printBuilt } from '../model/print-built.ts';

const file = /^`([^`\n]+)`\n```py\n(.*?)^```$/gms;
const facts = /^```facts\n(.*?)^```$/ms;

describe('built from several files', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  const printed = (section: string): string => {
    const trees = new Map<string, Tree>(
      [...section.matchAll(file)].map((match) => [match[1] as string, parser.parse(match[2] as string)]),
    );
    const [first] = trees.keys();
    assert.ok(first, 'a section has files');
    const importer = newImporter(indexModules(trees.keys()), defaultRoots, (name) => trees.get(name));
    const tree = trees.get(first) as Tree;
    const version = /Airflow (\d\.\d+)/.exec(section)?.[1];
    return printBuilt(
      interpret(first, tree, importer, version),
      (name) => trees.get(name)?.text ?? '',
      first,
    );
  };

  for (const page of filesBelow('test/built', '.md')) {
    const source = path.join(root, page);
    const [head = '', ...sections] = readFileSync(source, 'utf8').split(/^(?=## )/m);
    for (const section of sections) {
      it(section.slice(3, section.indexOf('\n')), () => {
        if (process.env.UPDATE) return;
        assert.equal(printed(section), facts.exec(section)?.[1]);
      });
    }

    after(() => {
      if (!process.env.UPDATE) return;
      const rewritten = sections.map((section) => {
        const block = () => `\`\`\`facts\n${printed(section)}\`\`\``;
        return facts.test(section) ? section.replace(facts, block) : `${section.trimEnd()}\n${block()}\n\n`;
      });
      writeFileSync(source, `${(head + rewritten.join('')).trimEnd()}\n`);
    });
  }
});
