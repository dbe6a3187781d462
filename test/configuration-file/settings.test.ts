/** dagperf.toml and [tool.dagperf]: what is read, and what is said about the rest. */
import assert from 'node:assert/strict';
import Ajv from 'ajv';
import { parse } from 'smol-toml';
import { airflowVersions } from '../../server/src/catalogue/catalogue.ts';
import { defaultConfiguration } from '../../server/src/engine/configuration.ts';
import { configurationSchema } from '../../server/src/engine/schema.ts';
import {
  hasConfigurationTable,
  mergeConfiguration,
  parseConfiguration,
  resolveRules,
} from '../../server/src/engine/settings.ts';
import { rules as registered } from '../../server/src/rules/registry.ts';
import type { Rule } from '../../server/src/rules/rule.ts';

const whole = `airflow-version = "2.10.5"
select = ["recommended", "unbounded-retries"]
ignore = ["xcom-returns-dataframe"]
exclude = ["dags/legacy/**"]

[heavy-modules]
"company.models" = 900
company.geo = 1200.5

[rules]
unused-ignore = "off"

[rules.fan-out-without-pool]
severity = "error"
instances = 12
`;

const newest = airflowVersions.at(-1);
const isConfiguration = new Ajv({ allErrors: true }).compile(configurationSchema());

describe('dagperf.toml', () => {
  it('is read whole, at top level and in pyproject.toml alike', () => {
    const expected = {
      airflowVersion: '2.10',
      select: ['recommended', 'unbounded-retries'],
      ignore: ['xcom-returns-dataframe'],
      exclude: ['dags/legacy/**'],
      heavyModules: { 'company.models': 900, 'company.geo': 1200.5 },
      rules: {
        'unused-ignore': { severity: 'off', options: {} },
        'fan-out-without-pool': { severity: 'error', options: { instances: 12 } },
      },
    };
    assert.deepEqual(parseConfiguration(whole, 'dagperf.toml'), { configuration: expected, problems: [] });
    const shared = `[project]\nname = "x"\n\n[tool.dagperf]\n${whole.replace(/^\[(?=rules|heavy)/gm, '[tool.dagperf.')}`;
    assert.deepEqual(parseConfiguration(shared, '/x/pyproject.toml'), {
      configuration: expected,
      problems: [],
    });
  });

  it('is valid by its schema', () => {
    assert.ok(isConfiguration(parse(whole)), JSON.stringify(isConfiguration.errors));
  });

  it('may be empty, and pyproject.toml without the table says nothing', () => {
    const nothing = { configuration: {}, problems: [] };
    assert.deepEqual(parseConfiguration('', 'dagperf.toml'), nothing);
    assert.deepEqual(parseConfiguration('select = 1\n[tool.other]\n', 'pyproject.toml'), nothing);
  });
});

