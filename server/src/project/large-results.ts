/** Operators that push to XCom whatever they find, however much it is. */
import { operatorFacts } from '../catalogue/catalogue.ts';
import type { Task } from '../model/facts.ts';
import { catalogueClass, ownArgument } from '../model/task-arguments.ts';
import { effective } from './effective.ts';
import type { Project } from './project.ts';

/** Rows from which a result is large. */
const manyRows = 1_000;

interface Pusher {
  /** What is pushed, in words. */
  readonly what: string;
  /** Only where this holds. */
  readonly when?: (project: Project, task: Task) => boolean;
}

/** Source: what `execute` of these classes returns, in the provider packages. */
const pushers: Readonly<Record<string, Pusher>> = {
  'airflow.providers.amazon.aws.operators.s3.S3ListOperator': { what: 'every key that it lists' },
  'airflow.providers.amazon.aws.operators.s3.S3ListPrefixesOperator': { what: 'every prefix that it lists' },
  'airflow.providers.google.cloud.operators.gcs.GCSListObjectsOperator': {
    what: 'the name of every object that it lists',
  },
  'airflow.providers.microsoft.azure.operators.adls.ADLSListOperator': {
    what: 'the name of every file that it lists',
  },
  'airflow.providers.ssh.operators.ssh.SSHOperator': { what: 'the whole output of its command' },
  // What a POST answers is short; `response_filter` makes something else of the answer.
  'airflow.providers.http.operators.http.HttpOperator': {
    what: 'the whole response',
    when: (project, task) =>
      isText(effective(project, task, 'method'), 'GET') && !ownArgument(task, 'response_filter'),
  },
  'airflow.providers.google.cloud.operators.bigquery.BigQueryGetDataOperator': {
    what: 'every row that it reads',
    when: (project, task) => {
      const rows = effective(project, task, 'max_results');
      return rows.state === 'known' && rows.value.kind === 'number' && rows.value.value >= manyRows;
    },
  },
};

function isText(value: ReturnType<typeof effective>, text: string): boolean {
  return value.state === 'known' && value.value.kind === 'string' && value.value.value.toUpperCase() === text;
}

/** What a task pushes to XCom that may be large, in words; undefined when it is not known to push such a thing. */
export function largeResult(project: Project, task: Task): string | undefined {
  if (task.ownCode) return undefined;
  const name = catalogueClass(task);
  const push = effective(project, task, 'do_xcom_push');
  if (push.state === 'unknown' || push.value.kind !== 'boolean' || !push.value.value) return undefined;
  const facts = operatorFacts(name, project.target?.version);
  // Pods push nothing unless they are told to: then a second container runs beside each of them, only for that.
  const default_ = facts?.defaults.do_xcom_push?.literal;
  if (default_?.kind === 'boolean' && !default_.value) return 'the result of its pod (by a second container)';
  const pusher = pushers[name];
  return pusher && (pusher.when?.(project, task) ?? true) ? pusher.what : undefined;
}
