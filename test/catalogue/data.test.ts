import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import modules from '../../scripts/catalogue/modules.json';
import sources from '../../scripts/catalogue/sources.json';
import {
  airflowVersions,
  canonical,
  classFacts,
  heavyModule,
  operatorFacts,
} from '../../server/src/catalogue/catalogue.ts';
import classes from '../../server/src/catalogue/data/classes.json';
import heavy from '../../server/src/catalogue/data/heavy-modules.json';
import loaded from '../../server/src/catalogue/data/loaded-libraries.json';
import moved from '../../server/src/catalogue/data/moved-names.json';
import options from '../../server/src/catalogue/data/options.json';

const ROOT = join(__dirname, '..', '..');
const DATA = join(ROOT, 'server', 'src', 'catalogue', 'data');
const SCRIPTS = join(ROOT, 'scripts', 'catalogue');
const REFRESH = 'npm run refresh-catalogue';

/** `[module.Class, rest of the line]` of each class. */
function classLines(): [string, string][] {
  let module = '';
  return classes.classes.flatMap((line): [string, string][] => {
    if (!line.startsWith(' ')) {
      module = line.replace(/^\./, 'airflow.providers.');
      return [];
    }
    const [own = ''] = /^[^ []+/.exec(line.slice(1)) ?? [];
    return [[`${module}.${own}`, line.slice(own.length + 1)]];
  });
}

const LISTS: Readonly<Record<string, readonly string[]>> = {
  decorators: classes.decorators,
  deferrableSince: classes.deferrableSince,
  options: options.options,
  accepted: options.accepted,
  changes: options.changes,
  moved: moved.moved,
  modules: heavy.modules,
  loaded: loaded.modules,
};

function digest(names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) {
    hash.update(readFileSync(join(SCRIPTS, name), 'utf8').replaceAll('\r\n', '\n'));
  }
  return hash.digest('hex');
}

function fullName(line: string): string {
  return (/^[^ []*/.exec(line)?.[0] ?? '').replace(/^\./, 'airflow.providers.');
}

describe('catalogue: data files', () => {
  it('are as fresh as what they are made from', () => {
    const hint = (file: string, part: string) =>
      `${file} is older than its inputs in scripts/catalogue: run ${REFRESH} -- ${part}`;
    const readers = readdirSync(SCRIPTS)
      .filter((name) => name.endsWith('.py') && !/^(measure|write)_/.test(name))
      .sort();
    const read = digest(['sources.json', 'moved_by_hand.json', ...readers]);
    assert.equal(classes.provenance.inputs, read, hint('classes.json', 'sources'));
    assert.equal(options.provenance.inputs, read, hint('options.json', 'sources'));
    assert.equal(moved.provenance.inputs, read, hint('moved-names.json', 'sources'));
    const measured = digest(['modules.json', 'measure_imports.py']);
    assert.equal(heavy.provenance.inputs, measured, hint('heavy-modules.json', 'modules'));
    const loads = digest(['modules.json', 'measure_loads.py']);
    assert.equal(loaded.provenance.inputs, loads, hint('loaded-libraries.json', 'loads'));
  });

  it('say where they come from', () => {
    for (const data of [classes, options, moved, heavy, loaded]) {
      assert.match(data.provenance.date, /^\d{4}-\d\d-\d\d$/);
      assert.ok(data.provenance.command.startsWith(REFRESH));
    }
    const { packages } = classes.provenance;
    assert.ok(packages.some((line) => /^apache-airflow-core .*\b3\.1\.0\[/.test(line)));
    assert.ok(packages.some((line) => /^amazon \d+\.\d+\.\d+\[/.test(line)));
    assert.match(heavy.provenance.python, /^3\./);
    assert.ok(heavy.provenance.machine && heavy.provenance.airflow && heavy.provenance.method);
  });

  it('cover every supported version of Airflow, from its first release to its newest patch', () => {
    assert.deepEqual(airflowVersions, ['2.10', '2.11', '3.0', '3.1', '3.2', '3.3', '3.4']);
    const names = classes.snapshots.map((line) => line.split(' ')[1]);
    assert.deepEqual(
      names,
      sources.snapshots.map((one) => one.name),
    );
    for (const version of airflowVersions.slice(0, -1)) {
      assert.ok(names.includes(version) && names.includes(`${version}.0`), version);
    }
  });

  for (const [name, list] of Object.entries(LISTS)) {
    it(`${name}: one entry per line, sorted by name, none twice`, () => {
      assert.ok(list.length > 10, `${list.length} entries`);
      const names = list.map((line) =>
        /^(accepted|changes|decorators|loaded|moved)$/.test(name) ? line : fullName(line),
      );
      assert.deepEqual(names, [...new Set(names)].sort());
      assert.ok(list.every((line) => /^\S+( \S+)*$/.test(line)));
    });
  }

  it('classes: one module per line, below it one class per line, sorted, none twice', () => {
    const modules = classes.classes.filter((line) => !line.startsWith(' '));
    assert.deepEqual(modules, [...new Set(modules)].sort());
    const names = classLines().map(([name]) => name);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.length > 1_800, `${names.length} classes`);
    assert.ok(classes.classes.every((line) => /^ ?\S+( \S+)*$/.test(line)));
  });

  it('keep one entry per line of the file, so that a refresh can be reviewed', () => {
    const text = readFileSync(join(DATA, 'classes.json'), 'utf8');
    const lines = new Set(text.split('\n').map((each) => each.trim().replace(/,$/, '')));
    assert.ok(classes.classes.every((entry) => lines.has(JSON.stringify(entry))));
  });

  it('take at most 600 kB of the package', () => {
    const sizes = readdirSync(DATA).map((file) => {
      const data: unknown = JSON.parse(readFileSync(join(DATA, file), 'utf8'));
      return Buffer.byteLength(JSON.stringify(data));
    });
    const size = sizes.reduce((sum, one) => sum + one, 0);
    assert.ok(size <= 600_000, `${size} bytes`);
  });

  it('are lists of text, which cost nothing to load until they are asked', () => {
    for (const list of Object.values(LISTS)) {
      assert.ok(list.every((entry) => typeof entry === 'string'));
    }
  });

  it('carry classes under canonical names only, well formed in every version', () => {
    for (const [name] of classLines()) {
      assert.equal(canonical(name), name);
      for (const version of [undefined, '3.4']) {
        const facts = classFacts(name, version);
        assert.ok(facts, name);
        assert.deepEqual(Object.keys(facts.defaults), facts.parameters);
        for (const field of facts.stringFields) {
          assert.ok(
            facts.templateFields.includes(field) && facts.parameters.includes(field),
            `${name}: ${field}`,
          );
        }
        for (const field of [...facts.parameters, ...facts.templateFields]) {
          assert.match(field, /^[A-Za-z_]\w*$/, `${name}: ${field}`);
        }
      }
    }
  }).timeout(20_000);

  it('inherit only from classes that they have', () => {
    const names = new Set(classLines().map(([name]) => name));
    for (const [name, rest] of classLines()) {
      const base = / <(\S+)/.exec(rest)?.[1];
      if (base === undefined) continue;
      const whole = base.includes('.') ? fullName(base) : `${name.slice(0, name.lastIndexOf('.'))}.${base}`;
      assert.ok(names.has(whole), `${name} from ${whole}`);
    }
  });

  it('say since when a class is deferrable only of operators that are', () => {
    for (const line of classes.deferrableSince) {
      assert.equal(operatorFacts(fullName(line), '3.4')?.deferrable, true, line);
    }
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
