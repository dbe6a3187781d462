/** `dagperf rule`: what a rule is about. */
import { type ExplainedRule, explainedEngineRules } from '../engine/engine-rules.ts';
import { nearest } from '../engine/settings.ts';
import { rules, ruleUrl } from '../rules/registry.ts';
import type { VersionRange } from '../rules/rule.ts';
import type { ExitCode } from './exit-code.ts';
import { colours } from './terminal.ts';

export interface RuleArguments {
  readonly all?: boolean;
  readonly format: 'text' | 'json';
}

/** Prints one rule or all; an unknown id is a message with the nearest one, and 2. */
export function runRule(id: string | undefined, { all, format }: RuleArguments): ExitCode {
  const known: ExplainedRule[] = [...rules, ...explainedEngineRules].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = known.map((one) => one.id);
  if (!all && id === undefined) {
    process.stderr.write(`dagperf: name a rule, or ask for --all; the rules are: ${ids.join(', ')}\n`);
    return 2;
  }
  if (all && id !== undefined) {
    process.stderr.write('dagperf: name a rule or ask for --all, not both\n');
    return 2;
  }
  const chosen = all ? known : known.filter((one) => one.id === id);
  if (chosen.length === 0) {
    process.stderr.write(`dagperf: unknown rule "${id}"${nearest(id as string, ids)}\n`);
    return 2;
  }
  const text =
    format === 'json' ? `${JSON.stringify(chosen.map(asJson), null, 2)}\n` : chosen.map(asText).join('\n');
  process.stdout.write(text);
  return 0;
}

function asJson({ id, category, rule }: ExplainedRule) {
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

function asText({ id, category, rule }: ExplainedRule): string {
  const { bold, dim } = colours(process.stdout);
  const fixes = rule.fixes?.length ? `offers ${rule.fixes.join(' and ')} fixes` : 'offers no fix';
  const options = Object.entries(rule.options ?? {}).map(
    ([name, option]) => `  ${name} = ${JSON.stringify(option.default)}  ${dim(option.description)}`,
  );
  const facts = [
    category,
    rule.severity,
    versions(rule.since),
    fixes,
    ...(rule.optIn ? ['off by default'] : []),
  ];
  const { module } = rule.example;
  return [
    bold(id),
    rule.summary,
    dim(facts.join(', ')),
    '',
    rule.why,
    '',
    ...(options.length > 0 ? [bold('Options'), ...options, ''] : []),
    ...(module ? [bold(`With ${module.path}`), indented(module.text)] : []),
    bold('Reported'),
    indented(rule.example.bad),
    bold('Not reported'),
    indented(rule.example.good),
    ruleUrl(id),
    '',
  ].join('\n');
}

function versions({ from, before }: VersionRange = {}): string {
  if (!from && !before) return 'every Airflow version';
  return ['Airflow', ...(from ? [`from ${from}`] : []), ...(before ? [`before ${before}`] : [])].join(' ');
}

function indented(code: string): string {
  return code.replace(/^(?=.)/gm, '    ');
}
