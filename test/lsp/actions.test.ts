/** Code actions: what is offered where, and what the edits do. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import type { CodeAction, Range } from 'vscode-languageserver/node';
import { applyAction } from './apply.ts';
import { fullCapabilities, type StartOptions, startClient, type TestClient, until } from './harness.ts';
import { markerCheck, markerRules } from './marker.ts';

const uri = 'file:///project/dags/a.py';
const parts = { check: markerCheck, rules: markerRules, readText: async () => '{}\n' };

function at(line: number, character = 0): Range {
  return { start: { line, character }, end: { line, character } };
}

describe('code actions', () => {
  let client: TestClient;
  const start = async (text: string, options: StartOptions = {}): Promise<void> => {
    client = await startClient({ rootUri: 'file:///project', parts, ...options });
    client.open(uri, text);
  };
  afterEach(() => client.stop());
  const titles = async (range: Range, only?: string[]): Promise<string[]> =>
    (await client.actions(uri, range, only ? { only } : {})).map(({ title }) => title);
  const titled = async (title: string, range: Range): Promise<CodeAction | undefined> =>
    (await client.actions(uri, range)).find((action) => action.title === title);

  it('offer each fix by name, ignoring, the page, and to fix all', async () => {
    await start('from airflow import DAG; DAG("d")\nSLOW\nx = SLOW\n');
    deepEqual(await titles(at(1)), [
      'Make it fast',
      'Remove it',
      'Ignore `slow-name` on this line…',
      'Ignore `slow-name` in this file…',
      'Open the page of `slow-name`',
      'Fix all `slow-name` problems in this file',
      'Fix all safe dagperf problems',
    ]);
  });

  it('prefer only a first fix that is safe', async () => {
    await start('from airflow import DAG; DAG("d")\nSLOW\nRISKY\n');
    const actions = await client.actions(uri, {
      start: { line: 1, character: 0 },
      end: { line: 2, character: 1 },
    });
    deepEqual(
      actions.filter(({ isPreferred }) => isPreferred).map(({ title }) => title),
      ['Make it fast'],
    );
    ok(actions.some(({ title }) => title === 'Make it sound'));
  });

  it('name the version they were made for and the diagnostic they solve', async () => {
    await start('from airflow import DAG; DAG("d")\nSLOW\n');
    client.change(uri, 5, { text: 'from airflow import DAG; DAG("d")\n\nSLOW\n' });
    const action = await titled('Make it fast', at(2));
    const [change] = action?.edit?.documentChanges ?? [];
    deepEqual(change && 'textDocument' in change && change.textDocument, { uri, version: 5 });
    equal(action?.diagnostics?.[0]?.code, 'slow-name');
    equal(
      applyAction(action, uri, 'from airflow import DAG; DAG("d")\n\nSLOW\n'),
      'from airflow import DAG; DAG("d")\n\nFAST\n',
    );
  });

  it('offer nothing where no finding stands', async () => {
    await start('from airflow import DAG; DAG("d")\nSLOW\n');
    deepEqual(await titles(at(0), ['quickfix']), []);
  });

  it('offer to fix all only when there is more than one', async () => {
    await start('from airflow import DAG; DAG("d")\nSLOW\n');
    ok(!(await titles(at(1))).some((title) => title.startsWith('Fix all `')));
  });

  for (const [only, expected] of [
    ['source.fixAll.dagperf', ['Fix all safe dagperf problems']],
    ['source.fixAll', ['Fix all safe dagperf problems']],
    ['source', ['Fix all safe dagperf problems']],
    ['source.organizeImports', []],
    ['refactor', []],
    ['source.fixAll.other', []],
  ] as const) {
    it(`give for ${only}: ${expected.length === 0 ? 'nothing' : expected.join()}`, async () => {
      await start('from airflow import DAG; DAG("d")\nSLOW\n');
      deepEqual(await titles(at(1), [only]), expected);
    });
  }

  it('give only quick fixes to who asks for quick fixes', async () => {
    await start('from airflow import DAG; DAG("d")\nSLOW\n');
    const actions = await client.actions(uri, at(1), { only: ['quickfix'] });
    deepEqual([...new Set(actions.map(({ kind }) => kind))], ['quickfix']);
  });

  it('change several files in one edit', async () => {
    await start('from airflow import DAG; DAG("d")\nRISKY\n');
    const action = await titled('Make it sound', at(1));
    deepEqual(action?.edit?.documentChanges, [
      {
        textDocument: { uri, version: 1 },
        edits: [
          { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } }, newText: 'SOUND' },
        ],
      },
      {
        textDocument: { uri: 'file:///project/pools.json', version: null },
        edits: [{ range: at(0, 1), newText: '"p": 1' }],
      },
    ]);
  });

  it('do not offer a fix whose other file cannot be read', async () => {
    await start('from airflow import DAG; DAG("d")\nRISKY\n', {
      parts: { ...parts, readText: async () => undefined },
    });
    ok(!(await titles(at(1))).includes('Make it sound'));
  });

  it('are computed once more when the project is read again meanwhile', async () => {
    let reads = 0;
    const readText = async (): Promise<string> => {
      if (reads++ > 0) return '{}\n';
      const changes = [{ uri: 'file:///project/airflow.cfg', type: 2 }];
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
      await until('the project is read again', () => client.refreshes() === 1);
      await client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
      return '{}\n';
    };
    await start('from airflow import DAG; DAG("d")\nRISKY\n', { parts: { ...parts, readText } });
    ok((await titles(at(1))).includes('Make it sound'));
    ok(reads > 1, 'computed twice');
  });

  it('use plain changes for clients without document changes', async () => {
    await start('from airflow import DAG; DAG("d")\nSLOW\n', { capabilities: {} });
    const action = await titled('Make it fast', at(1));
    deepEqual(Object.keys(action?.edit?.changes ?? {}), [uri]);
    ok(!(await titles(at(1))).some((title) => title.startsWith('Open the page')));
  });

  it('fix all safe problems of the file, and no unsafe one', async () => {
    await start('from airflow import DAG; DAG("d")\r\nSLOW; RISKY\r\nx = 1\r\nSLOW\r\n');
    const action = await titled('Fix all safe dagperf problems', at(0));
    equal(
      applyAction(action, uri, 'from airflow import DAG; DAG("d")\r\nSLOW; RISKY\r\nx = 1\r\nSLOW\r\n'),
      'from airflow import DAG; DAG("d")\r\nFAST; RISKY\r\nx = 1\r\nFAST\r\n',
    );
  });

  it('fix all problems of one rule', async () => {
    await start('from airflow import DAG; DAG("d")\nSLOW\nRISKY\nSLOW\n');
    const action = await titled('Fix all `slow-name` problems in this file', at(1));
    equal(
      applyAction(action, uri, 'from airflow import DAG; DAG("d")\nSLOW\nRISKY\nSLOW\n'),
      'from airflow import DAG; DAG("d")\nFAST\nRISKY\nFAST\n',
    );
  });

  it('compute fix-all edits when they are resolved, from the text of that moment', async () => {
    const codeAction = { dataSupport: true, resolveSupport: { properties: ['edit'] } };
    const textDocument = { ...fullCapabilities.textDocument, codeAction };
    await start('from airflow import DAG; DAG("d")\nSLOW\n', {
      capabilities: { ...fullCapabilities, textDocument },
    });
    const [action] = await client.actions(uri, at(0), { only: ['source.fixAll'] });
    equal(action?.edit, undefined);
    client.change(uri, 2, { text: 'from airflow import DAG; DAG("d")\nSLOW, SLOW\n' });
    const resolved = await client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    equal(
      applyAction(resolved, uri, 'from airflow import DAG; DAG("d")\nSLOW, SLOW\n'),
      'from airflow import DAG; DAG("d")\nFAST, FAST\n',
    );
  });

  it('open the page with the client’s own command, or else with the server’s', async () => {
    await start('from airflow import DAG; DAG("d")\nSLOW\n');
    const action = await titled('Open the page of `slow-name`', at(1));
    deepEqual(client.initialized.capabilities.executeCommandProvider, { commands: ['dagperf.showRule'] });
    let shown = '';
    client.connection.onRequest('window/showDocument', (params: { uri: string }) => {
      shown = params.uri;
      return { success: true };
    });
    await client.connection.sendRequest('workspace/executeCommand', {
      command: action?.command?.command,
      arguments: action?.command?.arguments,
    });
    equal(shown, 'https://github.com/dagperf/dagperf/blob/main/docs/rules/slow-name.md');
    await client.stop();
    await start('from airflow import DAG; DAG("d")\nSLOW\n', { initializationOptions: { showRule: true } });
    equal(client.initialized.capabilities.executeCommandProvider, undefined);
    ok(await titled('Open the page of `slow-name`', at(1)));
  });
});

describe('ignoring', () => {
  let client: TestClient;
  afterEach(() => client.stop());

  /** The text after the action on the first `SLOW`. */
  const ignored = async (
    text: string,
    where: 'on this line' | 'in this file',
    snippets = false,
  ): Promise<string> => {
    const workspaceEdit = { documentChanges: true, snippetEditSupport: snippets };
    const workspace = { ...fullCapabilities.workspace, workspaceEdit };
    client = await startClient({ parts, capabilities: { ...fullCapabilities, workspace } });
    client.open(uri, text);
    const before = text.slice(0, text.indexOf('SLOW')).split(/\r\n|\r|\n/);
    const position = { line: before.length - 1, character: (before.at(-1) as string).length };
    const actions = await client.actions(uri, { start: position, end: position });
    const action = actions.find(({ title }) => title === `Ignore \`slow-name\` ${where}…`);
    if (snippets) return JSON.stringify(action?.edit);
    return applyAction(action, uri, text);
  };

  const cases: [name: string, where: 'on this line' | 'in this file', before: string, after: string][] = [
    [
      'goes to the end of the line',
      'on this line',
      'from airflow import DAG; DAG("d")\nSLOW\nx = 1\n',
      'from airflow import DAG; DAG("d")\nSLOW  # dagperf: ignore[slow-name] reason\nx = 1\n',
    ],
    [
      'keeps \\r\\n',
      'on this line',
      'from airflow import DAG; DAG("d")\r\nSLOW\r\n',
      'from airflow import DAG; DAG("d")\r\nSLOW  # dagperf: ignore[slow-name] reason\r\n',
    ],
    [
      'works on a last line without line break, and takes white space away',
      'on this line',
      'from airflow import DAG; DAG("d")\nSLOW  ',
      'from airflow import DAG; DAG("d")\nSLOW  # dagperf: ignore[slow-name] reason',
    ],
    [
      'joins the list of a comment that is there',
      'on this line',
      'from airflow import DAG; DAG("d")\nSLOW  # dagperf: ignore[other, more] because\n',
      'from airflow import DAG; DAG("d")\nSLOW  # dagperf: ignore[other, more, slow-name] because\n',
    ],
    [
      'joins the list of a comment that is there, with \\r\\n',
      'on this line',
      'from airflow import DAG; DAG("d")\r\nSLOW  # dagperf: ignore[other]\r\n',
      'from airflow import DAG; DAG("d")\r\nSLOW  # dagperf: ignore[other, slow-name]\r\n',
    ],
    [
      'stands above a statement that goes on behind a backslash',
      'on this line',
      'from airflow import DAG; DAG("d")\nif x:\n    y = SLOW + \\\n        1\n',
      'from airflow import DAG; DAG("d")\nif x:\n    # dagperf: ignore[slow-name] reason\n    y = SLOW + \\\n        1\n',
    ],
    [
      'stands above a statement whose string goes on',
      'on this line',
      'from airflow import DAG; DAG("d")\r\nif x:\r\n\tf(SLOW, """a\r\nb""")\r\n',
      'from airflow import DAG; DAG("d")\r\nif x:\r\n\t# dagperf: ignore[slow-name] reason\r\n\tf(SLOW, """a\r\nb""")\r\n',
    ],
    [
      'joins the list of the comment above, with \\r\\n',
      'on this line',
      'from airflow import DAG; DAG("d")\r\n# dagperf: ignore[other] because\r\nf(SLOW, """a\r\nb""")\r\n',
      'from airflow import DAG; DAG("d")\r\n# dagperf: ignore[other, slow-name] because\r\nf(SLOW, """a\r\nb""")\r\n',
    ],
    [
      'gives its list to a comment without one',
      'on this line',
      'from airflow import DAG; DAG("d")\nSLOW  # dagperf: ignore because\n',
      'from airflow import DAG; DAG("d")\nSLOW  # dagperf: ignore[slow-name] because\n',
    ],
    [
      'stands behind another comment',
      'on this line',
      'from airflow import DAG; DAG("d")\nSLOW  # noqa: F821\n',
      'from airflow import DAG; DAG("d")\nSLOW  # noqa: F821  # dagperf: ignore[slow-name] reason\n',
    ],
    [
      'stands above a line whose comment ignores for the file',
      'on this line',
      'from airflow import DAG; DAG("d")\nSLOW  # dagperf: ignore-file[other] x\n',
      'from airflow import DAG; DAG("d")\n# dagperf: ignore[slow-name] reason\nSLOW  # dagperf: ignore-file[other] x\n',
    ],
    [
      'joins the list of the comment above',
      'on this line',
      'from airflow import DAG; DAG("d")\n# dagperf: ignore[other] because\nf(SLOW, """a\nb""")\n',
      'from airflow import DAG; DAG("d")\n# dagperf: ignore[other, slow-name] because\nf(SLOW, """a\nb""")\n',
    ],
    [
      'for the file goes to the top',
      'in this file',
      'from airflow import DAG; DAG("d")\nSLOW\n',
      '# dagperf: ignore-file[slow-name] reason\nfrom airflow import DAG; DAG("d")\nSLOW\n',
    ],
    [
      'for the file stands below shebang, encoding and docstring',
      'in this file',
      '#!/usr/bin/env python\r\n# -*- coding: utf-8 -*-\r\n"""Doc\r\nmore."""\r\nfrom airflow import DAG; DAG("d")\r\nSLOW\r\n',
      '#!/usr/bin/env python\r\n# -*- coding: utf-8 -*-\r\n"""Doc\r\nmore."""\r\n# dagperf: ignore-file[slow-name] reason\r\nfrom airflow import DAG; DAG("d")\r\nSLOW\r\n',
    ],
    [
      'for the file stands behind a byte order mark',
      'in this file',
      '\uFEFFfrom airflow import DAG; DAG("d")\nSLOW\n',
      '\uFEFF# dagperf: ignore-file[slow-name] reason\nfrom airflow import DAG; DAG("d")\nSLOW\n',
    ],
    [
      'for the file joins the list that is there',
      'in this file',
      '# dagperf: ignore-file[other] because\nfrom airflow import DAG; DAG("d")\nSLOW\n',
      '# dagperf: ignore-file[other, slow-name] because\nfrom airflow import DAG; DAG("d")\nSLOW\n',
    ],
  ];
  for (const [name, where, before, after] of cases) {
    it(`${name}, and silences the finding`, async () => {
      equal(await ignored(before, where), after);
      client.change(uri, 2, { text: after });
      const report = await client.pull(uri);
      const codes = report.kind === 'full' ? report.items.map(({ code }) => code) : ['unchanged'];
      ok(!codes.includes('slow-name'), codes.join());
    });
  }

  it('selects the reason where the client takes snippets', async () => {
    const edit = await ignored('from airflow import DAG; DAG("d")\nSLOW\n', 'on this line', true);
    ok(edit.includes('"value":"  # dagperf: ignore[slow-name] $' + '{1:reason}"'), edit);
  });
});
