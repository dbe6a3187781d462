/**
 * Calls that give something else each time: the clock, chance, the process. Source: the documentation of Python 3.11,
 * pendulum 3 and `airflow/utils/dates.py` of Airflow 2.11.
 */

export interface VolatileCall {
  readonly from: 'clock' | 'chance' | 'process';
  /** Gives the same for a whole day. */
  readonly daily?: true;
}

const clock = [
  'datetime.datetime.now',
  'datetime.datetime.utcnow',
  'datetime.datetime.today',
  'time.time',
  'time.time_ns',
  'time.monotonic',
  'time.perf_counter',
  'time.localtime',
  'time.gmtime',
  'time.ctime',
  'pendulum.now',
  'arrow.now',
  'arrow.utcnow',
  'airflow.sdk.timezone.utcnow',
];
const days = [
  'datetime.date.today',
  'pendulum.today',
  'pendulum.yesterday',
  'pendulum.tomorrow',
  'airflow.utils.dates.days_ago',
];
const chance =
  /^(?:uuid\.uuid[14]|os\.urandom|secrets\.\w+|random\.(?:random|randint|randrange|choice|choices|sample|uniform|getrandbits|gauss)|numpy\.random\.(?:rand|randn|randint|choice|random))$/;
const process = new Set([
  'os.getpid',
  'tempfile.mkdtemp',
  'tempfile.mkstemp',
  'tempfile.mktemp',
  'builtins.id',
]);

const known: ReadonlyMap<string, VolatileCall> = new Map<string, VolatileCall>([
  ...clock.map((name) => [name, { from: 'clock' }] as const),
  ...days.map((name) => [name, { from: 'clock', daily: true }] as const),
]);

/** Whether a call of this canonical name gives something else each time; undefined when it does not, or is not known. */
export function volatileCall(callee: string): VolatileCall | undefined {
  return (
    known.get(callee) ??
    (chance.test(callee) ? { from: 'chance' } : process.has(callee) ? { from: 'process' } : undefined)
  );
}
