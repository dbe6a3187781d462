/** `dagperf lsp --stdio`: the language server for editors other than VS Code. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server.ts';

/** Serves until the client says exit. */
export function runServer(): void {
  startServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout));
}
