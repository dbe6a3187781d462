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

describe('grammars', () => {
  it('are contributed under the names and paths that they have', () => {
    assert.equal(contributed.length, 3);
    for (const one of contributed) {
      const file = path.join(root, one.path);
      assert.ok(existsSync(file), one.path);
      assert.equal(JSON.parse(readFileSync(file, 'utf8')).scopeName, one.scopeName);
    }
  });

  it('colour Jinja in the strings of DAG files', async () => {
    const found = tokens(
      await grammar('source.python'),
      'bash_command="export {{ ds | upper }} {% if x.y %}"',
    );
    assert.ok(found.includes('{{: punctuation.definition.template-expression.begin.jinja'), found.join('\n'));
    assert.ok(found.includes('ds: variable.other.jinja'), found.join('\n'));
    assert.ok(found.includes('upper: entity.name.function.filter.jinja'), found.join('\n'));
    assert.ok(found.includes('if: keyword.control.jinja'), found.join('\n'));
    assert.ok(found.includes('y: variable.other.property.jinja'), found.join('\n'));
  });

  it('colour a template over several lines, and end with it', async () => {
    const found = tokens(
      await grammar('source.python'),
      'sql="""SELECT 1\n{# note #}\nWHERE d = \'{{ ds }}\'\nORDER"""',
    );
    assert.ok(
      found.some((one) => one.endsWith('comment.block.jinja')),
      found.join('\n'),
    );
    assert.ok(found.includes('ds: variable.other.jinja'), found.join('\n'));
    assert.ok(found.includes('ORDER: string.quoted.multi.python'), found.join('\n'));
  });

  it('do not run on behind a string in which a template is never closed', async () => {
    const found = tokens(await grammar('source.python'), 'a = "{{" + x\nb = "{%"\nc = "end"');
    assert.deepEqual(
      found.filter((one) => one.includes('jinja')),
      [],
    );
  });

  it('leave f-strings, docstrings, comments and dicts alone', async () => {
    const python = await grammar('source.python');
    for (const text of ['f"{{ ds }}"', '"""{{ ds }}"""', '# {{ ds }}', 'x = {{1}}', 'y = {"a": {"b": 1}}']) {
      assert.deepEqual(
        tokens(python, text).filter((one) => one.includes('jinja')),
        [],
        text,
      );
    }
  });

  it('colour airflow.cfg', async () => {
    const text =
      '# limits\n[core]\nparallelism = 32\nload_examples = False\nfernet = a%%b\nlog_format = [%%(asctime)s]\n  more';
    assert.deepEqual(tokens(await grammar('source.airflow-cfg'), text).slice(0, 12), [
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
      'fernet: variable.other.option.airflow-cfg',
      '=: keyword.operator.assignment.airflow-cfg',
    ]);
  });

  it('colour .airflowignore', async () => {
    assert.deepEqual(tokens(await grammar('source.airflowignore'), '# old\n!keep/**/*.py\nlegacy[0-9]'), [
      '# old: comment.line.number-sign.airflowignore',
      '!: keyword.operator.negation.airflowignore',
      'keep: string.unquoted.airflowignore',
      '/: punctuation.separator.path.airflowignore',
      '**: keyword.operator.glob.airflowignore',
      '/: punctuation.separator.path.airflowignore',
      '*: keyword.operator.glob.airflowignore',
      '.py: string.unquoted.airflowignore',
      'legacy: string.unquoted.airflowignore',
      '[0-9]: constant.character.class.airflowignore',
    ]);
  });
});
