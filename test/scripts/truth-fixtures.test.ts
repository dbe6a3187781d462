/** Which folders the specifications under test/ become, for real Airflow to parse. */
import assert from 'node:assert/strict';
import { fixturesOf } from '../../scripts/truth/fixtures.ts';

describe('truth: fixtures', () => {
  const fence = '```';

  it('are one folder for each block, with the other files of the section around it', () => {
    const page = `# rule

## First, in Airflow 2.11
${fence}py
import a
#      ^ warning: found
b = 1
${fence}
${fence}py fixed safe
b = 1
${fence}
\`airflow.cfg\`
${fence}ini
[core]
${fence}

## Second
\`dags/x.py\`
${fence}py
import y
${fence}
\`dags/y.py\`
${fence}py
z = 1
${fence}
`;
    assert.deepEqual(fixturesOf('test/rules/rule.md', page), [
      {
        name: 'test/rules/rule.md, line 3',
        major: '2',
        files: [
          { path: 'airflow.cfg', text: '[core]\n' },
          { path: 'dags/case.py', text: 'import a\nb = 1\n' },
        ],
      },
      {
        name: 'test/rules/rule.md, line 3, 2',
        major: '2',
        files: [
          { path: 'airflow.cfg', text: '[core]\n' },
          { path: 'dags/case.py', text: 'b = 1\n' },
        ],
      },
      {
        name: 'test/rules/rule.md, line 17',
        files: [
          { path: 'dags/x.py', text: 'import y\n' },
          { path: 'dags/y.py', text: 'z = 1\n' },
        ],
      },
    ]);
  });

  it('are none where a section has no Python', () => {
    assert.deepEqual(fixturesOf('a.md', '# a\n\n## b\n```toml\nx = 1\n```\n'), []);
  });
});
