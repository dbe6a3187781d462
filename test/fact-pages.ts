/**
 * Pages of sections, each with files and the facts that are found in them. `UPDATE=1` rewrites the facts; then read the
 * diff, every line of it.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, root } from './corpus.ts';

const file = /^`([^`\n]+)`\n```py\n(.*?)^```$/gms;
const facts = /^```facts\n(.*?)^```$/ms;

/** The files of a section by name, in the order in which they stand. */
export function filesOf(section: string): Map<string, string> {
  const texts = new Map([...section.matchAll(file)].map((match) => [match[1] as string, match[2] as string]));
  assert.ok(texts.size > 0, 'a section has files');
  return texts;
}

/** A test for each section of the pages in a folder: `printed` says what is found in it. */
export function testPages(folder: string, printed: (section: string) => string): void {
  for (const page of filesBelow(folder, '.md')) {
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
}
