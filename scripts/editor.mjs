// Opens a real VS Code with the extension loaded from this repository.
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { isInstalled, setUpEditor } from './vscode/setup.mjs';

/**
 * Opens a folder, or a file and its folder: in `code` when that is on the PATH, else in VS Code's server, whose address is
 * printed. DAGPERF_EDITOR=browser asks for the server in any case. The server runs until Ctrl+C.
 */
export async function openEditor(target) {
  if (process.env.DAGPERF_EDITOR !== 'browser' && isInstalled('code')) {
    spawn('code', [`--extensionDevelopmentPath=${root}`, '--new-window', target], {
      detached: true,
      stdio: 'ignore',
      shell: process.platform === 'win32',
    }).unref();
    console.log(`Opened ${target} in VS Code, with dagperf from ${root}`);
    return;
  }
  setUpEditor();
  // Ends before the server's own handler, which says 130: Ctrl+C is how this is meant to end.
  process.once('SIGINT', () => process.exit(0));
  const { startServer, workbenchUrl } = await import('./vscode/run-editor.mjs');
  const server = await startServer();
  const what = statSync(target).isDirectory()
    ? { folder: target }
    : { folder: path.dirname(target), openFile: target };
  console.log('VS Code runs here, with dagperf loaded. Open this address in a browser; Ctrl+C ends it.\n');
  console.log(workbenchUrl(server, { ...what, developmentPath: root }));
  await server.ended;
  throw new Error(`VS Code's server has ended:\n${server.log().slice(-2000)}`);
}
