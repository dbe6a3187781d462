/** Whatever a file holds: one message at its place, nothing lost of the others, and an end in sight. */
import assert from 'node:assert/strict';
import type { Kind } from '../../server/src/configuration/kind.ts';
import { readConfiguration } from '../../server/src/configuration/read.ts';
import { linkProject } from '../../server/src/project/link.ts';
import { bound, growth } from '../growth.ts';
import { said } from './said.ts';

const kinds: readonly Kind[] = [
  'airflow-cfg',
  'environment',
  'compose',
  'dockerfile',
  'helm-values',
  'airflow-settings',
  'managed',
  'pools',
  'script',
  'requirements',
  'pyproject',
  'toml-lock',
  'pipfile-lock',
  'pipfile',
];

const message = (kind: Kind, text: string) => readConfiguration(kind, text).problem?.message;
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

describe('broken YAML', () => {
  it('is one message at its place, and what stands before it counts', () => {
    const text =
      'services:\n  airflow:\n    image: apache/airflow:2.10.5\n    command: [scheduler\n    environment: {\n';
    const found = said('compose', text);
    assert.ok(
      found.includes('version 2.10 (apache/airflow:2.10.5) «image: apache/airflow:2.10.5»'),
      found.join('\n'),
    );
    assert.equal(found.filter((line) => line.startsWith('problem')).length, 1);
    assert.match(message('compose', text) ?? '', /^broken YAML: .*[^:]$/);
    assert.match(message('airflow-settings', 'airflow: [\n') ?? '', /^broken YAML/);
    assert.match(message('helm-values', 'executor: "CeleryExecutor\n') ?? '', /^broken YAML/);
  });

  it('of one file loses nothing of the others', () => {
    const { project, problems } = linkProject({
      files: [
        { path: 'compose.yml', text: 'services: [' },
        { path: 'pools.json', text: '{' },
        { path: 'pyproject.toml', text: '[' },
        { path: 'airflow.cfg', text: '[core]\nparallelism = 3\nx\n' },
      ],
    });
    assert.deepEqual(
      problems.map((one) => one.file),
      ['airflow.cfg', 'compose.yml', 'pools.json', 'pyproject.toml'],
    );
    assert.ok(problems.every((one) => one.range !== undefined));
    assert.equal(project.settings['core.parallelism']?.value, '3');
  });
});

