/** Everything that is generated from the rules, as texts by path. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { explainedEngineRules } from '../../server/src/engine/engine-rules.ts';
import { withDemoSummary } from './demo.ts';
import { enginePage } from './engine-pages.ts';
import { showExample } from './example.ts';
import { findRuleFiles, loadRules, pathOfRule } from './rule-files.ts';
import { rulesIndex, withRuleTable } from './rule-lists.ts';
import { pagesFolder, rulePage } from './rule-page.ts';
import { schemaPath, schemaText } from './schema.ts';

/** Path relative to the repository → text; undefined: the file is not to exist. */
export type Outputs = ReadonlyMap<string, string | undefined>;

/**
 * What `npm run generate` writes beside the list of rules, which has to be right already: the engine is loaded through it.
 * Throws when a rule cannot be loaded or its example is not reported once.
 */
export async function outputsOfRules(root: string): Promise<Outputs> {
  const rules = await loadRules(root, findRuleFiles(root));
  const outputs = new Map<string, string | undefined>();
  for (const file of readdirSync(path.join(root, pagesFolder))) {
    if (file.endsWith('.md')) outputs.set(`${pagesFolder}/${file}`, undefined);
  }
  for (const registered of rules) {
    const siblings = rules.filter((one) => one.category === registered.category);
    const shown = await showExample(registered, rules);
    const page = rulePage(registered, { source: pathOfRule(registered), shown, siblings });
    outputs.set(`${pagesFolder}/${registered.id}.md`, page);
  }
  for (const explained of explainedEngineRules) {
    const page = enginePage(explained, await showExample(explained, rules));
    outputs.set(`${pagesFolder}/${explained.id}.md`, page);
  }
  outputs.set(`${pagesFolder}/README.md`, rulesIndex(rules));
  outputs.set(schemaPath, schemaText(rules));
  const readme = path.join(root, 'README.md');
  if (existsSync(readme)) {
    const text = withRuleTable(readFileSync(readme, 'utf8'), rules);
    outputs.set('README.md', await withDemoSummary(text, root));
  }
  return outputs;
}
