/** The other commands: `dagperf rule`, `lsp`, `--version`, `--help`. */
import assert from 'node:assert/strict';
import manifest from '../../package.json';
import { engineRules, rules } from '../../server/src/rules/registry.ts';
import { dagperf, folderOf, removeFolders } from './command.ts';

after(removeFolders);

describe('dagperf rule', () => {
  const ids = [...rules.map((one) => one.id), ...engineRules].sort();

  it('explains every rule', async () => {
    const { code, out } = await dagperf(folderOf({}), ['rule', '--all', '--format', 'json']);
    assert.equal(code, 0);
    const all = JSON.parse(out);
    assert.deepEqual(
      all.map((one: { id: string }) => one.id),
      ids,
    );
    for (const one of all) {
      assert.ok(one.summary && one.why && one.example.bad && one.example.good, one.id);
      assert.ok(Array.isArray(one.fixes) && one.url.endsWith(`/${one.id}.md`), one.id);
    }
  });

  it('says in text what it costs, its options, its fixes, its versions and where its page is', async () => {
    const { code, out } = await dagperf(folderOf({}), ['rule', 'fan-out-without-pool']);
    const { rule } = rules.find((one) => one.id === 'fan-out-without-pool') as (typeof rules)[number];
    assert.equal(code, 0);
    assert.ok(out.startsWith(`fan-out-without-pool\n${rule.summary}\nconcurrency, ${rule.severity}, `));
    assert.match(out, /, every Airflow version, offers unsafe fixes\n/);
    assert.ok(out.includes(rule.why));
    for (const name of Object.keys(rule.options ?? {})) assert.match(out, new RegExp(`^ {2}${name} = `, 'm'));
    assert.match(out, /docs\/rules\/fan-out-without-pool\.md\n$/);
  });

  it('explains the findings of the engine as well', async () => {
    const { code, out } = await dagperf(folderOf({}), ['rule', 'unused-ignore']);
    assert.equal(code, 0);
    assert.match(out, /^unused-ignore\nAn ignore comment ignores nothing\n/);
  });
});

describe('dagperf', () => {
  it('tells its version and its commands', async () => {
    const version = await dagperf(folderOf({}), ['--version']);
    assert.deepEqual([version.code, version.out], [0, `${manifest.version}\n`]);
    const help = await dagperf(folderOf({}), ['--help']);
    assert.equal(help.code, 0);
    for (const command of ['check', 'rule', 'debug', 'lsp'])
      assert.match(help.out, new RegExp(`^ {2}${command} `, 'm'));
    const check = await dagperf(folderOf({}), ['check', '--help']);
    const options = [...check.out.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
    assert.deepEqual(options, [
      '--format',
      '--fix',
      '--unsafe-fixes',
      '--diff',
      '--select',
      '--ignore',
      '--exclude',
      '--force-exclude',
      '--airflow-version',
      '--config',
      '--fail-on',
      '--help',
    ]);
  });

  it('serves editors over standard input and output', async () => {
    const { code, out } = await dagperf(folderOf({}), ['lsp', '--stdio', '--clientProcessId=1'], {
      input: (write) => {
        const send = (message: object) => {
          const text = JSON.stringify({ jsonrpc: '2.0', ...message });
          write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
        };
        send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
        send({ method: 'initialized', params: {} });
        send({ id: 2, method: 'shutdown' });
        send({ method: 'exit' });
      },
    });
    assert.equal(code, 0);
    assert.match(out, /"serverInfo":\{"name":"dagperf"/);
  });
});
