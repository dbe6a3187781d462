// Opens a real VS Code with the extension loaded from this repository.
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { isInstalled, setUpEditor } from './vscode/setup.mjs';

/** Opens a folder (or the folder of a file): in `code` when that is on the PATH, else in code-server, whose address is printed. */
export async function openEditor(target) {
  const folder = statSync(target).isDirectory() ? target : path.dirname(target);
  if (isInstalled('code')) {
    spawn('code', [`--extensionDevelopmentPath=${root}`, '--new-window', target], {
      detached: true,
      stdio: 'ignore',
      shell: process.platform === 'win32',
    }).unref();
    console.log(`Opened ${target} in VS Code, with dagperf from ${root}`);
    return;
  }
  setUpEditor();
  const { startServer, workbenchUrl } = await import('./vscode/run-editor.mjs');
  const server = await startServer();
  console.log(`VS Code runs here, with dagperf loaded. Open this address in a browser; Ctrl+C ends it.\n`);
  console.log(workbenchUrl(server, { folder, developmentPath: root }));
  await new Promise((resolve) => process.once('SIGINT', resolve));
  await server.stop();
}
