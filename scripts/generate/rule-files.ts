/** The rules as the folders have them, read without the generated list. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RegisteredRule } from '../../server/src/rules/registry.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { categories } from './categories.ts';

export const rulesFolder = 'server/src/rules';

/** One file in a category folder; its name is the id of the rule. */
export interface RuleFile {
  readonly id: string;
  readonly category: string;
}

/** Path of a rule's file relative to the repository. */
export function pathOfRule({ id, category }: RuleFile): string {
  return `${rulesFolder}/${category}/${id}.ts`;
}

/** Every rule file below `root`, by category and then by id. Throws on a folder that is no category, and on an id that two folders have. */
export function findRuleFiles(root: string): RuleFile[] {
  const folders = readdirSync(path.join(root, rulesFolder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const files = folders.sort().flatMap((category) => {
    const names = readdirSync(path.join(root, rulesFolder, category)).filter((name) => name.endsWith('.ts'));
    if (names.length > 0 && !categories.some((one) => one.id === category)) {
      throw new Error(
        `${rulesFolder}/${category} is no category: describe it in scripts/generate/categories.ts`,
      );
    }
    return names.sort().map((name) => ({ id: name.slice(0, -'.ts'.length), category }));
  });
  for (const [index, file] of files.entries()) {
    const other = files.slice(0, index).find((one) => one.id === file.id);
    if (other) throw new Error(`${pathOfRule(other)} and ${pathOfRule(file)} have the same rule id`);
  }
  return files;
}

/** The rules of these files. Throws when a file is no rule: shared code belongs beside `rule.ts`, not in a category. */
export async function loadRules(root: string, files: readonly RuleFile[]): Promise<RegisteredRule[]> {
  const loaded: RegisteredRule[] = [];
  for (const file of files) {
    const { default: rule } = await import(pathToFileURL(path.join(root, pathOfRule(file))).href);
    if (!isRule(rule)) {
      throw new Error(
        `${pathOfRule(file)} exports no rule as default; code that rules share belongs into ${rulesFolder}`,
      );
    }
    loaded.push({ ...file, rule });
  }
  return loaded;
}

function isRule(value: unknown): value is Rule {
  if (typeof value !== 'object' || value === null || !('example' in value)) return false;
  return 'check' in value || 'checkConfiguration' in value || 'checkProject' in value;
}
