import { effectOf } from '../../catalogue/effects.ts';
import type { Call, DagFile, Return } from '../../model/facts.ts';
import { patternOf } from '../../model/text-patterns.ts';
import { storesOutside } from '../../project/xcom.ts';
import { defineRule } from '../rule.ts';
import { resultCode } from '../running-tasks.ts';
import { returnedCalls, writtenAndRead } from '../xcom-values.ts';

export default defineRule({
  severity: 'warning',
  summary: 'A task hands the content of a file or of an HTTP response to other tasks through XCom',
  why: `The content is serialized (bytes become longer text), stored as one value of the metadata database, and read back by each
task that takes it; from Airflow 3.0 it crosses the Execution API each time. How large it is, the other side decides.
XComs are "only designed for small amounts of data; … larger data is best kept in remote storage".

Store the file and return its path, or take from it what the next task needs.

**Leave it** when the content is known to be small.

Source: [Core Concepts, XComs](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/xcoms.html);
[Best Practices, Communication](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#communication).

**Not reported**: a number of bytes (\`read(100)\`), files of settings and SQL by their name, what is taken out of the content
first, the JSON of an answer (most are small), \`do_xcom_push=False\`.`,
  example: {
    bad: `import requests
from airflow.sdk import DAG, task

with DAG("orders", schedule="@daily"):

    @task
    def download():
        return requests.get("https://shop.example/orders.csv", timeout=60).content

    download()
`,
    good: `import requests
from airflow.sdk import DAG, ObjectStoragePath, task

with DAG("orders", schedule="@daily"):

    @task
    def download():
        path = ObjectStoragePath("s3://lake/orders.csv")
        path.write_bytes(requests.get("https://shop.example/orders.csv", timeout=60).content)
        return str(path)

    download()
`,
  },
  *check(file, project) {
    const outside = storesOutside(project);
    for (const { fact, tasks } of resultCode(file, project)) {
      for (const one of fact.returns) {
        const content = one.type ? undefined : contentIn(file, one);
        if (!content) continue;
        yield {
          at: one.at,
          message: `${content.what} goes through XCom whole${outside ? ' (to object storage, as configured)' : `: ${writtenAndRead(file, tasks, 'it')}`}`,
          ...(outside ? { severity: 'info' as const } : {}),
        };
      }
    }
  },
});

interface Content {
  readonly what: string;
}

function contentIn(file: DagFile, one: Return): Content | undefined {
  if (one.attribute) {
    const isBody = one.attribute.name === 'content' || one.attribute.name === 'text';
    return isBody && isRequest(file.calls[one.attribute.call])
      ? { what: 'The body of an HTTP response' }
      : undefined;
  }
  for (const call of returnedCalls(file, one)) {
    const content = contentOf(file, call);
    if (content) return content;
  }
  return undefined;
}

const readers = new Set(['read', 'readlines', 'read_text', 'read_bytes']);

function contentOf(file: DagFile, call: Call): Content | undefined {
  if (call.method === undefined || call.function !== undefined) return undefined;
  const subject = call.subject === undefined ? undefined : file.calls[call.subject];
  if (/\.S3Hook\.read_key$/.test(call.callee ?? '')) return { what: 'A file of object storage' };
  if (!readers.has(call.method) || call.arguments.length > 0 || !subject) return undefined;
  const opens =
    subject.callee === 'builtins.open' || subject.callee === 'io.open' || subject.callee === 'pathlib.Path';
  if (opens) return isOfProject(subject) ? undefined : { what: 'The content of a file' };
  return subject.callee === 'urllib.request.urlopen' ? { what: 'The body of an HTTP response' } : undefined;
}

function isRequest(call: Call | undefined): boolean {
  if (call?.callee === undefined || !/^(?:requests|httpx|urllib3)\./.test(call.callee)) return false;
  return effectOf(call.callee)?.does === 'network';
}

/** Files that belong to the code by their name: settings, SQL, documentation. */
function isOfProject(open: Call): boolean {
  const path = open.arguments[0] ? patternOf(open.arguments[0].value) : undefined;
  return (
    path !== undefined &&
    /\.(?:sql|ya?ml|toml|ini|cfg|conf|md|j2|jinja2?|py|sh|graphql|key|pem|version)$|VERSION$/.test(path)
  );
}
