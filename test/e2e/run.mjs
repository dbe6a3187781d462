// Runs the suite in a real VS Code: `node test/e2e/run.mjs development|package|restricted`, after `npm run build` (for
// `package`: `npm run package`). Results go to the file in DAGPERF_RESULTS.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
} from '@vscode/test-electron';
import { buildEditorTests } from '../../scripts/build.mjs';
import { temporaryFolder } from '../../scripts/vscode/run-editor.mjs';
import { run, serverRunsHere, setUpEditor } from '../../scripts/vscode/setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { folder: temporary } = temporaryFolder('dagperf-e2e-');
const workspace = path.join(temporary, 'workspace');
const extensions = path.join(temporary, 'extensions');

/**
 * A desktop VS Code, named or downloaded; undefined where the tests run in VS Code's server, which npm has. Only there can a
 * folder be left untrusted: @vscode/test-electron trusts it.
 */
async function desktopEditor(mode) {
  if (mode === 'restricted' || (serverRunsHere && !process.env.VSCODE_EXECUTABLE)) return undefined;
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  try {
    return await downloadAndUnzipVSCode({ cachePath: path.join(root, '.cache/vscode-desktop') });
  } catch (error) {
    throw new Error(
      `VS Code could not be downloaded; install it and set VSCODE_EXECUTABLE to its path (${error.message})`,
    );
  }
}

/** Installs the .vsix into the empty folder of extensions; gives back where it lies. */
function install(desktop) {
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const vsix = path.join(root, `${name}-${version}.vsix`);
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: npm run package`);
  const how = ['--extensions-dir', extensions, '--install-extension', vsix];
  const env = { ...process.env, HOME: temporary, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  if (desktop) {
    const [command, ...args] = resolveCliArgsFromVSCodeExecutablePath(desktop, { reuseMachineInstall: true });
    run(command, [...args, '--user-data-dir', path.join(temporary, 'user'), ...how], {
      shell: process.platform === 'win32',
    });
  } else {
    const { node, server } = setUpEditor();
    run(node, [server, '--accept-server-license-terms', ...how], { env });
  }
  const installed = readdirSync(extensions).find((folder) => folder.startsWith(`dagperf.${name}-`));
  if (!installed) throw new Error(`${vsix} was not installed`);
  return path.join(extensions, installed);
}

/** What the command prints about the workspace: the editor has to say the same. */
function printedByCommand(name, status, ...args) {
  const command = path.join(root, 'dist/cli.js');
  if (!existsSync(command)) throw new Error(`${command} is missing: npm run build`);
  const done = spawnSync(process.execPath, [command, ...args], { cwd: workspace, encoding: 'utf8' });
  if (done.status !== status) throw new Error(`dagperf ${args[0]} ended with ${done.status}\n${done.stderr}`);
  const file = path.join(temporary, name);
  writeFileSync(file, done.stdout);
  return file;
}

/** `native` or `wasm`: what the server should use, which depends on whether the extension's binary loads on this system. */
function expectedParser(extension) {
  const code = "require('tree-sitter'); require('tree-sitter-python')";
  const { node } = setUpEditor();
  return spawnSync(node, ['-e', code], { cwd: extension }).status === 0 ? 'native' : 'wasm';
}

async function main(mode) {
  cpSync(path.join(root, 'test/e2e/workspace'), workspace, { recursive: true });
  const desktop = await desktopEditor(mode);
  const extension = mode === 'package' ? install(desktop) : root;
  await runTests({
    vscodeExecutablePath: desktop ?? path.join(root, 'scripts/vscode/code.mjs'),
    extensionDevelopmentPath: mode === 'package' ? path.join(root, 'test/e2e/host') : root,
    extensionTestsPath: await buildEditorTests(),
    launchArgs: [
      workspace,
      `--extensions-dir=${extensions}`,
      `--user-data-dir=${path.join(temporary, 'user')}`,
    ],
    extensionTestsEnv: {
      DAGPERF_EXTENSION: extension,
      DAGPERF_EXPECTED: printedByCommand('expected.json', 1, 'check', '--format', 'json'),
      DAGPERF_MODEL: printedByCommand('model.txt', 0, 'debug', 'model', 'dags/sales.py'),
      // A desktop VS Code has a Node.js of its own, which nothing but itself can try.
      ...(desktop ? {} : { DAGPERF_PARSER: expectedParser(extension) }),
      ...(mode === 'restricted' ? { DAGPERF_RESTRICTED: '1' } : {}),
    },
  });
}

const modes = ['development', 'package', 'restricted'];
const mode = process.argv[2] ?? 'development';
try {
  if (!modes.includes(mode)) throw new Error(`${mode}: no such mode, only ${modes.join(', ')}`);
  await main(mode);
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof Error ? error.message : error);
}
