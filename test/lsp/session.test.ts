/** Starting with every kind of client, settings while it runs, and the requests of dagperf's own. */
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { CancellationTokenSource, WorkDoneProgress } from 'vscode-languageserver/node';
import { defaultConfiguration } from '../../server/src/engine/configuration.ts';
import type { LoadWorkspace, Workspace } from '../../server/src/lsp/parts.ts';
import type { Settings } from '../../server/src/lsp/settings.ts';
import { emptyProject } from '../../server/src/project/project.ts';
import {
  analyzeFileRequest,
  analyzeWorkspaceRequest,
  type FileSummary,
  type ServerInfo,
  type Status,
  serverInfoRequest,
  statusNotification,
  type WorkspaceReport,
} from '../../server/src/protocol.ts';
import { fullCapabilities, type StartOptions, startClient, type TestClient, until } from './harness.ts';
import { markerCheck, markerRules } from './marker.ts';

const uri = 'file:///project/dags/a.py';
const disk: Record<string, string> = {
  '/project/dags/a.py': 'from airflow import DAG; DAG("d")\nSLOW\n',
  '/project/dags/b.py': 'from airflow import DAG; DAG("d")\r\nSLOW\r\nRISKY\r\n',
  '/project/dags/c.py': 'from airflow import DAG; DAG("d")\nCRASH\n',
  '/project/dags/none.py': 'SLOW = 1\n',
  '/project/pools.json': '{}\n',
};

