import { strict as assert } from 'node:assert';
import { effectOf, madeBy } from '../../server/src/catalogue/effects.ts';
import { connections } from '../../server/src/catalogue/effects-connections.ts';
import { machine } from '../../server/src/catalogue/effects-machine.ts';
import { web } from '../../server/src/catalogue/effects-web.ts';

const does = (name: string) => effectOf(name)?.does;

describe('what calls of libraries do', () => {
  it('is known for functions, and for methods of objects', () => {
    assert.equal(does('requests.get'), 'network');
    assert.equal(does('requests.Session.get'), 'network');
    assert.equal(does('botocore.client.BaseClient.get_object'), 'network');
    assert.equal(does('hvac.Client.secrets.kv.v2.read_secret_version'), 'network');
    assert.equal(does('google.cloud.storage.Client.list_blobs'), 'network');
    assert.equal(does('azure.keyvault.secrets.SecretClient.get_secret'), 'network');
    assert.equal(does('psycopg2.connect'), 'database');
    assert.equal(does('sqlalchemy.engine.Engine.connect'), 'database');
    assert.equal(does('pandas.read_sql'), 'data-read');
    assert.equal(does('time.sleep'), 'blocking');
    assert.equal(does('os.walk'), 'listing');
    assert.equal(does('pathlib.Path.parent.parent.rglob'), 'listing');
    assert.equal(does('airflow.sdk.BaseHook.get_connection'), 'connection');
    assert.equal(does('airflow.providers.postgres.hooks.postgres.PostgresHook.get_records'), 'connection');
    assert.equal(does('airflow.providers.google.cloud.hooks.gcs.GCSHook'), 'connection');
    assert.equal(does('airflow.dag_processing.dagbag.DagBag'), 'dagbag');
  });

  it('tells making a client from using it', () => {
    assert.equal(does('boto3.client'), 'construction');
    assert.equal(does('google.cloud.bigquery.Client'), 'construction');
    assert.equal(does('requests.Session'), undefined);
    assert.equal(does('sqlalchemy.create_engine'), undefined);
    assert.equal(does('airflow.providers.postgres.hooks.postgres.PostgresHook'), undefined);
  });

  it('is nothing for what stays on the machine', () => {
    assert.equal(does('botocore.client.BaseClient.generate_presigned_url'), undefined);
    assert.equal(does('boto3.resources.base.ServiceResource.Table'), undefined);
    assert.equal(does('google.cloud.secretmanager.SecretManagerServiceClient.secret_path'), undefined);
    assert.equal(does('airflow.providers.amazon.aws.hooks.s3.S3Hook.parse_s3_url'), undefined);
    assert.equal(does('pymongo.MongoClient.shop.get_collection'), undefined);
    assert.equal(does('airflow.providers.postgres.hooks.postgres.PostgresHook.__init__'), undefined);
    assert.equal(does('shop.clients.Client.get'), undefined);
    assert.equal(does('requests.adapters.HTTPAdapter'), undefined);
    assert.equal(does('toString'), undefined);
    assert.equal(does(''), undefined);
  });

  it('knows how long a call waits when nobody says', () => {
    assert.deepEqual(effectOf('requests.get')?.timeout, { parameter: 'timeout', seconds: null });
    assert.deepEqual(effectOf('httpx.get')?.timeout, { parameter: 'timeout', seconds: 5 });
    assert.equal(effectOf('psycopg2.connect')?.timeout, undefined);
  });

  it('knows which objects calls make', () => {
    assert.equal(madeBy('boto3.client'), 'botocore.client.BaseClient');
    assert.equal(madeBy('requests.session'), 'requests.Session');
    assert.equal(
      madeBy('google.cloud.storage.Client.from_service_account_json'),
      'google.cloud.storage.Client',
    );
    assert.equal(madeBy('google.cloud.storage.Client.bucket'), 'google.cloud.storage.Bucket');
    assert.equal(madeBy('shop.make'), undefined);
  });

  it('has a source for each entry, and says what it does', () => {
    for (const group of [...web, ...connections, ...machine]) {
      assert.ok(group.source.length > 10, JSON.stringify(group));
      assert.equal(group.does === undefined, group.what === undefined, JSON.stringify(group));
      assert.ok(group.does || group.makes, JSON.stringify(group));
    }
  });

  it('has one entry for a name', () => {
    const seen = new Set<string>();
    for (const { on, calls } of [...web, ...connections, ...machine]) {
      for (const owner of on) {
        const names =
          calls === 'construct'
            ? [owner]
            : calls === 'all'
              ? [`${owner}.*`]
              : calls.map((one) => `${owner}.${one}`);
        for (const name of names) {
          assert.ok(!seen.has(name), name);
          seen.add(name);
        }
      }
    }
  });
});
