/** `dagperf rule`: what a rule is about. */
import { nearest } from '../engine/settings.ts';
import { type RegisteredRule, rules, ruleUrl } from '../rules/registry.ts';
import type { ExitCode } from './main.ts';
import { colours } from './terminal.ts';

export interface RuleArguments {
  readonly all?: boolean;
  readonly format: 'text' | 'json';
}

export function runRule(id: string | undefined, { all, format }: RuleArguments): ExitCode {
  const ids = rules.map((one) => one.id);
  if (!all && id === undefined) {
    process.stderr.write(`dagperf: name a rule, or ask for --all; the rules are: ${ids.join(', ')}\n`);
    return 2;
  }
  const chosen = all ? rules : rules.filter((one) => one.id === id);
  if (chosen.length === 0) {
    process.stderr.write(`dagperf: unknown rule "${id}"${nearest(id as string, ids)}\n`);
    return 2;
  }
  const text =
    format === 'json' ? `${JSON.stringify(chosen.map(asJson), null, 2)}\n` : chosen.map(asText).join('\n');
  process.stdout.write(text);
  return 0;
}

function asJson({ id, category, rule }: RegisteredRule) {
  const { severity, summary, why, fixes, since, optIn, options, example } = rule;
  return {
    id,
    category,
    severity,
    summary,
    why,
    fixes: fixes ?? [],
    ...(since ? { airflow: since } : {}),
    recommended: !optIn,
    options: options ?? {},
    example,
    url: ruleUrl(id),
  };
}

function asText({ id, category, rule }: RegisteredRule): string {
  const { bold, dim } = colours(process.stdout);
  const fixes = rule.fixes?.length ? `offers ${rule.fixes.join(' and ')} fixes` : 'offers no fix';
  const options = Object.entries(rule.options ?? {}).map(
    ([name, option]) => `  ${name} = ${JSON.stringify(option.default)}  ${dim(option.description)}`,
  );
  return [
    bold(id),
    rule.summary,
    dim(`${category}, ${rule.severity}, ${fixes}`),
    '',
    rule.why,
    '',
    ...(options.length > 0 ? [bold('Options'), ...options, ''] : []),
    bold('Reported'),
    indented(rule.example.bad),
    bold('Not reported'),
    indented(rule.example.good),
    ruleUrl(id),
    '',
  ].join('\n');
}

function indented(code: string): string {
  return code.replace(/^(?=.)/gm, '    ');
}
