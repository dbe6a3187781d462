import type { Value } from '../../model/facts.ts';
import { writtenArgument } from '../../model/task-arguments.ts';
import { patternOf } from '../../model/text-patterns.ts';
import { defineRule } from '../rule.ts';
import { count } from '../words.ts';

export default defineRule<{ characters: number; elements: number }>({
  severity: 'warning',
  summary: 'A large text or list is written into the arguments of a task',
  why: `Arguments of tasks are part of the serialized Dag: one value in the metadata database, compared at every parse, read by the
scheduler for every run and by the web server for every view of the Dag. Templated fields are stored once more, rendered,
for each task instance, and what is longer than \`[core] max_templated_field_length\` (4 096) is cut off there, so that nobody
can read what ran.

Put SQL and scripts into files beside the DAG file and name the file (\`sql="orders.sql"\`, \`bash_command="load.sh"\`): the
task reads it when it runs. Lists of work belong into object storage or a table, or come from an upstream task.

**Leave it** when the text is generated and changes with the code.

Source: [Configuration Reference, max_templated_field_length](https://airflow.apache.org/docs/apache-airflow/stable/configurations-ref.html).

**Not reported**: documentation (\`doc_md\`), lists that a task is expanded over, values that are only known at parse time.`,
  example: {
    bad: `from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="copy", bash_command="${'copy.sh; '.repeat(500)}")
`,
    good: `from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG("orders", schedule="@daily"):
    BashOperator(task_id="copy", bash_command="copy_all.sh")
`,
  },
  options: {
    characters: { default: 4096, description: 'Length of text above which it is reported' },
    elements: { default: 200, description: 'Number of elements above which they are reported' },
  },
  *check(file, _project, options) {
    for (const task of file.tasks) {
      for (const name of names) {
        const argument = writtenArgument(file, task, name);
        if (!argument || task.arguments[name]?.origin === 'expand') continue;
        const { characters, elements } = sizeOf(argument.value);
        if (characters <= options.characters && elements <= options.elements) continue;
        const size =
          characters > options.characters ? `${count(characters)} characters` : `${count(elements)} elements`;
        yield {
          at: argument.splat?.at ?? argument.at,
          message: `\`${name}\` of ${size} is stored in the serialized Dag and read with it for every run`,
        };
      }
    }
  },
});

const names = [
  'bash_command',
  'sql',
  'op_args',
  'op_kwargs',
  'params',
  'parameters',
  'env',
  'env_vars',
  'arguments',
];

interface Size {
  readonly characters: number;
  readonly elements: number;
}

/** Texts and elements of a value, nested ones counted. */
function sizeOf(value: Value, depth = 0): Size {
  if (depth > 10) return { characters: 0, elements: 0 };
  const parts =
    value.kind === 'sequence'
      ? value.items
      : value.kind === 'dict'
        ? value.entries.map((one) => one.value)
        : [];
  let characters = patternOf(value)?.length ?? 0;
  let elements = parts.length;
  for (const part of parts) {
    const size = sizeOf(part, depth + 1);
    characters += size.characters;
    elements += size.elements;
  }
  return { characters, elements };
}
