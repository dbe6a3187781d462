import { operatorFacts } from '../../catalogue/catalogue.ts';
import type { Argument, Call, DagFile, Range, Task, Value } from '../../model/facts.ts';
import { catalogueClass } from '../../model/task-arguments.ts';
import { constructorCode } from '../constructors.ts';
import { quoted, replace } from '../edits.ts';
import { importsLeftUnused, removeImports } from '../imports.ts';
import { moveIntoReaders } from '../move-assignment.ts';
import { callersOf, databaseOf, often, roundsOf } from '../rounds.ts';
import { type Cost, defineRule, type Fix } from '../rule.ts';
import { parsesPerDay } from '../words.ts';

export default defineRule({
  severity: 'error',
  parseTime: true,
  summary: 'An Airflow Variable is read whenever the file is parsed',
  why: `The Dag processor executes the file's module level again and again, each time in a new process: \`Variable.get\` there is
a query of the metadata database (or the secrets backend, which may charge for it) at every parse, and once more for every
task try. From Airflow 3.0 it goes through the Dag processor's Execution API to the same database. When the database is
slow, the file times out and its Dags disappear.

Write a Jinja template where the value goes into a templated field, read the Variable in the task that needs it, or take an
environment variable.

**Leave it** when the Variable decides which tasks exist and nothing else can; \`[secrets] use_cache = True\` then caches it
between parses (dagperf knows the setting and only warns).

Source: [Best Practices, Airflow Variables](https://airflow.apache.org/docs/apache-airflow/stable/best-practices.html#airflow-variables);
dynamic Dag generation: environment variables "rather than Airflow Variables".

**Not reported**: calls in task code, in callables handed to operators, in functions that nothing calls at parse time; constructors of
operators, which \`expensive-operator-init\` looks at.`,
  fixes: ['safe', 'unsafe'],
  noqa: ['AIR003'],
  example: {
    bad: `from airflow.sdk import DAG, Variable
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command=Variable.get("export_command"))
`,
    good: `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("export", schedule="@daily"):
    BashOperator(task_id="export", bash_command="{{ var.value.export_command }}")
`,
  },
  *check(file, project) {
    const places = templatedPlaces(file);
    const inConstructors = constructorCode(file);
    const cached = isTrue(project.settings['secrets.use_cache']?.value);
    for (const call of file.calls) {
      if (call.callee !== 'airflow.sdk.Variable.get' || !call.phases.includes('parse')) continue;
      if (inConstructors.has(call.in)) continue;
      const rounds = roundsOf(file, call);
      const parses = parsesPerDay(project);
      yield {
        at: call.at,
        message: `${subject(call)} is read ${databaseOf(project)} ${often(rounds, parses)}${cached ? ' unless the cache has it' : ''}`,
        ...(cached ? { severity: 'warning' as const } : {}),
        ...(rounds.count === undefined || !rounds.sure ? {} : { cost: readsPerDay(rounds.count * parses) }),
        fixes: [
          ...templateFixes(file, call, places).map((fix) => withoutUnusedImports(file, fix)),
          ...moveIntoReaders(file, call, 'Read it'),
        ],
        related: callersOf(file, call),
      };
    }
  },
});

/** As Airflow reads a switch of its configuration. Source: `configuration.py`, `getboolean`. */
function isTrue(setting = ''): boolean {
  return /^(t|true|1)$/i.test(setting.trim());
}

function subject(call: Call): string {
  const key = keyOf(call);
  return key === undefined ? 'A Variable' : `Variable \`${key}\``;
}

function readsPerDay(amount: number): Cost {
  return { payer: 'metadata-db', amount: Math.round(amount), unit: 'reads', per: 'day' };
}

function keyOf(call: Call): string | undefined {
  const key = argumentOf(call, 'key', 0)?.value;
  return key?.kind === 'string' ? key.value : undefined;
}

function argumentOf(call: Call, name: string, position: number) {
  return (
    call.arguments.find((one) => one.name === name) ?? call.arguments.filter((one) => !one.name)[position]
  );
}

interface Template {
  readonly text: string;
  /** Renders to exactly what the call gives. */
  readonly exact: boolean;
}

