/** The language server: which handler answers what. */
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import packageJson from '../../../package.json';
import {
  type AnalyzeFileParams,
  type AnalyzeWorkspaceParams,
  analyzeFileRequest,
  analyzeWorkspaceRequest,
  type ModelParams,
  modelRequest,
  type ServerInfo,
  serverInfoRequest,
  showRuleCommand,
  type WorkspaceReport,
} from '../protocol.ts';
import { engineRules, ruleUrl } from '../rules/registry.ts';
import { codeActions, resolveAction } from './actions.ts';
import { serverCapabilities } from './client-features.ts';
import { hover } from './hover.ts';
import { describeModel } from './model.ts';
import { message } from './open-files.ts';
import { realParts, type ServerParts } from './parts.ts';
import { openSession, type Session } from './session.ts';
import { changesModules, changesProject, watchers } from './watching.ts';
import { analyzeWorkspace, summarize } from './workspace-analysis.ts';

/** Serves one connection until the client ends it. Handlers are in place and the connection listens when this returns. */
export function startServer(connection: Connection, parts: ServerParts = realParts): void {
  const session = openSession(connection, parts);
  handleLifecycle(session);
  handleDocuments(session);
  handleChanges(session);
  handleLanguageRequests(session);
  handleOwnRequests(session);
  connection.listen();
}

function handleLifecycle(session: Session): void {
  const { connection, log } = session;
  connection.onInitialize((params) => ({
    capabilities: serverCapabilities(session.initialize(params)),
    serverInfo: { name: 'dagperf', version: packageJson.version },
  }));
  connection.onInitialized(() => {
    void session.loaded();
    const { registerConfiguration, registerWatchers, workspaceFolders } = session.features();
    const registrations: Promise<unknown>[] = [];
    if (registerConfiguration) {
      const type = DidChangeConfigurationNotification.type;
      registrations.push(connection.client.register(type, { section: 'dagperf' }));
    }
    if (registerWatchers) {
      const type = DidChangeWatchedFilesNotification.type;
      registrations.push(connection.client.register(type, { watchers }));
    }
    for (const registration of registrations) {
      registration.catch((error: unknown) => log(`The client refused a registration: ${message(error)}`));
    }
    if (workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
        session.changeFolders(added, removed),
      );
    }
  });
  connection.onShutdown(() => session.dispose());
}

function handleDocuments({ connection, files, publisher, closedFindings }: Session): void {
  connection.onDidOpenTextDocument((params) => {
    files.open(params);
    publisher.opened(params.textDocument.uri);
    closedFindings.documentsChanged();
  });
  connection.onDidChangeTextDocument((params) => {
    files.change(params);
    publisher.changed(params.textDocument.uri);
  });
  connection.onDidSaveTextDocument(({ textDocument }) => {
    files.save(textDocument.uri);
    publisher.saved(textDocument.uri);
  });
  connection.onDidCloseTextDocument((params) => {
    files.close(params);
    publisher.closed(params.textDocument.uri);
    closedFindings.documentsChanged();
  });
}

function handleChanges(session: Session): void {
  session.connection.onDidChangeConfiguration(({ settings }) => session.changeSettings(settings?.dagperf));
  session.connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(changesProject)) session.changeProject();
    session.changeModules(changes.filter(changesModules).map(({ uri }) => uri));
  });
}

function handleLanguageRequests(session: Session): void {
  const { connection, files, parts, publisher } = session;
  connection.languages.diagnostics.on(({ textDocument, previousResultId }, token) =>
    publisher.pull(textDocument.uri, previousResultId, token),
  );
  connection.onCodeAction((params) => codeActions(params, session));
  connection.onCodeActionResolve((action) => resolveAction(action, session));
  connection.onHover(async ({ textDocument, position }) => {
    const snapshot = await files.snapshot(textDocument.uri);
    if (snapshot === undefined) return null;
    return hover(snapshot, position, parts.rules, session.features().markdownHover);
  });
  connection.onExecuteCommand(async ({ command, arguments: given }) => {
    if (command !== showRuleCommand) throw failed(`There is no command ${command}`);
    const id: unknown = given?.[0]?.rule;
    const known = [...parts.rules.map((rule) => rule.id), ...engineRules].find((rule) => rule === id);
    if (known === undefined) throw failed(`There is no rule ${String(id)}`);
    await connection.window.showDocument({ uri: ruleUrl(known), external: true });
    return null;
  });
}

function handleOwnRequests(session: Session): void {
  const { connection, files, parts } = session;
  connection.onRequest(analyzeFileRequest, ({ uri }: AnalyzeFileParams) => summarize(uri, files));
  connection.onRequest(modelRequest, ({ uri }: ModelParams) => describeModel(uri, session));
  connection.onRequest(
    analyzeWorkspaceRequest,
    async (params: AnalyzeWorkspaceParams, token): Promise<WorkspaceReport> => {
      const progress = await connection.window.attachWorkDoneProgress(params?.workDoneToken);
      session.publisher.status({ state: 'busy' });
      const report = await analyzeWorkspace(session, progress, token).finally(() =>
        session.publisher.status({ state: 'idle' }),
      );
      if (report === undefined) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
      return report;
    },
  );
  connection.onRequest(serverInfoRequest, async (): Promise<ServerInfo> => {
    const loaded = await session.loaded();
    if (loaded === undefined) throw failed('No parser could be loaded');
    return {
      parserBackend: loaded.parser.backend,
      ...(loaded.fallbackReason === undefined ? {} : { fallbackReason: loaded.fallbackReason }),
      version: packageJson.version,
      processId: process.pid,
      rules: parts.rules.map(({ id, rule }) => ({ id, summary: rule.summary, url: ruleUrl(id) })),
    };
  });
}

function failed(text: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, text);
}
