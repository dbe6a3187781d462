/**
 * Runs test/project/*.md: small trees of Python files, and the facts of the project. `UPDATE=1` rewrites the facts; then
 * read the diff, every line of it.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extract } from '../../server/src/model/extract.ts';
import { printProjectReport, projectReport } from '../../server/src/project/describe.ts';
import { defaultDiscovery } from '../../server/src/project/discovery.ts';
import { linkModules } from '../../server/src/project/module-graph.ts';
import { defaultRoots } from '../../server/src/project/roots.ts';
import { summarize } from '../../server/src/project/summaries.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import { filesBelow, root } from '../corpus.ts';

const file = /^`([^`\n]+)`\n```py\n(.*?)^```$/gms;
const facts = /^```facts\n(.*?)^```$/ms;

describe('project', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  /** `PYTHONPATH=…` and "Airflow 2.11" in a section's prose are the settings of its deployment. */
  const printed = (section: string): string => {
    const texts = new Map(
      [...section.matchAll(file)].map((match) => [match[1] as string, match[2] as string]),
    );
    assert.ok(texts.size > 0, 'a section has files');
    const pythonPath = /PYTHONPATH=([^\s`]+)/.exec(section)?.[1]?.split(':') ?? [];
    const version = /Airflow (\d\.\d+)/.exec(section)?.[1];
    const summaries = [...texts].map(([name, text]) => summarize(extract(name, parser.parse(text))));
    const graph = linkModules(summaries, { ...defaultRoots, pythonPath });
    const discovery = { ...defaultDiscovery, ...(version ? { version } : {}) };
    return printProjectReport(projectReport({ graph, discovery }, (name) => texts.get(name)));
  };

  for (const page of filesBelow('test/project', '.md')) {
    const source = path.join(root, page);
    const [head = '', ...sections] = readFileSync(source, 'utf8').split(/^(?=## )/m);
    describe(path.basename(page, '.md'), () => {
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
    });
  }
});
