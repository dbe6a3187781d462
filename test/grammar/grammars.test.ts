/** The TextMate grammars: which scopes real lines get. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';
import { root } from '../corpus.ts';

interface Contributed {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const contributed: readonly Contributed[] = manifest.contributes.grammars;

async function grammar(scopeName: string): Promise<IGrammar> {
  const wasm = readFileSync(createRequire(__filename).resolve('vscode-oniguruma/release/onig.wasm'));
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async (scope) => {
      const own = contributed.find((one) => one.scopeName === scope)?.path;
      const file = own ? path.join(root, own) : path.join(__dirname, 'python-strings.json');
      return parseRawGrammar(readFileSync(file, 'utf8'), file);
    },
    getInjections: (scope) =>
      contributed.filter((one) => one.injectTo?.includes(scope)).map((one) => one.scopeName),
  });
  const found = await registry.loadGrammar(scopeName);
  assert.ok(found, scopeName);
  return found;
}

/** `text: innermost scope` for every token that has one of its own, white space left out. */
function tokens(found: IGrammar, text: string): string[] {
  let state = INITIAL;
  return text.split('\n').flatMap((line) => {
    const result = found.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens
      .map((token) => [line.slice(token.startIndex, token.endIndex), token.scopes] as const)
      .filter(([part, scopes]) => part.trim() !== '' && scopes.length > 1)
      .map(([part, scopes]) => `${part.trim()}: ${scopes.at(-1)}`);
  });
}

/** The tokens of the Jinja in Python. */
async function jinja(text: string): Promise<string[]> {
  return tokens(await grammar('source.python'), text).filter((one) => one.endsWith('.jinja'));
}

/** The Jinja that is coloured in Python: neighbouring characters joined, pieces parted by a blank. */
async function jinjaText(text: string): Promise<string> {
  const python = await grammar('source.python');
  let state = INITIAL;
  const pieces = text.split('\n').map((line) => {
    const result = python.tokenizeLine(line, state);
    state = result.ruleStack;
    const isJinja = (at: number) =>
      result.tokens
        .find((token) => token.startIndex <= at && at < token.endIndex)
        ?.scopes.some((scope) => scope.endsWith('.jinja'));
    return [...line].map((character, at) => (isJinja(at) ? character : '\n')).join('');
  });
  return pieces
    .join('\n')
    .split('\n')
    .filter((piece) => piece !== '')
    .join(' ');
}

