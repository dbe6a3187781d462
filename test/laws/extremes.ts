/** Texts of extreme size and depth. */

export interface Extreme {
  readonly name: string;
  readonly text: string;
}

const depth = 10_000;
const imports =
  'from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\nimport pandas as pd\n';

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

function nested(open: string, inner: string, close: string): string {
  return `${imports}x = ${open.repeat(depth)}${inner}${close.repeat(depth)}\nrun(x)\n`;
}

function doubled(first: string, next: (name: string) => string): string {
  return `${imports}a0 = ${first}\n${lines(60, (index) => `a${index + 1} = ${next(`a${index}`)}`)}\nrun(a60)\n`;
}

/** Deeply nested, very long, and repeatedly doubled code; every one is legal Python. */
export const extremes: readonly Extreme[] = [
  { name: 'nested parentheses', text: nested('(', '1', ')') },
  { name: 'nested lists', text: nested('[', '1', ']') },
  { name: 'nested dicts', text: nested('{"a": ', '1', '}') },
  { name: 'nested calls', text: nested('f(', '1', ')') },
  { name: 'nested lambdas', text: nested('lambda: ', '1', '') },
  { name: 'nested conditions', text: nested('1 if a else ', '1', '') },
  { name: 'nested f-strings and subscripts', text: nested('a[', '1', ']') },
  { name: 'chained attributes', text: `${imports}x = a${'.b'.repeat(depth)}\nrun(x)\nx()\n` },
  { name: 'chained methods', text: `${imports}x = pd${'.a()'.repeat(depth)}\nrun(x)\n` },
  { name: 'chained subscripts', text: `${imports}x = a${'[0]'.repeat(depth)}\nrun(x)\n` },
  { name: 'chained calls', text: `${imports}x = a${'()'.repeat(depth)}\nrun(x)\n` },
  { name: 'a long sum', text: `${imports}x = a${' + a'.repeat(depth)}\nrun(x)\n` },
  { name: 'a long sum of numbers', text: `${imports}x = 1${' + 1'.repeat(depth)}\nrun(x)\n` },
  {
    name: 'long boolean and comparison chains',
    text: `x = a${' and a'.repeat(depth)}\ny = a${' < a'.repeat(depth)}\n`,
  },
  { name: 'a long assignment chain', text: `${'a = '.repeat(depth)}1\nrun(a)\n` },
  {
    name: 'nested blocks',
    text: `${lines(90, (index) => `${' '.repeat(index)}if a:`)}\n${' '.repeat(90)}x = 1\nrun(x)\n`,
  },
  {
    name: 'nested functions',
    text: `${lines(90, (index) => `${' '.repeat(index)}def f${index}():`)}\n${' '.repeat(90)}return f0()\nf0()\n`,
  },
  {
    name: 'many elif',
    text: `if a:\n    x = 0\n${lines(depth, (index) => `elif b:\n    x = ${index}`)}\nrun(x)\n`,
  },
  {
    name: 'assignments of 5 MB',
    text: `${imports}${lines(150_000, (index) => `value_${index % 1000} = compute(${index}, "two")`)}\n`,
  },
  {
    name: 'one name assigned again and again',
    text: `${imports}x = 1\n${lines(50_000, () => 'x = f(x)')}\nrun(x)\n`,
  },
  {
    name: 'one name assigned in branches',
    text: `${imports}x = 1\n${lines(20_000, () => 'if x:\n    x = f(x)')}\nrun(x)\n`,
  },
  { name: 'one name assigned in a long loop', text: `while a:\n${lines(20_000, () => '    x = f(x)')}\n` },
  {
    name: 'calls of 5 MB',
    text: `${imports}${lines(50_000, (index) => `client.method_${index}(argument_one, key="value", number=${index}, more=[1, 2, 3], data={"a": 1}, x=other)`)}\n`,
  },
  {
    name: 'a dict of 5 MB',
    text: `${imports}settings = {\n${lines(150_000, (index) => `    "key_${index}": "value number ${index}",`)}\n}\nrun(**settings)\nrun(settings)\n`,
  },
  {
    name: 'a list of 5 MB',
    text: `${imports}items = [\n${lines(150_000, (index) => `    "value number ${index} of the list",`)}\n]\nfor item in [*items, *items]:\n    run(item)\nfor a, b in zip(items, items):\n    run(a)\n`,
  },
  {
    name: 'a dict changed again and again',
    text: `settings = {}\n${lines(20_000, (index) => `settings["key_${index}"] = f(settings)`)}\nrun(settings)\n`,
  },
  {
    name: 'a dict handed to many calls',
    text: `settings = {${lines(2_000, (index) => `"key_${index}": 1,`)}}\n${lines(5_000, () => 'run(**settings)')}\n`,
  },
  {
    name: 'tasks in a chain of shifts',
    text: `${imports}with DAG("x"):\n${lines(20_000, (index) => `    t${index} = EmptyOperator(task_id="t${index}")`)}\n    ${lines(20_000, (index) => `t${index}`).replaceAll('\n', ' >> ')}\n`,
  },
  {
    name: 'tasks shifted one by one',
    text: `${imports}with DAG("x"):\n    t0 = EmptyOperator(task_id="t0")\n${lines(20_000, (index) => `    t${index + 1} = EmptyOperator(task_id="t${index + 1}")\n    t${index} >> t${index + 1}`)}\n`,
  },
  {
    name: 'lists of tasks before each other',
    text: `${imports}with DAG("x"):\n    a = [${lines(3_000, (index) => `EmptyOperator(task_id="a${index}"),`)}]\n    b = [${lines(3_000, (index) => `EmptyOperator(task_id="b${index}"),`)}]\n    a >> b\n    b >> a\n`,
  },
  {
    name: 'tasks under one name',
    text: `${imports}with DAG("x"):\n    previous = None\n${lines(10_000, (index) => `    t = EmptyOperator(task_id="t${index}")\n    if previous:\n        previous >> t\n    previous = t`)}\n`,
  },
  {
    name: 'many Dags',
    text: `${imports}${lines(5_000, (index) => `with DAG("d${index}") as dag:\n    a = EmptyOperator(task_id="a")\n    a >> EmptyOperator(task_id="b", dag=dag)`)}\n`,
  },
  {
    name: 'many classes derived from each other',
    text: `${imports}from airflow.models import BaseOperator\nclass C0(BaseOperator):\n    def __init__(self, a=1, **kw):\n        super().__init__(**kw)\n${lines(5_000, (index) => `class C${index + 1}(C${index}):\n    def execute(self, context):\n        self.run()\n        super().execute(context)`)}\nwith DAG("x"):\n${lines(2_000, (index) => `    C${index}(task_id="t${index}")`)}\n`,
  },
  {
    name: 'functions that call each other',
    text: `${imports}${lines(10_000, (index) => `def f${index}(df: pd.DataFrame):\n    return f${index + 1}(df)`)}\nf0(1)\n`,
  },
  {
    name: 'functions that call all others',
    text: `${lines(300, (index) => `def f${index}(x):\n    ${lines(100, (other) => `f${(index * 7 + other) % 300}(x);`).replaceAll('\n', ' ')}\n    return f${(index + 1) % 300}(f${(index + 2) % 300}(x))`)}\nf0(1)\n`,
  },
  {
    name: 'frames renamed again and again',
    text: `${imports}def f():\n    df = pd.read_csv("x")\n${lines(5_000, () => '    df = df.dropna()')}\n    return df\n`,
  },
  {
    name: 'many Variables read in templated fields',
    text: `${imports}from airflow.models import Variable\nfrom airflow.operators.bash import BashOperator\nwith DAG("x"):\n${lines(15_000, (index) => `    BashOperator(task_id="t${index}", bash_command=Variable.get("v"))  # dagperf: ignore[unbounded-retries]`)}\n`,
  },
  { name: 'a call in every hole of a long f-string', text: `x = f"${'{f()}'.repeat(5_000)}"\n` },
  { name: 'comments', text: `${lines(100_000, (index) => `x = ${index}  # comment ${index}`)}\n` },
  { name: 'one long line of statements', text: `${'x = f(1); '.repeat(20_000)}\n` },
  { name: 'doubled strings', text: doubled('"text"', (name) => `${name} + ${name}`) },
  { name: 'doubled f-strings', text: doubled('"text"', (name) => `f"{${name}}{${name}}"`) },
  { name: 'doubled lists', text: doubled('[1]', (name) => `[*${name}, *${name}]`) },
  { name: 'doubled unknown values', text: doubled('unknown', (name) => `${name} + ${name}`) },
  { name: 'doubled conditions', text: doubled('f', (name) => `${name} if b else ${name}`) },
  {
    name: 'names bound to each other in a circle',
    text: `while x:\n    b = a + a\n    c = b + b\n    a = c + c\n    run(a, b, c)\n`,
  },
];
