/** Lists of all rules: the index of the pages, and the table of the README. */
import { type ExplainedRule, explainedEngineRules } from '../../server/src/engine/engine-rules.ts';
import type { RegisteredRule } from '../../server/src/rules/registry.ts';
import { type Category, categories, engineCategory } from './categories.ts';
import { fixes, versions } from './rule-page.ts';

/** Text of `docs/rules/README.md`: the rules by category, with who pays. */
export function rulesIndex(rules: readonly RegisteredRule[]): string {
  const sections = categories
    .map((category) => ({ category, members: rules.filter((one) => one.category === category.id) }))
    .filter(({ members }) => members.length > 0)
    .map(({ category, members }) => categorySection(category, members));
  return `<!-- Made by \`npm run generate\`. Do not edit. -->
# Rules

${[...sections, categorySection(engineCategory, explainedEngineRules)].join('\n')}`;
}

function categorySection({ id, about, payer }: Category, members: readonly ExplainedRule[]): string {
  const rows = members.map((one) => {
    const { rule } = one;
    const severity = rule.optIn ? `${rule.severity}, off by default` : rule.severity;
    const airflow = rule.since ? versions(rule.since) : 'all';
    return `| [${one.id}](${one.id}.md) | ${rule.summary} | ${severity} | ${fixes(rule.fixes)} | ${airflow} |\n`;
  });
  return `## ${id}

${about}. Who pays: ${payer}.

| rule | what it finds | severity | fix | Airflow |
| --- | --- | --- | --- | --- |
${rows.join('')}`;
}

const start = '<!-- rules -->';
const end = '<!-- /rules -->';

/** `readme` with the table between its markers made anew; unchanged when it has no markers. Throws when one is missing. */
export function withRuleTable(readme: string, rules: readonly RegisteredRule[]): string {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from < 0 && to < 0) return readme;
  if (from < 0 || to < from)
    throw new Error(`README.md: the table of rules stands between ${start} and ${end}`);
  const order = categories.map((one) => one.id);
  const rows = [...rules]
    .sort((a, b) => order.indexOf(a.category) - order.indexOf(b.category))
    .map(({ id, category, rule }) => {
      const marks = [fixes(rule.fixes), ...(rule.optIn ? ['off by default'] : [])].join(', ');
      return `| [\`${id}\`](docs/rules/${id}.md) | ${category} | ${rule.summary} | ${marks} |\n`;
    });
  const table = `| rule | category | what it finds | fix |\n| --- | --- | --- | --- |\n${rows.join('')}`;
  return `${readme.slice(0, from)}${start}\n${table}${readme.slice(to)}`;
}
