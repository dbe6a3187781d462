/** Pages of the findings that the engine itself makes: about ignore comments, not about DAGs. */
import type { engineRules } from '../../server/src/rules/registry.ts';

type EngineId = (typeof engineRules)[number];

export interface EngineRule {
  readonly id: EngineId;
  readonly summary: string;
  readonly severity: string;
  readonly fix: string;
  readonly page: string;
}

const texts: Readonly<Record<EngineId, Omit<EngineRule, 'id'>>> = {
  'unused-ignore': {
    summary: 'An ignore comment ignores nothing',
    severity: 'warning',
    fix: 'safe',
    page: `<!-- Made by \`npm run generate\` from scripts/generate/engine-pages.ts. Do not edit. -->
# unused-ignore

An ignore comment ignores nothing.

| | |
| --- | --- |
| Category | [ignore comments](README.md#ignore-comments) |
| Who pays | whoever reads the file next |
| Severity | warning |
| Airflow | every version |
| Fix | safe |
| On by default | yes |

## Why

An ignore comment that no longer has anything to ignore hides the next problem of the same kind on its line. Reported are

- a rule that finds nothing on the line, or, for \`ignore-file\`, in the file: the fix removes it;
- a name that is no rule of dagperf: the fix puts the nearest rule in its place, where one is near enough;
- a comment that names no rule, and \`ignore-file\` anywhere but at top level: neither has any effect.

**Not reported**: ignores of rules that are switched off or that do not hold for the target version, since they may be
needed elsewhere, and everything in a file with a syntax error.

## Example

\`\`\`python
from airflow.sdk import DAG

with DAG("orders", schedule="@daily"):  # dagperf: ignore[unbounded-retries]
    pass
\`\`\`

dagperf reports line 3:

> warning: Nothing to ignore here: \`unbounded-retries\` finds nothing on this line

It reports nothing here:

\`\`\`python
from airflow.sdk import DAG

with DAG("orders", schedule="@daily"):
    pass
\`\`\`

## Fix

For the example above dagperf offers:

- Remove the unused ignore (safe)

Only the name that ignores nothing is removed from a comment with several; the last one takes the comment with it.

## When to ignore it

To keep a comment that is needed on one machine only, set \`unused-ignore = "off"\` under \`[rules]\` in \`dagperf.toml\`.

## Related rules

All rules: [the list](README.md).
`,
  },
};

/** One page for each of `engineRules`, which is imported as a type only: the list of rules may be stale here. */
export const enginePages: readonly EngineRule[] = (Object.keys(texts) as EngineId[]).map((id) => ({
  id,
  ...texts[id],
}));
