import { strict as assert } from 'node:assert';
import { heavyModule, loadedBy } from '../../server/src/catalogue/catalogue.ts';
import loaded from '../../server/src/catalogue/data/loaded-libraries.json';

describe('libraries that providers bring along', () => {
  it('are known for modules that DAG files import', () => {
    assert.deepEqual(loadedBy('airflow.providers.amazon.aws.operators.s3'), ['boto3', 'requests']);
    assert.ok(loadedBy('airflow.providers.http.hooks.http').includes('requests'));
    assert.ok(loadedBy('airflow.providers.cncf.kubernetes.operators.pod').includes('kubernetes.client'));
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
