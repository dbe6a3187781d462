/** The engine's own findings, about ignore comments and not about DAGs, as the pages show them. */
import { type ExplainedRule, explainedEngineRules } from '../../server/src/engine/engine-rules.ts';
import type { Shown } from './example.ts';
import { rulePage } from './rule-page.ts';

const source = 'server/src/engine/engine-rules.ts';

/** Text of the page of a finding of the engine. An ignore comment cannot ignore itself: it is switched off as a whole. */
export function enginePage(explained: ExplainedRule, shown: Shown): string {
  const ignore = `In \`dagperf.toml\` it is switched off for the whole project:

\`\`\`toml
[rules]
${explained.id} = "off"
\`\`\``;
  return rulePage(explained, { source, shown, siblings: explainedEngineRules, ignore });
}
