/**
 * Calls that open connections, query databases and read data into memory, as data for `effects.ts`. Timeouts were read in
 * the source of paramiko 5.1, pymysql 1.1 and Python 3.11.
 */
import type { Group } from './effects.ts';

const requestTimeout = { parameter: 'timeout', seconds: null };
const python = 'https://docs.python.org/3/library/';

export const connections: readonly Group[] = [
  // Sockets
  {
    on: ['paramiko.SSHClient', 'paramiko.client.SSHClient'],
    calls: ['connect'],
    does: 'network',
    what: 'opens an SSH connection',
    timeout: { ...requestTimeout, position: 7 },
    source: 'https://docs.paramiko.org/en/stable/api/client.html',
  },
  {
    on: ['paramiko.SSHClient', 'paramiko.client.SSHClient'],
    calls: ['exec_command', 'open_sftp'],
    does: 'network',
    what: 'runs a command on another machine',
    source: 'https://docs.paramiko.org/en/stable/api/client.html',
  },
  {
    on: ['pysftp.Connection'],
    calls: 'construct',
    does: 'network',
    what: 'opens an SFTP connection',
    source: 'https://pysftp.readthedocs.io/en/release_0.2.9/pysftp.html#pysftp.Connection',
  },
  {
    on: ['smtplib.SMTP', 'smtplib.SMTP_SSL', 'smtplib.LMTP'],
    calls: 'construct',
    only: { parameter: 'host', position: 0 },
    does: 'network',
    what: 'connects to a mail server',
    timeout: { ...requestTimeout, position: 3 },
    source: `${python}smtplib.html#smtplib.SMTP`,
  },
  {
    on: ['smtplib.SMTP', 'smtplib.SMTP_SSL', 'smtplib.LMTP'],
    calls: ['connect', 'sendmail', 'send_message', 'login', 'starttls'],
    does: 'network',
    what: 'talks to a mail server',
    source: `${python}smtplib.html#smtplib.SMTP.connect`,
  },
  {
    on: ['ftplib.FTP', 'ftplib.FTP_TLS'],
    calls: 'construct',
    only: { parameter: 'host', position: 0 },
    does: 'network',
    what: 'connects to an FTP server',
    timeout: { ...requestTimeout, position: 4 },
    source: `${python}ftplib.html#ftplib.FTP`,
  },
  {
    on: ['ftplib.FTP', 'ftplib.FTP_TLS'],
    calls: ['connect', 'login', 'nlst', 'dir', 'retrbinary', 'retrlines', 'storbinary', 'storlines'],
    does: 'network',
    what: 'talks to an FTP server',
    source: `${python}ftplib.html#ftplib.FTP`,
  },
  {
    on: ['socket'],
    calls: ['create_connection'],
    does: 'network',
    what: 'opens a network connection',
    timeout: { ...requestTimeout, position: 1 },
    source: `${python}socket.html#socket.create_connection`,
  },
  {
    on: ['socket'],
    calls: ['gethostbyname', 'gethostbyname_ex', 'gethostbyaddr', 'getaddrinfo', 'getfqdn'],
    does: 'network',
    what: 'asks a name server',
    source: `${python}socket.html#socket.getaddrinfo`,
  },
  // Databases
  {
    on: [
      'psycopg2',
      'psycopg',
      'psycopg.Connection',
      'MySQLdb',
      'pyodbc',
      'cx_Oracle',
      'pymssql',
      'vertica_python',
    ],
    calls: ['connect'],
    does: 'database',
    what: 'opens a database connection',
    source: 'https://peps.python.org/pep-0249/#connect',
  },
  {
    on: [
      'oracledb',
      'teradatasql',
      'redshift_connector',
      'snowflake.connector',
      'databricks.sql',
      'ibm_db_dbi',
      'hdbcli.dbapi',
    ],
    calls: ['connect'],
    does: 'database',
    what: 'opens a database connection',
    source: 'https://peps.python.org/pep-0249/#connect',
  },
  {
    on: ['pymysql', 'pymysql.connections'],
    calls: ['connect', 'Connect', 'Connection'],
    does: 'database',
    what: 'opens a database connection',
    timeout: { parameter: 'connect_timeout', seconds: 10 },
    source: 'https://pymysql.readthedocs.io/en/latest/modules/connections.html',
  },
  {
    on: ['mysql.connector'],
    calls: ['connect', 'MySQLConnection'],
    does: 'database',
    what: 'opens a database connection',
    source: 'https://dev.mysql.com/doc/connector-python/en/connector-python-connectargs.html',
  },
  {
    on: ['sqlite3'],
    calls: ['connect'],
    does: 'database',
    what: 'opens a database file',
    source: `${python}sqlite3.html#sqlite3.connect`,
  },
  {
    on: ['clickhouse_connect', 'clickhouse_connect.driver'],
    calls: ['get_client', 'create_client'],
    does: 'database',
    what: 'opens a database connection',
    source: 'https://clickhouse.com/docs/integrations/language-clients/python/driver-api',
  },
  {
    on: ['clickhouse_driver.Client'],
    calls: ['execute', 'execute_iter', 'query_dataframe', 'insert_dataframe'],
    does: 'database',
    what: 'queries a database',
    source: 'https://clickhouse-driver.readthedocs.io/en/latest/api.html',
  },
  {
    on: ['cassandra.cluster.Cluster'],
    calls: ['connect'],
    does: 'database',
    what: 'opens a database connection',
    source: 'https://docs.datastax.com/en/developer/python-driver/latest/api/cassandra/cluster/',
  },
  {
    on: ['sqlalchemy', 'sqlalchemy.engine'],
    calls: ['create_engine', 'engine_from_config'],
    makes: 'sqlalchemy.engine.Engine',
    source: 'https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.create_engine',
  },
  {
    on: ['sqlalchemy.engine.Engine', 'sqlalchemy.Engine', 'sqlalchemy.engine.base.Engine'],
    calls: [
      'connect',
      'begin',
      'execute',
      'raw_connection',
      'run_callable',
      'scalar',
      'table_names',
      'has_table',
    ],
    does: 'database',
    what: 'connects to a database',
    source: 'https://docs.sqlalchemy.org/en/20/core/connections.html#sqlalchemy.engine.Engine.connect',
  },
  {
    on: ['sqlalchemy'],
    calls: ['inspect'],
    only: { parameter: 'subject', position: 0, made: 'sqlalchemy.engine.Engine' },
    does: 'database',
    what: 'connects to a database',
    source: 'https://docs.sqlalchemy.org/en/20/core/reflection.html#fine-grained-reflection-with-inspector',
  },
  {
    on: ['sqlalchemy.orm.Session', 'sqlalchemy.orm.session.Session'],
    calls: ['execute', 'scalar', 'scalars', 'get', 'commit', 'flush'],
    does: 'database',
    what: 'queries a database',
    source: 'https://docs.sqlalchemy.org/en/20/orm/session_api.html#sqlalchemy.orm.Session',
  },
  {
    on: ['sqlalchemy.MetaData', 'sqlalchemy.schema.MetaData'],
    calls: ['reflect', 'create_all', 'drop_all'],
    does: 'database',
    what: 'queries a database',
    source: 'https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.MetaData',
  },
  {
    // Databases and collections are attributes: `client.shop.orders.find(…)`.
    on: ['pymongo.MongoClient', 'pymongo.mongo_client.MongoClient'],
    calls: 'all',
    except:
      /(^|\.)(close|get_database|get_default_database|get_collection|with_options|start_session|watch|list_databases|[A-Z]\w*)$/,
    does: 'database',
    what: 'queries MongoDB',
    source: 'https://pymongo.readthedocs.io/en/stable/api/pymongo/mongo_client.html',
  },
  {
    on: ['redis'],
    calls: ['from_url'],
    makes: 'redis.Redis',
    source: 'https://redis.readthedocs.io/en/stable/connections.html',
  },
  {
    on: ['redis.Redis', 'redis.StrictRedis', 'redis.client.Redis'],
    calls: ['from_url', 'from_pool'],
    makes: 'redis.Redis',
    source: 'https://redis.readthedocs.io/en/stable/connections.html',
  },
  {
    on: ['redis.Redis', 'redis.StrictRedis', 'redis.client.Redis'],
    calls: 'all',
    except:
      /^(close|from_url|from_pool|get_connection_kwargs|get_encoder|lock|pipeline|pubsub|monitor|register_script|set_response_callback)$/,
    does: 'database',
    what: 'queries Redis',
    source: 'https://redis.readthedocs.io/en/stable/commands.html',
  },
  // Data read into memory
  {
    on: ['pandas', 'modin.pandas'],
    calls: ['read_sql', 'read_sql_query', 'read_sql_table', 'read_gbq'],
    does: 'data-read',
    what: 'runs a query and reads its result',
    source: 'https://pandas.pydata.org/docs/reference/io.html#sql',
  },
  {
    on: ['pandas', 'modin.pandas'],
    calls:
      'read_csv read_table read_fwf read_excel read_json read_xml read_html read_parquet read_orc read_feather read_pickle read_hdf read_sas read_spss read_stata'.split(
        ' ',
      ),
    does: 'data-read',
    what: 'reads a file into memory',
    source: 'https://pandas.pydata.org/docs/reference/io.html',
  },
  {
    on: ['polars'],
    calls: ['read_database', 'read_database_uri'],
    does: 'data-read',
    what: 'runs a query and reads its result',
    source: 'https://docs.pola.rs/api/python/stable/reference/io.html#database',
  },
  {
    on: ['polars'],
    calls:
      'read_csv read_parquet read_json read_ndjson read_ipc read_excel read_avro read_delta read_ods'.split(
        ' ',
      ),
    does: 'data-read',
    what: 'reads a file into memory',
    source: 'https://docs.pola.rs/api/python/stable/reference/io.html',
  },
  {
    on: ['pyarrow.parquet', 'pyarrow.csv', 'pyarrow.json', 'pyarrow.feather', 'pyarrow.orc'],
    calls: ['read_table', 'read_csv', 'read_json', 'read_feather', 'read_pandas'],
    does: 'data-read',
    what: 'reads a file into memory',
    source: 'https://arrow.apache.org/docs/python/api/formats.html',
  },
  {
    on: ['geopandas'],
    calls: ['read_file', 'read_parquet', 'read_feather', 'read_postgis'],
    does: 'data-read',
    what: 'reads a file into memory',
    source: 'https://geopandas.org/en/stable/docs/reference/io.html',
  },
  {
    on: ['awswrangler.s3', 'awswrangler.athena', 'awswrangler.redshift'],
    calls:
      'read_csv read_parquet read_json read_excel read_sql_query read_sql_table read_parquet_table'.split(
        ' ',
      ),
    does: 'data-read',
    what: 'reads data from AWS',
    source: 'https://aws-sdk-pandas.readthedocs.io/en/stable/api.html',
  },
  {
    on: ['openpyxl', 'openpyxl.reader.excel'],
    calls: ['load_workbook'],
    does: 'data-read',
    what: 'reads a workbook into memory',
    source: 'https://openpyxl.readthedocs.io/en/stable/usage.html#read-an-existing-workbook',
  },
];
