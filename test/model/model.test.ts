/** Runs test/model/*.md: Python, and the facts that the model finds in it. `UPDATE=1` rewrites the facts; then read the diff. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { interpret } from '../../server/src/model/build/interpret.ts';
import { extract } from '../../server/src/model/extract.ts';
import { linkProject } from '../../server/src/project/link.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import { filesBelow, root } from '../corpus.ts';
import { printFacts } from './print.ts';
import { printBuilt } from './print-built.ts';

const pair = /^```py\n(.*?)^```\n(?:^```facts\n(.*?)^```\n)?/gms;

const { project } = linkProject({ files: [], target: '3.1' });

describe('model', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  for (const page of filesBelow('test/model', '.md')) {
    const file = path.join(root, page);
    const topic = path.basename(page, '.md');
    const printed = (code: string) => {
      const tree = parser.parse(code);
      const facts = extract('dags/case.py', tree);
      const built = () => interpret('dags/case.py', tree, () => undefined, project.target?.version);
      return printFacts(topic, facts) ?? printBuilt(facts, built(), project, () => '');
    };
    const markdown = readFileSync(file, 'utf8');

    describe(topic, () => {
      for (const section of markdown.split(/^## /m).slice(1)) {
        it(section.slice(0, section.indexOf('\n')), () => {
          const blocks = [...section.matchAll(pair)];
          assert.ok(blocks.length > 0, 'a section has Python and facts');
          if (process.env.UPDATE) return;
          for (const [, code, facts] of blocks) assert.equal(printed(code as string), facts);
        });
      }

      after(() => {
        if (!process.env.UPDATE) return;
        const rewritten = markdown.replace(
          pair,
          (_, code: string) => `\`\`\`py\n${code}\`\`\`\n\`\`\`facts\n${printed(code)}\`\`\`\n`,
        );
        writeFileSync(file, rewritten);
      });
    });
  }
});
