/** dagperf's configuration as a JSON schema: completion and checks while dagperf.toml is written. */
import { airflowVersions } from '../catalogue/catalogue.ts';
import { engineRules, type RegisteredRule, rules as registered, ruleUrl } from '../rules/registry.ts';
import type { OptionValue } from '../rules/rule.ts';
import { ruleSets, severities } from './settings.ts';

/** The schema (draft 7) of `dagperf.toml` and of the table `[tool.dagperf]`, in plain data. */
export function configurationSchema(rules: readonly RegisteredRule[] = registered): object {
  const ids = [...rules.map((one) => one.id), ...engineRules].sort();
  const names = (known: readonly string[]) => ({
    type: 'array',
    items: { type: 'string', enum: known },
    uniqueItems: true,
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'dagperf',
    description: 'Configuration of dagperf: dagperf.toml, or [tool.dagperf] in pyproject.toml',
    type: 'object',
    additionalProperties: false,
    properties: {
      'airflow-version': {
        type: 'string',
        pattern: `^(${airflowVersions.map((one) => one.replace('.', '\\.')).join('|')})(\\.\\d+)?$`,
        description: `Target version of Airflow, from ${airflowVersions[0]} to ${airflowVersions.at(-1)}; detected when absent`,
      },
      select: {
        ...names([...ruleSets, ...ids]),
        default: ['recommended'],
        description: 'Sets of rules and rules that run',
      },
      ignore: { ...names(ids), default: [], description: 'Rules that do not run' },
      exclude: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Files to leave out, in the patterns of .gitignore, relative to this file',
      },
      'heavy-modules': {
        type: 'object',
        additionalProperties: {
          anyOf: [{ type: 'number', minimum: 0 }, { $ref: '#/properties/heavy-modules' }],
        },
        description: 'What importing a module costs here: module = milliseconds',
      },
      rules: {
        type: 'object',
        additionalProperties: false,
        description: 'Severity and options, rule by rule',
        properties: Object.fromEntries(
          ids.map((id) => [
            id,
            ruleSchema(
              id,
              rules.find((one) => one.id === id),
            ),
          ]),
        ),
      },
    },
  };
}

function ruleSchema(id: string, found: RegisteredRule | undefined): object {
  const severity = {
    type: 'string',
    enum: [...severities, 'off'],
    ...(found ? { default: found.rule.severity } : {}),
    description: 'How grave its findings are; off: it does not run',
  };
  const options = Object.entries(found?.rule.options ?? {}).map(([name, option]) => [
    name,
    { ...typeOf(option.default), default: option.default, description: option.description },
  ]);
  return {
    ...(found ? { description: `${found.rule.summary}. ${ruleUrl(id)}` } : { description: ruleUrl(id) }),
    anyOf: [
      severity,
      {
        type: 'object',
        additionalProperties: false,
        properties: { severity, ...Object.fromEntries(options) },
      },
    ],
  };
}

function typeOf(standard: OptionValue): object {
  if (typeof standard === 'object') return { type: 'array', items: { type: 'string' } };
  return typeof standard === 'number' ? { type: 'number', minimum: 0 } : { type: typeof standard };
}
