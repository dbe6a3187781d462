/**
 * Calls that wait, start processes, list folders or ask Airflow's own database, as data for `effects.ts`. Source: the
 * documentation of Python 3.11, and Airflow 2.11 and 3.x.
 */
import type { Group } from './effects.ts';

const requestTimeout = { parameter: 'timeout', seconds: null };
const python = 'https://docs.python.org/3/library/';
const pathMethods =
  'absolute resolve joinpath with_name with_suffix with_stem expanduser relative_to readlink cwd home'.split(
    ' ',
  );

export const machine: readonly Group[] = [
  // What waits
  {
    on: ['time'],
    calls: ['sleep'],
    does: 'blocking',
    what: 'sleeps',
    source: `${python}time.html#time.sleep`,
  },
  {
    on: ['subprocess'],
    calls: ['run', 'call', 'check_call', 'check_output'],
    does: 'blocking',
    what: 'runs another program',
    timeout: requestTimeout,
    source: `${python}subprocess.html#subprocess.run`,
  },
  {
    on: ['subprocess'],
    calls: ['Popen', 'getoutput', 'getstatusoutput'],
    does: 'blocking',
    what: 'runs another program',
    source: `${python}subprocess.html#subprocess.Popen`,
  },
  {
    on: ['os'],
    calls: ['system', 'popen'],
    does: 'blocking',
    what: 'runs another program',
    source: `${python}os.html#os.system`,
  },
  {
    on: ['asyncio'],
    calls: ['run'],
    does: 'blocking',
    what: 'runs an event loop to its end',
    source: `${python}asyncio-runner.html#asyncio.run`,
  },
  {
    on: ['asyncio'],
    calls: ['get_event_loop', 'new_event_loop'],
    makes: 'asyncio.AbstractEventLoop',
    source: `${python}asyncio-eventloop.html`,
  },
  {
    on: ['asyncio.AbstractEventLoop'],
    calls: ['run_until_complete', 'run_forever'],
    does: 'blocking',
    what: 'runs an event loop',
    source: `${python}asyncio-eventloop.html#asyncio.loop.run_until_complete`,
  },
  {
    on: ['multiprocessing', 'multiprocessing.pool'],
    calls: ['Pool'],
    does: 'blocking',
    what: 'starts a pool of processes',
    source: `${python}multiprocessing.html#multiprocessing.pool.Pool`,
  },
  {
    on: ['concurrent.futures', 'concurrent.futures.process'],
    calls: ['ProcessPoolExecutor'],
    does: 'blocking',
    what: 'starts a pool of processes',
    source: `${python}concurrent.futures.html#processpoolexecutor`,
  },
  {
    on: ['pyspark.sql.SparkSession.builder'],
    calls: 'all',
    except: /(^|\.)(appName|master|config|enableHiveSupport|remote)$/,
    does: 'blocking',
    what: 'starts a Spark session',
    source: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/spark_session.html',
  },
  {
    on: ['pyspark.sql.SparkSession.builder'],
    calls: ['appName', 'master', 'config', 'enableHiveSupport', 'remote'],
    makes: 'pyspark.sql.SparkSession.builder',
    source: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/spark_session.html',
  },
  // Listings
  {
    on: ['os'],
    calls: ['listdir', 'scandir'],
    does: 'listing',
    what: 'lists a folder',
    source: `${python}os.html#os.listdir`,
  },
  {
    on: ['os'],
    calls: ['walk', 'fwalk'],
    does: 'listing',
    what: 'walks a tree of folders',
    recursive: true,
    source: `${python}os.html#os.walk`,
  },
  {
    on: ['glob'],
    calls: ['glob', 'iglob'],
    does: 'listing',
    what: 'searches a folder',
    source: `${python}glob.html#glob.glob`,
  },
  {
    on: ['pathlib.Path'],
    calls: ['iterdir', 'glob'],
    does: 'listing',
    what: 'lists a folder',
    source: `${python}pathlib.html#pathlib.Path.iterdir`,
  },
  {
    on: ['pathlib.Path'],
    calls: ['rglob', 'walk'],
    does: 'listing',
    what: 'walks a tree of folders',
    recursive: true,
    source: `${python}pathlib.html#pathlib.Path.rglob`,
  },
  {
    on: ['pathlib.Path'],
    calls: pathMethods,
    makes: 'pathlib.Path',
    source: `${python}pathlib.html#pathlib.PurePath.joinpath`,
  },
  // Airflow's own database
  {
    on: ['airflow.sdk.Variable'],
    calls: ['get', 'set', 'delete', 'update', 'setdefault'],
    does: 'variable',
    what: 'reads a Variable',
    source: 'https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#airflow-variables',
  },
  {
    on: ['airflow.sdk.BaseHook'],
    calls: ['get_connection', 'get_connections', 'get_hook'],
    does: 'connection',
    what: 'reads a connection',
    source: 'airflow/hooks/base.py (2.11), task-sdk/src/airflow/sdk/bases/hook.py (3.x)',
  },
  {
    on: ['airflow.sdk.Connection'],
    calls: ['get', 'get_connection_from_secrets', 'async_get'],
    does: 'connection',
    what: 'reads a connection',
    source: 'airflow/models/connection.py (2.11), task-sdk/src/airflow/sdk/definitions/connection.py (3.x)',
  },
  {
    on: ['airflow.utils.session', 'airflow.settings'],
    calls: ['create_session', 'Session'],
    makes: 'airflow.settings.Session',
    source: 'airflow/utils/session.py, airflow/settings.py',
  },
  {
    on: ['airflow.settings.Session'],
    calls: ['query', 'execute', 'scalar', 'scalars', 'get', 'commit', 'add', 'merge', 'delete'],
    does: 'metadata',
    what: "queries Airflow's metadata database",
    source: 'airflow/settings.py',
  },
  {
    on: ['airflow.models.dagrun.DagRun'],
    calls: ['find', 'find_duplicate', 'get_latest_runs', 'active_runs_of_dags'],
    does: 'metadata',
    what: "queries Airflow's metadata database",
    source: 'airflow/models/dagrun.py',
  },
  {
    on: ['airflow.models.dag.DagModel'],
    calls: ['get_dagmodel', 'get_current', 'get_paused_dag_ids', 'deactivate_deleted_dags'],
    does: 'metadata',
    what: "queries Airflow's metadata database",
    source: 'airflow/models/dag.py',
  },
  {
    on: ['airflow.dag_processing.dagbag.DagBag'],
    calls: 'construct',
    does: 'dagbag',
    what: 'parses a whole folder of DAG files',
    source:
      'airflow/models/dagbag.py (2.11), airflow/dag_processing/dagbag.py (3.x): `collect_dags` in the constructor',
  },
];
