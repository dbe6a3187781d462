/** .airflowignore in both of its syntaxes. */
import assert from 'node:assert/strict';
import { type IgnoreSyntax, ignoredBy, readIgnoreFile } from '../../server/src/configuration/ignore-file.ts';

const paths = ['a.py', 'tests/b.py', 'team/tests/c.py', 'team/d_test.py', 'team/keep.py', 'xtests.py'];
const hidden = (files: Readonly<Record<string, string>>, syntax: IgnoreSyntax) =>
  paths.filter(
    ignoredBy(
      Object.entries(files).map(([folder, text]) => ({
        folder,
        patterns: readIgnoreFile(text, syntax).patterns,
      })),
      syntax,
    ),
  );

describe('.airflowignore with regular expressions', () => {
  it('searches in the path from the Dags folder', () => {
    assert.deepEqual(hidden({ '': 'tests\n' }, 'regexp'), ['tests/b.py', 'team/tests/c.py', 'xtests.py']);
    assert.deepEqual(hidden({ '': '^tests/\n' }, 'regexp'), ['tests/b.py']);
    assert.deepEqual(hidden({ '': '.*_test\\.py$ # tests\n\n#all\n' }, 'regexp'), ['team/d_test.py']);
  });

  it('holds in its folder and below, but still sees the whole path', () => {
    assert.deepEqual(hidden({ team: '\\.py$\n' }, 'regexp'), [
      'team/tests/c.py',
      'team/d_test.py',
      'team/keep.py',
    ]);
    assert.deepEqual(hidden({ team: '^keep\n^team/d_\n' }, 'regexp'), ['team/d_test.py']);
  });

  it('knows no negation', () => {
    assert.deepEqual(hidden({ '': 'team\n!team/keep.py\n' }, 'regexp'), [
      'team/tests/c.py',
      'team/d_test.py',
      'team/keep.py',
    ]);
  });

  it('leaves out what is no regular expression, and what would take too long, with a message', () => {
    const text = 'fine\n(a+)+$\n';
    const { patterns, problem } = readIgnoreFile(text, 'regexp');
    assert.equal(patterns.length, 2);
    assert.equal(problem?.message, 'the pattern (a+)+$ repeats too much: not tried');
    assert.equal(text.slice(problem?.at.start, problem?.at.end), '(a+)+$');
    assert.match(
      readIgnoreFile('*.py\n', 'regexp').problem?.message ?? '',
      /^the pattern \*\.py is no regular expression/,
    );
    assert.deepEqual(hidden({ '': '*.py\n(a+)+$\n(x|x)*y\ntests\n' }, 'regexp'), [
      'tests/b.py',
      'team/tests/c.py',
      'xtests.py',
    ]);
  });
});

describe('.airflowignore with globs', () => {
  it('matches names at every depth, and paths from its folder', () => {
    assert.deepEqual(hidden({ '': 'tests\n' }, 'glob'), ['tests/b.py', 'team/tests/c.py']);
    assert.deepEqual(hidden({ '': '/tests/\n*_test.py # x\n' }, 'glob'), ['tests/b.py', 'team/d_test.py']);
    assert.deepEqual(hidden({ team: 'tests/\n' }, 'glob'), ['team/tests/c.py']);
    assert.deepEqual(hidden({ '': 'team/**/c.py\n' }, 'glob'), ['team/tests/c.py']);
  });

  it('brings back what a later ! names, in a deeper file as well', () => {
    assert.deepEqual(
      hidden({ '': '*.py\n!keep.py\n' }, 'glob'),
      paths.filter((path) => path !== 'team/keep.py'),
    );
    assert.deepEqual(
      hidden({ '': '*.py\n', team: '!d_test.py\n' }, 'glob'),
      paths.filter((path) => path !== 'team/d_test.py'),
    );
  });

  it('does not bring back what lies in a hidden folder', () => {
    assert.deepEqual(hidden({ '': 'team/\n!team/keep.py\n' }, 'glob'), [
      'team/tests/c.py',
      'team/d_test.py',
      'team/keep.py',
    ]);
  });
});