describe('YAML that would not end', () => {
  it('stands for too much through its aliases', () => {
    const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${lines(30, (i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]\n`)}services: *a30\n`;
    const merged = `x0: &x0 {A: 1}\n${lines(40, (i) => `x${i + 1}: &x${i + 1}\n  <<: [*x${i}, *x${i}]\n`)}services:\n  a:\n    environment:\n      <<: *x40\n`;
    for (const text of [bomb, merged])
      for (const kind of ['compose', 'helm-values', 'airflow-settings'] as const)
        assert.equal(message(kind, text), 'its aliases stand for more than 1000000 values: not read');
  });

  it('has an anchor without end', () => {
    assert.equal(
      message('compose', `x: &${'a'.repeat(10_000)} y\nservices: {}\n`),
      'an anchor of 10000 characters: not read',
    );
  });

  it('is too large', () => {
    assert.equal(
      message('helm-values', `executor: CeleryExecutor\n${'#'.repeat(10_000_000)}\n`),
      'larger than 1 MB: not read',
    );
  });

  it('is nested without end', () => {
    for (const text of ['['.repeat(20_000), '{a: '.repeat(10_000)])
      assert.equal(message('compose', text), 'broken YAML: nested too deeply');
    for (const text of ['['.repeat(100_000), '{"a":'.repeat(100_000)])
      assert.equal(message('pools', text), 'broken JSON: nested too deeply');
    assert.match(message('pyproject', `a = ${'['.repeat(100_000)}`) ?? '', /^broken TOML/);
  });

  it('refers to itself', () => {
    said('compose', 'services: &a\n  airflow: *a\n  x:\n    <<: *a\n');
    said('compose', 'services:\n  a: { extends: b, image: apache/airflow }\n  b: { extends: a }\n');
    assert.deepEqual(
      said('airflow-cfg', '[core]\na = %(b)s\nb = %(a)s\n').map((line) => line.split(' «')[0]),
      ['file core.a = ?', 'file core.b = ?'],
    );
  });
});

/** Texts that cost a careless reader time in proportion to a power of their length. */
const slow: Readonly<Record<string, readonly [Kind, (size: number) => string]>> = {
  'references to references': [
    'airflow-cfg',
    (n) => `[core]\n${lines(n / 20, (i) => `k${i} = %(k${i + 1})s%(k${i + 1})s\n`)}`,
  ],
  'blanks in airflow.cfg': ['airflow-cfg', (n) => `[core]\na = x${' '.repeat(n)}y\nb${' '.repeat(n)}\n`],
  'percent signs': ['airflow-cfg', (n) => `[core]\na = ${'%'.repeat(n)}\n`],
  'underscores and blanks': [
    'environment',
    (n) => `AIRFLOW__${'_'.repeat(n)}\nAIRFLOW__A__B=${' '.repeat(n)}x\n`,
  ],
  'open braces': ['environment', (n) => `A=${'${'.repeat(n / 2)}`],
  'open defaults': [
    'compose',
    (n) => `services:\n  airflow:\n    environment: [ "AIRFLOW__A__B=${'${a:-'.repeat(n / 5)}" ]\n`,
  ],
  'one anchor many times': [
    'compose',
    (n) =>
      `x: &x {AIRFLOW__A__B: c}\nservices:\n${lines(n / 50, (i) => `  s${i}:\n    image: apache/airflow\n    environment: *x\n`)}`,
  ],
  quotes: ['dockerfile', (n) => `FROM a\nENV ${'A="'.repeat(n / 3)}\n`],
  'doubling variables': [
    'dockerfile',
    (n) => `FROM a\nENV A0=xxxxxxxx\n${lines(n / 20, (i) => `ENV A${i + 1}=\${A${i}}\${A${i}}\n`)}`,
  ],
  'many commands': ['script', (n) => 'airflow pools set '.repeat(n / 18)],
  'open quotes': ['script', (n) => 'airflow pools set a "'.repeat(n / 21)],
  'lines that go on': ['script', (n) => `airflow pools set ${'\\\n'.repeat(n / 2)}`],
  'extras without end': [
    'requirements',
    (n) => `apache-airflow[${'a,'.repeat(n / 2)}\n${'apache-airflow '.repeat(n / 15)}`,
  ],
  'hints without end': [
    'managed',
    (n) => `mwaa ${'core.aaa = '.repeat(n / 11)}\n${'composer-'.repeat(n / 9)}\n${' '.repeat(n)}`,
  ],
};

describe('the time that a reader takes', () => {
  for (const [name, [kind, text]] of Object.entries(slow)) {
    it(`grows with the length of the text: ${name}`, () => {
      const ratio = growth((size) => {
        const input = text(size);
        return () => readConfiguration(kind, input);
      }, 20_000);
      assert.ok(ratio <= bound, `four times the text took ${ratio.toFixed(1)} times as long`);
    }).timeout(60_000);
  }
});

describe('linking', () => {
  const deployments = (count: number) =>
    Array.from({ length: count }, (_, index) => [
      {
        path: `team-${index}/compose.yml`,
        text: 'services:\n  s: { image: "apache/airflow:2.10.5", command: scheduler }\n',
      },
      { path: `team-${index}/config/airflow.cfg`, text: '[core]\nparallelism = 4\n' },
      { path: `libs/${index}/requirements.txt`, text: 'apache-airflow==2.10.5\n' },
    ]).flat();

  it('keeps a thousand deployments apart', () => {
    const { project } = linkProject({ files: deployments(1_000) });
    assert.equal(project.deployments.length, 1_001);
    assert.equal(project.target?.version, '2.10');
  });

  it('takes time that grows with the number of deployments', () => {
    const ratio = growth((count) => {
      const files = deployments(count);
      return () => linkProject({ files });
    }, 250);
    assert.ok(ratio <= bound, `four times the deployments took ${ratio.toFixed(1)} times as long`);
  }).timeout(60_000);
});

describe('every reader', () => {
  const texts: readonly string[] = [
    'x-a: &a\n  image: ${I:-apache/airflow:2.10.5}\nservices:\n  scheduler:\n    <<: *a\n    command: ["airflow", "scheduler"]\n    environment: [ "AIRFLOW__A__B=1" ]\n',
    'executor: CeleryExecutor\nconfig: { core: { parallelism: 1 } }\nenv:\n  - name: AIRFLOW__A__B\n    value: "1"\nworkers: { args: [a], resources: { limits: { memory: 1Gi } } }\n',
    '[core]\na = %(b)s\n  c\n[tool.poetry.dependencies]\napache-airflow = "2.10.5"\n',
    'FROM apache/airflow:2.10.5 AS a\nENV AIRFLOW__A__B="1" \\\n  C=2\nRUN pip install apache-airflow==2.10.5 && airflow pools set "a" 1 \'b\'\n',
    '{"a": {"slots": 1}, "default": {"apache-airflow": {"version": "==2.10.5"}}}',
    'apache-airflow[a]==2.10.5 # \u{1F600}\r\n-r x\r\n',
  ];

  it('takes any beginning of any file, and its places lie in it', () => {
    for (const text of texts) {
      for (let end = 0; end <= text.length; end += 3) {
        const part = text.slice(0, end);
        for (const kind of kinds) {
          const facts = readConfiguration(kind, part);
          for (const { at } of [
            ...facts.environment,
            ...facts.fileOptions,
            ...facts.versions,
            ...facts.pools,
            ...(facts.problem ? [facts.problem] : []),
          ])
            assert.ok(
              at.start >= 0 && at.start <= at.end && at.end <= part.length,
              `${kind} ${JSON.stringify(part)} ${at.start} ${at.end}`,
            );
          assert.doesNotThrow(() => structuredClone(facts));
        }
      }
    }
  });
});