describe('grammars', () => {
  it('are contributed under the names and paths that they have', () => {
    assert.equal(contributed.length, 5);
    for (const one of contributed) {
      const file = path.join(root, one.path);
      assert.ok(existsSync(file), one.path);
      assert.equal(JSON.parse(readFileSync(file, 'utf8')).scopeName, one.scopeName);
    }
  });

  it('colour Jinja in the strings of DAG files', async () => {
    assert.deepEqual(await jinja('sql="export {{ ds | upper }} {% if x.y(1, k=\'a\') %}"'), [
      '{{: punctuation.definition.template-expression.begin.jinja',
      'ds: support.variable.airflow.jinja',
      '|: keyword.operator.filter.jinja',
      'upper: entity.name.function.filter.jinja',
      '}}: punctuation.definition.template-expression.end.jinja',
      '{%: punctuation.definition.template-expression.begin.jinja',
      'if: keyword.control.jinja',
      'x: variable.other.jinja',
      '.: punctuation.accessor.jinja',
      'y: variable.other.property.jinja',
      '(: meta.embedded.statement.jinja',
      '1: constant.numeric.jinja',
      ',: meta.embedded.statement.jinja',
      'k: variable.parameter.jinja',
      '=: keyword.operator.jinja',
      "'a': string.quoted.single.jinja",
      '): meta.embedded.statement.jinja',
      '%}: punctuation.definition.template-expression.end.jinja',
    ]);
  });

  it('colour Jinja with quotes of either kind, beside quotes of the text', async () => {
    for (const [line, coloured] of [
      [`a = "{{ var.value.get('x', 'y') }}" + "end"`, `{{ var.value.get('x', 'y') }}`],
      [`a = '{{ var.value.get("x") }}', "it's"`, `{{ var.value.get("x") }}`],
      [`a = 'echo "{{ dag_run.conf["a"] }}"'`, `{{ dag_run.conf["a"] }}`],
      [String.raw`a = "{{ var.value.get(\"x\") }}"`, String.raw`{{ var.value.get(\"x\") }}`],
      [String.raw`a = r"grep '\d{{ ds }}'"`, '{{ ds }}'],
      [`a = """{{ ti.xcom_pull(task_ids="a") }} x"""`, `{{ ti.xcom_pull(task_ids="a") }}`],
      [`a = '{# note #} {#no'`, '{# note #}'],
      ['a = "{{- ds -}}"', '{{- ds -}}'],
    ] as const) {
      assert.equal(await jinjaText(line), coloured, line);
    }
  });

  it('colour a template over several lines, and end with it', async () => {
    const text = `sql = """SELECT 1\n{# a\nnote #}\nWHERE d = '{{ ds\n}}'\n{% if x %}ORDER{% endif %}"""\nend = "{{ ds"`;
    assert.equal(await jinjaText(text), '{# a note #} {{ ds }} {% if x %} {% endif %}');
  });

  it('colour doubled braces in f-strings, single ones never', async () => {
    assert.equal(
      await jinjaText('f"echo {{{{ var.value.{name} }}}} {{{{ ds }}}} {x}"'),
      '{{{{ var.value.{name} }}}} {{{{ ds }}}}',
    );
    const lines = `a = f"""\nSELECT {{{{ params['x'] }}}}\nFROM t {{% if y['z'] %}}\n"""`;
    assert.equal(await jinjaText(lines), `{{{{ params['x'] }}}} {{% if y['z'] %}}`);
    assert.equal(await jinjaText(`f"{{ds}} {{ ds }} {x} {a['b']}" + f'{{{x}}}'`), '');
  });

  it('end with the string in which a template is never closed', async () => {
    assert.equal(await jinjaText('a = "{{ ds" + x\nb = "{% if"\nc = "}} %}"'), '');
    const open = tokens(await grammar('source.python'), 'a = """{{ open\n"""\nb = "{{ ds }}"');
    assert.ok(open.includes('""": string.quoted.multi.python'), open.join('\n'));
    assert.ok(open.includes('ds: support.variable.airflow.jinja'), open.join('\n'));
  });

  it('leave what only looks like Jinja alone', async () => {
    for (const text of [
      '"""{{ ds }}"""',
      '# {{ ds }}',
      'x = {{1}}',
      'y = {"a": {"b": 1}}',
      'a = "{{ var.value." + name + " }}"',
      `a = '{{ ' + x + ' }}'`,
      'a = s.replace("{{", "").replace("}}", "")',
      'a = s.replace("{%", "").replace("%}", "")',
      'a = "{%s} %}" % x',
      `a = '{{"a": {}}}'.format(1)`,
      `a = '{{ "a": {} }}'.format(1)`,
      'a = "{{}} {}".format(1)',
      'a = """\n{{\n  "a": 1\n}}"""',
    ]) {
      assert.equal(await jinjaText(text), '', text);
    }
  });

  it('colour airflow.cfg', async () => {
    const text = `# limits\n[core]\nparallelism = 32\nload_examples = False\nx = a%%b%c\n  [more]\ny: {AIRFLOW_HOME}/$HOME/\${A}%(b)s`;
    assert.deepEqual(tokens(await grammar('source.airflow-cfg'), text), [
      '# limits: comment.line.airflow-cfg',
      '[: punctuation.definition.section.airflow-cfg',
      'core: entity.name.section.airflow-cfg',
      ']: punctuation.definition.section.airflow-cfg',
      'parallelism: variable.other.option.airflow-cfg',
      '=: keyword.operator.assignment.airflow-cfg',
      '32: constant.numeric.airflow-cfg',
      'load_examples: variable.other.option.airflow-cfg',
      '=: keyword.operator.assignment.airflow-cfg',
      'False: constant.language.boolean.airflow-cfg',
      'x: variable.other.option.airflow-cfg',
      '=: keyword.operator.assignment.airflow-cfg',
      'a: string.unquoted.airflow-cfg',
      '%%: constant.character.escape.airflow-cfg',
      'b: string.unquoted.airflow-cfg',
      '%: invalid.illegal.percent.airflow-cfg',
      'c: string.unquoted.airflow-cfg',
      '[more]: string.unquoted.airflow-cfg',
      'y: variable.other.option.airflow-cfg',
      ':: keyword.operator.assignment.airflow-cfg',
      '{AIRFLOW_HOME}: variable.other.interpolation.airflow-cfg',
      '/: string.unquoted.airflow-cfg',
      '$HOME: variable.other.environment.airflow-cfg',
      '/: string.unquoted.airflow-cfg',
      `\${A}: variable.other.environment.airflow-cfg`,
      '%(b)s: variable.other.interpolation.airflow-cfg',
    ]);
  });

  it('colour .airflowignore', async () => {
    assert.deepEqual(
      tokens(await grammar('source.airflowignore'), '# old\n!keep/**/*.py # why\nlegacy[0-9]'),
      [
        '# old: comment.line.number-sign.airflowignore',
        '!: keyword.operator.negation.airflowignore',
        'keep: string.unquoted.airflowignore',
        '/: punctuation.separator.path.airflowignore',
        '**: keyword.operator.glob.airflowignore',
        '/: punctuation.separator.path.airflowignore',
        '*: keyword.operator.glob.airflowignore',
        '.py: string.unquoted.airflowignore',
        '# why: comment.line.number-sign.airflowignore',
        'legacy: string.unquoted.airflowignore',
        '[0-9]: constant.character.class.airflowignore',
      ],
    );
  });
});
