/** The connection to the language server. */
import * as vscode from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import type { InitializationOptions } from '../../server/src/protocol.ts';

const initializationOptions: InitializationOptions = { status: true, showRule: true };

/** Files of a deployment in which something may be reported; the server knows by the path what they are. */
const configurationFiles = [
  '**/*airflow.cfg*',
  '**/{.env*,*.env}',
  '**/*compose*.{yml,yaml}',
  '**/*values*.{yml,yaml}',
  '**/*airflow*.{yml,yaml}',
  '**/{helm,chart,charts,airflow,argocd,flux}/*.{yml,yaml}',
  '**/{*Dockerfile*,*Containerfile*}',
  '**/*pool*.json',
  '**/.airflowignore',
  '**/*.{tf,tfvars,hcl}',
];

/** A client that is not started yet. Settings and file watchers are registered by the server. */
export function createClient(context: vscode.ExtensionContext): LanguageClient {
  const server = {
    module: vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath,
    transport: TransportKind.ipc,
  };
  const serverOptions: ServerOptions = {
    run: server,
    debug: { ...server, options: { execArgv: ['--nolazy', '--enable-source-maps'] } },
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: [
      { scheme: 'file', language: 'python' },
      { scheme: 'untitled', language: 'python' },
      ...configurationFiles.map((pattern) => ({ scheme: 'file', pattern })),
    ],
    initializationOptions,
    outputChannelName: 'Dagperf',
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticPullOptions: { onChange: true, onSave: true, onTabs: false },
  };
  return new LanguageClient('dagperf', 'Dagperf', serverOptions, clientOptions);
}
