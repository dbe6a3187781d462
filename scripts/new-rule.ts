/**
 * Starts a rule: npm run new-rule -- <category>/<rule-id>
 * Writes the rule and its specification, both working, and runs the generator. Changes no file that is written by hand.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { explainedEngineRules } from '../server/src/engine/engine-rules.ts';
import { categories } from './generate/categories.ts';
import { findRuleFiles, pathOfRule, type RuleFile } from './generate/rule-files.ts';
import { nameProblem } from './new-rule/names.ts';
import { ruleSkeleton, specificationSkeleton } from './new-rule/skeleton.ts';

const root = path.join(__dirname, '..');

/** Why no rule can be started under these names; undefined when one can. */
function problemOf({ category, id }: RuleFile): string | undefined {
  if (!categories.some((one) => one.id === category)) {
    return `there is no category "${category}"; there are ${categories.map((one) => one.id).join(', ')}`;
  }
  const name = nameProblem(id);
  if (name) return name;
  const taken = findRuleFiles(root).find((one) => one.id === id);
  if (taken) return `there is a rule ${id} already: ${pathOfRule(taken)}`;
  if (explainedEngineRules.some((one) => one.id === id)) return `${id} is a finding of the engine itself`;
  if (existsSync(path.join(root, specificationOf(id)))) return `${specificationOf(id)} exists already`;
  return undefined;
}

function specificationOf(id: string): string {
  return `test/rules/${id}.md`;
}

function main(given: readonly string[]): number {
  const [, category = '', id = ''] = /^([^/]+)\/([^/]+)$/.exec(given[0] ?? '') ?? [];
  if (given.length !== 1 || id === '') {
    console.error('usage: npm run new-rule -- <category>/<rule-id>');
    return 2;
  }
  const rule = { category, id };
  const problem = problemOf(rule);
  if (problem) {
    console.error(problem);
    return 2;
  }
  create(pathOfRule(rule), ruleSkeleton());
  create(specificationOf(id), specificationSkeleton(id));
  const generated = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/generate.ts'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (generated.status !== 0) return 2;
  console.log(nextSteps(rule));
  return 0;
}

function create(file: string, text: string): void {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text, { flag: 'wx' });
  console.log(`wrote ${file}`);
}

function nextSteps(rule: RuleFile): string {
  return `
The rule works, and reports a high priority_weight until you replace it:
1. Say in ${specificationOf(rule.id)} what is reported and what is not.
2. Write ${pathOfRule(rule)}; the facts it can ask for are in server/src/model/facts.ts.
3. Run its cases: npx mocha --grep ${rule.id}
4. Make its page: npm run generate
CONTRIBUTING.md, "Add a rule", has the rest.`;
}

process.exitCode = main(process.argv.slice(2));
