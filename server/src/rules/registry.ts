/** The rules by id, in alphabetical order, as the folder has them. */
import { rules as generated } from './index.generated.ts';
import type { Rule } from './rule.ts';

export interface RegisteredRule {
  readonly id: string;
  /** The folder it lies in: `parse-time`, `retries`… */
  readonly category: string;
  readonly rule: Rule;
}

export const rules: readonly RegisteredRule[] = generated;
/** Findings of the engine itself, configurable like rules. */
export const engineRules = ['unused-ignore'] as const;

/** Address of a rule's page. */
export function ruleUrl(id: string): string {
  return `https://github.com/dagperf/dagperf/blob/main/docs/rules/${id}.md`;
}
