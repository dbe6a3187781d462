/** What is generated from the rules: pages that keep their word, a table that leaves the rest of the README alone. */
import assert from 'node:assert/strict';
import { categories } from '../../scripts/generate/categories.ts';
import { enginePage } from '../../scripts/generate/engine-pages.ts';
import { exampleProject, showExample } from '../../scripts/generate/example.ts';
import { findRuleFiles } from '../../scripts/generate/rule-files.ts';
import { ruleIndex } from '../../scripts/generate/rule-index.ts';
import { rulesIndex, withRuleTable } from '../../scripts/generate/rule-lists.ts';
import { ignored, lineOf, rulePage, versions } from '../../scripts/generate/rule-page.ts';
import { formatted } from '../../scripts/generate/schema.ts';
import { analyze } from '../../server/src/engine/analyze.ts';
import { defaultConfiguration } from '../../server/src/engine/configuration.ts';
import { explainedEngineRules } from '../../server/src/engine/engine-rules.ts';
import { dagFileOf } from '../../server/src/model/dag-file.ts';
import { type RegisteredRule, rules } from '../../server/src/rules/registry.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { loadParser } from '../../server/src/syntax/load.ts';
import type { Parser } from '../../server/src/syntax/parser.ts';
import { root } from '../corpus.ts';

const rule: Rule = {
  severity: 'warning',
  summary: 'A thing is slow',
  why: 'It is.\n\n**Leave it** when it is fast.\n\nSource: a book.',
  fixes: ['unsafe'],
  since: { from: '2.11', before: '3.0' },
  optIn: true,
  example: { bad: 'a = 1\nb = 2\n', good: 'a = 1\n' },
  check: () => [],
};
const slow: RegisteredRule = { id: 'slow-thing', category: 'waiting', rule };
const slower: RegisteredRule = { id: 'slower-thing', category: 'waiting', rule: { ...rule, optIn: false } };

describe('generate', () => {
  it('lists the rules by category and id, each with a static import', () => {
    const text = ruleIndex([
      { category: 'graph', id: 'wide-dag' },
      { category: 'waiting', id: 'slow-thing' },
    ]);
    assert.match(text, /^import rule0 from '\.\/graph\/wide-dag\.ts';$/m);
    assert.match(text, /^ {2}\{ id: 'slow-thing', category: 'waiting', rule: rule1 \},$/m);
  });

  it('finds the rule files in a stable order', () => {
    const found = findRuleFiles(root).map(({ category, id }) => `${category}/${id}`);
    assert.deepEqual(found, [...found].sort());
    assert.ok(found.length > 0);
  });

  it('writes a page with the facts, both examples, the message, the fixes and the siblings of a rule', () => {
    const shown = {
      line: 2,
      severity: 'warning',
      message: 'b is 2',
      fixes: [{ title: 'Set b', safety: 'unsafe' }],
    };
    const page = rulePage(slow, { source: 'server/a.ts', shown, siblings: [slow, slower] });
    for (const part of [
      'from server/a.ts',
      '# slow-thing\n\nA thing is slow.',
      '| Airflow | 2.11 and later, before 3.0 |',
      '| On by default | no |',
      'select = ["recommended", "slow-thing"]',
      'dagperf reports line 2:\n\n> warning: b is 2',
      '- Set b (unsafe)',
      '## When to ignore it\n\n**Leave it** when it is fast.',
      'b = 2  # dagperf: ignore[slow-thing] reason',
      '- [slower-thing](slower-thing.md): A thing is slow',
    ]) {
      assert.ok(page.includes(part), `${part}\nis not in\n${page}`);
    }
    assert.equal(page.split('**Leave it**').length, 2, 'it is said once');
  });

  it('names the versions that a rule holds for', () => {
    assert.equal(versions(undefined), 'every version from 2.10 to 3.4');
    assert.equal(versions({ from: '3.0' }), '3.0 and later');
    assert.equal(versions({ before: '3.0' }), 'before 3.0');
  });

  it('lists only categories that have rules', () => {
    const text = rulesIndex([slow]);
    assert.deepEqual(
      [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1]),
      ['waiting', 'ignore comments'],
    );
    assert.match(text, /warning, off by default/);
    assert.ok(categories.length > 1);
  });

  it('replaces the table of the README and nothing else', () => {
    const readme = '# a\n<!-- rules -->\nold\n<!-- /rules -->\nend\n';
    const once = withRuleTable(readme, [slow]);
    assert.match(once, /^# a\n<!-- rules -->\n\| rule .*slow-thing.*\n<!-- \/rules -->\nend\n$/s);
    assert.doesNotMatch(once, /old/);
    assert.equal(withRuleTable(once, [slow]), once);
    assert.equal(withRuleTable('# none\n', [slow]), '# none\n');
    assert.throws(() => withRuleTable('<!-- rules -->\n', [slow]), /README\.md/);
  });

  it('keeps short lists of a schema on one line, as the formatter does', () => {
    assert.equal(
      formatted({ enum: ['a', 'b'], items: [{ x: [1] }] }),
      '{\n  "enum": ["a", "b"],\n  "items": [\n    {\n      "x": [1]\n    }\n  ]\n}\n',
    );
    const long = Array.from({ length: 20 }, (_, index) => `name-${index}`);
    assert.match(formatted({ enum: long }), /\[\n {4}"name-0",\n/);
  });
});

describe('pages', () => {
  let parser: Parser;
  before(async () => {
    parser = (await loadParser()).parser;
  });

  function findings(id: string, text: string) {
    const file = dagFileOf('dags/page.py', parser.parse(text));
    const { findings } = analyze(file, exampleProject, { ...defaultConfiguration, select: ['all'] });
    return findings.filter((one) => one.rule === id);
  }

  for (const registered of rules) {
    it(`the comment that the page of ${registered.id} shows ignores the example`, async () => {
      const { bad } = registered.rule.example;
      const { line } = await showExample(registered, rules);
      const code = lineOf(bad, line);
      const indent = /^\s*/.exec(code)?.[0] ?? '';
      const lines = bad.split('\n');
      lines[line - 1] = indent + ignored(registered.id, code);
      assert.deepEqual(findings(registered.id, lines.join('\n')), []);
      assert.deepEqual(findings('unused-ignore', lines.join('\n')), []);
    });
  }

  for (const explained of explainedEngineRules) {
    const { id, rule } = explained;
    it(`the page of ${id} says what dagperf says`, async () => {
      const page = enginePage(explained, await showExample(explained, rules));
      const [finding, ...others] = findings(id, rule.example.bad);
      assert.equal(others.length, 0);
      assert.ok(page.includes(`> ${finding?.severity}: ${finding?.message}`), finding?.message);
      assert.ok(page.includes(`- ${finding?.fixes?.[0]?.title} (${finding?.fixes?.[0]?.safety})`));
      assert.ok(page.includes(`${id} = "off"`));
      assert.deepEqual(findings(id, rule.example.good), []);
    });
  }
});
