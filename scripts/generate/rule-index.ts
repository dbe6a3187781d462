/** The list of rules that the bundles are built from. */
import { type RuleFile, rulesFolder } from './rule-files.ts';

export const indexPath = `${rulesFolder}/index.generated.ts`;

/** Text of the list, with static imports so that esbuild bundles every rule. */
export function ruleIndex(files: readonly RuleFile[]): string {
  const imports = files.map(
    ({ id, category }, index) => `import rule${index} from './${category}/${id}.ts';\n`,
  );
  const entries = files.map(
    ({ id, category }, index) => `  { id: '${id}', category: '${category}', rule: rule${index} },\n`,
  );
  return `// Made by \`npm run generate\` from the folders beside this file. Do not edit.
${imports.join('')}import type { RegisteredRule } from './registry.ts';

export const rules: readonly RegisteredRule[] = [
${entries.join('')}];
`;
}
