import { strict as assert } from 'node:assert';
import { heavyModule, loadedBy } from '../../server/src/catalogue/catalogue.ts';
import loaded from '../../server/src/catalogue/data/loaded-libraries.json';
import { preloaded } from '../../server/src/catalogue/preloaded.ts';

describe('libraries that providers bring along', () => {
  it('are known for modules that DAG files import', () => {
    assert.deepEqual(loadedBy('airflow.providers.amazon.aws.operators.s3'), ['boto3', 'requests']);
    assert.ok(loadedBy('airflow.providers.http.hooks.http').includes('requests'));
    assert.ok(loadedBy('airflow.providers.cncf.kubernetes.operators.pod').includes('kubernetes.client'));
  });

  it('knows what libraries load of each other, as they were measured', () => {
    assert.deepEqual(loadedBy('pandas'), ['numpy', 'pyarrow']);
    assert.ok(loadedBy('seaborn').includes('pandas'));
    assert.ok(loadedBy('google.cloud.bigquery').includes('pandas'));
    assert.deepEqual(loadedBy('numpy'), []);
  });

  it('knows what Airflow 2 has imported before, for every version that it may be', () => {
    assert.deepEqual(preloaded('3.1'), []);
    assert.ok(preloaded('2.11').includes('requests'));
    assert.deepEqual(preloaded(undefined), preloaded('2.10'));
    assert.ok(preloaded('2.10').every((name) => heavyModule(name)));
  });

  it('are none for modules that load nothing heavy, and for unknown ones', () => {
    assert.deepEqual(loadedBy('airflow.providers.standard.operators.bash'), []);
    assert.deepEqual(loadedBy('shop.operators'), []);
  });

  it('are measured libraries of at least 50 ms, in sorted lines', () => {
    for (const line of loaded.modules) {
      for (const library of line.split(' ').slice(1)) {
        assert.ok((heavyModule(library)?.ms ?? 0) >= 50, `${library} in ${line}`);
      }
    }
    assert.deepEqual([...loaded.modules].sort(), loaded.modules);
  });
});