describe('session', () => {
  let client: TestClient;
  let loads: { root: string | undefined; settings: Settings }[];
  let files: string[];

  const loadWorkspace: LoadWorkspace = async (root, settings) => {
    loads.push({ root, settings });
    const workspace: Workspace = {
      project: emptyProject,
      configuration: defaultConfiguration,
      problems: [],
      textOf: () => undefined,
      isDagCandidate: (path) => !settings.exclude.includes(path),
      async *dagFiles() {
        yield* files;
      },
    };
    return workspace;
  };
  const start = async (options: StartOptions = {}): Promise<void> => {
    const readText = async (path: string) => disk[path];
    const parts = { check: markerCheck, rules: markerRules, loadWorkspace, readText };
    client = await startClient({ rootUri: 'file:///project', parts, ...options });
  };
  const findings = async (): Promise<number> => {
    const report = await client.pull(uri);
    return report.kind === 'full' ? report.items.length : -1;
  };
  beforeEach(() => {
    loads = [];
    files = Object.keys(disk).filter((path) => path.endsWith('.py'));
  });
  afterEach(() => client.stop());

  it('offers a full client everything and registers for settings and files', async () => {
    await start();
    const { capabilities, serverInfo } = client.initialized;
    equal(serverInfo?.name, 'dagperf');
    deepEqual(capabilities.diagnosticProvider, {
      identifier: 'dagperf',
      interFileDependencies: false,
      workspaceDiagnostics: false,
    });
    equal(capabilities.positionEncoding, 'utf-16');
    await until('registrations', () => client.registrations.length >= 2);
    ok(client.registrations.includes('workspace/didChangeConfiguration'));
    ok(client.registrations.includes('workspace/didChangeWatchedFiles'));
  });

  it('works with a client that declares nothing', async () => {
    await start({ capabilities: {} });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    await until('a push', () => client.published.length === 1);
    equal(client.published[0]?.diagnostics.length, 1);
    deepEqual(client.registrations, []);
    deepEqual(client.log, []);
  });

  it('takes settings from the initialization options, and from the notification, of clients it cannot ask', async () => {
    const textDocument = { diagnostic: {} };
    await start({ capabilities: { textDocument }, initializationOptions: { settings: { enable: false } } });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    equal(await findings(), 0);
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { dagperf: { enable: true, airflowVersion: '2.10' } },
    });
    equal(await findings(), 1);
    equal(loads.at(-1)?.settings.airflowVersion, '2.10');
  });

  it('asks for changed settings and has the client pull again', async () => {
    await start();
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    equal(await findings(), 1);
    client.configure({ exclude: ['dags/a.py'] });
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until('a refresh', () => client.refreshes() === 1);
    equal(await findings(), 0);
  });

  it('pushes again after a change of the settings', async () => {
    await start({ capabilities: { workspace: { configuration: true } } });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    await until('a push', () => client.published.length === 1);
    client.configure({ enable: false });
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until('another push', () => client.published.length === 2);
    deepEqual(client.published[1]?.diagnostics, []);
  });

  it('says which setting is unusable and takes its default', async () => {
    await start({ settings: { enable: 'yes', run: 'onType', airflowVersion: 'new', exclude: null } });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    equal(await findings(), 1);
    deepEqual(client.log, [
      'Setting dagperf.airflowVersion is "new", expected a version such as "2.11", or ""',
      'Setting dagperf.enable is "yes", expected true or false',
    ]);
  });

  it('reads the project again, once, when files of it change; not for Python files', async () => {
    await start();
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    await findings();
    const changed = (...names: string[]) =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: names.map((name) => ({ uri: `file:///project/${name}`, type: 2 })),
      });
    await changed('dags/b.py');
    await changed('airflow.cfg', 'pools.json');
    await changed('dagperf.toml');
    await until('a refresh', () => client.refreshes() === 1);
    await findings();
    equal(loads.length, 2);
  });

  it('checks a file outside of every folder as a project of its directory', async () => {
    await start();
    const other = 'file:///elsewhere/x/y.py';
    client.open(other, 'from airflow import DAG; DAG("d")\nSLOW\n');
    await client.pull(other);
    deepEqual(
      loads.map(({ root }) => root),
      ['/elsewhere/x'],
    );
  });

  it('checks untitled documents', async () => {
    await start({ rootUri: '' });
    client.open('untitled:Untitled-1', 'from airflow import DAG; DAG("d")\nSLOW\n');
    const report = await client.pull('untitled:Untitled-1');
    equal(report.kind === 'full' && report.items.length, 1);
  });

  it('goes on without the project when it cannot be read', async () => {
    const broken: LoadWorkspace = async (root, settings) => {
      if (root !== undefined) throw new Error('disk on fire');
      return loadWorkspace(root, settings);
    };
    await start({ parts: { check: markerCheck, rules: markerRules, loadWorkspace: broken } });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    equal(await findings(), 1);
    deepEqual(client.log, ['/project: the project could not be read: disk on fire']);
  });

  it('analyses the workspace, open documents as they are now', async () => {
    await start();
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW, SLOW\n');
    const progress: string[] = [];
    client.connection.onProgress(WorkDoneProgress.type, 'token', ({ kind }) => void progress.push(kind));
    const report = await client.connection.sendRequest<WorkspaceReport>(analyzeWorkspaceRequest, {
      workDoneToken: 'token',
    });
    equal(report.files, 4);
    deepEqual(
      report.findings.map(({ path, rule, range, fixable }) => [path, rule, range.start.line, fixable]),
      [
        ['dags/a.py', 'slow-name', 1, true],
        ['dags/a.py', 'slow-name', 1, true],
        ['dags/b.py', 'slow-name', 1, true],
        ['dags/b.py', 'risky-name', 2, true],
      ],
    );
    deepEqual(
      report.totals.map(({ amount, ...rest }) => ({ ...rest, amount: Math.round(amount) })),
      [
        {
          payer: 'dag-processor',
          unit: 'ms',
          per: 'parse',
          findings: 3,
          amount: 961,
          amountText: '961 ms',
        },
      ],
    );
    equal(report.findings[0]?.costText, '320 ms per parse');
    deepEqual(report.failures, [
      { uri: 'file:///project/dags/c.py', path: 'dags/c.py', message: 'the rule engine crashed' },
    ]);
    equal(progress[0], 'begin');
    equal(progress.at(-1), 'end');
  });

  it('stops the analysis when it is cancelled, and stays usable', async () => {
    files = Array.from({ length: 5000 }, () => '/project/dags/a.py');
    await start();
    const source = new CancellationTokenSource();
    const request = client.connection.sendRequest(analyzeWorkspaceRequest, {}, source.token);
    setTimeout(() => source.cancel(), 30);
    await rejects(request, { code: -32800 });
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
    equal(await findings(), 1);
  });

  it('sums a file up, and says why it was not analysed', async () => {
    await start();
    const summary = () => client.connection.sendRequest<FileSummary | null>(analyzeFileRequest, { uri });
    equal(await summary(), null);
    client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\nRISKY\n');
    deepEqual((await summary())?.bySeverity, { error: 1, warning: 1, info: 0, hint: 0 });
    client.change(uri, 2, { text: 'SLOW' });
    equal((await summary())?.skipped, 'no-airflow');
  });

  it('tells its parser, version and rules', async () => {
    await start();
    const info = await client.connection.sendRequest<ServerInfo>(serverInfoRequest);
    match(info.parserBackend, /^(native|wasm)$/);
    match(info.version, /^\d+\.\d+\.\d+/);
    deepEqual(
      info.rules.map(({ id }) => id),
      ['risky-name', 'slow-name'],
    );
  });

  it('says which Airflow version a document is checked for, and how it is known', async () => {
    const target = { version: '2.10', reason: 'requirements.txt:3' };
    const known: LoadWorkspace = async (root, settings) => ({
      ...(await loadWorkspace(root, settings)),
      project: { ...emptyProject, target },
    });
    const parts = { check: markerCheck, rules: markerRules, loadWorkspace: known };
    await start({ parts, initializationOptions: { status: true } });
    const received: Status[] = [];
    client.connection.onNotification(statusNotification, (state) => void received.push(state));
    client.open(uri, 'from airflow import DAG; DAG("d")\n');
    await findings();
    const airflowVersion = '2.10 (requirements.txt:3)';
    deepEqual(received, [{ state: 'idle', uri, findings: 0, airflowVersion }]);
  });

  it('sends its state to clients that ask for it, and to no others', async () => {
    for (const status of [true, false]) {
      await start({ capabilities: fullCapabilities, initializationOptions: { status } });
      const received: Status[] = [];
      client.connection.onNotification(statusNotification, (state) => void received.push(state));
      client.open(uri, 'from airflow import DAG; DAG("d")\nSLOW\n');
      await findings();
      client.change(uri, 2, { text: 'SLOW' });
      await findings();
      const skipped = { state: 'idle', uri, findings: 0, skipped: 'no-airflow' };
      deepEqual(received, status ? [{ state: 'idle', uri, findings: 1 }, skipped] : []);
      if (status) await client.stop();
    }
  });
});