describe('a problem of dagperf.toml', () => {
  const cases: readonly (readonly [text: string, problem: string])[] = [
    ['\nselct = ["all"]', '2:1 selct: unknown key; did you mean "select"?'],
    ['zebra = 1', '1:1 zebra: unknown key'],
    ['select = "all"', '1:1 select: expected a list of strings'],
    ['select = ["all", 1]', '1:1 select: expected a list of strings'],
    [
      'select = [\n  "all",\n  "unbounded-retry",\n]',
      '3:3 select: unknown rule "unbounded-retry"; did you mean "unbounded-retries"?',
    ],
    ['ignore = ["recommended"]', '1:11 ignore: unknown rule "recommended"'],
    ['exclude = "x"', '1:1 exclude: expected a list of strings'],
    ['airflow-version = 2.11', '1:1 airflow-version: expected a version such as "2.11" or "3.1"'],
    ['airflow-version = "new"', '1:1 airflow-version: expected a version such as "2.11" or "3.1"'],
    [
      'select = ["all"]\nairflow-version = "2.5"',
      `2:1 airflow-version: Airflow 2.5 is not supported; expected a version from 2.10 to ${newest}`,
    ],
    [
      'airflow-version = "2.12.1"',
      `1:1 airflow-version: Airflow 2.12.1 is not supported; expected a version from 2.10 to ${newest}`,
    ],
    [
      'airflow-version = "9.0"',
      `1:1 airflow-version: Airflow 9.0 is not supported; expected a version from 2.10 to ${newest}`,
    ],
    ['rules = 1', '1:1 rules: expected a table'],
    ['[rules.unbounded-retry]', '1:1 rules.unbounded-retry: unknown rule; did you mean "unbounded-retries"?'],
    [
      '[rules]\nunbounded-retries = "warn"',
      '2:1 rules.unbounded-retries: expected one of "error", "warning", "info", "hint", "off"',
    ],
    ['[rules]\nunbounded-retries = 3', '2:1 rules.unbounded-retries: expected a severity or a table'],
    [
      '[rules.unused-ignore]\nseverity = "error"\n[rules.unbounded-retries]\nseverity = true',
      '4:1 rules.unbounded-retries.severity: expected one of "error", "warning", "info", "hint", "off"',
    ],
    [
      '[rules.fan-out-without-pool]\ninstance = 1',
      '2:1 rules.fan-out-without-pool.instance: unknown option; did you mean "instances"?',
    ],
    [
      '[rules.fan-out-without-pool]\ninstances = "12"',
      '2:1 rules.fan-out-without-pool.instances: expected a number, 0 or more',
    ],
    [
      '[rules.fan-out-without-pool]\ninstances = nan',
      '2:1 rules.fan-out-without-pool.instances: expected a number, 0 or more',
    ],
    [
      '[rules.fan-out-without-pool]\nconstructor = 1',
      '2:1 rules.fan-out-without-pool.constructor: unknown option',
    ],
    [
      '[rules.fan-out-without-pool]\ninstances = -1',
      '2:1 rules.fan-out-without-pool.instances: expected a number, 0 or more',
    ],
    ['[rules]\n"a.b" = "off"', '2:1 rules.a.b: unknown rule'],
    [
      '[heavy-modules]\nnumpy = 1\n"company.models" = "slow"',
      '3:1 heavy-modules.company.models: expected milliseconds, 0 or more',
    ],
    [
      '[heavy-modules]\ncompany.models = "slow"',
      '2:1 heavy-modules.company.models: expected milliseconds, 0 or more',
    ],
    ['heavy-modules = ["pandas"]', '1:1 heavy-modules: expected a table of module = milliseconds'],
    [
      '[heavy-modules]\nnumpy = 1\npandas = "slow"',
      '3:1 heavy-modules.pandas: expected milliseconds, 0 or more',
    ],
    ['[heavy-modules]\npandas = -1', '2:1 heavy-modules.pandas: expected milliseconds, 0 or more'],
  ];
  for (const [text, expected] of cases) {
    it(`is found in ${JSON.stringify(text)}`, () => {
      const { problems } = parseConfiguration(text, 'dagperf.toml');
      assert.deepEqual(
        problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
        [expected],
      );
      assert.ok(text.includes('nan') || !isConfiguration(parse(text)), 'the schema takes it');
    });
  }

  it('leaves the rest as it is', () => {
    const { configuration, problems } = parseConfiguration(`selct = []\n${whole}`, 'dagperf.toml');
    assert.equal(problems.length, 1);
    assert.deepEqual(configuration, parseConfiguration(whole, 'dagperf.toml').configuration);
  });

  it('is broken TOML, with the place', () => {
    const { configuration, problems } = parseConfiguration('select = ["all"\nx = 1\n', 'dagperf.toml');
    assert.deepEqual(configuration, {});
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? '', /^broken TOML: \S/);
    assert.equal(problems[0]?.line, 2);
  });

  it('stands where the key stands in pyproject.toml, not where another tool has the same', () => {
    const text = '[tool.ruff]\nselect = ["E"]\nignore = 1\n\n[tool.dagperf]\nignore = 1\n';
    const [problem] = parseConfiguration(text, 'pyproject.toml').problems;
    assert.deepEqual(problem, {
      file: 'pyproject.toml',
      message: 'tool.dagperf.ignore: expected a list of strings',
      line: 6,
      column: 1,
    });
  });
});

