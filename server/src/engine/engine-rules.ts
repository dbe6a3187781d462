/** What the engine's own findings are about: they are configured and explained like rules. */
import type { engineRules } from '../rules/registry.ts';
import type { Rule } from '../rules/rule.ts';

export interface ExplainedRule {
  readonly id: string;
  readonly category: string;
  readonly rule: Omit<Rule, 'check'>;
}

const texts: Readonly<Record<(typeof engineRules)[number], Omit<Rule, 'check'>>> = {
  'unused-ignore': {
    severity: 'warning',
    summary: 'An ignore comment ignores nothing',
    why: `An ignore comment that no longer has anything to ignore hides the next problem of the same kind on its line. Reported are

- a rule that finds nothing on the line, or, for \`ignore-file\`, in the file: the fix removes it;
- a name that is no rule of dagperf: the fix puts the nearest rule in its place, where one is near enough;
- a comment that names no rule, and \`ignore-file\` anywhere but at top level: neither has any effect.

Not reported are ignores of rules that are switched off or that do not hold for the target version, since they may be
needed elsewhere, and everything in a file with a syntax error.`,
    fixes: ['safe'],
    example: {
      bad: `from airflow.sdk import DAG

with DAG("orders", schedule="@daily"):  # dagperf: ignore[unbounded-retries]
    pass
`,
      good: `from airflow.sdk import DAG

with DAG("orders", schedule="@daily"):
    pass
`,
    },
  },
};

export const explainedEngineRules: readonly ExplainedRule[] = Object.entries(texts).map(([id, rule]) => ({
  id,
  category: 'ignore comments',
  rule,
}));
