/** What the connected client can do, read once from `initialize`, and what the server answers. */
import {
  type ClientCapabilities,
  type InitializeParams,
  MarkupKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { type InitializationOptions, showRuleCommand } from '../protocol.ts';

export interface ClientFeatures {
  /** Asks for diagnostics itself; push otherwise. */
  readonly pull: boolean;
  readonly pullRefresh: boolean;
  readonly relatedInformation: boolean;
  /** Answers `workspace/configuration`. */
  readonly configuration: boolean;
  readonly registerConfiguration: boolean;
  readonly registerWatchers: boolean;
  readonly workspaceFolders: boolean;
  readonly documentChanges: boolean;
  readonly snippetEdits: boolean;
  readonly resolveEdits: boolean;
  readonly markdownHover: boolean;
  readonly showDocument: boolean;
  readonly status: boolean;
  readonly showRule: boolean;
}

/** Reads the capabilities; whatever is not declared counts as absent. */
export function clientFeatures(params: InitializeParams): ClientFeatures {
  const { workspace, textDocument, window }: ClientCapabilities = params.capabilities;
  const options = initializationOptions(params);
  return {
    pull: textDocument?.diagnostic !== undefined,
    pullRefresh: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation:
      textDocument?.publishDiagnostics?.relatedInformation === true ||
      textDocument?.diagnostic?.relatedInformation === true,
    configuration: workspace?.configuration === true,
    registerConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registerWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    snippetEdits: workspace?.workspaceEdit?.snippetEditSupport === true,
    resolveEdits:
      textDocument?.codeAction?.dataSupport === true &&
      textDocument.codeAction.resolveSupport?.properties.includes('edit') === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) ?? false,
    showDocument: window?.showDocument?.support === true,
    status: options.status === true,
    showRule: options.showRule === true,
  };
}

/** `initializationOptions` of a client, `{}` when it is not an object. */
export function initializationOptions(params: InitializeParams): InitializationOptions {
  const options: unknown = params.initializationOptions;
  return typeof options === 'object' && options !== null ? options : {};
}

/** What the server offers to a client with these features. */
export function serverCapabilities(client: ClientFeatures): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    codeActionProvider: {
      codeActionKinds: ['quickfix', 'source.fixAll.dagperf'],
      resolveProvider: client.resolveEdits,
    },
    hoverProvider: true,
    ...(client.pull
      ? {
          diagnosticProvider: {
            identifier: 'dagperf',
            interFileDependencies: false,
            workspaceDiagnostics: false,
          },
        }
      : {}),
    ...(client.showDocument && !client.showRule
      ? { executeCommandProvider: { commands: [showRuleCommand] } }
      : {}),
    ...(client.workspaceFolders
      ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
      : {}),
  };
}
