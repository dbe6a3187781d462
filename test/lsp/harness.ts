/** A small LSP client in the same process, over a pair of streams. */
import { PassThrough } from 'node:stream';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import { realParts, type ServerParts } from '../../server/src/lsp/parts.ts';
import { startServer } from '../../server/src/lsp/server.ts';
import type { InitializationOptions } from '../../server/src/protocol.ts';

/** What a current editor can do. */
export const fullCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true },
  },
  textDocument: {
    diagnostic: { relatedInformation: true },
    hover: { contentFormat: ['markdown'] },
  },
  window: { showDocument: { support: true } },
};

export interface StartOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
  readonly settings?: unknown;
  readonly parts?: Partial<ServerParts>;
  readonly rootUri?: string;
}

export interface TestClient {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly published: PublishDiagnosticsParams[];
  readonly log: string[];
  readonly registrations: string[];
  /** How often the server asked for a new pull. */
  refreshes(): number;
  /** What `workspace/configuration` answers from now on. */
  configure(settings: unknown): void;
  open(uri: string, text: string, version?: number): void;
  change(uri: string, version: number, ...changes: TextDocumentContentChangeEvent[]): void;
  save(uri: string): void;
  close(uri: string): void;
  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
  actions(uri: string, range: Range, context?: Partial<CodeActionContext>): Promise<CodeAction[]>;
  stop(): Promise<void>;
}

export async function startClient(options: StartOptions = {}): Promise<TestClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  // Readers instead of bare streams: with streams the library ends this process when they close.
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  startServer(server, { ...realParts, ...options.parts });
  const connection = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  let settings = options.settings ?? null;
  let refreshes = 0;
  const published: PublishDiagnosticsParams[] = [];
  const log: string[] = [];
  const registrations: string[] = [];
  connection.onNotification('textDocument/publishDiagnostics', (params) => void published.push(params));
  connection.onNotification('window/logMessage', ({ message }) => void log.push(message));
  connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => settings));
  connection.onRequest('client/registerCapability', (params) => {
    for (const { method } of params.registrations) registrations.push(method);
  });
  connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshes++;
    return null;
  });
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: null,
    rootUri: options.rootUri ?? null,
    capabilities: options.capabilities ?? fullCapabilities,
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification('initialized', {});
  const send = (method: string, params: object): void => void connection.sendNotification(method, params);
  return {
    connection,
    initialized,
    published,
    log,
    registrations,
    refreshes: () => refreshes,
    configure(next) {
      settings = next ?? null;
    },
    open: (uri, text, version = 1) =>
      send('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version, text } }),
    change: (uri, version, ...contentChanges) =>
      send('textDocument/didChange', { textDocument: { uri, version }, contentChanges }),
    save: (uri) => send('textDocument/didSave', { textDocument: { uri } }),
    close: (uri) => send('textDocument/didClose', { textDocument: { uri } }),
    pull: (uri, previousResultId) =>
      connection.sendRequest('textDocument/diagnostic', { textDocument: { uri }, previousResultId }),
    actions: (uri, range, context = {}) =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: [], ...context },
      }),
    async stop() {
      await connection.sendRequest('shutdown');
      connection.dispose();
      server.dispose();
    },
  };
}

/** Waits until `condition` holds; fails after two seconds with `what`. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = Date.now() + 2000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
