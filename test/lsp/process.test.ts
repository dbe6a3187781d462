/** The server as editors start it: a process that speaks over stdio. */
import { equal, match } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  createProtocolConnection,
  type InitializeResult,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { type ServerInfo, serverInfoRequest } from '../../server/src/protocol.ts';

const entry = join(__dirname, '../../server/src/lsp/main.ts');

describe('server process', () => {
  it('answers over stdio, loads a parser, and ends with 0 after shutdown', async () => {
    const server = spawn(process.execPath, ['--import', 'tsx', entry, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = once(server, 'exit');
    const connection = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    const params = { processId: process.pid, rootUri: null, capabilities: {} };
    const { serverInfo } = await connection.sendRequest<InitializeResult>('initialize', params);
    equal(serverInfo?.name, 'dagperf');
    await connection.sendNotification('initialized', {});
    const info = await connection.sendRequest<ServerInfo>(serverInfoRequest);
    match(info.parserBackend, /^(native|wasm)$/);
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    const [code] = await exited;
    equal(code, 0);
    connection.dispose();
  });
});