describe('hasConfigurationTable', () => {
  it('knows every spelling of the table, and broken files that have it', () => {
    for (const text of [
      '[tool.dagperf]',
      '[tool.dagperf.rules.unused-ignore]',
      '[ tool . "dagperf" ]',
      '[tool]\ndagperf = {}',
      'tool.dagperf.select = ["all"]',
      '\ufeff[tool.dagperf]',
      '[tool.dagperf]\nselect = [',
    ])
      assert.ok(hasConfigurationTable(text), text);
    for (const text of ['', '[tool.ruff]', 'name = "dagperf"', '# [tool.dagperf]', '[tool.dagperfect]\nx ='])
      assert.ok(!hasConfigurationTable(text), text);
  });
});

describe('mergeConfiguration', () => {
  it('adds options of a rule one by one, and lets the override win', () => {
    const base = parseConfiguration(whole, 'dagperf.toml').configuration;
    const merged = mergeConfiguration(mergeConfiguration(defaultConfiguration, base), {
      select: ['all'],
      rules: { 'fan-out-without-pool': { severity: 'hint', options: {} } },
      heavyModules: { pandas: 1 },
    });
    assert.deepEqual(merged.select, ['all']);
    assert.deepEqual(merged.ignore, ['xcom-returns-dataframe']);
    assert.deepEqual(merged.rules['fan-out-without-pool'], { severity: 'hint', options: { instances: 12 } });
    assert.deepEqual(merged.heavyModules, { 'company.models': 900, 'company.geo': 1200.5, pandas: 1 });
  });
});

describe('resolveRules', () => {
  const rule: Rule = {
    severity: 'warning',
    summary: 'x',
    why: 'x',
    example: { bad: '', good: '' },
    options: { limit: { default: 3, description: '' }, names: { default: ['a'], description: '' } },
    check: () => [],
  };
  const known = [
    { id: 'usual', category: 'retries', rule },
    { id: 'asked-for', category: 'retries', rule: { ...rule, optIn: true } },
  ];
  const ids = (settings: Partial<typeof defaultConfiguration>) =>
    resolveRules({ ...defaultConfiguration, ...settings }, known).map((one) => one.id);

  it('takes sets and ids, and leaves out what is ignored or off', () => {
    assert.deepEqual(ids({}), ['unused-ignore', 'usual']);
    assert.deepEqual(ids({ select: ['all'] }), ['asked-for', 'unused-ignore', 'usual']);
    assert.deepEqual(ids({ select: ['recommended', 'asked-for'] }), ['asked-for', 'unused-ignore', 'usual']);
    assert.deepEqual(ids({ select: ['usual'] }), ['usual']);
    assert.deepEqual(ids({ select: [] }), []);
    assert.deepEqual(ids({ ignore: ['usual'] }), ['unused-ignore']);
    assert.deepEqual(ids({ rules: { usual: { severity: 'off', options: {} } } }), ['unused-ignore']);
  });

  it('gives defaults with the options that are set over them, and the severity only where it is set', () => {
    const rules = { usual: { severity: 'error' as const, options: { limit: 9 } } };
    const resolved = resolveRules({ ...defaultConfiguration, rules }, known);
    assert.deepEqual(
      resolved.map(({ id, severity, options }) => ({ id, severity, options })),
      [
        { id: 'unused-ignore', severity: undefined, options: {} },
        { id: 'usual', severity: 'error', options: { limit: 9, names: ['a'] } },
      ],
    );
  });

  it('knows every rule of the registry', () => {
    const all = resolveRules({ ...defaultConfiguration, select: ['all'] }).map((one) => one.id);
    assert.deepEqual(all, [...registered.map((one) => one.id), 'unused-ignore'].sort());
  });
});