/** `{{ var.value.key }}` for a call; undefined when the key or an argument is no literal. */
function templateOf(call: Call, quote: string): Template | undefined {
  const key = keyOf(call);
  if (key === undefined || !call.complete || /[{}'"\\\n]/.test(key)) return undefined;
  const fallback =
    call.arguments.find((one) => one.name === 'default_var' || one.name === 'default') ??
    call.arguments.filter((one) => !one.name)[1];
  const json = argumentOf(call, 'deserialize_json', 2)?.value;
  if (json && json.kind !== 'boolean') return undefined;
  const store = json?.kind === 'boolean' && json.value ? 'var.json' : 'var.value';
  if (fallback) {
    const value = fallback.value;
    if (value.kind !== 'string' || /[{}'"\\\n]/.test(value.value)) return undefined;
    return {
      text: `{{ ${store}.get(${quote}${key}${quote}, ${quote}${value.value}${quote}) }}`,
      exact: !json,
    };
  }
  const access = /^[A-Za-z_]\w*$/.test(key) ? `${store}.${key}` : `${store}.get(${quote}${key}${quote})`;
  return { text: `{{ ${access} }}`, exact: !json };
}

/** The last call replaced by a template takes the import of `Variable` with it. */
function withoutUnusedImports(file: DagFile, fix: Fix): Fix {
  const unused = importsLeftUnused(
    file,
    fix.edits.map((edit) => edit.range),
  );
  return { ...fix, edits: [...fix.edits, ...removeImports(file, unused)] };
}

/** Where a templated field of an operator gets the value, a template can read it when the task runs. */
function templateFixes(file: DagFile, call: Call, places: ReadonlyMap<string, Place>): Fix[] {
  const place = places.get(keyOfRange(call.interpolated?.string ?? call.at));
  if (!place) return [];
  const outer = quoted(file, 'x')[0];
  const template = templateOf(call, outer === '"' ? "'" : '"');
  if (!template) return [];
  const title = `Read it with \`${template.text}\` when the task runs`;
  const hole = call.interpolated;
  if (!hole) {
    const text = quoted(file, template.text);
    return [
      { title, safety: place.plain && template.exact ? 'safe' : 'unsafe', edits: [replace(call.at, text)] },
    ];
  }
  if (hole.holes > 1) {
    // The string stays an f-string, in which braces of the template are written twice.
    if (/['"]/.test(template.text)) return [];
    const doubled = template.text.replaceAll('{', '{{').replaceAll('}', '}}');
    return [{ title, safety: 'unsafe', edits: [replace(hole.hole, doubled)] }];
  }
  const plain = withoutPrefix(file, hole.string, hole.hole, template.text);
  return plain === undefined
    ? []
    : [
        {
          title,
          safety: place.plain && template.exact ? 'safe' : 'unsafe',
          edits: [replace(hole.string, plain)],
        },
      ];
}

/** The f-string as a plain string with the template in its only hole; undefined where quotes or braces collide. */
function withoutPrefix(file: DagFile, string: Range, hole: Range, template: string): string | undefined {
  const before = file.text.slice(string.start, hole.start);
  const behind = file.text.slice(hole.end, string.end);
  const match = /^([A-Za-z]+)("""|'''|"|')/.exec(before);
  if (!match || /[{}]/.test(before + behind)) return undefined;
  const quote = match[2] as string;
  if (quote.length === 1 && template.includes(quote)) {
    const other = quote === '"' ? "'" : '"';
    const swapped = template.replaceAll(quote, '\u0000').replaceAll(other, quote).replaceAll('\u0000', other);
    if (swapped.includes(quote)) return undefined;
    return rebuilt(match[1] as string, before.slice((match[1] as string).length), swapped, behind);
  }
  return rebuilt(match[1] as string, before.slice((match[1] as string).length), template, behind);
}

function rebuilt(prefix: string, before: string, template: string, behind: string): string {
  return prefix.replace(/f/i, '') + before + template + behind;
}

interface Place {
  /** The field itself, of type `str`, in a plain call: rendering gives back exactly the text. */
  readonly plain: boolean;
}

/** Where values stand that Airflow renders: templated fields, and the elements of list and dict literals in them. */
function templatedPlaces(file: DagFile): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const seen = new Set<number>();
  for (const task of file.tasks) {
    const facts = operatorFacts(catalogueClass(task));
    for (const id of [task.configuredBy, task.mapped ? task.call : undefined]) {
      if (!facts || id === undefined || seen.has(id)) continue;
      seen.add(id);
      for (const argument of (file.calls[id] as Call).arguments) {
        const { name, splat, valueAt } = argument;
        if (name === undefined || !facts.templateFields.includes(name) || splat) continue;
        const isText = facts.stringFields.includes(name) && !rendersNatively(file, task);
        places.set(keyOfRange(valueAt), { plain: task.arguments[name]?.origin === 'call' && isText });
        for (const { at } of elementsOf(argument)) places.set(keyOfRange(at), { plain: false });
      }
    }
  }
  return places;
}

function keyOfRange({ start, end }: Range): string {
  return `${start}-${end}`;
}

/** The elements of a list or dict literal and of those in it; values that come from elsewhere have their own place. */
function* elementsOf({ value, valueAt }: Argument): Iterable<Value> {
  const pending = [value];
  for (let one = pending.pop(); one; one = pending.pop()) {
    if (one.at.start < valueAt.start || one.at.end > valueAt.end) continue;
    if (one !== value) yield one;
    if (one.kind === 'sequence') for (const item of one.items) pending.push(item);
    if (one.kind === 'dict') for (const entry of one.entries) pending.push(entry.value);
  }
}

/** With native rendering, text that reads like a number becomes one. */
function rendersNatively(file: DagFile, task: Task): boolean {
  const dag = task.dag === undefined ? undefined : file.dags[task.dag];
  return !dag?.argumentsComplete || dag.arguments.render_template_as_native_obj !== undefined;
}
