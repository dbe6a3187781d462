import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import modules from '../../scripts/catalogue/modules.json';
import { canonical, heavyModule, operatorFacts } from '../../server/src/catalogue/catalogue.ts';
import heavy from '../../server/src/catalogue/data/heavy-modules.json';
import moved from '../../server/src/catalogue/data/moved-names.json';
import operators from '../../server/src/catalogue/data/operators.json';

const ROOT = join(__dirname, '..', '..');
const DATA = join(ROOT, 'server', 'src', 'catalogue', 'data');
const REFRESH = 'npm run refresh-catalogue';

const LISTS: Readonly<Record<string, readonly string[]>> = {
  operators: operators.operators,
  onlyInAirflow2: operators.onlyInAirflow2,
  inAirflow2: operators.inAirflow2,
  hooksReadingConnections: operators.hooksReadingConnections,
  moved: moved.moved,
  modules: heavy.modules,
};

function digest(names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) {
    hash.update(readFileSync(join(ROOT, 'scripts', 'catalogue', name), 'utf8').replaceAll('\r\n', '\n'));
  }
  return hash.digest('hex');
}

function fullName(line: string): string {
  return (line.split(' ')[0] ?? '').replace(/^\./, 'airflow.providers.');
}

describe('catalogue: data files', () => {
  it('are as fresh as what they are made from', () => {
    const hint = (file: string, part: string) =>
      `${file} is older than its inputs in scripts/catalogue: run ${REFRESH} -- ${part}`;
    const sources = digest(['sources.json']);
    assert.equal(operators.provenance.inputs, sources, hint('operators.json', 'operators'));
    const moves = digest(['sources.json', 'moved_by_hand.json']);
    assert.equal(moved.provenance.inputs, moves, hint('moved-names.json', 'operators'));
    const list = digest(['modules.json']);
    assert.equal(heavy.provenance.inputs, list, hint('heavy-modules.json', 'modules'));
  });

  it('say where they come from', () => {
    for (const data of [operators, moved, heavy]) {
      assert.match(data.provenance.date, /^\d{4}-\d\d-\d\d$/);
      assert.ok(data.provenance.command.startsWith(REFRESH));
    }
    assert.ok(operators.provenance.packages['3'].some((line) => line.startsWith('apache-airflow-core 3.')));
    assert.ok(operators.provenance.packages['2.11'].includes('apache-airflow 2.11.2'));
    assert.match(heavy.provenance.python, /^3\./);
    assert.ok(heavy.provenance.machine && heavy.provenance.airflow && heavy.provenance.method);
  });

  for (const [name, list] of Object.entries(LISTS)) {
    it(`${name}: one entry per line, sorted by name, none twice`, () => {
      assert.ok(list.length > 50, `${list.length} entries`);
      const names = list.map(fullName);
      assert.deepEqual(names, [...new Set(names)].sort());
      assert.ok(list.every((line) => /^\S+( \S+)*$/.test(line)));
    });
  }

  it('keep one entry per line of the file, so that a refresh can be reviewed', () => {
    const lines = new Set(
      readFileSync(join(DATA, 'operators.json'), 'utf8')
        .split('\n')
        .map((each) => each.trim()),
    );
    assert.ok(operators.operators.every((entry) => lines.has(`"${entry}",`) || lines.has(`"${entry}"`)));
  });

  it('stay small', () => {
    const files = ['operators.json', 'moved-names.json', 'heavy-modules.json'];
    const size = files.reduce((sum, file) => sum + statSync(join(DATA, file)).size, 0);
    assert.ok(size < 600_000, `${size} bytes`);
  });

  it('are lists of text, which cost nothing to load until they are asked', () => {
    for (const list of Object.values(LISTS)) {
      assert.ok(list.every((entry) => typeof entry === 'string'));
    }
  });

  it('carry operators under canonical names only, well formed in both lines', () => {
    for (const line of [...operators.operators, ...operators.onlyInAirflow2]) {
      const name = fullName(line);
      assert.equal(canonical(name), name);
      for (const airflow of ['2', '3'] as const) {
        const facts = operatorFacts(name, airflow);
        assert.ok(facts, name);
        assert.ok(
          facts.stringFields.every((field) => facts.templateFields.includes(field)),
          name,
        );
        assert.ok(
          facts.stringFields.every((field) => facts.parameters.includes(field)),
          name,
        );
        for (const field of [...facts.parameters, ...facts.templateFields]) {
          assert.match(field, /^[A-Za-z_]\w*$/, `${name}: ${field}`);
        }
      }
    }
  });

  it('describe changes only of classes that exist today', () => {
    const today = new Set(operators.operators.map(fullName));
    assert.deepEqual(
      operators.inAirflow2.map(fullName).filter((name) => !today.has(name)),
      [],
    );
    assert.deepEqual(
      operators.onlyInAirflow2.map(fullName).filter((name) => today.has(name)),
      [],
    );
  });
});

describe('catalogue: heavy modules', () => {
  it('measures every module that modules.json lists, and nothing else', () => {
    const listed = Object.values(modules.environments).flatMap((environment) => environment.modules);
    assert.deepEqual(heavy.modules.map(fullName), listed.sort());
    assert.ok(listed.length >= 60);
  });

  it('gives time, memory, package and version', () => {
    for (const name of heavy.modules.map(fullName)) {
      const module = heavyModule(name);
      assert.ok(module && module.ms >= 0 && module.ms < 120_000 && module.mb >= 0 && module.mb < 5_000, name);
      assert.ok(module.package.length > 0 && module.version.length > 0, name);
    }
  });

  it('finds the usual suspects heavy, and what Airflow imports itself free', () => {
    for (const name of [
      'pandas',
      'sklearn.ensemble',
      'pyarrow',
      'google.cloud.bigquery',
      'snowflake.connector',
    ]) {
      assert.ok((heavyModule(name)?.ms ?? 0) >= 100, name);
    }
    assert.equal(heavyModule('pandas')?.package, 'pandas');
    assert.ok((heavyModule('sqlalchemy')?.ms ?? 100) < 20);
    assert.ok((heavyModule('pydantic')?.ms ?? 100) < 20);
  });

  it('answers for exactly the module asked for', () => {
    assert.equal(heavyModule('pandas.core.frame'), undefined);
    assert.equal(heavyModule('toString'), undefined);
  });
});
